/* The walk of a sender that is shown: the worst for the owner of the domain. */
#ifndef MX_SIMULATE_WALK_H
#define MX_SIMULATE_WALK_H

#include <mxtrap/simulate.h>

#include "simulate/route.h"

/* Fills in WALK, with its attempts in ARENA. False when memory is out. */
bool mx_walk(const struct mx_route *route, struct mx_arena *arena, struct mxtrap_walk *walk);

#endif
