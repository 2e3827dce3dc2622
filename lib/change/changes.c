/* Gathers the layouts of both states into RRsets. */
#include "change/changes.h"

/* The state whose records are added. */
struct side {
    struct mx_changes *changes;
    const mxtrap_zones *zones;
    bool is_after;
};

static struct mx_change *change_of(struct mx_changes *changes, const struct mx_change_key *key,
                                   struct mx_change_zone *zone) {
    struct mx_change *change = mx_changes_find(changes, key->zone, key->owner, key->type);

    if (change != NULL) {
        return change;
    }
    change = mx_arena_zeroed(&changes->arena, 1, sizeof *change);
    if (change == NULL || !mx_index_add(&changes->by_key, mx_change_key_hash(key), change)) {
        return NULL;
    }
    change->zone = zone;
    change->owner = key->owner;
    change->type = key->type;
    *zone->last = change;
    zone->last = &change->next;
    return change;
}

static struct mx_change_host *add_host(struct mx_changes *changes, const uint8_t *name) {
    struct mx_change_host *host = mx_changes_host(changes, name);

    if (host != NULL) {
        return host;
    }
    host = mx_arena_zeroed(&changes->arena, 1, sizeof *host);
    if (host == NULL || !mx_index_add(&changes->hosts_by_name, mx_name_hash(name), host)) {
        return NULL;
    }
    host->name = name;
    *changes->last_host = host;
    changes->last_host = &host->next;
    return host;
}

static struct mx_change_zone *make_zone(const struct side *side, const mxtrap_zone *zone) {
    struct mx_changes *changes = side->changes;
    struct mx_change_zone *made = mx_arena_zeroed(&changes->arena, 1, sizeof *made);

    if (made == NULL ||
        !mx_index_add(&changes->zones_by_origin, mx_name_hash(zone->origin), made)) {
        return NULL;
    }
    made->origin = zone->origin;
    made->last = &made->first;
    *changes->last_zone = made;
    changes->last_zone = &made->next;
    changes->zone_count++;
    return made;
}

static void note_zone(const struct side *side, struct mx_change_zone *found,
                      const mxtrap_zone *zone) {
    const mxtrap_zone **state = side->is_after ? &found->after : &found->before;

    *state = *state != NULL ? *state : zone;
    found->is_chosen = found->is_chosen || (side->is_after && mx_zone_is_chosen(side->zones, zone));
}

static bool add_known(const struct side *side, const mxtrap_zone *zone) {
    struct mx_change_zone *found = mx_changes_zone_of(side->changes, zone->origin);

    if (found == NULL || !mx_name_equal(found->origin, zone->origin)) {
        found = make_zone(side, zone);
    }
    if (found != NULL) {
        note_zone(side, found, zone);
    }
    return found != NULL;
}

/* The zone of an MX set; NULL: its origin is a guess. */
static struct mx_change_zone *zone_of_set(const struct mx_changes *changes,
                                          const mxtrap_layout *layout) {
    return mx_changes_zone_of(changes,
                              layout->zone->is_guess ? layout->owner : layout->zone->origin);
}

/* If the origin is a guess, each MX set is in a known zone; those that are not are in a zone with
 * the nearest common ancestor as its name, unless that is the root or a top-level domain. */
static bool add_guess(const struct side *side, const mxtrap_zone *zone) {
    bool is_rest = false;

    for (size_t i = 0; i < zone->layout_count; i++) {
        struct mx_change_zone *found = zone_of_set(side->changes, &zone->layouts[i]);
        if (found != NULL) {
            note_zone(side, found, zone);
        }
        is_rest = is_rest || found == NULL;
    }
    return !is_rest || mx_name_label_count(zone->origin) <= 1 || add_known(side, zone);
}

/* TTLs of one RRset may differ in a file: a cache may have the longest. */
static void note_ttl(struct mx_rrset *set, uint32_t ttl) {
    set->ttl = ttl > set->ttl ? ttl : set->ttl;
}

static struct mx_rrset *set_of(const struct side *side, struct mx_change *change) {
    return side->is_after ? &change->after : &change->before;
}

static bool add_set(const struct side *side, struct mx_change_zone *zone,
                    const mxtrap_layout *layout) {
    struct mx_change *change =
        change_of(side->changes, &(struct mx_change_key){zone, layout->owner, MX_TYPE_MX}, zone);

    if (change == NULL) {
        return false;
    }
    struct mx_rrset *set = set_of(side, change);
    set->is_known = true;
    for (size_t i = 0; i < layout->count; i++) {
        const struct mxtrap_exchanger *exchanger = &layout->exchangers[i];
        if (!mx_rrset_add(set, &side->changes->arena, MX_TYPE_MX, exchanger)) {
            return false;
        }
        set->is_ours = set->is_ours || exchanger->is_ours;
        note_ttl(set, exchanger->ttl);
    }
    return true;
}

/* Adds a host's addresses: both RRsets are then known, though one may be empty. */
static bool add_addresses(const struct side *side, const mxtrap_layout *layout,
                          const struct mxtrap_exchanger *exchanger) {
    struct mx_change_zone *zone = mx_changes_zone_of(side->changes, exchanger->host);
    struct mx_rrset *sets[2];

    if (zone == NULL || exchanger->address_count == 0 || exchanger->by_wildcard ||
        exchanger->target == MX_TARGET_ELSEWHERE || exchanger->target == MX_TARGET_ALIAS) {
        return true;
    }
    for (int i = 0; i < 2; i++) {
        uint16_t type = i == 0 ? MX_TYPE_A : MX_TYPE_AAAA;
        struct mx_change *change =
            change_of(side->changes, &(struct mx_change_key){zone, exchanger->host, type}, zone);
        if (change == NULL) {
            return false;
        }
        sets[i] = set_of(side, change);
        sets[i]->is_known = true;
        sets[i]->is_ours = sets[i]->is_ours || exchanger->is_ours;
    }
    const mxtrap_zone *own = side->is_after ? zone->after : zone->before;
    bool is_own =
        own == NULL || own == layout->zone; /* of a spec: other zones' addresses do not count */
    if (sets[0]->list == exchanger->addresses) {
        return true;
    }
    sets[0]->list = exchanger->addresses;
    for (size_t i = 0; i < exchanger->address_count; i++) {
        const struct mx_address *address = &exchanger->addresses[i];
        struct mx_rrset *set = sets[address->family == MX_IPV4 ? 0 : 1];
        uint16_t type = address->family == MX_IPV4 ? MX_TYPE_A : MX_TYPE_AAAA;
        if (!mx_rrset_add(set, &side->changes->arena, type, address)) {
            return false;
        }
        note_ttl(set, layout->zone->is_file ? address->ttl
                      : is_own              ? mx_exchanger_address_ttl(exchanger, address->family)
                                            : own->ttl);
    }
    return true;
}

/* Skips aliases whose names are in another zone. */
static bool add_aliases(const struct side *side, const mxtrap_zone *zone) {
    const struct mx_change_zone *own = mx_changes_zone_of(side->changes, zone->origin);
    struct mx_index *index = &side->changes->aliases[side->is_after];

    for (uint32_t i = 0; i < zone->alias_count; i++) {
        const struct mx_alias *alias = &zone->aliases[i];
        bool is_asked = zone->is_guess || mx_changes_zone_of(side->changes, alias->owner) == own;
        if (is_asked && !mx_index_add(index, mx_name_hash(alias->owner), alias)) {
            return false;
        }
    }
    return true;
}

/* Adds the CNAME records from an exchanger's name on. */
static bool add_chain(const struct side *side, const uint8_t *name) {
    for (int i = 0; i < MX_CHAIN_MAX; i++) {
        struct mx_change_zone *zone = mx_changes_zone_of(side->changes, name);
        const struct mx_alias *alias = mx_changes_alias(side->changes, side->is_after, name);
        struct mx_change *change =
            alias == NULL ? NULL
                          : change_of(side->changes,
                                      &(struct mx_change_key){zone, name, MX_TYPE_CNAME}, zone);
        struct mx_rrset *set = change == NULL ? NULL : set_of(side, change);
        if (alias == NULL) {
            return true;
        }
        if (set == NULL || !mx_rrset_add(set, &side->changes->arena, MX_TYPE_CNAME, alias)) {
            return false;
        }
        set->is_known = true;
        set->ttl = alias->ttl;
        name = alias->target;
    }
    return true;
}

/* Notes what the old state has instead of a host's own records. */
static void note_instead(const struct side *side, const mxtrap_layout *layout,
                         const struct mxtrap_exchanger *exchanger, struct mx_change_host *host) {
    const struct mx_change_zone *zone = mx_changes_zone_of(side->changes, host->name);
    bool is_elsewhere = exchanger->target == MX_TARGET_ELSEWHERE;

    host->alias = mx_changes_alias(side->changes, false, host->name);
    for (size_t i = 0; exchanger->by_wildcard && i < exchanger->address_count; i++) {
        const struct mx_address *address = &exchanger->addresses[i];
        host->wildcard_families |= mx_family_bit(address->family);
        host->wildcard_ttl = address->ttl > host->wildcard_ttl ? address->ttl : host->wildcard_ttl;
    }
    if (zone != NULL && zone->before == layout->zone && host->alias == NULL) {
        host->was_hidden = host->was_hidden || is_elsewhere || exchanger->target == MX_TARGET_ALIAS;
    }
}

static bool add_host_records(const struct side *side, const mxtrap_layout *layout,
                             const struct mxtrap_exchanger *exchanger) {
    if (mx_exchanger_is_null(exchanger)) {
        return true;
    }
    struct mx_change_host *host = add_host(side->changes, exchanger->host);
    if (host == NULL) {
        return false;
    }
    bool is_dummy = exchanger->role == MXTRAP_ROLE_DUMMY;
    if (side->is_after) {
        host->is_dummy = host->is_dummy || is_dummy;
        host->is_real = host->is_real || !is_dummy;
        host->is_named = true;
    } else {
        host->was_dummy = host->was_dummy || is_dummy;
        host->was_real = host->was_real || !is_dummy;
        note_instead(side, layout, exchanger, host);
    }
    return add_addresses(side, layout, exchanger) &&
           (exchanger->target != MX_TARGET_ALIAS || add_chain(side, exchanger->host));
}

/* Adds records of the old state at names that are exchangers only in the new one. */
static bool add_others(const struct side *side, const mxtrap_zone *zone) {
    const mxtrap_layout layout = {.zone = zone};

    for (size_t i = 0; i < zone->other_count && !side->is_after; i++) {
        const struct mxtrap_exchanger *other = &zone->others[i];
        struct mx_change_host *host = add_host(side->changes, other->host);
        if (host == NULL) {
            return false;
        }
        note_instead(side, &layout, other, host);
        if (!add_addresses(side, &layout, other) ||
            (other->target == MX_TARGET_ALIAS && !add_chain(side, other->host))) {
            return false;
        }
    }
    return true;
}

/* Records of name servers are never removed. */
static bool keep_servers(const struct side *side, const mxtrap_zone *zone) {
    struct mx_change_host *host = add_host(side->changes, zone->origin);

    if (host == NULL) {
        return false;
    }
    host->is_named = true;
    for (size_t i = 0; i < zone->name_server_count; i++) {
        host = add_host(side->changes, zone->name_servers[i].host);
        if (host == NULL) {
            return false;
        }
        host->is_named = true;
    }
    return true;
}

static bool add_zone_records(const struct side *side, const mxtrap_zone *zone) {
    const struct mxtrap_exchanger *seen = NULL;

    for (size_t i = 0; i < zone->layout_count; i++) {
        const mxtrap_layout *layout = &zone->layouts[i];
        struct mx_change_zone *own = zone_of_set(side->changes, layout);
        if (own != NULL && !add_set(side, own, layout)) {
            return false;
        }
        /* Owners of a spec share their set's exchangers. */
        for (size_t j = 0; layout->exchangers != seen && j < layout->count; j++) {
            if (!add_host_records(side, layout, &layout->exchangers[j])) {
                return false;
            }
        }
        seen = layout->exchangers;
    }
    return add_others(side, zone) && keep_servers(side, zone);
}

static bool add_zones(const struct side *side, bool are_guesses) {
    for (size_t i = 0; side->zones != NULL && i < side->zones->count; i++) {
        const mxtrap_zone *zone = side->zones->list[i];
        if (zone->is_guess == are_guesses &&
            !(are_guesses ? add_guess(side, zone) : add_known(side, zone))) {
            return false;
        }
    }
    return true;
}

static bool add_records(const struct side *side) {
    for (size_t i = 0; side->zones != NULL && i < side->zones->count; i++) {
        if (!add_aliases(side, side->zones->list[i])) {
            return false;
        }
    }
    for (size_t i = 0; side->zones != NULL && i < side->zones->count; i++) {
        if (!add_zone_records(side, side->zones->list[i])) {
            return false;
        }
    }
    return true;
}

bool mx_changes_make(struct mx_changes *changes, const mxtrap_zones *before,
                     const mxtrap_zones *after) {
    struct side old = {changes, before, false}, new = {changes, after, true};

    *changes = (struct mx_changes){.states = {before, after}};
    changes->last_zone = &changes->zones;
    changes->last_host = &changes->hosts;
    /* Guesses come last, since known zones have precedence. */
    if (!add_zones(&new, false) || !add_zones(&old, false) || !add_zones(&new, true) ||
        !add_zones(&old, true) || !add_records(&new) || !add_records(&old)) {
        return false;
    }
    for (struct mx_change_zone *zone = changes->zones; zone != NULL; zone = zone->next) {
        zone->is_chosen = zone->is_chosen || (zone->after == NULL && !after->any_chosen);
    }
    mx_changes_decide(changes);
    return true;
}

void mx_changes_free(struct mx_changes *changes) {
    mx_index_free(&changes->zones_by_origin);
    mx_index_free(&changes->by_key);
    mx_index_free(&changes->hosts_by_name);
    mx_index_free(&changes->aliases[0]);
    mx_index_free(&changes->aliases[1]);
    mx_arena_free(&changes->arena);
    *changes = (struct mx_changes){0};
}
