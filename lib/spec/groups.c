/* Sets are equal if their exchangers, roles, TTL and silence are. */
#include "spec/groups.h"

/* A name server answers with one TTL of an RRset: the first that it read (RFC 2181 5.2). */
static uint32_t record_ttl(const mxtrap_layout *layout) {
    const struct mxtrap_exchanger *first = &layout->exchangers[0];

    for (size_t i = 1; i < layout->count; i++) {
        const struct mxtrap_exchanger *at = &layout->exchangers[i];
        bool is_before = at->place.file == first->place.file && at->place.line < first->place.line;
        first = is_before ? at : first;
    }
    return first->ttl;
}

bool mx_spec_repeats_hosts(const mxtrap_zone *zone) {
    bool repeats = !zone->is_file;

    for (size_t i = 0; i < zone->layout_count && !repeats; i++) {
        const mxtrap_layout *layout = &zone->layouts[i];
        for (size_t j = 0; j < layout->count && !repeats; j++) {
            repeats = layout->exchangers[j].is_shared;
        }
    }
    return repeats;
}

const struct mx_address *mx_spec_first_address(const struct mxtrap_exchanger *exchanger,
                                               uint8_t family) {
    for (size_t i = 0; i < exchanger->address_count; i++) {
        if (exchanger->addresses[i].family == family) {
            return &exchanger->addresses[i];
        }
    }
    return NULL;
}

bool mx_spec_has_addresses(const mxtrap_zone *zone, const struct mxtrap_exchanger *exchanger) {
    return exchanger->address_count > 0 && !exchanger->by_wildcard &&
           exchanger->target != MX_TARGET_ALIAS &&
           (!zone->is_file || mx_name_is_within(exchanger->host, zone->origin));
}

static bool is_same_exchanger(const struct mxtrap_exchanger *a, const struct mxtrap_exchanger *b) {
    return a->preference == b->preference && a->role == b->role && mx_name_equal(a->host, b->host);
}

static bool is_group(const void *row, const void *key) {
    const struct mx_spec_group *group = row, *other = key;
    const mxtrap_layout *a = group->layout, *b = other->layout;
    bool is_same = a->count == b->count && a->silence == b->silence && group->ttl == other->ttl;

    for (size_t i = 0; is_same && a->exchangers != b->exchangers && i < a->count; i++) {
        is_same = is_same_exchanger(&a->exchangers[i], &b->exchangers[i]);
    }
    return is_same;
}

static uint32_t hash_of(const mxtrap_layout *layout) {
    uint32_t hash = 0;

    for (size_t i = 0; i < layout->count; i++) {
        hash = hash * 31 + mx_name_hash(layout->exchangers[i].host);
    }
    return hash;
}

/* Layouts that share their exchangers are neighbours. */
static struct mx_spec_group *find(const struct mx_spec_groups *groups, const struct mx_index *index,
                                  const struct mx_spec_group *wanted, uint32_t *hash) {
    struct mx_spec_group *last = groups->count > 0 ? &groups->list[groups->count - 1] : NULL;

    if (last != NULL && last->layout->exchangers == wanted->layout->exchangers &&
        last->layout->silence == wanted->layout->silence) {
        return last;
    }
    *hash = hash_of(wanted->layout);
    return (struct mx_spec_group *)mx_index_find(index, *hash, wanted, is_group);
}

static bool add(struct mx_spec_groups *groups, struct mx_index *index, struct mx_arena *arena,
                const mxtrap_layout *layout) {
    struct mx_spec_group wanted = {.layout = layout, .ttl = record_ttl(layout)};
    struct mx_spec_member *member = mx_arena_alloc(arena, sizeof *member);
    uint32_t hash = 0;
    struct mx_spec_group *group = find(groups, index, &wanted, &hash);

    if (group == NULL) {
        group = &groups->list[groups->count];
        *group = wanted;
        group->end = &group->first;
        if (!mx_index_add(index, hash, group)) {
            return false;
        }
        groups->count++;
    }
    if (member == NULL) {
        return false;
    }
    *member = (struct mx_spec_member){.layout = layout};
    *group->end = member;
    group->end = &member->next;
    group->count++;
    return true;
}

static bool has_owner(const struct mx_spec_group *group, const uint8_t *owner) {
    const struct mx_spec_member *member = group->first;

    while (member != NULL && !mx_name_equal(member->layout->owner, owner)) {
        member = member->next;
    }
    return member != NULL;
}

/* Moves the zone's own set to the front; the others keep their order. */
static void move_own_first(struct mx_spec_groups *groups, const uint8_t *origin) {
    size_t own = 0;

    while (own < groups->count && !has_owner(&groups->list[own], origin)) {
        own++;
    }
    if (own == groups->count) {
        return;
    }
    for (; own > 0; own--) {
        struct mx_spec_group moved = groups->list[own];
        groups->list[own] = groups->list[own - 1];
        groups->list[own - 1] = moved;
    }
}

bool mx_spec_groups_make(struct mx_spec_groups *groups, struct mx_arena *arena,
                         const mxtrap_zone *zone) {
    struct mx_index index = {0};

    *groups = (struct mx_spec_groups){
        .list = mx_arena_zeroed(arena, zone->layout_count, sizeof *groups->list)};
    bool is_good = groups->list != NULL;
    for (size_t i = 0; is_good && i < zone->layout_count; i++) {
        const mxtrap_layout *layout = &zone->layouts[i];
        is_good =
            !mx_name_is_within(layout->owner, zone->origin) || add(groups, &index, arena, layout);
    }
    mx_index_free(&index);
    if (is_good) {
        move_own_first(groups, zone->origin);
    }
    return is_good;
}
