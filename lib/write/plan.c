/* The public functions of plans. */
#include "write/plan.h"

#include <stdlib.h>

#include "change/states.h"

enum mxtrap_status mxtrap_states_check(const mxtrap_zones *before, const mxtrap_zones *after,
                                       mxtrap_findings *findings) {
    return mx_states_check(before, after, findings);
}

enum mxtrap_status mxtrap_plan_new(mxtrap_plan **out, const mxtrap_zones *before,
                                   const mxtrap_zones *after) {
    mxtrap_plan *plan = calloc(1, sizeof *plan);

    if (plan == NULL || !mx_changes_make(&plan->changes, before, after) ||
        !mx_plan_make(&plan->plan, &plan->changes)) {
        mxtrap_plan_free(plan);
        return MXTRAP_ERR_MEMORY;
    }
    *out = plan;
    return MXTRAP_OK;
}

void mxtrap_plan_free(mxtrap_plan *plan) {
    if (plan != NULL) {
        mx_plan_free(&plan->plan);
        mx_changes_free(&plan->changes);
        free(plan);
    }
}

size_t mxtrap_plan_step_count(const mxtrap_plan *plan) {
    size_t count = 0;

    for (const struct mx_step *step = plan->plan.steps; step != NULL; step = step->next) {
        count++;
    }
    return count;
}

/* The check of a change and of a plan: both are refused for the same reasons, from the plan. */
static enum mxtrap_status check(const mxtrap_plan *plan, bool is_plan,
                                const struct mx_change_zone *zones, mxtrap_findings *findings) {
    size_t wrong = mx_plan_refuse(&plan->plan, &plan->changes, is_plan, findings);
    enum mxtrap_status status = mx_script_check(zones, findings);

    return status == MXTRAP_OK && wrong > 0 ? MXTRAP_ERR_INPUT : status;
}

enum mxtrap_status mxtrap_change_check(const mxtrap_zones *before, const mxtrap_zones *after,
                                       mxtrap_findings *findings) {
    mxtrap_plan *plan = NULL;
    enum mxtrap_status status = mxtrap_plan_new(&plan, before, after);

    if (status == MXTRAP_OK) {
        status = check(plan, false, plan->changes.zones, findings);
    }
    mxtrap_plan_free(plan);
    return status;
}

enum mxtrap_status mxtrap_plan_write(const mxtrap_plan *plan, const mxtrap_format *format,
                                     mxtrap_sink_fn *sink, void *context) {
    struct mx_text text = MX_TEXT_INTO(sink, context);

    if (format->plan == NULL) {
        return MXTRAP_ERR_ARGUMENT;
    }
    format->plan->write(&text, plan);
    return mx_text_end(&text);
}

static const struct mx_step *publishing_step(const mxtrap_plan *plan, size_t number) {
    const struct mx_step *step = number > 0 ? plan->plan.steps : NULL;

    for (size_t i = 1; step != NULL && i < number; i++) {
        step = step->next;
    }
    return step != NULL && step->kind == MX_STEP_PUBLISH ? step : NULL;
}

int mxtrap_plan_step_publishes(const mxtrap_plan *plan, size_t number) {
    return publishing_step(plan, number) != NULL;
}

enum mxtrap_status mxtrap_plan_check(const mxtrap_plan *plan, size_t number,
                                     mxtrap_findings *findings) {
    const struct mx_step *step = publishing_step(plan, number);

    return number > 0 && step == NULL
               ? mx_findings_argument(findings, "this step of the plan publishes nothing", NULL,
                                      NULL)
               : check(plan, true, step != NULL ? step->zones : NULL, findings);
}

enum mxtrap_status mxtrap_plan_write_step(const mxtrap_plan *plan, size_t number,
                                          mxtrap_sink_fn *sink, void *context) {
    struct mx_text text = MX_TEXT_INTO(sink, context);
    const struct mx_step *step = publishing_step(plan, number);

    if (step == NULL) {
        return MXTRAP_ERR_ARGUMENT;
    }
    mx_write_script(&text, step->zones);
    return mx_text_end(&text);
}
