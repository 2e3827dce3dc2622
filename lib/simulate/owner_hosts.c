/* Finds the exchangers at the owner's own addresses: the one with the owner's name, or those that
 * have an address of the owner. */
#include "simulate/owner_hosts.h"

#include <string.h>

enum mx_sender_cause mx_owner_host_cause(const struct mx_address *address) {
    static const uint8_t zeros[16];

    if (memcmp(address->bytes, zeros, sizeof zeros) == 0) {
        return MX_TURNED_UNSPECIFIED;
    }
    return mx_address_is_loopback(address) ? MX_TURNED_LOOPBACK : MX_TURNED_COUNT;
}

static bool is_real(const struct mxtrap_exchanger *exchanger) {
    return exchanger->role != MXTRAP_ROLE_DUMMY;
}

/* The exchanger that has ADDRESS; a real host before a dummy, since the real one answers there. */
static struct mx_owner_host find(const mxtrap_layout *layout, const struct mx_address *address) {
    struct mx_owner_host found = {NULL, 0};

    for (size_t i = 0; i < layout->count; i++) {
        const struct mxtrap_exchanger *exchanger = &layout->exchangers[i];
        if (found.exchanger != NULL && !is_real(exchanger)) {
            continue;
        }
        for (size_t j = 0; j < exchanger->address_count; j++) {
            if (mx_address_equal(&exchanger->addresses[j], address)) {
                found = (struct mx_owner_host){exchanger, j};
                break;
            }
        }
        if (found.exchanger != NULL && is_real(found.exchanger)) {
            break;
        }
    }
    return found;
}

/* The exchanger with the owner's name; a real host before a dummy. */
static const struct mxtrap_exchanger *of_owner(const mxtrap_layout *layout) {
    const struct mxtrap_exchanger *found = NULL;

    for (size_t i = 0; i < layout->count; i++) {
        const struct mxtrap_exchanger *exchanger = &layout->exchangers[i];
        if (mx_name_equal(exchanger->host, layout->owner) &&
            (found == NULL || (!is_real(found) && is_real(exchanger)))) {
            found = exchanger;
        }
    }
    return found;
}

struct mx_owner_hosts mx_owner_hosts_of(const mxtrap_layout *layout, enum mx_sender_family family) {
    const struct mxtrap_exchanger *owner = of_owner(layout);
    const struct mx_address *addresses = owner == NULL ? layout->addresses : owner->addresses;
    size_t count = owner == NULL ? layout->address_count : owner->address_count;
    bool has_real = false, has_other = count > MX_OWNER_HOSTS_MAX;
    struct mx_owner_hosts own = {.count = 0};

    if (owner != NULL && count == 0) {
        own.places[own.count++] = (struct mx_owner_host){owner, SIZE_MAX};
        own.is_known = true;
        return own;
    }
    for (size_t i = 0; i < count && i < MX_OWNER_HOSTS_MAX; i++) {
        if (!mx_sender_uses(family, &addresses[i])) {
            continue;
        }
        struct mx_owner_host place = find(layout, &addresses[i]);
        if (place.exchanger == NULL) {
            has_other = true;
            continue;
        }
        own.places[own.count++] = place;
        has_real = has_real || is_real(place.exchanger);
    }
    bool has_addresses = count > 0 || layout->owner_target == MX_TARGET_NONE;
    own.is_known = has_real || (has_addresses && !has_other);
    own.count = own.is_known ? own.count : 0;
    return own;
}
