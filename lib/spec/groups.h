/* The MX sets of a zone as a spec has them: owners with equal sets share one. Owners outside the
 * zone are left out, as in DNS. */
#ifndef MX_SPEC_GROUPS_H
#define MX_SPEC_GROUPS_H

#include <stddef.h>

#include "base/arena.h"
#include "base/index.h"
#include "model/layout.h"

struct mx_spec_member {
    const mxtrap_layout *layout;
    struct mx_spec_member *next;
};

struct mx_spec_group {
    const mxtrap_layout *layout; /* that of its first owner; the others are equal */
    struct mx_spec_member *first, **end;
    size_t count; /* owners */
    uint32_t ttl; /* of its MX records */
};

struct mx_spec_groups {
    struct mx_spec_group *list; /* the one of the zone itself first, the others as in the zone */
    size_t count;
};

/* Into ARENA; false when memory is out. */
bool mx_spec_groups_make(struct mx_spec_groups *groups, struct mx_arena *arena,
                         const mxtrap_zone *zone);

/* Whether an exchanger of the zone may be one that another set or entry of it has as well. */
bool mx_spec_repeats_hosts(const mxtrap_zone *zone);

/* The first address of FAMILY, whose TTL is that of the RRset; NULL where there is none. */
const struct mx_address *mx_spec_first_address(const struct mxtrap_exchanger *exchanger,
                                               uint8_t family);

/* Whether a spec of ZONE has the addresses of an exchanger: those at its own name, in the zone. */
bool mx_spec_has_addresses(const mxtrap_zone *zone, const struct mxtrap_exchanger *exchanger);

#endif
