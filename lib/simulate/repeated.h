/* Addresses of several exchangers, and exchangers at several preferences: some senders try them
 * only once. */
#ifndef MX_SIMULATE_REPEATED_H
#define MX_SIMULATE_REPEATED_H

#include "simulate/route.h"

/* Leaves out of *COUNT HOSTS, sorted by preference, what ROUTE's sender does not try again:
 * exchangers, so that *COUNT falls, or failing addresses. False when memory is out. */
bool mx_route_leave_out_repeated(struct mx_arena *arena, struct mx_route *route,
                                 struct mx_route_host *hosts, size_t *count);

#endif
