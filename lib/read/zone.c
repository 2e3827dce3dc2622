/* A zone file's MX sets as layouts: records in, hosts and sets gathered, layouts out. */
#include <ldns/rr.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "read/dns_wire.h"
#include "read/zone.h"
#include "read/zone_hosts.h"
#include "read/zone_roles.h"
#include "read/zone_spf.h"

/* The MX records of one owner, in the order of the file. */
struct set {
    struct set *next;
    struct mxtrap_exchanger *exchangers;
    uint16_t count, capacity;
    uint8_t owner[];
};

/* An MX record that waits for the others of its owner: owner and target are looked up when they are
 * all there, by which time their places in memory have come nearer. */
struct gathered {
    struct mxtrap_exchanger exchanger;
    uint32_t hash;
    uint8_t length; /* of the target */
    struct mx_name target;
};

/* How often a file is read at the most: once more for targets met late, and for each step of SPF's
 * includes (RFC 7208 4.6.4). */
enum { PASSES_MOST = 12 };

struct zone_file {
    struct mx_zone_hosts hosts;
    struct mx_zone_spf spf;
    struct mx_arena *arena; /* the zones': what outlives the reading */
    struct mx_index sets_by_owner;
    struct set *sets, **last_set;
    struct gathered *gathered; /* MX records of one owner, which mostly come together */
    size_t gathered_count;
    struct mx_name owner; /* whose they are */
    size_t owner_length;
    uint32_t owner_hash;
    size_t set_count;
    struct mx_name origin;
    bool has_origin, has_soa, is_read_again;
    bool ignored[MX_RULE_COUNT];
    struct mx_place first_place; /* of the SOA, else of the first MX record */
    uint32_t negative_ttl;       /* that of the SOA (RFC 2308 5); 0 without one */
    struct mx_name above;        /* the nearest name above all owners met */
    bool has_above;
};

static bool has_owner(const void *row, const void *key) {
    return mx_name_equal(((const struct set *)row)->owner, key);
}

/* Room for COUNT more in SET; one that was closed before gets some for the next time. */
static bool grow_set(struct zone_file *file, struct set *set, size_t count) {
    if (set->count + count <= set->capacity) {
        return true;
    }
    size_t room = set->count == 0 ? count : (set->count + count) * 2;
    struct mxtrap_exchanger *grown = mx_arena_take(file->arena, room * sizeof *grown);
    if (grown == NULL) {
        return false;
    }
    if (set->count > 0) {
        memcpy(grown, set->exchangers, set->count * sizeof *grown);
    }
    set->exchangers = grown;
    set->capacity = (uint16_t)room;
    return true;
}

static struct set *new_set(struct zone_file *file) {
    struct set *set =
        mx_arena_zeroed(file->arena, 1, offsetof(struct set, owner) + file->owner_length);

    if (set == NULL || !mx_index_add(&file->sets_by_owner, file->owner_hash, set)) {
        return NULL;
    }
    memcpy(set->owner, file->owner.wire, file->owner_length);
    *file->last_set = set;
    file->last_set = &set->next;
    file->set_count++;
    mx_zone_spf_met_owner(&file->spf, file->owner_hash);
    return set;
}

static struct set *find_set(const struct zone_file *file, const uint8_t *owner, uint32_t hash) {
    /* Its rows are the sets made here. */
    return (struct set *)mx_index_find(&file->sets_by_owner, hash, owner, has_owner);
}

/* Puts what was gathered into its owner's set; what is too much the rule too-many-exchangers tells
 * of. */
static bool close_set(struct zone_file *file) {
    if (file->gathered_count == 0) {
        return true;
    }
    struct set *set = find_set(file, file->owner.wire, file->owner_hash);
    set = set != NULL ? set : new_set(file);
    size_t room = set == NULL ? 0 : (size_t)(MX_EXCHANGERS_MOST - set->count);
    size_t count = file->gathered_count < room ? file->gathered_count : room;
    if (set == NULL || !grow_set(file, set, count)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        struct gathered *gathered = &file->gathered[i];
        struct mx_zone_host *host = mx_zone_hosts_target(&file->hosts, gathered->target.wire,
                                                         gathered->length, gathered->hash);
        if (host == NULL) {
            return false;
        }
        gathered->exchanger.host = host->name;
        set->exchangers[set->count++] = gathered->exchanger;
    }
    file->gathered_count = 0;
    return true;
}

static bool is_gathered_owner(const struct zone_file *file, const struct mx_zone_record *record) {
    return file->gathered_count > 0 && file->owner_length == record->owner_length &&
           mx_name_equal_sized(file->owner.wire, record->owner, record->owner_length);
}

/* Targets are often right below the owner, which is then looked up among the hosts as well. */
static void begin_set(struct zone_file *file, const struct mx_zone_record *record) {
    memcpy(file->owner.wire, record->owner, record->owner_length);
    file->owner_length = record->owner_length;
    file->owner_hash = mx_name_hash_sized(record->owner, record->owner_length);
    mx_index_expect(&file->sets_by_owner, file->owner_hash);
    mx_index_expect(&file->hosts.by_name, file->owner_hash);
}

static void gather(struct zone_file *file, const struct mx_zone_record *record) {
    const uint8_t *target = record->rdata + 2;
    struct gathered *gathered = &file->gathered[file->gathered_count++];

    gathered->exchanger = (struct mxtrap_exchanger){
        .place = record->place,
        .ttl = record->ttl,
        .preference = (uint16_t)(record->rdata[0] << 8 | record->rdata[1]),
        .role = (uint8_t)(*target == 0 ? MXTRAP_ROLE_UNKNOWN : record->role),
        .is_ours = record->role != MXTRAP_ROLE_UNKNOWN};
    gathered->length = (uint8_t)(record->rdata_length - 2U);
    memcpy(gathered->target.wire, target, gathered->length);
    gathered->hash = mx_name_hash_sized(target, gathered->length);
    mx_index_expect(&file->hosts.by_name, gathered->hash);
}

static bool take_mx(struct zone_file *file, const struct mx_zone_record *record) {
    if (!is_gathered_owner(file, record)) {
        if (!close_set(file)) {
            return false;
        }
        begin_set(file, record);
    }
    if (file->gathered_count < MX_EXCHANGERS_MOST) {
        gather(file, record);
    }
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

static bool is_mx_owner(void *context, const uint8_t *name, uint32_t hash) {
    return find_set(context, name, hash) != NULL;
}

static bool find_mx(void *context, const uint8_t *name, struct mx_spf_term *term) {
    const struct set *set = find_set(context, name, mx_name_hash(name));

    if (set != NULL) {
        term->of.exchangers = set->exchangers;
        term->count = set->count;
    }
    return set != NULL;
}

static bool want_apex_policy(struct zone_file *file) {
    return mx_zone_spf_want(&file->spf, file->origin.wire, mx_name_hash(file->origin.wire));
}

/* RFC 2308 5: the SOA's last number, or its TTL where that is less. */
static uint32_t negative_ttl(const struct mx_zone_record *record) {
    uint32_t minimum =
        record->rdata_length < 4 ? 0 : mx_wire_32(record->rdata + record->rdata_length - 4);

    return minimum < record->ttl ? minimum : record->ttl;
}

/* What stands at the apex counts, be it met before the SOA. */
static bool begin_zone(struct zone_file *file, const struct mx_zone_record *soa) {
    file->has_soa = file->has_origin = true;
    file->first_place = soa->place;
    file->negative_ttl = negative_ttl(soa);
    memcpy(file->origin.wire, soa->owner, mx_name_length(soa->owner));
    return mx_zone_hosts_apex(&file->hosts, soa->owner) && want_apex_policy(file);
}

/* What has a part in mail by its type alone: an SPF policy, TLSA. */
static bool take_others(struct zone_file *file, const struct mx_zone_record *record) {
    switch (record->type) {
    case LDNS_RR_TYPE_TXT:
        return mx_zone_spf_take(&file->spf, record, is_mx_owner, file);
    case LDNS_RR_TYPE_TLSA:
    case LDNS_RR_TYPE_CNAME:
        mx_zone_hosts_take_tlsa(&file->hosts, record->owner);
        return true;
    default:
        return true;
    }
}

static bool take_record(void *context, const struct mx_zone_record *record) {
    struct zone_file *file = context;

    if (record->rdata == NULL) {
        return true;
    }
    if (record->type == LDNS_RR_TYPE_SOA && !file->has_soa && !begin_zone(file, record)) {
        return false;
    }
    if (!file->has_origin) {
        note_owner(file, record->owner);
    }
    if (record->type == LDNS_RR_TYPE_MX) {
        return file->is_read_again || take_mx(file, record);
    }
    /* What stands behind an owner's MX records is often what they point to. */
    return close_set(file) && take_others(file, record) && mx_zone_hosts_take(&file->hosts, record);
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

/* In a fragment what is not there may be elsewhere; in a whole zone it is nowhere. */
static void resolve_target(const struct zone_file *file, struct mxtrap_exchanger *exchanger) {
    struct mx_zone_host *host = mx_zone_host_of(exchanger->host), *addresses = host;

    exchanger->target = (uint8_t)mx_zone_hosts_classify(&file->hosts, host, &addresses);
    exchanger->tlsa = (uint8_t)mx_zone_hosts_tlsa(&file->hosts, host);
    exchanger->by_wildcard = addresses != host;
    exchanger->addresses = addresses->addresses;
    exchanger->address_count = addresses->address_count;
}

static void make_layout(const struct zone_file *file, struct set *set,
                        const struct mxtrap_zone_file_options *options, mxtrap_layout *out) {
    for (size_t i = 0; i < set->count; i++) {
        resolve_target(file, &set->exchangers[i]);
    }
    mx_exchangers_sort(set->exchangers, set->count);
    mx_zone_roles_give(set->exchangers, set->count, set->owner, options);
    out->owner = set->owner;
    out->spf = mx_zone_spf_of(&file->spf, set->owner);
    out->exchangers = set->exchangers;
    out->count = set->count;
}

/* What the comments of the file's MX records accept, and what the spec's zone does. */
static bool copy_ignored(struct zone_file *file, const mxtrap_zones *spec, mxtrap_zone *zone) {
    enum mx_rule *ignored = mx_arena_zeroed(file->arena, MX_RULE_COUNT, sizeof *ignored);
    const mxtrap_zone *same = spec == NULL ? NULL : mx_zones_find(spec, zone->origin);

    for (size_t i = 0; same != NULL && i < same->ignored_count; i++) {
        file->ignored[same->ignored[i]] = true;
    }

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

    if (zone == NULL || layouts == NULL || copy == NULL) {
        return false;
    }
    zone->origin = (const uint8_t *)copy;
    if (!copy_ignored(file, options->spec, zone)) {
        return false;
    }
    zone->place = file->first_place;
    zone->ttl = MX_TTL_DEFAULT;
    zone->negative_ttl = file->negative_ttl;
    zone->is_file = true;
    zone->is_fragment = !file->has_origin;
    zone->layouts = layouts;
    zone->spf = mx_zone_spf_of(&file->spf, zone->origin);
    for (struct set *set = file->sets; set != NULL; set = set->next) {
        mxtrap_layout *layout = &layouts[zone->layout_count++];
        layout->zone = zone;
        make_layout(file, set, options, layout);
    }
    mx_zone_roles_spread(layouts, zone->layout_count);
    mx_zone_spf_resolve(&file->spf, find_mx, file);
    return mx_zones_add(zones, zone);
}

/* Reads once; and again when a name came to matter after its records had been let go. */
static enum mxtrap_status scan(struct zone_file *file, const struct mx_zone_records *records,
                               const struct mxtrap_zone_file_options *options,
                               mxtrap_findings *findings) {
    struct mx_zone_scan_options scan_options = {.origin =
                                                    file->has_origin ? file->origin.wire : NULL,
                                                .no_include = options->no_include != 0,
                                                .include_root = options->include_root};
    if (file->has_origin && !want_apex_policy(file)) {
        return MXTRAP_ERR_MEMORY;
    }
    enum mxtrap_status status =
        records->give(records->source, &scan_options, file->arena, findings, take_record, file);
    if (status == MXTRAP_ERR_MEMORY || !close_set(file)) {
        return MXTRAP_ERR_MEMORY;
    }
    for (int pass = 1; file->hosts.missed && pass < PASSES_MOST; pass++) {
        mxtrap_findings *again = NULL; /* the same once more, which nobody needs */
        if (mxtrap_findings_new(&again) != MXTRAP_OK) {
            return MXTRAP_ERR_MEMORY;
        }
        file->is_read_again = true;
        mx_zone_hosts_forget(&file->hosts);
        mx_zone_spf_forget(&file->spf);
        enum mxtrap_status other =
            records->give(records->source, &scan_options, file->arena, again, take_record, file);
        mxtrap_findings_free(again);
        if (other == MXTRAP_ERR_MEMORY) {
            return other;
        }
    }
    return status;
}

enum mxtrap_status mx_zone_read(mxtrap_zones *zones, const struct mx_zone_records *records,
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
    file.gathered = calloc(MX_EXCHANGERS_MOST, sizeof *file.gathered);
    if (file.gathered == NULL || !mx_zone_hosts_init(&file.hosts, &zones->arena)) {
        status = MXTRAP_ERR_MEMORY;
        goto done;
    }
    mx_zone_spf_init(&file.spf, &zones->arena, &file.hosts);
    status = scan(&file, records, options, findings);
    if (status != MXTRAP_ERR_MEMORY && file.set_count > 0 && !make_zone(&file, zones, options)) {
        status = MXTRAP_ERR_MEMORY;
    }
done:
    mx_zone_spf_free(&file.spf);
    mx_zone_hosts_free(&file.hosts);
    mx_index_free(&file.sets_by_owner);
    free(file.gathered);
    return status;
}

static enum mxtrap_status give_file(const void *path, const struct mx_zone_scan_options *options,
                                    struct mx_arena *names, mxtrap_findings *findings,
                                    mx_record_taker *taker, void *context) {
    return mx_zone_scan(path, options, names, findings, taker, context);
}

enum mxtrap_status mxtrap_zone_file_read(mxtrap_zones *zones, const char *path,
                                         const struct mxtrap_zone_file_options *options,
                                         mxtrap_findings *findings) {
    return mx_zone_read(zones, &(struct mx_zone_records){give_file, path}, options, findings);
}
