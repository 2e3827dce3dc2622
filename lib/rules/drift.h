/* Drift: differences between a layout found in DNS or in a zone file, and the spec's. */
#ifndef MX_RULES_DRIFT_H
#define MX_RULES_DRIFT_H

#include "model/findings.h"
#include "model/layout.h"

/* Reports `drift` for each missing or extra exchanger, each other preference, and each missing or
 * extra address of exchangers whose addresses both sides know. Places are those of FOUND. TTLs are
 * not compared: caches count them down. Linear in the input. Errors: MXTRAP_ERR_MEMORY. */
enum mxtrap_status mx_drift_report(const mxtrap_layout *wanted, const mxtrap_layout *found,
                                   mxtrap_findings *findings);

#endif
