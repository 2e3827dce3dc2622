/* What the authoritative servers of a domain's zone say, as findings. */
#ifndef MX_SERVERS_H
#define MX_SERVERS_H

#include "live/authoritative.h"
#include "model/findings.h"

/* Reports `nameservers-disagree` for each server that does not answer as one of the zone, and where
 * those that answer differ. */
void mx_servers_report(const struct mx_authority *authority, mxtrap_findings *findings);

#endif
