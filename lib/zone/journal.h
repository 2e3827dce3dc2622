/* BIND's journal: what dynamic updates changed since the zone file was written. A file that lacks
 * these changes is not the zone that the server has. */
#ifndef MX_ZONE_JOURNAL_H
#define MX_ZONE_JOURNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "model/findings.h"

/* Reports `journal-beside` with SEVERITY where PATH.jnl has, or may have, changes that the file at
 * PATH lacks. SERIAL is that of the file's SOA record, NULL without one; PLACE is that of the SOA,
 * else of the first MX record. "-" has no journal. */
void mx_zone_journal_report(const char *path, const uint32_t *serial, struct mx_place place,
                            enum mxtrap_severity severity, mxtrap_findings *findings);

#endif
