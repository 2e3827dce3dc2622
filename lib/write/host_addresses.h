/* Addresses of hosts, each once: MX sets and name servers share hosts. */
#ifndef MX_WRITE_HOST_ADDRESSES_H
#define MX_WRITE_HOST_ADDRESSES_H

#include "base/arena.h"
#include "base/index.h"
#include "model/layout.h"

/* Above this number of pairs, an index is made. */
enum { MX_HOST_ADDRESSES_SEARCHED = 64 };

struct mx_host_address {
    const uint8_t *host;
    const struct mx_address *address;
};

struct mx_host_addresses {
    struct mx_host_address few[MX_HOST_ADDRESSES_SEARCHED];
    struct mx_arena more;
    size_t count;
    struct mx_index index; /* of all, once they are many */
};

/* Adds PAIR; *IS_NEW is whether it was not there. False when memory is out. Begin with a count of
 * 0, and with the arena and the index zeroed. */
bool mx_host_addresses_add(struct mx_host_addresses *all, const struct mx_host_address *pair,
                           bool *is_new);
void mx_host_addresses_free(struct mx_host_addresses *all);

#endif
