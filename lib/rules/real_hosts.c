/* Two passes over the zones: the first counts, so that an index is allocated once. */
#include "rules/real_hosts.h"

static bool has_address(const void *row, const void *key) {
    const struct mxtrap_exchanger *exchanger = row;
    return mx_address_find(exchanger->addresses, exchanger->address_count, key) != NULL;
}

static bool has_name(const void *row, const void *key) {
    return mx_name_equal(((const struct mxtrap_exchanger *)row)->host, key);
}

static const struct mxtrap_exchanger *find_address(const struct mx_real_hosts *real_hosts,
                                                   const struct mx_address *address,
                                                   uint32_t hash) {
    return mx_index_find(&real_hosts->by_address, hash, address, has_address);
}

const struct mxtrap_exchanger *mx_real_hosts_by_address(const struct mx_real_hosts *real_hosts,
                                                        const struct mx_address *address) {
    return find_address(real_hosts, address, mx_address_hash(address));
}

const struct mxtrap_exchanger *mx_real_hosts_by_name(const struct mx_real_hosts *real_hosts,
                                                     const uint8_t *host) {
    return real_hosts->has_outside
               ? mx_index_find(&real_hosts->by_name, mx_name_hash(host), host, has_name)
               : NULL;
}

void mx_real_hosts_expect(const struct mx_real_hosts *real_hosts, const mxtrap_layout *layout,
                          enum mxtrap_role role) {
    for (size_t i = 0; i < layout->count && real_hosts->by_address.capacity > 0; i++) {
        const struct mxtrap_exchanger *exchanger = &layout->exchangers[i];
        size_t count = exchanger->role == role ? exchanger->address_count : 0;
        for (size_t j = 0; j < count && j < MX_CROWD_FROM; j++) {
            mx_index_expect(&real_hosts->by_address, mx_address_hash(&exchanger->addresses[j]));
        }
    }
}

typedef bool layout_fn(struct mx_real_hosts *real_hosts, const mxtrap_layout *layout);

static bool count(struct mx_real_hosts *real_hosts, const mxtrap_layout *layout) {
    for (size_t i = 0; i < layout->count; i++) {
        const struct mxtrap_exchanger *exchanger = &layout->exchangers[i];
        if (exchanger->role == MXTRAP_ROLE_REAL && !exchanger->is_shared) {
            real_hosts->addresses += exchanger->address_count;
        }
        if (!mx_crowds_add(&real_hosts->crowds, exchanger)) {
            return false;
        }
        real_hosts->has_outside =
            real_hosts->has_outside || !mx_name_is_within(exchanger->host, layout->zone->origin);
    }
    return true;
}

/* A host that many owners and zones share is indexed once. */
static bool add_addresses(struct mx_real_hosts *real_hosts,
                          const struct mxtrap_exchanger *exchanger) {
    struct mx_crowd *crowd = mx_crowds_find(&real_hosts->crowds, exchanger);

    if (crowd != NULL && crowd->is_indexed) {
        return true;
    }
    for (size_t i = 0; i < exchanger->address_count; i++) {
        const struct mx_address *address = &exchanger->addresses[i];
        uint32_t hash = mx_address_hash(address);
        if (find_address(real_hosts, address, hash) == NULL &&
            !mx_index_add(&real_hosts->by_address, hash, exchanger)) {
            return false;
        }
    }
    if (crowd != NULL) {
        crowd->is_indexed = true;
    }
    return true;
}

static bool add_name(struct mx_real_hosts *real_hosts, const struct mxtrap_exchanger *exchanger) {
    return !real_hosts->has_outside || mx_real_hosts_by_name(real_hosts, exchanger->host) != NULL ||
           mx_index_add(&real_hosts->by_name, mx_name_hash(exchanger->host), exchanger);
}

static bool add(struct mx_real_hosts *real_hosts, const mxtrap_layout *layout) {
    for (size_t i = 0; i < layout->count; i++) {
        const struct mxtrap_exchanger *exchanger = &layout->exchangers[i];
        if (exchanger->role == MXTRAP_ROLE_REAL && !mx_exchanger_is_null(exchanger) &&
            !(add_addresses(real_hosts, exchanger) && add_name(real_hosts, exchanger))) {
            return false;
        }
    }
    return true;
}

/* Prefetches the addresses of the next layout. */
static void expect_next(const struct mx_real_hosts *real_hosts, const mxtrap_zones *zones,
                        size_t zone, size_t layout) {
    if (layout + 1 < zones->list[zone]->layout_count) {
        mx_real_hosts_expect(real_hosts, &zones->list[zone]->layouts[layout + 1], MXTRAP_ROLE_REAL);
    } else if (zone + 1 < zones->count && zones->list[zone + 1]->layout_count > 0) {
        mx_real_hosts_expect(real_hosts, &zones->list[zone + 1]->layouts[0], MXTRAP_ROLE_REAL);
    }
}

static bool each(struct mx_real_hosts *real_hosts, const mxtrap_zones *zones, layout_fn *function) {
    for (size_t i = 0; i < zones->count; i++) {
        const mxtrap_zone *zone = zones->list[i];
        for (size_t j = 0; j < zone->layout_count; j++) {
            expect_next(real_hosts, zones, i, j);
            if (!mx_layout_is_shared(zone, j) && !function(real_hosts, &zone->layouts[j])) {
                return false;
            }
        }
    }
    return true;
}

bool mx_real_hosts_index(struct mx_real_hosts *real_hosts, const mxtrap_zones *zones) {
    return each(real_hosts, zones, count) &&
           mx_index_reserve(&real_hosts->by_address, real_hosts->addresses) &&
           each(real_hosts, zones, add);
}

void mx_real_hosts_free(struct mx_real_hosts *real_hosts) {
    mx_index_free(&real_hosts->by_address);
    mx_index_free(&real_hosts->by_name);
    mx_crowds_free(&real_hosts->crowds);
}
