/* Zones into a spec that gives them again. */
#ifndef MX_SPEC_WRITE_H
#define MX_SPEC_WRITE_H

#include "base/text.h"
#include "model/layout.h"

/* Writes the chosen zones as one spec. MXTRAP_ERR_ARGUMENT, before a byte is written, where
 * mx_check_spec has something to report; MXTRAP_ERR_MEMORY. */
enum mxtrap_status mx_write_spec(struct mx_text *text, const mxtrap_zones *zones, unsigned unused);

/* Reports what a spec cannot say, and what the chosen zones do not: which hosts are dummies, the
 * name of a zone. MXTRAP_ERR_MEMORY; what is wrong is in FINDINGS. */
enum mxtrap_status mx_check_spec(const mxtrap_zones *zones, mxtrap_findings *findings);

#endif
