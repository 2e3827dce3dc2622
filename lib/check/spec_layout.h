/* What the spec says of a domain that was looked up. */
#ifndef MX_CHECK_SPEC_LAYOUT_H
#define MX_CHECK_SPEC_LAYOUT_H

#include "check/lookup.h"
#include "model/observed.h"

/* Gives the exchangers the roles that SPEC has for them, takes over what its zone accepts (silence,
 * ignored rules) and reports drift. SPEC may be NULL: then nothing is done. OBSERVED is not looked
 * at where the lookup has no layout. MXTRAP_ERR_MEMORY. */
enum mxtrap_status mx_spec_layout_apply(const mxtrap_zones *spec, struct mx_lookup *lookup,
                                        struct mx_observed *observed, mxtrap_findings *findings);

#endif
