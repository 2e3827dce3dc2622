/* A run of mxtrap-gen: reads specs, runs the rules, writes zones. */
#include "gen.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <mxtrap/mxtrap.h>

#include "tool/inputs.h"
#include "tool/output_file.h"
#include "tool/paths.h"
#include "tool/verdict.h"

static bool is_folder(const char *path) {
    struct stat status;
    size_t length = strlen(path);

    return (length > 0 && path[length - 1] == '/') ||
           (stat(path, &status) == 0 && S_ISDIR(status.st_mode));
}

static enum cli_exit choose_zones(const struct generation *settings, mxtrap_zones *zones) {
    char buffer[MXTRAP_NAME_TEXT_MAX];

    for (size_t i = 0; i < settings->zones.count; i++) {
        const char *name = settings->zones.items[i];
        enum mxtrap_status status = mxtrap_zones_choose(zones, name);
        if (status == MXTRAP_ERR_ARGUMENT) {
            const char *similar = mxtrap_zones_similar(buffer, zones, name);
            return cli_usage_unknown(settings->tool, "zone", name, similar);
        }
        if (status != MXTRAP_OK) {
            return cli_finish(settings->tool->name, status);
        }
    }
    return CLI_HOLDS;
}

static size_t chosen_count(const mxtrap_zones *zones) {
    size_t chosen = 0;

    for (size_t i = 0; i < mxtrap_zones_count(zones); i++) {
        chosen += mxtrap_zone_is_chosen(zones, mxtrap_zones_at(zones, i)) ? 1 : 0;
    }
    return chosen;
}

static enum mxtrap_status write_format(const struct generation *settings, const mxtrap_zones *zones,
                                       mxtrap_sink_fn *sink, void *context) {
    return settings->log_group > 0
               ? mxtrap_write_logging(zones, settings->format, settings->log_group, sink, context)
               : mxtrap_write(zones, settings->format, sink, context);
}

static enum mxtrap_status write_stream(const struct generation *settings, const mxtrap_zones *zones,
                                       struct cli_stream *stream) {
    return settings->before != NULL ? mxtrap_change_write(settings->before, zones, cli_sink, stream)
                                    : write_format(settings, zones, cli_sink, stream);
}

static enum cli_exit check_file(const struct generation *settings, const mxtrap_zones *zones) {
    struct mx_text wanted = {0};
    enum mxtrap_status status = write_format(settings, zones, cli_stale_gather, &wanted);
    enum cli_exit result = status == MXTRAP_OK
                               ? cli_stale(settings->tool, settings->output, &wanted)
                               : cli_finish(settings->tool->name, MXTRAP_ERR_MEMORY);

    mx_text_free(&wanted);
    return result;
}

static enum cli_exit write_file(const struct generation *settings, const mxtrap_zones *zones) {
    struct cli_file file;
    enum mxtrap_status status = MXTRAP_ERR_OUTPUT;

    if (cli_file_open(&file, settings->output)) {
        status = write_stream(settings, zones, &file.stream);
    }
    return cli_file_finish(settings->tool->name, &file, settings->output, status);
}

/* In a folder, a format with one text for all zones has one file. */
static enum cli_exit write_run_file(const struct generation *settings, const mxtrap_zones *zones) {
    struct generation into = *settings;
    struct mx_text path = {0};

    cli_in_folder(&path, settings->output);
    mx_text_string(&path, mxtrap_format_run_file(settings->format));
    into.output = mx_text_string_of(&path);
    enum cli_exit result =
        into.output == NULL
            ? cli_finish(settings->tool->name, MXTRAP_ERR_MEMORY)
            : cli_check_output(settings->tool, into.output, settings->specs, settings->spec_count);
    if (result == CLI_HOLDS) {
        result = settings->checked != NULL ? check_file(&into, zones) : write_file(&into, zones);
    }
    mx_text_free(&path);
    return result;
}

static enum cli_exit write_zones(const struct generation *settings, const mxtrap_zones *zones) {
    if (settings->output != NULL && is_folder(settings->output)) {
        bool is_one = mxtrap_format_run_file(settings->format) != NULL;
        if (settings->checked != NULL && !is_one) {
            return cli_check_folder(settings->tool, zones, settings->format, settings->output);
        }
        return is_one ? write_run_file(settings, zones)
                      : cli_write_folder(settings->tool, zones, settings->format, settings->output,
                                         settings->specs, settings->spec_count);
    }
    if (mxtrap_format_has(settings->format, MXTRAP_FORMAT_HAS_ONE_ZONE) &&
        chosen_count(zones) > 1) {
        return cli_usage(settings->tool,
                         "a file of the format %s has one zone: choose it with --zone, or give "
                         "a directory with --output",
                         mxtrap_format_name(settings->format));
    }
    if (settings->output != NULL) {
        return settings->checked != NULL ? check_file(settings, zones)
                                         : write_file(settings, zones);
    }
    return cli_finish(settings->tool->name, write_stream(settings, zones, &cli_standard_output));
}

/* Reads every spec, so that the errors of all are reported. */
static enum cli_exit read_specs(const struct generation *settings, mxtrap_zones *zones,
                                mxtrap_findings *findings) {
    for (size_t i = 0; i < settings->spec_count; i++) {
        enum mxtrap_status status = mxtrap_spec_read(zones, settings->specs[i], findings);
        if (status != MXTRAP_OK && status != MXTRAP_ERR_INPUT) {
            return cli_finish(settings->tool->name, status);
        }
    }
    return CLI_HOLDS;
}

/* The rules judge the new state only, not what DNS has. */
static enum cli_exit read_states(const struct generation *settings, mxtrap_zones *before,
                                 const mxtrap_zones *next, mxtrap_findings *findings) {
    struct mxtrap_zone_file_options roles = settings->zone;

    if (settings->states.count == 0) {
        return CLI_HOLDS;
    }
    enum cli_exit result = cli_states_begin(settings->tool, &settings->dummies, &roles);
    roles.next = next;
    for (size_t i = 0; i < settings->states.count && result == CLI_HOLDS; i++) {
        result = cli_state_read(settings->tool, settings->states.items[i], settings->key_file,
                                &roles, before, findings);
    }
    if (result == CLI_HOLDS && mxtrap_findings_input_errors(findings) == 0) {
        result = cli_finish(settings->tool->name, mxtrap_zone_file_unseen(&roles, findings));
    }
    free(roles.seen);
    return result;
}

static enum cli_exit run_rules(const struct generation *settings, const mxtrap_zones *zones,
                               mxtrap_findings *findings) {
    struct mxtrap_rules_options options = {
        .size = sizeof options,
        .complete = mxtrap_format_has(settings->format, MXTRAP_FORMAT_IS_COMPLETE_ZONE)};
    enum mxtrap_status status = settings->before != NULL
                                    ? mxtrap_states_check(settings->before, zones, findings)
                                    : mxtrap_format_check(settings->format, zones, findings);

    if (status == MXTRAP_OK && settings->before != NULL) {
        status = mxtrap_change_check(settings->before, zones, findings);
    }
    bool is_import = mxtrap_format_has(settings->format, MXTRAP_FORMAT_IS_SPEC);
    if (status == MXTRAP_ERR_INPUT || (status == MXTRAP_OK && is_import)) {
        return cli_verdict(findings, settings->strict);
    }
    if (status == MXTRAP_OK) {
        status = mxtrap_rules_run(zones, &options, findings);
    }
    if (status != MXTRAP_OK) {
        return cli_finish(settings->tool->name, status);
    }
    return cli_verdict(findings, settings->strict);
}

void cli_generate_report(const struct generation *settings, const mxtrap_findings *findings) {
    struct mxtrap_findings_writer_options options =
        cli_report_options(settings->quiet, settings->strict, settings->colour, STDERR_FILENO);

    /* A failure of standard error cannot be reported; the exit status remains. */
    cli_report(findings, options, settings->specs, settings->spec_count, &settings->states);
}

/* ZONES and BEFORE are empty. */
static enum cli_exit run(const struct generation *settings, mxtrap_zones *zones,
                         mxtrap_zones *before, mxtrap_findings *findings) {
    struct generation with_state = *settings;
    enum cli_exit result = mxtrap_format_has(settings->format, MXTRAP_FORMAT_IS_SPEC)
                               ? cli_import_read(settings, zones, findings)
                               : read_specs(settings, zones, findings);

    if (result == CLI_HOLDS) {
        result = read_states(settings, before, zones, findings);
    }
    if (result == CLI_HOLDS && mxtrap_findings_input_errors(findings) > 0) {
        result = CLI_USAGE;
    }
    if (result == CLI_HOLDS) {
        result = choose_zones(settings, zones);
    }
    if (result == CLI_HOLDS) {
        with_state.before = settings->states.count > 0 ? before : NULL;
        result = run_rules(&with_state, zones, findings);
    }
    cli_generate_report(settings, findings);
    return result == CLI_HOLDS ? write_zones(&with_state, zones) : result;
}

enum cli_exit cli_generate(const struct generation *settings) {
    mxtrap_zones *zones = NULL, *before = NULL;
    mxtrap_findings *findings = NULL;
    enum cli_exit result;

    if (mxtrap_zones_new(&zones) != MXTRAP_OK || mxtrap_zones_new(&before) != MXTRAP_OK ||
        mxtrap_findings_new(&findings) != MXTRAP_OK) {
        result = cli_finish(settings->tool->name, MXTRAP_ERR_MEMORY);
    } else {
        result = run(settings, zones, before, findings);
    }
    mxtrap_findings_free(findings);
    mxtrap_zones_free(before);
    mxtrap_zones_free(zones);
    return result;
}
