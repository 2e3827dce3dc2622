/* Aliases are kept in a list of their own: a zone has few, and hosts are many. */
#include "read/zone_alias.h"

#include <string.h>

/* Of the aliases that lead to each other: more no resolver follows. */
enum { CHAIN_MOST = 16 };

/* A target that is an alias, and what it leads to. */
struct mx_zone_alias {
    struct mx_zone_alias *next; /* in the order in which they were met */
    const struct mx_zone_host *host, *target;
    uint32_t ttl;
};

bool mx_zone_alias_take(struct mx_zone_hosts *hosts, struct mx_zone_host *host,
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

/* What stands at the end of a chain: its addresses are those of every alias in it. */
static void take_addresses(const struct mx_zone_hosts *hosts, const struct mx_index *by_owner,
                           struct mx_alias *alias) {
    const uint8_t *name = alias->target;

    for (int i = 0; i < CHAIN_MOST; i++) {
        const struct mx_alias *next = mx_index_find(by_owner, mx_name_hash(name), name, has_owner);
        if (next == NULL) {
            break;
        }
        name = next->target;
    }
    const struct mx_zone_host *end = mx_zone_hosts_find(hosts, name);
    if (end != NULL && !end->has_cname) {
        alias->addresses = end->addresses;
        alias->address_count = end->address_count;
    }
}

bool mx_zone_aliases_give(const struct mx_zone_hosts *hosts, struct mx_arena *arena,
                          mxtrap_zone *zone) {
    struct mx_alias *list = mx_arena_zeroed(arena, hosts->alias_count, sizeof *list);
    struct mx_index by_owner = {0};
    bool is_given = list != NULL;
    uint32_t count = 0;

    for (const struct mx_zone_alias *at = hosts->aliases; at != NULL && is_given; at = at->next) {
        struct mx_alias *alias = &list[count++];
        alias->owner = at->host->name;
        alias->target = at->target->name;
        alias->ttl = at->ttl;
        is_given = mx_index_add(&by_owner, mx_name_hash(alias->owner), alias);
    }
    for (uint32_t i = 0; i < count && is_given; i++) {
        take_addresses(hosts, &by_owner, &list[i]);
    }
    if (is_given) {
        zone->aliases = list;
        zone->alias_count = count;
    }
    mx_index_free(&by_owner);
    return is_given;
}
