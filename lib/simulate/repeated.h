/* What a set has more than once: an address of several exchangers, an exchanger at several
 * preferences. Some senders try it once. */
#ifndef MX_SIMULATE_REPEATED_H
#define MX_SIMULATE_REPEATED_H

#include "simulate/route.h"

/* Leaves out what ROUTE's sender met before among *COUNT HOSTS, which are by preference:
 * exchangers, of which fewer are then left, or addresses in vain. False when memory is out. */
bool mx_route_leave_out_repeated(struct mx_arena *arena, struct mx_route *route,
                                 struct mx_route_host *hosts, size_t *count);

#endif
