/* Findings about the authoritative servers of a domain's zone. */
#ifndef MX_CHECK_AUTHORITY_FINDINGS_H
#define MX_CHECK_AUTHORITY_FINDINGS_H

#include "model/findings.h"
#include "net/authoritative.h"

/* Reports `nameservers-disagree` for each server that does not serve the zone, and for differences
 * between those that do. */
void mx_authority_findings(const struct mx_authority *authority, mxtrap_findings *findings);

#endif
