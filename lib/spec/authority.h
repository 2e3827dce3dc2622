/* The SOA and the name servers of a spec: only a complete zone needs them. */
#ifndef MX_SPEC_AUTHORITY_H
#define MX_SPEC_AUTHORITY_H

#include "model/layout.h"
#include "spec/node.h"
#include "spec/path.h"

struct mx_spec_reader;

/* Read into ZONE; errors are reported. */
void mx_spec_soa(struct mx_spec_reader *reader, const struct mx_node *node,
                 const struct mx_path *path, mxtrap_zone *zone);
void mx_spec_name_servers(struct mx_spec_reader *reader, const struct mx_node *node,
                          const struct mx_path *path, mxtrap_zone *zone);

#endif
