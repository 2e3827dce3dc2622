/* Checks that options fit together, after all of them are read. */
#include "gen.h"

#include "tool/inputs.h"

/* The named format of KIND, or its default. NULL: the name is of the other kind. */
static const mxtrap_format *named_format(const struct generation *settings,
                                         enum mxtrap_format_kind kind) {
    return settings->format_name == NULL ? mxtrap_format_at(kind, 0)
                                         : mxtrap_format_find(kind, settings->format_name);
}

static enum cli_exit choose_format(struct generation *settings) {
    settings->format = named_format(settings, MXTRAP_FORMAT_ZONES);
    return settings->format != NULL
               ? CLI_HOLDS
               : cli_usage(settings->tool, "--format=%s needs --diff", settings->format_name);
}

/* --diff has its own formats; the one for updates needs --step. */
static enum cli_exit choose_plan_format(struct generation *settings) {
    const mxtrap_format *format = named_format(settings, MXTRAP_FORMAT_PLANS);

    if (format == NULL) {
        return cli_usage(settings->tool, "--diff has the formats text, json and nsupdate, not %s",
                         settings->format_name);
    }
    settings->plan_format = format;
    return mxtrap_format_has(format, MXTRAP_FORMAT_IS_UPDATE) == (settings->step > 0)
               ? CLI_HOLDS
               : cli_usage(settings->tool, "--step and --format=nsupdate need each other");
}

static enum cli_exit check_diff(struct generation *settings, size_t count) {
    if (settings->zones.count > 0 || settings->states.count > 0 || settings->checked != NULL ||
        settings->role_specs.count > 0) {
        return cli_usage(settings->tool, "--diff excludes --zone, --from, --check and --spec");
    }
    if (settings->log_group > 0) {
        return cli_usage(settings->tool, "--log excludes --diff");
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
    bool is_import = mxtrap_format_has(settings->format, MXTRAP_FORMAT_IS_SPEC);
    const char *of_states = settings->dummies.count > 0     ? "dummy"
                            : settings->zone.no_dummies     ? "no-dummies"
                            : settings->zone.origin != NULL ? "origin"
                                                            : NULL;
    if (of_states != NULL && settings->states.count == 0 && !is_import) {
        return cli_usage(settings->tool, "--%s needs --from, --diff or --format=spec", of_states);
    }
    if (settings->role_specs.count > 0 && !is_import) {
        return cli_usage(settings->tool, "--spec needs --format=spec");
    }
    if (settings->checked != NULL && (settings->output != NULL || settings->states.count > 0)) {
        return cli_usage(settings->tool, "--check excludes --output and --from");
    }
    if (settings->states.count > 0 &&
        !mxtrap_format_has(settings->format, MXTRAP_FORMAT_IS_UPDATE)) {
        return cli_usage(settings->tool, "--from needs --format=nsupdate");
    }
    if (settings->log_group > 0 && !mxtrap_format_has(settings->format, MXTRAP_FORMAT_CAN_LOG)) {
        return cli_usage(settings->tool, "--log needs --format=nftables, iptables or pf");
    }
    if (settings->key_file != NULL && settings->states.count == 0 && !is_import) {
        return cli_usage(settings->tool, "--tsig-key needs --from, --diff or --format=spec");
    }
    return CLI_HOLDS;
}

enum cli_exit cli_generate_options(struct generation *settings, const struct cli_given *given) {
    enum cli_exit result =
        settings->is_diff ? check_diff(settings, given->operand_count) : check_writing(settings);

    if (result == CLI_HOLDS && settings->dummies.count > 0 && settings->zone.no_dummies) {
        result = cli_usage(settings->tool, "--dummy and --no-dummies exclude each other");
    }
    settings->output = settings->checked != NULL ? settings->checked : settings->output;
    settings->specs = given->operands;
    settings->spec_count = given->operand_count;
    if (result == CLI_HOLDS && settings->output != NULL && settings->output[0] == '\0') {
        result = cli_usage(settings->tool, "--output and --check need a name");
    }
    if (result == CLI_HOLDS) {
        result = cli_check_output(settings->tool, settings->output, given->operands,
                                  given->operand_count);
    }
    return result == CLI_HOLDS ? cli_check_operands(settings->tool, given) : result;
}
