/* The public plan from the inside, and its formats. */
#ifndef MX_WRITE_PLAN_H
#define MX_WRITE_PLAN_H

#include <mxtrap/change.h>
#include <mxtrap/findings.h>

#include "change/plan.h"
#include "model/format.h"

struct mxtrap_plan {
    struct mx_changes changes;
    struct mx_plan plan;
};

struct mx_plan_format {
    void (*write)(struct mx_text *text, const struct mxtrap_plan *plan);
};

void mx_plan_write_text(struct mx_text *text, const struct mxtrap_plan *plan);
void mx_plan_write_json(struct mx_text *text, const struct mxtrap_plan *plan);

/* nsupdate.c: a script with a message for each of ZONES. */
void mx_write_script(struct mx_text *text, const struct mx_change_zone *zones);

/* Reports zones whose message would be too large for DNS: MXTRAP_ERR_INPUT. Errors:
 * MXTRAP_ERR_MEMORY. */
enum mxtrap_status mx_script_check(const struct mx_change_zone *zones, mxtrap_findings *findings);

#endif
