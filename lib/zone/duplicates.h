/* Records that a zone file has more than once: in DNS they are one (RFC 2181 5). */
#ifndef MX_ZONE_DUPLICATES_H
#define MX_ZONE_DUPLICATES_H

#include "base/arena.h"
#include "model/layout.h"

struct mx_zone_doubles {
    struct mx_double *first, **last; /* last: NULL while there is none */
};

/* Adds a copy of WHAT, of which names must live as long as the zone. False when memory is out. */
bool mx_zone_doubles_add(struct mx_zone_doubles *doubles, struct mx_arena *arena,
                         const struct mx_double *what);

/* Appends those of MORE, which has none afterwards. */
void mx_zone_doubles_join(struct mx_zone_doubles *doubles, struct mx_zone_doubles *more);

#endif
