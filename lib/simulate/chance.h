/* The exact probability that a sender reaches a real host, and the mean number of timeouts, over
 * all orders of exchangers of one preference. */
#ifndef MX_SIMULATE_CHANCE_H
#define MX_SIMULATE_CHANCE_H

#include "simulate/route.h"

struct mx_chance {
    double probability; /* that it reaches a real host */
    double attempts;    /* failed ones, in timeouts, on average over all orders */
};

/* Uses ARENA; false when memory is out. */
bool mx_chance_of(const struct mx_route *route, struct mx_arena *arena, struct mx_chance *out);

/* The same for a balanced route; which addresses the plan left out does not matter. */
bool mx_chance_balanced(const struct mx_route *route, struct mx_arena *arena,
                        struct mx_chance *out);

/* For a stage in MX_BY_SWAP order with a host that delivers: SHARES[N] is the probability that an
 * address answers after N failed ones, for N below the sender's limit. */
bool mx_chance_swapped(const struct mx_route *route, const struct mx_stage *stage,
                       struct mx_arena *arena, double shares[MX_SENDER_SWAP_MAX]);

/* The first address that a sender which shuffles addresses tries. */
struct mx_first {
    double ipv4;     /* the probability that it is IPv4 */
    bool failing[2]; /* it can be a failing one of this family (0: IPv4) */
};
struct mx_first mx_chance_first(const struct mx_route *route);

#endif
