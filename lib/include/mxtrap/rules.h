/* The rules: what makes a layout break, lose mail or trap nothing. Pure: they read layouts and
 * report findings, and never resolve, probe or print. */
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
    int roles_only; /* only not-trapped and roles-assumed: what a simulation rests on */
};
#define MXTRAP_RULES_OPTIONS_INIT MXTRAP_SIZED(mxtrap_rules_options)

/* Runs every static rule over the chosen zones and adds what it finds to FINDINGS. A rule that a
 * zone ignores reports nothing there. OPTIONS may be NULL (all zero). Errors: MXTRAP_ERR_MEMORY,
 * with the findings up to then kept. */
MXTRAP_API enum mxtrap_status mxtrap_rules_run(const mxtrap_zones *zones,
                                               const struct mxtrap_rules_options *options,
                                               mxtrap_findings *findings);

/* Compares every layout of ZONES with that of SPEC for the same owner name, and reports `drift`:
 * what is missing, extra or changed, owner names that only one side has, and zones that SPEC does
 * not have. TTLs are not compared. Errors: as above. */
MXTRAP_API enum mxtrap_status
mxtrap_rules_drift(const mxtrap_zones *zones, const mxtrap_zones *spec, mxtrap_findings *findings);

/* Reports `nothing-to-check` where ZONES have no MX set; FILE is what they were read from. Errors:
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
