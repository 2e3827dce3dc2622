/* Comments of a spec that was made of a zone: what a reader of it would ask. */
#ifndef MX_SPEC_REMARKS_H
#define MX_SPEC_REMARKS_H

#include "spec/emit.h"
#include "spec/groups.h"

/* Of the zone: where it comes from, and what says its roles. Nothing of a spec. */
void mx_spec_remark_zone(struct mx_emit *emit, const mxtrap_zone *zone);

/* Of a set, and of its owners. */
void mx_spec_remark_group(struct mx_emit *emit, const mxtrap_zone *zone,
                          const struct mx_spec_group *group);

#endif
