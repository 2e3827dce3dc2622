/* A plan as the public header has it, and its formats. */
#ifndef MX_WRITE_PLAN_H
#define MX_WRITE_PLAN_H

#include <mxtrap/change.h>

#include "change/plan.h"

struct mxtrap_plan {
    struct mx_changes changes;
    struct mx_plan plan;
};

void mx_plan_write_text(struct mx_text *text, const struct mxtrap_plan *plan);
void mx_plan_write_json(struct mx_text *text, const struct mxtrap_plan *plan);

/* nsupdate.c: a script with a message for each of ZONES. */
void mx_write_script(struct mx_text *text, const struct mx_change_zone *zones);

#endif
