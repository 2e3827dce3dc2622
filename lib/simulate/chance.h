/* How likely a sender is to reach a real host, and how many addresses it tries in vain: exactly,
 * over all orders in which it may take exchangers of one preference. */
#ifndef MX_SIMULATE_CHANCE_H
#define MX_SIMULATE_CHANCE_H

#include "simulate/route.h"

struct mx_chance {
    double probability; /* that it reaches a real host */
    double attempts;    /* in vain, in timeouts, on average over all orders */
};

/* Works it out, in ARENA; false when memory is out. */
bool mx_chance_of(const struct mx_route *route, struct mx_arena *arena, struct mx_chance *out);

/* The same for a route that is balanced, whatever was left out when it was planned. */
bool mx_chance_balanced(const struct mx_route *route, struct mx_arena *arena,
                        struct mx_chance *out);

/* Of a stage in MX_BY_SWAP order, in which some host delivers: how likely it is that one answers
 * after so many addresses in vain, up to less than the sender's limit. */
bool mx_chance_swapped(const struct mx_route *route, const struct mx_stage *stage,
                       struct mx_arena *arena, double shares[MX_SENDER_SWAP_MAX]);

/* The first of all addresses that a sender which shuffles them tries. */
struct mx_first {
    double ipv4;  /* how likely it is that it is IPv4 */
    bool vain[2]; /* whether it can be one of this family (0: IPv4) that does not answer */
};
struct mx_first mx_chance_first(const struct mx_route *route);

#endif
