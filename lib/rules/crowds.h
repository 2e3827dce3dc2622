/* Crowds: hosts with many addresses. They are read once, not again for each owner name that shares
 * the host: owners times addresses would be quadratic in the input. */
#ifndef MX_RULES_CROWDS_H
#define MX_RULES_CROWDS_H

#include "base/index.h"
#include "model/layout.h"

/* Fewer addresses are read each time. */
enum { MX_CROWD_FROM = 9 };

/* Exchangers of one host have one list of addresses, which is the key. */
struct mx_crowd {
    const struct mx_address *addresses;
    size_t ipv4, ipv6;
    bool is_indexed;                               /* among the real hosts' addresses */
    const mxtrap_zone *zone[MXTRAP_ROLE_REAL + 1]; /* by role: the last zone that has it, */
    const struct mxtrap_exchanger *first[MXTRAP_ROLE_REAL + 1]; /* and its first exchanger there */
};

struct mx_crowds {
    struct mx_arena arena;
    struct mx_index by_addresses;
};

/* A zeroed struct is empty. */

/* Adds EXCHANGER's addresses, if they are many; false when memory is out. */
bool mx_crowds_add(struct mx_crowds *crowds, const struct mxtrap_exchanger *exchanger);
void mx_crowds_free(struct mx_crowds *crowds);

/* The crowd of EXCHANGER's addresses; NULL: they are few. */
struct mx_crowd *mx_crowds_find(const struct mx_crowds *crowds,
                                const struct mxtrap_exchanger *exchanger);

/* Finds out which exchangers are the first in ZONE: before mx_crowds_is_first is asked. */
void mx_crowds_begin(const struct mx_crowds *crowds, const mxtrap_zone *zone);

/* Whether the addresses of EXCHANGER are to be read: they are few, or it is the first in the zone
 * that has them in this role. */
bool mx_crowds_is_first(const struct mx_crowds *crowds, const struct mxtrap_exchanger *exchanger);

/* How many addresses of FAMILY the exchanger has. */
size_t mx_crowds_count(const struct mx_crowds *crowds, const struct mxtrap_exchanger *exchanger,
                       enum mx_family family);

#endif
