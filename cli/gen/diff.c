/* mxtrap-gen --diff: two states in, the steps from one to the other out. */
#include "gen.h"

#include <stdlib.h>

#include <mxtrap/mxtrap.h>

#include "tool/inputs.h"
#include "tool/output_file.h"
#include "tool/verdict.h"

/* NEW may be "-", a spec on standard input, like the tool's other operands. */
static enum cli_exit read_new(const struct generation *settings, const char *path,
                              const struct mxtrap_zone_file_options *roles, mxtrap_zones *zones,
                              mxtrap_findings *findings) {
    enum mxtrap_status status = path[0] == '-' && path[1] == '\0'
                                    ? mxtrap_spec_read(zones, path, findings)
                                    : cli_input_read(zones, path, roles, findings);

    return status == MXTRAP_ERR_INPUT ? CLI_HOLDS : cli_finish(settings->tool->name, status);
}

/* Reads both states; reports each --dummy that neither has. */
static enum cli_exit read_both(const struct generation *settings, const char *const *states,
                               mxtrap_zones *before, mxtrap_zones *after,
                               mxtrap_findings *findings) {
    struct mxtrap_zone_file_options roles = settings->zone;
    enum cli_exit result = cli_states_begin(settings->tool, &settings->dummies, &roles);

    roles.is_state = 0;
    if (result == CLI_HOLDS) {
        result = read_new(settings, states[1], &roles, after, findings);
    }
    roles.is_state = 1;
    roles.next = after;
    if (result == CLI_HOLDS) {
        result =
            cli_state_read(settings->tool, states[0], settings->key_file, &roles, before, findings);
    }
    if (result == CLI_HOLDS && mxtrap_findings_input_errors(findings) == 0) {
        result = cli_finish(settings->tool->name, mxtrap_zone_file_unseen(&roles, findings));
    }
    free(roles.seen);
    return result;
}

static bool has_mx(const mxtrap_zones *zones) {
    size_t i = 0;

    while (i < mxtrap_zones_count(zones) &&
           mxtrap_zone_layout_count(mxtrap_zones_at(zones, i)) == 0) {
        i++;
    }
    return i < mxtrap_zones_count(zones);
}

/* Runs the rules over the new state, and checks that both are known well enough. */
static enum cli_exit judge(const struct generation *settings, const mxtrap_zones *before,
                           const mxtrap_zones *after, mxtrap_findings *findings) {
    enum mxtrap_status status = mxtrap_states_check(before, after, findings);

    if (status == MXTRAP_OK || status == MXTRAP_ERR_INPUT) {
        mxtrap_findings_ignore(findings, "roles-assumed"); /* roles-unknown reports them */
        status = mxtrap_rules_run(after, NULL, findings);
    }
    return cli_finish(settings->tool->name, status);
}

static enum cli_exit read_states(const struct generation *settings, const char *const *states,
                                 mxtrap_zones *before, mxtrap_zones *after,
                                 mxtrap_findings *findings) {
    enum cli_exit result = read_both(settings, states, before, after, findings);

    if (result != CLI_HOLDS || mxtrap_findings_input_errors(findings) > 0) {
        return result == CLI_HOLDS ? cli_verdict(findings, settings->strict) : result;
    }
    /* An empty file is a mistake, not the wish to end all mail. */
    if (!has_mx(after)) {
        return cli_usage(settings->tool, "%s has no MX set", states[1]);
    }
    result = judge(settings, before, after, findings);
    return result == CLI_HOLDS ? cli_verdict(findings, settings->strict) : result;
}

static enum mxtrap_status write_plan(const struct generation *settings, const mxtrap_plan *plan,
                                     struct cli_stream *stream) {
    return settings->step > 0 ? mxtrap_plan_write_step(plan, settings->step, cli_sink, stream)
                              : mxtrap_plan_write(plan, settings->plan_format, cli_sink, stream);
}

static enum cli_exit write_file(const struct generation *settings, const mxtrap_plan *plan) {
    struct cli_file file;
    enum mxtrap_status status = MXTRAP_ERR_OUTPUT;

    if (cli_file_open(&file, settings->output)) {
        status = write_plan(settings, plan, &file.stream);
    }
    return cli_file_finish(settings->tool->name, &file, settings->output, status);
}

static enum cli_exit write(const struct generation *settings, const mxtrap_plan *plan) {
    return settings->output != NULL
               ? write_file(settings, plan)
               : cli_finish(settings->tool->name, write_plan(settings, plan, &cli_standard_output));
}

static enum cli_exit make_plan(const struct generation *settings, const mxtrap_zones *before,
                               const mxtrap_zones *after, mxtrap_plan **plan,
                               mxtrap_findings *findings) {
    enum mxtrap_status status = mxtrap_plan_new(plan, before, after);

    if (status == MXTRAP_OK && settings->step > 0 &&
        !mxtrap_plan_step_publishes(*plan, settings->step)) {
        return cli_usage(settings->tool, "step %u of %zu publishes nothing", settings->step,
                         mxtrap_plan_step_count(*plan));
    }
    if (status == MXTRAP_OK) {
        status = mxtrap_plan_check(*plan, settings->step, findings);
    }
    return status == MXTRAP_ERR_INPUT ? cli_verdict(findings, settings->strict)
                                      : cli_finish(settings->tool->name, status);
}

enum cli_exit cli_diff(const struct generation *settings, const char *const *states) {
    mxtrap_zones *before = NULL, *after = NULL;
    mxtrap_findings *findings = NULL;
    mxtrap_plan *plan = NULL;
    enum cli_exit result;

    if (mxtrap_zones_new(&before) != MXTRAP_OK || mxtrap_zones_new(&after) != MXTRAP_OK ||
        mxtrap_findings_new(&findings) != MXTRAP_OK) {
        result = cli_finish(settings->tool->name, MXTRAP_ERR_MEMORY);
    } else {
        result = read_states(settings, states, before, after, findings);
        result = result == CLI_HOLDS ? make_plan(settings, before, after, &plan, findings) : result;
        cli_generate_report(settings, findings);
        result = result == CLI_HOLDS ? write(settings, plan) : result;
    }
    mxtrap_plan_free(plan);
    mxtrap_findings_free(findings);
    mxtrap_zones_free(after);
    mxtrap_zones_free(before);
    return result;
}
