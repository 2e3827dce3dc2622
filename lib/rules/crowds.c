/* The key of a list of addresses is its pointer: readers give all exchangers of a host the same
 * list. */
#include "rules/crowds.h"

static uint32_t hash_of(const struct mx_address *addresses) {
    return mx_hash(&addresses, sizeof(const struct mx_address *));
}

static bool has_addresses(const void *row, const void *key) {
    return ((const struct mx_crowd *)row)->addresses == key;
}

static size_t count_family(const struct mxtrap_exchanger *exchanger, enum mx_family family) {
    size_t count = 0;

    for (size_t i = 0; i < exchanger->address_count; i++) {
        count += exchanger->addresses[i].family == family ? 1 : 0;
    }
    return count;
}

struct mx_crowd *mx_crowds_find(const struct mx_crowds *crowds,
                                const struct mxtrap_exchanger *exchanger) {
    if (exchanger->address_count < MX_CROWD_FROM) {
        return NULL;
    }
    /* Not const: the rows are this file's own. */
    return (struct mx_crowd *)mx_index_find(&crowds->by_addresses, hash_of(exchanger->addresses),
                                            exchanger->addresses, has_addresses);
}

bool mx_crowds_add(struct mx_crowds *crowds, const struct mxtrap_exchanger *exchanger) {
    if (exchanger->address_count < MX_CROWD_FROM || mx_crowds_find(crowds, exchanger) != NULL) {
        return true;
    }
    struct mx_crowd *crowd = mx_arena_zeroed(&crowds->arena, 1, sizeof *crowd);
    if (crowd == NULL ||
        !mx_index_add(&crowds->by_addresses, hash_of(exchanger->addresses), crowd)) {
        return false;
    }
    crowd->addresses = exchanger->addresses;
    crowd->ipv4 = count_family(exchanger, MX_IPV4);
    crowd->ipv6 = exchanger->address_count - crowd->ipv4;
    return true;
}

static void begin_exchanger(const struct mx_crowds *crowds, const mxtrap_zone *zone,
                            const struct mxtrap_exchanger *exchanger) {
    struct mx_crowd *crowd = mx_crowds_find(crowds, exchanger);

    if (crowd != NULL && crowd->zone[exchanger->role] != zone) {
        crowd->zone[exchanger->role] = zone;
        crowd->first[exchanger->role] = exchanger;
    }
}

void mx_crowds_begin(const struct mx_crowds *crowds, const mxtrap_zone *zone) {
    for (size_t i = 0; crowds->by_addresses.count > 0 && i < zone->layout_count; i++) {
        const mxtrap_layout *layout = &zone->layouts[i];
        for (size_t j = 0; j < layout->count; j++) {
            begin_exchanger(crowds, zone, &layout->exchangers[j]);
        }
    }
}

bool mx_crowds_is_first(const struct mx_crowds *crowds, const struct mxtrap_exchanger *exchanger) {
    const struct mx_crowd *crowd = mx_crowds_find(crowds, exchanger);

    return crowd == NULL || crowd->first[exchanger->role] == exchanger;
}

size_t mx_crowds_count(const struct mx_crowds *crowds, const struct mxtrap_exchanger *exchanger,
                       enum mx_family family) {
    const struct mx_crowd *crowd = mx_crowds_find(crowds, exchanger);

    return crowd == NULL       ? count_family(exchanger, family)
           : family == MX_IPV4 ? crowd->ipv4
                               : crowd->ipv6;
}

void mx_crowds_free(struct mx_crowds *crowds) {
    mx_index_free(&crowds->by_addresses);
    mx_arena_free(&crowds->arena);
}
