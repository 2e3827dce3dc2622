/* From zones to sets, targets and members. */
#include "watch/watched.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"

/* A host's address, as long as they are collected. */
struct pair {
    size_t target;
    struct mx_member member;
};

struct collector {
    struct mx_watched_sets *sets;
    size_t set_capacity, target_capacity, pair_count, pair_capacity;
    struct pair *pairs;
    struct mx_index by_content; /* indices of sets, plus one */
};

struct key {
    const struct mx_watched_sets *sets;
    const void *value;
};

/* Rows of the indices are numbers plus one: what they count moves while it grows. */
static const void *row_of(size_t index) {
    return (const void *)(uintptr_t)(index + 1); /* NOLINT(performance-no-int-to-ptr) */
}

static size_t index_of(const void *row) {
    return (size_t)(uintptr_t)row - 1;
}

static bool has_address(const void *row, const void *key) {
    const struct key *wanted = key;
    return mx_address_equal(&wanted->sets->targets[index_of(row)].address, wanted->value);
}

size_t mx_watched_find(const struct mx_watched_sets *sets, const struct mx_address *address) {
    const struct key key = {sets, address};
    return index_of(mx_index_find(&sets->by_address, mx_address_hash(address), &key, has_address));
}

/* The target of ADDRESS, which is added where it is not there; SIZE_MAX when memory is out. */
static size_t add_target(struct collector *at, const struct mx_address *address) {
    struct mx_watched_sets *sets = at->sets;
    size_t found = mx_watched_find(sets, address);

    if (found != SIZE_MAX) {
        return found;
    }
    struct mx_watched_address *targets =
        mx_grow(sets->targets, sets->target_count, &at->target_capacity, sizeof *targets);
    if (targets == NULL) {
        return SIZE_MAX;
    }
    sets->targets = targets;
    targets[sets->target_count] =
        (struct mx_watched_address){.address = {.family = address->family}};
    memcpy(targets[sets->target_count].address.bytes, address->bytes, sizeof address->bytes);
    if (!mx_index_add(&sets->by_address, mx_address_hash(address), row_of(sets->target_count))) {
        return SIZE_MAX;
    }
    return sets->target_count++;
}

/* The first set of SET's group. */
static uint32_t group_of(struct mx_watched_sets *sets, uint32_t set) {
    while (sets->list[set].parent != set) {
        sets->list[set].parent = sets->list[sets->list[set].parent].parent;
        set = sets->list[set].parent;
    }
    return set;
}

static void join(struct mx_watched_sets *sets, uint32_t a, uint32_t b) {
    a = group_of(sets, a);
    b = group_of(sets, b);
    sets->list[a > b ? a : b].parent = a > b ? b : a;
}

static bool add_pair(struct collector *at, const struct mx_address *address,
                     struct mx_member member) {
    size_t target = add_target(at, address);
    struct pair *pairs = mx_grow(at->pairs, at->pair_count, &at->pair_capacity, sizeof *pairs);

    at->pairs = pairs != NULL ? pairs : at->pairs;
    if (target == SIZE_MAX || pairs == NULL) {
        return false;
    }
    pairs[at->pair_count++] = (struct pair){target, member};
    return true;
}

static bool has_family(const struct mxtrap_exchanger *exchanger, size_t family) {
    for (size_t i = 0; i < exchanger->address_count; i++) {
        if (mx_family_index(exchanger->addresses[i].family) == family) {
            return true;
        }
    }
    return false;
}

/* The hosts are by preference already. */
static void rank(struct mx_watched *set, struct mx_watched_host *hosts) {
    for (size_t family = 0; family < MX_FAMILIES; family++) {
        const struct mxtrap_exchanger *before = NULL;
        for (size_t i = 0; i < set->host_count; i++) {
            const struct mxtrap_exchanger *exchanger = hosts[i].exchanger;
            if (!has_family(exchanger, family)) {
                continue;
            }
            if (before == NULL || before->preference != exchanger->preference) {
                set->ranks[family]++;
            }
            hosts[i].rank[family] = set->ranks[family] - 1;
            set->with_family[family]++;
            before = exchanger;
        }
    }
}

static bool same_exchanger(const struct mxtrap_exchanger *a, const struct mxtrap_exchanger *b) {
    if (a->role != b->role || a->preference != b->preference ||
        a->address_count != b->address_count || !mx_name_equal(a->host, b->host)) {
        return false;
    }
    for (size_t i = 0; i < a->address_count; i++) {
        if (!mx_address_equal(&a->addresses[i], &b->addresses[i])) {
            return false;
        }
    }
    return true;
}

static bool same_set(const void *row, const void *key) {
    const struct key *wanted = key;
    const mxtrap_layout *a = wanted->sets->list[index_of(row)].layout, *b = wanted->value;

    if (a->count != b->count || a->silence != b->silence) {
        return false;
    }
    for (size_t i = 0; i < a->count && a->exchangers != b->exchangers; i++) {
        if (!same_exchanger(&a->exchangers[i], &b->exchangers[i])) {
            return false;
        }
    }
    return true;
}

static uint32_t content_hash(const mxtrap_layout *layout) {
    uint32_t hash = (uint32_t)layout->count;

    for (size_t i = 0; i < layout->count; i++) {
        hash = hash * 31 + mx_name_hash(layout->exchangers[i].host);
    }
    return hash;
}

/* A set that is not there yet. */
static bool add_set(struct collector *at, const mxtrap_layout *layout, uint32_t hash) {
    struct mx_watched_sets *sets = at->sets;
    struct mx_watched *list = mx_grow(sets->list, sets->count, &at->set_capacity, sizeof *list);
    struct mx_watched_host *hosts = mx_arena_zeroed(&sets->arena, layout->count, sizeof *hosts);

    sets->list = list != NULL ? list : sets->list;
    if (list == NULL || hosts == NULL ||
        !mx_index_add(&at->by_content, hash, row_of(sets->count))) {
        return false;
    }
    uint32_t number = (uint32_t)sets->count++;
    struct mx_watched *set = &list[number];
    *set =
        (struct mx_watched){.layout = layout, .hosts = hosts, .owner_count = 1, .parent = number};
    for (size_t i = 0; i < layout->count; i++) {
        const struct mxtrap_exchanger *exchanger = &layout->exchangers[i];
        if (exchanger->address_count == 0) {
            sets->unaddressed++;
            continue;
        }
        hosts[set->host_count].exchanger = exchanger;
        for (size_t j = 0; j < exchanger->address_count; j++) {
            if (!add_pair(at, &exchanger->addresses[j],
                          (struct mx_member){number, set->host_count})) {
                return false;
            }
        }
        set->host_count++;
    }
    rank(set, hosts);
    return true;
}

static bool add_layout(struct collector *at, const mxtrap_layout *layout) {
    const struct key key = {at->sets, layout};
    uint32_t hash = content_hash(layout);

    if (layout->count == 0 || mx_layout_is_null(layout)) {
        return true;
    }
    size_t found = index_of(mx_index_find(&at->by_content, hash, &key, same_set));
    if (found != SIZE_MAX) {
        at->sets->list[found].owner_count++;
        return true;
    }
    return add_set(at, layout, hash);
}

static int by_target(const void *left, const void *right) {
    const struct pair *a = left, *b = right;

    if (a->target != b->target) {
        return a->target < b->target ? -1 : 1;
    }
    if (a->member.set != b->member.set) {
        return a->member.set < b->member.set ? -1 : 1;
    }
    return a->member.host < b->member.host ? -1 : a->member.host > b->member.host;
}

/* Gives each target its members, by set, and joins the sets that it is in. */
static bool make_members(struct collector *at) {
    struct mx_watched_sets *sets = at->sets;
    struct mx_member *members = mx_arena_alloc(&sets->arena, at->pair_count * sizeof *members);

    if (members == NULL) {
        return false;
    }
    if (at->pair_count > 0) {
        qsort(at->pairs, at->pair_count, sizeof *at->pairs, by_target);
    }
    for (size_t i = 0; i < at->pair_count; i++) {
        struct mx_watched_address *target = &sets->targets[at->pairs[i].target];
        members[i] = at->pairs[i].member;
        const struct mx_watched *set = &sets->list[members[i].set];
        target->members = target->members == NULL ? &members[i] : target->members;
        target->member_count++;
        target->is_real |= !mx_watched_is_dummy(&set->hosts[members[i].host]);
        join(sets, target->members->set, members[i].set);
    }
    for (size_t i = 0; i < sets->target_count; i++) {
        sets->targets[i].group = group_of(sets, sets->targets[i].members->set);
    }
    return true;
}

bool mx_watched_make(struct mx_watched_sets *sets, const mxtrap_zones *zones) {
    struct collector at = {.sets = sets};
    bool is_made = true;

    for (size_t i = 0; i < zones->count && is_made; i++) {
        const mxtrap_zone *zone = zones->list[i];
        for (size_t j = 0; j < zone->layout_count && is_made; j++) {
            is_made = add_layout(&at, &zone->layouts[j]);
        }
    }
    is_made = is_made && make_members(&at);
    free(at.pairs);
    mx_index_free(&at.by_content);
    return is_made;
}

void mx_watched_free(struct mx_watched_sets *sets) {
    for (size_t i = 0; i < sets->count; i++) {
        mx_tally_free(&sets->list[i].tally);
    }
    free(sets->list);
    free(sets->targets);
    mx_index_free(&sets->by_address);
    mx_arena_free(&sets->arena);
}

const struct mx_watched_host *mx_watched_host(const struct mx_watched_sets *sets, size_t target,
                                              uint32_t set) {
    const struct mx_member *members = sets->targets[target].members;
    size_t low = 0, high = sets->targets[target].member_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (members[middle].set < set) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < sets->targets[target].member_count && members[low].set == set
               ? &sets->list[set].hosts[members[low].host]
               : NULL;
}
