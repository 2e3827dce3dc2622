/* One sender with the addresses of one family against one layout. */
#ifndef MX_SIMULATE_ONE_H
#define MX_SIMULATE_ONE_H

#include <stdbool.h>

#include <mxtrap/simulate.h>

#include "base/arena.h"
#include "model/layout.h"
#include "model/sender.h"

/* The attempts of walks are in ARENA; SCRATCH is emptied before each walk. */
struct mx_one {
    const mxtrap_layout *layout;
    struct mx_arena *arena, *scratch;
};

/* Fills in *WALK. FAMILY is not MXTRAP_FAMILY_WORST, and SENDER speaks it. False when memory is
 * out. */
bool mx_simulate_one(const struct mx_one *one, const struct mxtrap_sender *sender,
                     enum mxtrap_family family, struct mxtrap_walk *walk);

/* Whether SENDER can use FAMILY at all. */
bool mx_sender_speaks(const struct mxtrap_sender *sender, enum mxtrap_family family);

/* Whether A is worse than B for the owner of the domain: spam comes in more surely or sooner,
 * legitimate mail less surely or later. */
bool mx_walk_is_worse(const struct mxtrap_walk *a, const struct mxtrap_walk *b);

#endif
