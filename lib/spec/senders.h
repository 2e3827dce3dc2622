/* The senders that a spec defines. */
#ifndef MX_SPEC_SENDERS_H
#define MX_SPEC_SENDERS_H

#include "model/layout.h"
#include "spec/node.h"

struct mx_spec_reader;

/* The value of the key `senders`, added to those that ZONES has; errors are reported. */
void mx_spec_senders(struct mx_spec_reader *reader, const struct mx_node *node,
                     mxtrap_zones *zones);

#endif
