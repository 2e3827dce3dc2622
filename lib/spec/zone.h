/* One zone of a spec. */
#ifndef MX_SPEC_ZONE_H
#define MX_SPEC_ZONE_H

#include "spec/mapping.h"
#include "spec/path.h"
#include "spec/sets.h"

struct mx_spec_reader;

/* Errors are reported; a zone whose name cannot be read has the line 0 as its place. */
void mx_spec_zone_read(struct mx_spec_reader *reader, const struct mx_fields *fields,
                       const struct mx_path *path, struct mx_spec_zone *out);

/* Reads the rules that ZONE ignores, and the reasons. */
void mx_spec_ignore(struct mx_spec_reader *reader, const struct mx_node *node,
                    const struct mx_path *path, mxtrap_zone *zone);

#endif
