/* Hosts with so many addresses that they are not gone through again for each owner name that shares
 * the host: owners times addresses would be quadratic in what was read. */
#ifndef MX_RULES_CROWDS_H
#define MX_RULES_CROWDS_H

#include "base/index.h"
#include "model/layout.h"

/* Fewer addresses than this are gone through each time. */
enum { MX_CROWD_FROM = 9 };

/* Exchangers of one host have one list of addresses, by which it is known. */
struct mx_crowd {
    const struct mx_address *addresses;
    size_t ipv4, ipv6;
    bool is_indexed;                               /* among the real hosts' addresses */
    const mxtrap_zone *zone[MXTRAP_ROLE_REAL + 1]; /* by role: the last one that has it, */
    const struct mxtrap_exchanger *first[MXTRAP_ROLE_REAL + 1]; /* and who had it first there */
};

struct mx_crowds {
    struct mx_arena arena;
    struct mx_index by_addresses;
};

/* A zeroed struct has none. */

/* Adds EXCHANGER's addresses, if they are many; false when memory is out. */
bool mx_crowds_add(struct mx_crowds *crowds, const struct mxtrap_exchanger *exchanger);
void mx_crowds_free(struct mx_crowds *crowds);

/* What was added for EXCHANGER's addresses; NULL: they are few. */
struct mx_crowd *mx_crowds_find(const struct mx_crowds *crowds,
                                const struct mxtrap_exchanger *exchanger);

/* Whether the addresses of EXCHANGER are to be gone through: they are few, or it is the first in
 * ZONE that has them in this role. Zones are asked about one after the other. */
bool mx_crowds_is_first(const struct mx_crowds *crowds, const mxtrap_zone *zone,
                        const struct mxtrap_exchanger *exchanger);

/* How many addresses of FAMILY the exchanger has. */
size_t mx_crowds_count(const struct mx_crowds *crowds, const struct mxtrap_exchanger *exchanger,
                       enum mx_family family);

#endif
