/* Runs the rules, which find what makes a layout lose mail or trap nothing. They read layouts and
 * report findings; they never resolve, connect or print. */
#ifndef MXTRAP_RULES_H
#define MXTRAP_RULES_H

#include <stddef.h>

#include <mxtrap/export.h>
#include <mxtrap/findings.h>
#include <mxtrap/layout.h>
#include <mxtrap/mta_sts.h>
#include <mxtrap/options.h>
#include <mxtrap/status.h>

MXTRAP_BEGIN_DECLS

struct mxtrap_rules_options {
    size_t size;    /* of this struct */
    int complete;   /* the zones are complete: a host inside one without an address has none */
    int roles_only; /* only not-trapped and roles-assumed: how far a simulation can be trusted */
};
#define MXTRAP_RULES_OPTIONS_INIT MXTRAP_SIZED(mxtrap_rules_options)

/* Runs every static rule over the chosen zones and adds what it finds to FINDINGS. A rule that a
 * zone ignores reports nothing there. OPTIONS may be NULL (all zero). Errors:
 * MXTRAP_ERR_ARGUMENT (the size of the options), MXTRAP_ERR_MEMORY; findings up to then are kept.
 */
MXTRAP_API enum mxtrap_status mxtrap_rules_run(const mxtrap_zones *zones,
                                               const struct mxtrap_rules_options *options,
                                               mxtrap_findings *findings);

/* Compares every layout of ZONES with that of SPEC for the same owner name, and reports `drift`:
 * what is missing, extra or changed, owner names that only one side has, and zones that SPEC does
 * not have. TTLs are not compared. Errors: MXTRAP_ERR_MEMORY. */
MXTRAP_API enum mxtrap_status
mxtrap_rules_drift(const mxtrap_zones *zones, const mxtrap_zones *spec, mxtrap_findings *findings);

/* Reports `nothing-to-check` if ZONES have no MX set; FILE is the file of that finding. Errors:
 * MXTRAP_ERR_MEMORY. */
MXTRAP_API enum mxtrap_status mxtrap_rules_nothing(const mxtrap_zones *zones, const char *file,
                                                   mxtrap_findings *findings);

/* Compares the MX set of each chosen zone's own name with POLICY, and reports `mta-sts-policy`: a
 * real host that the policy does not list (an error where senders enforce it, else a warning), a
 * host of the policy that no zone has, a zone without an MX set of its own name (warnings), a dummy
 * that it lists, and a policy that is switched off (notes). Errors: MXTRAP_ERR_MEMORY. */
MXTRAP_API enum mxtrap_status mxtrap_rules_mta_sts(const mxtrap_zones *zones,
                                                   const mxtrap_mta_sts *policy,
                                                   mxtrap_findings *findings);

MXTRAP_END_DECLS

#endif
