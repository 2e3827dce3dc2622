/* A layout as it was found, in DNS or in a zone file, against the one that the spec has. */
#ifndef MX_RULES_DRIFT_H
#define MX_RULES_DRIFT_H

#include "model/findings.h"
#include "model/layout.h"

/* Reports `drift` for each exchanger that is missing, extra or of another preference, and for each
 * address that is, of exchangers for which both sides know addresses. Places are those of FOUND.
 * TTLs are no drift: caches count them down. Linear. MXTRAP_ERR_MEMORY. */
enum mxtrap_status mx_drift_report(const mxtrap_layout *wanted, const mxtrap_layout *found,
                                   mxtrap_findings *findings);

#endif
