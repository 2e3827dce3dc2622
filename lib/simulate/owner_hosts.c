/* Which exchangers stand at the addresses of an MX set's owner itself. An exchanger of the owner's
 * name has them; where the zone gives them, they are looked for among those of all exchangers. */
#include "simulate/owner_hosts.h"

#include <string.h>

enum mx_sender_cause mx_owner_host_cause(const struct mx_address *address) {
    static const uint8_t zeros[16], loopback[16] = {[15] = 1};
    bool is_ipv4 = address->family == MX_IPV4;

    if (memcmp(address->bytes, zeros, is_ipv4 ? 4 : sizeof zeros) == 0) {
        return MX_TURNED_UNSPECIFIED;
    }
    return (is_ipv4 ? address->bytes[0] == 127
                    : memcmp(address->bytes, loopback, sizeof loopback) == 0)
               ? MX_TURNED_LOOPBACK
               : MX_TURNED_COUNT;
}

static bool is_real(const struct mxtrap_exchanger *exchanger) {
    return exchanger->role != MXTRAP_ROLE_DUMMY;
}

/* Where ADDRESS is an exchanger's: a real host's before a dummy's, since the real one answers
 * there.
 */
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

/* The exchanger that has the owner's name; of several a real one. */
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
    bool is_told = count > 0 || layout->owner_target == MX_TARGET_NONE;
    own.is_known = has_real || (is_told && !has_other);
    own.count = own.is_known ? own.count : 0;
    return own;
}
