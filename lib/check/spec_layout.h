/* The spec's layout of a domain that was looked up. */
#ifndef MX_CHECK_SPEC_LAYOUT_H
#define MX_CHECK_SPEC_LAYOUT_H

#include "check/lookup.h"
#include "model/observed.h"

/* Sets the expected roles from SPEC, copies its zone's options (silence, ignored rules) and reports
 * drift, and a null MX, which is an error unless SPEC has it. SPEC may be NULL. OBSERVED is not
 * used if the lookup has no layout. MXTRAP_ERR_MEMORY. */
enum mxtrap_status mx_spec_layout_apply(const mxtrap_zones *spec, struct mx_lookup *lookup,
                                        struct mx_observed *observed, mxtrap_findings *findings);

#endif
