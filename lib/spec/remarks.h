/* Comments of an imported spec: what its reader would ask. */
#ifndef MX_SPEC_REMARKS_H
#define MX_SPEC_REMARKS_H

#include "spec/emit.h"
#include "spec/groups.h"

/* About the zone: its source, and what says the roles. Of a zone that was a spec, only names in
 * other scripts. */
void mx_spec_remark_zone(struct mx_emit *emit, const mxtrap_zone *zone);

/* About a set and its owners. */
void mx_spec_remark_group(struct mx_emit *emit, const mxtrap_zone *zone,
                          const struct mx_spec_group *group);

#endif
