/* What options say of each other, once all of them are read. */
#include "generate_options.h"

#include <string.h>

#include "inputs.h"
#include "model/similar.h"

static enum cli_exit report_format(const struct generation *settings, const char *best) {
    return best != NULL ? cli_usage(settings->tool, "no format \"%s\"; did you mean \"%s\"?",
                                    settings->format_name, best)
                        : cli_usage(settings->tool, "no format \"%s\"", settings->format_name);
}

static enum cli_exit choose_format(struct generation *settings) {
    const char *name = settings->format_name;
    const mxtrap_format *format;

    settings->format = name == NULL ? mxtrap_format_at(0) : mxtrap_format_by_name(name);
    if (settings->format != NULL) {
        return CLI_HOLDS;
    }
    struct mx_similar similar = {.word = name, .length = strlen(name)};
    for (size_t i = 0; (format = mxtrap_format_at(i)) != NULL; i++) {
        mx_similar_try(&similar, mxtrap_format_name(format));
    }
    return report_format(settings, similar.best);
}

/* --diff has formats of its own; nsupdate is for the step that --step names. */
static enum cli_exit choose_plan_format(struct generation *settings) {
    static const char *const names[] = {
        [MXTRAP_PLAN_TEXT] = "text", [MXTRAP_PLAN_JSON] = "json", "nsupdate"};
    const char *name = settings->format_name == NULL ? names[0] : settings->format_name;
    struct mx_similar similar = {.word = name, .length = strlen(name)};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i], name) == 0) {
            bool is_script = i > MXTRAP_PLAN_JSON;
            settings->plan_format = is_script ? MXTRAP_PLAN_TEXT : (enum mxtrap_plan_format)i;
            return is_script == (settings->step > 0)
                       ? CLI_HOLDS
                       : cli_usage(settings->tool, "--step and --format=nsupdate need each other");
        }
        mx_similar_try(&similar, names[i]);
    }
    return report_format(settings, similar.best);
}

static enum cli_exit check_diff(struct generation *settings, size_t count) {
    if (settings->zone_count > 0 || settings->state_count > 0) {
        return cli_usage(settings->tool, "--diff goes with neither --zone nor --from");
    }
    if (count != 2) {
        return cli_usage(settings->tool, "--diff takes two operands, OLD and NEW");
    }
    return choose_plan_format(settings);
}

static enum cli_exit check_writing(struct generation *settings) {
    enum cli_exit result = choose_format(settings);

    if (result != CLI_HOLDS) {
        return result;
    }
    if (settings->step > 0) {
        return cli_usage(settings->tool, "--step needs --diff");
    }
    if (settings->state_count > 0 &&
        strcmp(mxtrap_format_name(settings->format), "nsupdate") != 0) {
        return cli_usage(settings->tool, "--from needs --format=nsupdate");
    }
    if (settings->key_file != NULL && settings->state_count == 0) {
        return cli_usage(settings->tool, "--tsig-key needs --from or --diff");
    }
    return CLI_HOLDS;
}

/* What is read must not be overwritten by what is made of it. */
static enum cli_exit check_output(const struct generation *settings, const char *const *inputs,
                                  size_t count) {
    const char *same =
        settings->output == NULL ? NULL : cli_same_file(settings->output, inputs, count);

    return same == NULL ? CLI_HOLDS
                        : cli_usage(settings->tool, "%s is read, and it is the output", same);
}

enum cli_exit cli_generate_settle(struct generation *settings, char **operands, size_t count) {
    const char *const *specs = (const char *const *)operands;

    settings->specs = specs;
    settings->spec_count = count;
    enum cli_exit result =
        settings->is_diff ? check_diff(settings, count) : check_writing(settings);

    if (result == CLI_HOLDS && settings->output != NULL && settings->output[0] == '\0') {
        result = cli_usage(settings->tool, "--output needs a name");
    }
    if (result == CLI_HOLDS) {
        result = check_output(settings, specs, count);
    }
    if (result == CLI_HOLDS) {
        result = check_output(settings, settings->states, settings->state_count);
    }
    return result == CLI_HOLDS ? cli_check_operands(settings->tool, specs, count, "spec") : result;
}
