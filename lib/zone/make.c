/* Layouts out of what was found in a zone: each owner's exchangers, what is known of their names,
 * their roles and what the zone accepts. */
#include <string.h>

#include "base/share.h"
#include "zone/alias.h"
#include "zone/classify.h"
#include "zone/found.h"
#include "zone/roles.h"

static bool find_mx(void *context, const uint8_t *name, struct mx_spf_term *term) {
    const struct mx_zone_set *set = mx_zone_sets_find(context, name, mx_name_hash(name));

    if (set == NULL || set->is_partial) {
        return false;
    }
    term->of.exchangers = set->exchangers;
    term->count = set->count;
    return true;
}

/* Of a whole zone whose origin is not known: a name of one label is the zone's own all the same. */
static bool is_of_zone(const struct mx_zone_found *file, const struct mx_zone_host *host) {
    bool has_one_label = *host->name != 0 && host->name[1 + *host->name] == 0;

    return file->has_soa && !file->has_origin && has_one_label && !host->has_ns &&
           !file->hosts.has_wildcard;
}

/* In a fragment what is not there may be elsewhere; in a whole zone it is nowhere. */
static void resolve_target(const struct mx_zone_found *file, struct mxtrap_exchanger *exchanger) {
    struct mx_zone_host *host = exchanger->maker, *addresses = host;

    exchanger->target = (uint8_t)mx_zone_hosts_classify(&file->hosts, host, &addresses);
    if (file->hosts.has_lost || addresses->has_lost) {
        exchanger->unseen = mx_family_bit(MX_IPV4) | mx_family_bit(MX_IPV6);
    } else if (exchanger->target == MX_TARGET_UNKNOWN && is_of_zone(file, host)) {
        exchanger->target = MX_TARGET_NONE;
    }
    exchanger->is_shared = mx_zone_host_mark(addresses->name, MX_HOST_GIVEN);
    exchanger->by_wildcard = addresses != host;
    /* A wildcard may have made them, and of what is not in a whole zone nothing is known. */
    bool is_whole = file->hosts.apex != NULL && exchanger->target == MX_TARGET_HERE;
    exchanger->tlsa = host->has_tlsa                        ? MX_TLSA_HERE
                      : is_whole && !exchanger->by_wildcard ? MX_TLSA_NONE
                                                            : MX_TLSA_UNKNOWN;
    exchanger->addresses = addresses->addresses;
    exchanger->address_count = addresses->address_count;
}

static void resolve_owner(const struct mx_zone_found *file, mxtrap_layout *layout) {
    struct mx_zone_host *host = mx_zone_hosts_find(&file->hosts, layout->owner);

    if (host != NULL) {
        enum mx_target target = mx_zone_hosts_classify_owner(&file->hosts, host);
        layout->owner_target =
            layout->owner_target == MX_TARGET_ALIAS ? MX_TARGET_ALIAS : (uint8_t)target;
        layout->addresses = host->addresses;
        layout->address_count = host->address_count;
    }
}

/* Each set's layout, of which nothing is known yet. */
static void list_layouts(const struct mx_zone_found *file, mxtrap_zone *zone,
                         mxtrap_layout *layouts) {
    for (const struct mx_zone_set *set = file->sets.first; set != NULL; set = set->next) {
        if (set->count == 0) {
            zone->is_partial = true; /* which names have MX sets is not known */
            continue;
        }
        mxtrap_layout *layout = &layouts[zone->layout_count++];
        layout->zone = zone;
        layout->is_partial = set->is_partial || set->is_cut || file->sets.is_partial;
        layout->owner = set->owner;
        layout->exchangers = set->exchangers;
        layout->count = set->count;
        layout->owner_target = set->has_cname ? MX_TARGET_ALIAS : MX_TARGET_UNKNOWN;
    }
}

struct making {
    const struct mx_zone_found *file;
    mxtrap_layout *layouts;
};

static void resolve_layouts(void *context, size_t from, size_t end) {
    const struct making *making = context;
    const struct mx_zone_found *file = making->file;

    for (size_t i = from; i < end; i++) {
        mxtrap_layout *layout = &making->layouts[i];
        /* They were made by the reader, and nobody has them yet. */
        struct mxtrap_exchanger *exchangers = (struct mxtrap_exchanger *)layout->exchangers;
        for (size_t j = 0; j < layout->count; j++) {
            resolve_target(file, &exchangers[j]);
        }
        mx_exchangers_sort(exchangers, layout->count);
        layout->spf = mx_zone_spf_of(&file->spf, layout->owner);
        if (file->sets.wants_owners) {
            resolve_owner(file, layout);
        }
    }
}

/* Whether the reader itself left a finding of RULE out. */
static bool is_used(const struct mx_zone_found *file, int rule) {
    bool has_foreign = false;

    for (int i = 0; i < MX_FOREIGN_COUNT; i++) {
        has_foreign = has_foreign || file->foreign.places[i].line > 0;
    }
    return (rule == MX_RULE_FOREIGN_TYPE && has_foreign) ||
           (rule == MX_RULE_TOO_MANY_RECORDS && file->many.first != NULL);
}

/* What the comments of the file's MX records accept, and what the spec's zone does. */
static bool copy_ignored(struct mx_zone_found *file, const mxtrap_zones *spec, mxtrap_zone *zone) {
    enum mx_rule *ignored = mx_arena_zeroed(file->arena, MX_RULE_COUNT, sizeof *ignored);
    struct mx_place *places = mx_arena_zeroed(file->arena, MX_RULE_COUNT, sizeof *places);
    const mxtrap_zone *same = spec == NULL ? NULL : mx_zones_find(spec, zone->origin);

    for (size_t i = 0; same != NULL && i < same->ignored_count; i++) {
        file->ignored[same->ignored[i]] = same->place;
    }
    zone->ignored = ignored;
    zone->ignored_at = places;
    for (int rule = 0; ignored != NULL && places != NULL && rule < MX_RULE_COUNT; rule++) {
        if (file->ignored[rule].line > 0) {
            if (!is_used(file, rule)) {
                places[zone->ignored_count] = file->ignored[rule];
            }
            ignored[zone->ignored_count++] = (enum mx_rule)rule;
        }
    }
    return ignored != NULL && places != NULL;
}

static const struct mx_double *join_doubles(struct mx_zone_found *file) {
    mx_zone_doubles_join(&file->sets.doubles, &file->hosts.doubles);
    mx_zone_doubles_join(&file->sets.doubles, &file->spf.doubles);
    return file->sets.doubles.first;
}

static bool is_other(const struct mx_zone_host *host) {
    return host->is_next && !host->is_exchanger;
}

static bool give_others(struct mx_zone_found *file, mxtrap_zone *zone) {
    size_t count = 0;

    for (const struct mx_zone_host *host = file->hosts.first; host != NULL;
         host = mx_zone_host_next(host)) {
        count += is_other(host) ? 1 : 0;
    }
    struct mxtrap_exchanger *others = mx_arena_zeroed(file->arena, count, sizeof *others);
    zone->others = others;
    for (const struct mx_zone_host *host = file->hosts.first; host != NULL && others != NULL;
         host = mx_zone_host_next(host)) {
        if (is_other(host)) {
            struct mxtrap_exchanger *other = &others[zone->other_count++];
            other->host = host->name;
            other->maker = (struct mx_zone_host *)host;
            resolve_target(file, other);
        }
    }
    return others != NULL;
}

bool mx_zone_make(struct mx_zone_found *file, const char *path, mxtrap_zones *zones,
                  const struct mxtrap_zone_file_options *options) {
    mxtrap_zone *zone = mx_arena_zeroed(file->arena, 1, sizeof *zone);
    mxtrap_layout *layouts = mx_arena_zeroed(file->arena, file->sets.count, sizeof *layouts);
    const uint8_t *origin = file->has_origin ? file->origin.wire : file->above.wire;
    const char *copy = mx_arena_copy(file->arena, origin, mx_name_length(origin) - 1);
    const char *name = mx_arena_copy(file->arena, path, strlen(path));
    struct making making = {file, layouts};

    if (zone == NULL || layouts == NULL || copy == NULL || name == NULL) {
        return false;
    }
    zone->origin = (const uint8_t *)copy;
    if (!copy_ignored(file, options->spec, zone) ||
        !mx_zone_aliases_copy(&file->hosts, file->arena, zone)) {
        return false;
    }
    zone->place = file->first_place.line > 0
                      ? file->first_place
                      : (struct mx_place){.file = name, .line = 1, .column = 1};
    zone->ttl = MX_TTL_DEFAULT;
    zone->negative_ttl = file->negative_ttl;
    zone->is_file = true;
    zone->roles_by = options->spec != NULL                             ? MX_ROLES_BY_SPEC
                     : options->dummy_count > 0 || options->no_dummies ? MX_ROLES_BY_OPTION
                                                                       : MX_ROLES_BY_COMMENTS;
    zone->doubles = join_doubles(file);
    zone->has_soa = file->has_soa;
    zone->is_fragment = !file->has_origin || !file->has_soa;
    zone->is_guess = !file->has_origin;
    zone->lacks_origin = !file->has_origin && file->is_adrift;
    zone->layouts = layouts;
    zone->spf = mx_zone_spf_of(&file->spf, zone->origin);
    zone->is_partial = file->sets.is_partial;
    list_layouts(file, zone, layouts);
    if (file->sets.wants_owners) {
        resolve_layouts(&making, 0, zone->layout_count); /* owners exist, one after another */
    } else {
        mx_share(zone->layout_count, resolve_layouts, &making);
    }
    if (!mx_zone_roles_set(layouts, zone->layout_count, options)) {
        return false;
    }
    if (options->next != NULL && !give_others(file, zone)) {
        return false;
    }
    if (options->owner_addresses &&
        !mx_zone_aliases_follow(&file->hosts, zone, layouts, zone->layout_count)) {
        return false;
    }
    mx_zone_spf_resolve(&file->spf, find_mx, &file->sets);
    return mx_zones_add(zones, zone);
}
