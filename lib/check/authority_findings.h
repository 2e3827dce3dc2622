/* What the authoritative servers of a domain's zone say, as findings. */
#ifndef MX_CHECK_AUTHORITY_FINDINGS_H
#define MX_CHECK_AUTHORITY_FINDINGS_H

#include "model/findings.h"
#include "net/authoritative.h"

/* Reports `nameservers-disagree` for each server that does not answer as one of the zone, and where
 * those that answer differ. */
void mx_authority_findings(const struct mx_authority *authority, mxtrap_findings *findings);

#endif
