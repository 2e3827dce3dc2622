/* Sets are found by their owner, and closed when records of another type or owner follow. */
#include "zone/sets.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "dns/rrtype.h"
#include "zone/too_many.h"

/* Owners of whose records none could be read are kept up to this many. */
enum { LOST_MAX = 1000 };

/* An MX record that waits for the others of its owner: owner and target are looked up when they are
 * all there, by which time their places in memory have come nearer. */
struct mx_zone_gathered {
    struct mxtrap_exchanger exchanger;
    struct mx_place place;
    uint32_t hash;
    uint8_t length; /* of the target */
    struct mx_name target;
};

void mx_zone_sets_init(struct mx_zone_sets *sets, struct mx_arena *arena,
                       struct mx_zone_hosts *hosts, struct mx_zone_spf *spf) {
    *sets = (struct mx_zone_sets){.arena = arena, .hosts = hosts, .spf = spf};
    sets->last = &sets->first;
}

void mx_zone_sets_free(struct mx_zone_sets *sets) {
    mx_index_free(&sets->by_owner);
    mx_zone_skipped_free(&sets->aliases);
    free(sets->gathered);
    sets->gathered = NULL;
}

static bool has_owner(const void *row, const void *key) {
    return mx_name_equal(((const struct mx_zone_set *)row)->owner, key);
}

/* Room for COUNT more in SET; one that was closed before gets some for the next time. */
static bool grow_set(struct mx_zone_sets *sets, struct mx_zone_set *set, size_t count) {
    if (set->count + count <= set->capacity) {
        return true;
    }
    size_t room = set->count == 0 ? count : (set->count + count) * 2;
    struct mxtrap_exchanger *grown = mx_arena_alloc(sets->arena, room * sizeof *grown);
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

static struct mx_zone_set *new_set(struct mx_zone_sets *sets) {
    struct mx_zone_set *set =
        mx_arena_zeroed(sets->arena, 1, offsetof(struct mx_zone_set, owner) + sets->owner_length);

    if (set == NULL || !mx_index_add(&sets->by_owner, sets->owner_hash, set)) {
        return NULL;
    }
    memcpy(set->owner, sets->owner.wire, sets->owner_length);
    *sets->last = set;
    sets->last = &set->next;
    sets->count++;
    sets->missed = sets->missed || mx_zone_skipped_has(&sets->aliases, sets->owner_hash);
    mx_zone_spf_met_owner(sets->spf, sets->owner_hash);
    return set;
}

struct mx_zone_set *mx_zone_sets_find(const struct mx_zone_sets *sets, const uint8_t *owner,
                                      uint32_t hash) {
    /* Its rows are the sets made here. */
    return (struct mx_zone_set *)mx_index_find(&sets->by_owner, hash, owner, has_owner);
}

/* Once a set, at the first record that is not kept. */
static bool cut(struct mx_zone_sets *sets, struct mx_zone_set *set, struct mx_place place) {
    if (set->is_cut) {
        return true;
    }
    set->is_cut = true;
    return mx_zone_many_add_cut(sets->hosts->many, set->owner, MX_TYPE_MX, place);
}

/* What comments say of one record's role and of its double's; they must not contradict. */
static bool are_roles_one(const struct mxtrap_exchanger *a, const struct mxtrap_exchanger *b) {
    return a->role == b->role || a->role == MXTRAP_ROLE_UNKNOWN || b->role == MXTRAP_ROLE_UNKNOWN;
}

static struct mxtrap_exchanger *find_double(const struct mx_zone_set *set,
                                            const struct mxtrap_exchanger *exchanger) {
    for (size_t i = 0; i < set->count; i++) {
        struct mxtrap_exchanger *other = &set->exchangers[i];
        if (other->host == exchanger->host && other->preference == exchanger->preference &&
            are_roles_one(other, exchanger)) {
            return other;
        }
    }
    return NULL;
}

/* The record is one, with what was written beside either; the longer TTL counts, since a cache may
 * have it as long. */
static bool add_double(struct mx_zone_sets *sets, const struct mx_zone_set *set,
                       struct mxtrap_exchanger *known, const struct mxtrap_exchanger *again) {
    const struct mx_double what = {.owner = set->owner,
                                   .host = known->host,
                                   .type = MX_TYPE_MX,
                                   .preference = known->preference,
                                   .place = again->place};
    bool is_first = !known->place.is_again;

    known->place.is_again = true;
    known->ttl = again->ttl > known->ttl ? again->ttl : known->ttl;
    known->role = known->role == MXTRAP_ROLE_UNKNOWN ? again->role : known->role;
    known->is_ours = known->is_ours || again->is_ours;
    return !is_first || mx_zone_doubles_add(&sets->doubles, sets->arena, &what);
}

/* Puts one of the gathered into SET, which has room, or is full for good. */
static bool add_gathered(struct mx_zone_sets *sets, struct mx_zone_set *set,
                         struct mx_zone_gathered *gathered) {
    bool is_full = set->count == MX_EXCHANGERS_MAX;
    struct mx_zone_host *host = is_full ? mx_zone_hosts_find(sets->hosts, gathered->target.wire)
                                        : mx_zone_hosts_target(sets->hosts, gathered->target.wire,
                                                               gathered->length, gathered->hash);

    if (host == NULL) {
        return is_full && cut(sets, set, gathered->place);
    }
    gathered->exchanger.host = host->name;
    gathered->exchanger.maker = host;
    struct mxtrap_exchanger *known = find_double(set, &gathered->exchanger);
    if (known != NULL) {
        return add_double(sets, set, known, &gathered->exchanger);
    }
    if (is_full) {
        return cut(sets, set, gathered->place);
    }
    host->is_exchanger = true;
    set->exchangers[set->count++] = gathered->exchanger;
    return true;
}

/* Puts what was gathered into its owner's set. */
bool mx_zone_sets_flush(struct mx_zone_sets *sets) {
    if (sets->gathered_count == 0) {
        return true;
    }
    struct mx_zone_set *set = mx_zone_sets_find(sets, sets->owner.wire, sets->owner_hash);
    set = set != NULL ? set : new_set(sets);
    size_t room = set == NULL ? 0 : (size_t)(MX_EXCHANGERS_MAX - set->count);
    size_t count = sets->gathered_count < room ? sets->gathered_count : room;
    if (set == NULL || !grow_set(sets, set, count)) {
        return false;
    }
    for (size_t i = 0; i < sets->gathered_count && !set->is_cut; i++) {
        if (!add_gathered(sets, set, &sets->gathered[i])) {
            return false;
        }
    }
    sets->gathered_count = 0;
    return !sets->wants_owners ||
           mx_zone_hosts_owner(sets->hosts, sets->owner.wire, sets->owner_length, sets->owner_hash);
}

static bool is_gathered_owner(const struct mx_zone_sets *sets,
                              const struct mx_zone_record *record) {
    return sets->gathered_count > 0 && sets->owner_length == record->owner_length &&
           mx_name_equal_sized(sets->owner.wire, record->owner, record->owner_length);
}

/* Targets are often right below the owner, which is then looked up among the hosts as well. */
static void begin_set(struct mx_zone_sets *sets, const uint8_t *owner, size_t length) {
    memcpy(sets->owner.wire, owner, length);
    sets->owner_length = length;
    sets->owner_hash = mx_name_hash_sized(owner, length);
    mx_index_expect(&sets->by_owner, sets->owner_hash);
    mx_index_expect(&sets->hosts->by_name, sets->owner_hash);
}

static bool gather(struct mx_zone_sets *sets, const struct mx_zone_record *record) {
    const uint8_t *target = record->rdata + 2;
    struct mx_zone_gathered *grown =
        mx_grow(sets->gathered, sets->gathered_count, &sets->gathered_capacity, sizeof *grown);

    if (grown == NULL) {
        return false;
    }
    struct mx_zone_gathered *gathered = &grown[sets->gathered_count++];
    sets->gathered = grown;
    gathered->place = record->place;
    gathered->exchanger = (struct mxtrap_exchanger){
        .place = mx_zone_spot(record),
        .ttl = record->ttl,
        .preference = (uint16_t)(record->rdata[0] << 8 | record->rdata[1]),
        .role = (uint8_t)(*target == 0 ? MXTRAP_ROLE_UNKNOWN : record->role),
        .is_undotted = record->is_undotted,
        .is_ours = record->is_ours};
    gathered->length = (uint8_t)(record->rdata_length - 2U);
    memcpy(gathered->target.wire, target, gathered->length);
    gathered->hash = record->target_hash != 0 ? record->target_hash
                                              : mx_name_hash_sized(target, gathered->length);
    mx_index_expect(&sets->hosts->by_name, gathered->hash);
    return true;
}

bool mx_zone_sets_add(struct mx_zone_sets *sets, const struct mx_zone_record *record) {
    if (!is_gathered_owner(sets, record)) {
        if (!mx_zone_sets_flush(sets)) {
            return false;
        }
        begin_set(sets, record->owner, record->owner_length);
    }
    if (sets->gathered_count == MX_EXCHANGERS_MAX && !mx_zone_sets_flush(sets)) {
        return false;
    }
    return gather(sets, record);
}

bool mx_zone_sets_add_cname(struct mx_zone_sets *sets, const struct mx_zone_record *record) {
    uint32_t hash = mx_name_hash_sized(record->owner, record->owner_length);
    struct mx_zone_set *set = mx_zone_sets_find(sets, record->owner, hash);

    if (set != NULL) {
        set->has_cname = true;
        return true;
    }
    return mx_zone_skipped_add(&sets->aliases, hash);
}

bool mx_zone_sets_add_lost(struct mx_zone_sets *sets, const uint8_t *owner) {
    if (owner == NULL || sets->lost_count == LOST_MAX) {
        sets->is_partial = true;
        return true;
    }
    if (!mx_zone_sets_flush(sets)) {
        return false;
    }
    begin_set(sets, owner, mx_name_length(owner));
    struct mx_zone_set *set = mx_zone_sets_find(sets, sets->owner.wire, sets->owner_hash);
    if (set == NULL) {
        sets->lost_count++;
        set = new_set(sets);
    }
    if (set != NULL) {
        set->is_partial = true;
    }
    return set != NULL;
}
