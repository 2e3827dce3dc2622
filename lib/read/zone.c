/* A zone file's MX sets as layouts: records in, hosts and sets gathered, layouts out. */
#include <ldns/rr.h>
#include <stdlib.h>
#include <string.h>

#include <mxtrap/zone_file.h>

#include "read/zone_hosts.h"
#include "read/zone_scan.h"

struct set_entry {
    struct set_entry *next;
    struct mx_zone_host *host;
    struct mx_place place;
    uint32_t ttl;
    uint16_t preference;
    uint8_t role;
};

/* The MX records of one owner, in the order of the file. */
struct set {
    struct set *next;
    const uint8_t *owner;
    struct set_entry *entries, **last_entry;
    size_t count;
};

struct zone_file {
    struct mx_zone_hosts hosts;
    struct mx_arena *arena; /* the zones': what outlives the reading */
    struct mx_arena work;
    struct mx_index sets_by_owner;
    struct set *sets, **last_set;
    struct set *last_taken; /* records of one owner mostly follow one another */
    size_t set_count;
    struct mx_name origin;
    bool has_origin, has_soa, is_second_pass;
    bool ignored[MX_RULE_COUNT];
    struct mx_place first_place; /* of the SOA, else of the first MX record */
    struct mx_name above;        /* the nearest name above all owners met */
    bool has_above;
};

static bool has_owner(const void *row, const void *key) {
    return mx_name_equal(((const struct set *)row)->owner, key);
}

static struct set *set_of(struct zone_file *file, const uint8_t *owner) {
    if (file->last_taken != NULL && mx_name_equal(file->last_taken->owner, owner)) {
        return file->last_taken;
    }
    uint32_t hash = mx_name_hash(owner);
    /* Its rows are the sets made here. */
    struct set *set = (struct set *)mx_index_find(&file->sets_by_owner, hash, owner, has_owner);

    if (set != NULL) {
        return file->last_taken = set;
    }
    set = mx_arena_zeroed(&file->work, 1, sizeof *set);
    const char *copy = mx_arena_copy(file->arena, owner, mx_name_length(owner) - 1);
    if (set == NULL || copy == NULL || !mx_index_add(&file->sets_by_owner, hash, set)) {
        return NULL;
    }
    set->owner = (const uint8_t *)copy;
    set->last_entry = &set->entries;
    *file->last_set = set;
    file->last_set = &set->next;
    file->set_count++;
    return file->last_taken = set;
}

static bool take_mx(struct zone_file *file, const struct mx_zone_record *record) {
    struct set *set = set_of(file, record->owner);
    struct mx_zone_host *host = mx_zone_hosts_target(&file->hosts, record->rdata + 2);
    struct set_entry *entry = mx_arena_zeroed(&file->work, 1, sizeof *entry);

    if (set == NULL || host == NULL || entry == NULL) {
        return false;
    }
    if (set->count == MX_EXCHANGERS_MOST) {
        return true; /* the rule too-many-exchangers tells of it */
    }
    *entry = (struct set_entry){
        .host = host,
        .place = record->place,
        .ttl = record->ttl,
        .preference = (uint16_t)(record->rdata[0] << 8 | record->rdata[1]),
        .role = (uint8_t)(record->rdata[2] == 0 ? MXTRAP_ROLE_UNKNOWN : record->role)};
    *set->last_entry = entry;
    set->last_entry = &entry->next;
    set->count++;
    if (file->first_place.line == 0) {
        file->first_place = record->place;
    }
    if (record->comment != NULL) {
        mx_zone_ignored(record->comment, record->comment_length, file->ignored);
    }
    return true;
}

/* Narrows the name above all owners: what a fragment without an SOA is taken to be a part of. */
static void note_owner(struct zone_file *file, const uint8_t *owner) {
    if (!file->has_above) {
        memcpy(file->above.wire, owner, mx_name_length(owner));
        file->has_above = true;
        return;
    }
    const uint8_t *above = file->above.wire;
    while (!mx_name_is_within(owner, above)) {
        above += 1 + *above;
    }
    if (above != file->above.wire) {
        memmove(file->above.wire, above, mx_name_length(above));
    }
}

static bool take_record(void *context, const struct mx_zone_record *record) {
    struct zone_file *file = context;

    if (record->rdata == NULL) {
        return true;
    }
    if (record->type == LDNS_RR_TYPE_SOA && !file->has_soa) {
        file->has_soa = true;
        file->first_place = record->place;
        memcpy(file->origin.wire, record->owner, mx_name_length(record->owner));
        file->has_origin = true;
        if (!mx_zone_hosts_apex(&file->hosts, record->owner)) {
            return false;
        }
    }
    if (!file->has_origin) {
        note_owner(file, record->owner);
    }
    if (record->type == LDNS_RR_TYPE_MX) {
        return file->is_second_pass || take_mx(file, record);
    }
    return mx_zone_hosts_take(&file->hosts, record);
}

/* Names given from outside the file: an origin, dummies. */
static enum mxtrap_status parse_name(const char *text, struct mx_name *out) {
    enum mx_name_error error = mx_name_parse(out, text, strlen(text), NULL);

    return error == MX_NAME_OK          ? MXTRAP_OK
           : error == MX_NAME_NO_MEMORY ? MXTRAP_ERR_MEMORY
                                        : MXTRAP_ERR_ARGUMENT;
}

static enum mxtrap_status check_names(struct zone_file *file,
                                      const struct mxtrap_zone_file_options *options) {
    enum mxtrap_status status = MXTRAP_OK;
    struct mx_name dummy;

    if (options->origin != NULL) {
        status = parse_name(options->origin, &file->origin);
        file->has_origin = status == MXTRAP_OK;
    }
    for (size_t i = 0; i < options->dummy_count && status == MXTRAP_OK; i++) {
        status = parse_name(options->dummies[i], &dummy);
    }
    return status;
}

static bool is_named_dummy(const struct mxtrap_zone_file_options *options, const uint8_t *host) {
    struct mx_name dummy;

    for (size_t i = 0; i < options->dummy_count; i++) {
        if (parse_name(options->dummies[i], &dummy) == MXTRAP_OK &&
            mx_name_equal(dummy.wire, host)) {
            return true;
        }
    }
    return false;
}

static bool has_roles(const struct mxtrap_exchanger *exchangers, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (exchangers[i].role != MXTRAP_ROLE_UNKNOWN) {
            return true;
        }
    }
    return false;
}

enum { ASSUMED_FROM = 3 };

/* See the public header for where roles come from. A null MX has none. */
static void give_roles(struct mxtrap_exchanger *exchangers, size_t count,
                       const struct mxtrap_zone_file_options *options) {
    bool by_name = options->dummy_count > 0;
    bool by_comment = !by_name && has_roles(exchangers, count);
    bool by_place = !by_name && !by_comment && count >= ASSUMED_FROM;

    for (size_t i = 0; i < count; i++) {
        struct mxtrap_exchanger *exchanger = &exchangers[i];
        bool is_dummy = (by_name && is_named_dummy(options, exchanger->host)) ||
                        (by_comment && exchanger->role == MXTRAP_ROLE_DUMMY) ||
                        (by_place && (i == 0 || i + 1 == count));
        exchanger->role = mx_exchanger_is_null(exchanger) ? MXTRAP_ROLE_UNKNOWN
                          : is_dummy                      ? MXTRAP_ROLE_DUMMY
                                                          : MXTRAP_ROLE_REAL;
    }
}

/* In a fragment what is not there may be elsewhere; in a whole zone it is nowhere. */
static bool resolve_target(struct zone_file *file, struct mx_zone_host *host,
                           struct mxtrap_exchanger *out) {
    struct mx_zone_host *addresses = host;

    if (file->has_soa) {
        out->target =
            (uint8_t)mx_zone_hosts_classify(&file->hosts, host, file->origin.wire, &addresses);
    } else {
        out->target = (uint8_t)(host->has_cname           ? MX_TARGET_ALIAS
                                : host->address_count > 0 ? MX_TARGET_HERE
                                                          : MX_TARGET_UNKNOWN);
    }
    if (!mx_zone_hosts_addresses(&file->hosts, addresses)) {
        return false;
    }
    out->host = host->name;
    out->addresses = addresses->array;
    out->address_count = addresses->address_count;
    return true;
}

static bool make_layout(struct zone_file *file, const struct set *set,
                        const struct mxtrap_zone_file_options *options, mxtrap_layout *out) {
    struct mxtrap_exchanger *exchangers =
        mx_arena_zeroed(file->arena, set->count, sizeof *exchangers);
    size_t count = 0;

    if (exchangers == NULL) {
        return false;
    }
    for (const struct set_entry *entry = set->entries; entry != NULL; entry = entry->next) {
        struct mxtrap_exchanger *exchanger = &exchangers[count++];
        exchanger->place = entry->place;
        exchanger->ttl = entry->ttl;
        exchanger->preference = entry->preference;
        exchanger->role = entry->role;
        if (!resolve_target(file, entry->host, exchanger)) {
            return false;
        }
    }
    mx_exchangers_sort(exchangers, count);
    give_roles(exchangers, count, options);
    out->owner = set->owner;
    out->exchangers = exchangers;
    out->count = count;
    return true;
}

/* What the comments of the file's MX records accept. */
static bool copy_ignored(struct zone_file *file, mxtrap_zone *zone) {
    enum mx_rule *ignored = mx_arena_zeroed(file->arena, MX_RULE_COUNT, sizeof *ignored);

    zone->ignored = ignored;
    for (int rule = 0; ignored != NULL && rule < MX_RULE_COUNT; rule++) {
        if (file->ignored[rule]) {
            ignored[zone->ignored_count++] = (enum mx_rule)rule;
        }
    }
    return ignored != NULL;
}

static bool make_zone(struct zone_file *file, mxtrap_zones *zones,
                      const struct mxtrap_zone_file_options *options) {
    mxtrap_zone *zone = mx_arena_zeroed(file->arena, 1, sizeof *zone);
    mxtrap_layout *layouts = mx_arena_zeroed(file->arena, file->set_count, sizeof *layouts);
    const uint8_t *origin = file->has_origin ? file->origin.wire : file->above.wire;
    const char *copy = mx_arena_copy(file->arena, origin, mx_name_length(origin) - 1);

    if (zone == NULL || layouts == NULL || copy == NULL || !copy_ignored(file, zone)) {
        return false;
    }
    zone->origin = (const uint8_t *)copy;
    zone->place = file->first_place;
    zone->ttl = MX_TTL_DEFAULT;
    zone->layouts = layouts;
    for (const struct set *set = file->sets; set != NULL; set = set->next) {
        mxtrap_layout *layout = &layouts[zone->layout_count++];
        layout->zone = zone;
        if (!make_layout(file, set, options, layout)) {
            return false;
        }
    }
    return mx_zones_add(zones, zone);
}

/* Reads once; and again when a target was named after its records had been let go. */
static enum mxtrap_status scan(struct zone_file *file, const char *path,
                               const struct mxtrap_zone_file_options *options,
                               mxtrap_findings *findings) {
    struct mx_zone_scan_options scan_options = {.origin =
                                                    file->has_origin ? file->origin.wire : NULL,
                                                .no_include = options->no_include != 0,
                                                .include_root = options->include_root};
    mxtrap_findings *again = NULL;
    enum mxtrap_status status =
        mx_zone_scan(path, &scan_options, file->arena, findings, take_record, file);

    if (status == MXTRAP_ERR_MEMORY || !file->hosts.missed) {
        return status;
    }
    enum mxtrap_status second = mxtrap_findings_new(&again);
    if (second == MXTRAP_OK) { /* the same findings once more, which nobody needs */
        file->is_second_pass = true;
        mx_zone_hosts_forget(&file->hosts);
        second = mx_zone_scan(path, &scan_options, file->arena, again, take_record, file);
    }
    mxtrap_findings_free(again);
    return second == MXTRAP_ERR_MEMORY ? second : status;
}

enum mxtrap_status mxtrap_zone_file_read(mxtrap_zones *zones, const char *path,
                                         const struct mxtrap_zone_file_options *options,
                                         mxtrap_findings *findings) {
    static const struct mxtrap_zone_file_options none;
    struct zone_file file = {.arena = &zones->arena};
    enum mxtrap_status status;

    options = options == NULL ? &none : options;
    file.last_set = &file.sets;
    status = check_names(&file, options);
    if (status != MXTRAP_OK) {
        return status;
    }
    if (!mx_zone_hosts_init(&file.hosts, &zones->arena)) {
        return MXTRAP_ERR_MEMORY;
    }
    status = scan(&file, path, options, findings);
    if (status != MXTRAP_ERR_MEMORY && file.set_count > 0 && !make_zone(&file, zones, options)) {
        status = MXTRAP_ERR_MEMORY;
    }
    mx_zone_hosts_free(&file.hosts);
    mx_index_free(&file.sets_by_owner);
    mx_arena_free(&file.work);
    return status;
}
