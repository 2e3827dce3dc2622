/* Finds zones, hosts, aliases and RRsets of changes. */
#include "change/changes.h"

static bool has_origin(const void *row, const void *key) {
    return mx_name_equal(((const struct mx_change_zone *)row)->origin, key);
}

static bool has_name(const void *row, const void *key) {
    return mx_name_equal(((const struct mx_change_host *)row)->name, key);
}

static bool has_owner(const void *row, const void *key) {
    return mx_name_equal(((const struct mx_alias *)row)->owner, key);
}

static bool has_key(const void *row, const void *key) {
    const struct mx_change *change = row;
    const struct mx_change_key *wanted = key;

    return change->type == wanted->type && change->zone == wanted->zone &&
           mx_name_equal(change->owner, wanted->owner);
}

uint32_t mx_change_key_hash(const struct mx_change_key *key) {
    return (mx_name_hash(key->owner) ^ mx_name_hash(key->zone->origin) * 31U) + key->type;
}

struct mx_change *mx_changes_find(const struct mx_changes *changes,
                                  const struct mx_change_zone *zone, const uint8_t *owner,
                                  uint16_t type) {
    struct mx_change_key key = {zone, owner, type};
    /* Not const: the rows are those of the changes. */
    return (struct mx_change *)mx_index_find(&changes->by_key, mx_change_key_hash(&key), &key,
                                             has_key);
}

struct mx_change_host *mx_changes_host(const struct mx_changes *changes, const uint8_t *name) {
    return (struct mx_change_host *)mx_index_find(&changes->hosts_by_name, mx_name_hash(name), name,
                                                  has_name);
}

struct mx_change_zone *mx_changes_zone_of(const struct mx_changes *changes, const uint8_t *name) {
    for (;; name += 1 + *name) {
        const void *zone =
            mx_index_find(&changes->zones_by_origin, mx_name_hash(name), name, has_origin);
        if (zone != NULL || *name == 0) {
            return (struct mx_change_zone *)zone;
        }
    }
}

const struct mx_alias *mx_changes_alias(const struct mx_changes *changes, bool is_after,
                                        const uint8_t *owner) {
    return mx_index_find(&changes->aliases[is_after], mx_name_hash(owner), owner, has_owner);
}

bool mx_changes_is_alias_now(const struct mx_changes *changes, const struct mx_change_zone *zone,
                             const uint8_t *owner) {
    const struct mx_change *change = mx_changes_find(changes, zone, owner, MX_TYPE_CNAME);

    return change != NULL && change->now.count > 0;
}
