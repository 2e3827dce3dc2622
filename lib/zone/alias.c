/* Aliases are kept in a list of their own: a zone has few, and hosts are many. */
#include "zone/alias.h"

#include <string.h>

#include "zone/classify.h"

/* Of the aliases that lead to each other: more no resolver follows. */
enum { CHAIN_MAX = 16 };

/* A target that is an alias, and what it leads to. */
struct mx_zone_alias {
    struct mx_zone_alias *next; /* in the order in which they were met */
    const struct mx_zone_host *host, *target;
    uint32_t ttl;
};

bool mx_zone_alias_add(struct mx_zone_hosts *hosts, struct mx_zone_host *host,
                       const struct mx_zone_record *record) {
    bool is_wanted = host->is_target && !host->has_cname;

    host->has_cname = true;
    if (!is_wanted) {
        return true;
    }
    uint32_t hash = mx_name_hash_sized(record->rdata, record->rdata_length);
    struct mx_zone_host *target =
        mx_zone_hosts_target(hosts, record->rdata, record->rdata_length, hash);
    struct mx_zone_alias *alias = mx_arena_zeroed(hosts->arena, 1, sizeof *alias);
    if (target == NULL || alias == NULL) {
        return false;
    }
    alias->host = host;
    alias->target = target;
    alias->ttl = record->ttl;
    *hosts->last_alias = alias;
    hosts->last_alias = &alias->next;
    hosts->alias_count++;
    return true;
}

void mx_zone_aliases_forget(struct mx_zone_hosts *hosts) {
    hosts->aliases = NULL;
    hosts->last_alias = &hosts->aliases;
    hosts->alias_count = 0;
}

static bool has_owner(const void *row, const void *key) {
    return mx_name_equal(((const struct mx_alias *)row)->owner, key);
}

static const struct mx_alias *find(const struct mx_index *by_owner, const uint8_t *name) {
    return mx_index_find(by_owner, mx_name_hash(name), name, has_owner);
}

/* The host at the end of ALIAS's chain; NULL where it has none, or goes round in a circle. */
static struct mx_zone_host *find_end(const struct mx_zone_hosts *hosts,
                                     const struct mx_index *by_owner,
                                     const struct mx_alias *alias) {
    const uint8_t *name = alias->target;

    for (int i = 0; i < CHAIN_MAX && (alias = find(by_owner, name)) != NULL; i++) {
        name = alias->target;
    }
    struct mx_zone_host *end = mx_zone_hosts_find(hosts, name);
    return end != NULL && !end->has_cname ? end : NULL;
}

static bool index_aliases(struct mx_index *by_owner, const struct mx_alias *list, size_t count) {
    bool is_indexed = true;

    for (size_t i = 0; i < count && is_indexed; i++) {
        is_indexed =
            mx_index_add(by_owner, mx_name_hash(list[i].owner), (struct mx_alias *)&list[i]);
    }
    return is_indexed;
}

bool mx_zone_aliases_copy(const struct mx_zone_hosts *hosts, struct mx_arena *arena,
                          mxtrap_zone *zone) {
    struct mx_alias *list = mx_arena_zeroed(arena, hosts->alias_count, sizeof *list);
    struct mx_index by_owner = {0};
    bool is_copied = list != NULL;
    uint32_t count = 0;

    for (const struct mx_zone_alias *at = hosts->aliases; at != NULL && is_copied; at = at->next) {
        struct mx_alias *alias = &list[count++];
        alias->owner = at->host->name;
        alias->target = at->target->name;
        alias->ttl = at->ttl;
    }
    is_copied = is_copied && index_aliases(&by_owner, list, count);
    for (uint32_t i = 0; i < count && is_copied; i++) {
        const struct mx_zone_host *end = find_end(hosts, &by_owner, &list[i]);
        list[i].addresses = end != NULL ? end->addresses : NULL;
        list[i].address_count = end != NULL ? end->address_count : 0;
    }
    if (is_copied) {
        zone->aliases = list;
        zone->alias_count = count;
    }
    mx_index_free(&by_owner);
    return is_copied;
}

static void follow(const struct mx_zone_hosts *hosts, const struct mx_index *by_owner,
                   struct mxtrap_exchanger *exchanger) {
    const struct mx_alias *alias = find(by_owner, exchanger->host);
    struct mx_zone_host *end = alias != NULL ? find_end(hosts, by_owner, alias) : NULL, *addresses;

    if (end == NULL) {
        return; /* a circle, or a DNAME's doing */
    }
    enum mx_target target = mx_zone_hosts_classify(hosts, end, &addresses);
    exchanger->leads_to = mx_zone_host_role(end->name) & 0xfU;
    exchanger->addresses = addresses->addresses;
    exchanger->address_count = addresses->address_count;
    exchanger->target = (uint8_t)(target == MX_TARGET_NONE ? MX_TARGET_NONE : exchanger->target);
}

bool mx_zone_aliases_follow(const struct mx_zone_hosts *hosts, const mxtrap_zone *zone,
                            mxtrap_layout *layouts, size_t count) {
    struct mx_index by_owner = {0};
    bool is_indexed = index_aliases(&by_owner, zone->aliases, zone->alias_count);

    for (size_t i = 0; i < count && is_indexed; i++) {
        for (size_t j = 0; j < layouts[i].count; j++) {
            /* They were made by the reader, and nobody has them yet. */
            struct mxtrap_exchanger *exchanger =
                (struct mxtrap_exchanger *)&layouts[i].exchangers[j];
            if (exchanger->target == MX_TARGET_ALIAS) {
                follow(hosts, &by_owner, exchanger);
            }
        }
    }
    mx_index_free(&by_owner);
    return is_indexed;
}
