/* Hosts that stand in several MX sets of a zone. */
#ifndef MX_SPEC_HOSTS_H
#define MX_SPEC_HOSTS_H

#include "spec/sets.h"

struct mx_spec_reader;

/* Gives the exchangers of ZONE their TTLs, and the addresses that another set has for the same
 * host; reports hosts of which two entries say different things. */
void mx_spec_hosts_agree(struct mx_spec_reader *reader, struct mx_spec_zone *zone);

#endif
