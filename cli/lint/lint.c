/* A run of mxtrap-lint: reads files, runs the rules, writes the report. */
#include "lint.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "journal.h"
#include "tool/inputs.h"
#include "tool/output.h"
#include "tool/verdict.h"

/* Lines of findings are those of the text that is read, not of the file. */
static char *journal_name(const char *path) {
    struct mx_text text = {0};

    mx_text_string(&text, "journal:");
    mx_text_string(&text, path);
    const char *name = mx_text_string_of(&text);
    char *copy = name == NULL ? NULL : strdup(name);
    mx_text_free(&text);
    return copy;
}

/* Reads a zone file with its journal. *NAME is to be freed. */
static enum cli_exit read_journal(const char *path, const struct cli_lint *settings,
                                  mxtrap_zones *zones, char **name, enum mxtrap_status *status,
                                  mxtrap_findings *findings) {
    const struct cli_journal journal = {.path = path,
                                        .zone = settings->zone.origin,
                                        .deadline = settings->transfers.deadline,
                                        .is_quiet = settings->quiet != 0};
    char *bytes = NULL;
    size_t length = 0;
    enum cli_exit result = cli_journal_read(settings->tool, &journal, &bytes, &length);

    if (result != CLI_HOLDS) {
        return result;
    }
    *name = journal_name(path);
    *status = *name == NULL
                  ? MXTRAP_ERR_MEMORY
                  : mxtrap_zone_file_parse(zones, bytes, length, *name, &settings->zone, findings);
    free(bytes);
    return CLI_HOLDS;
}

/* Reads one file and runs the rules over its readable part. *NAME stays NULL if the path is its
 * name in findings. */
static enum cli_exit lint_file(const char *path, char **name, const struct cli_lint *settings,
                               mxtrap_findings *findings) {
    size_t errors = mxtrap_findings_severity_count(findings, MXTRAP_ERROR);
    mxtrap_zones *zones = NULL;
    enum mxtrap_status status = mxtrap_zones_new(&zones);

    if (status == MXTRAP_OK && settings->journal && cli_has_journal(path)) {
        enum cli_exit result = read_journal(path, settings, zones, name, &status, findings);
        if (result != CLI_HOLDS) {
            mxtrap_zones_free(zones);
            return result;
        }
    } else if (status == MXTRAP_OK) {
        status = cli_input_read(zones, path, &settings->zone, findings);
    }
    if (status == MXTRAP_OK || (status == MXTRAP_ERR_INPUT && !cli_is_spec(path))) {
        status = mxtrap_rules_run(zones, NULL, findings);
        if (status == MXTRAP_OK && settings->zone.spec != NULL && !cli_is_spec(path)) {
            status = mxtrap_rules_drift(zones, settings->zone.spec, findings);
        }
        if (status == MXTRAP_OK && settings->transfers.policy != NULL) {
            status = mxtrap_rules_mta_sts(zones, settings->transfers.policy, findings);
        }
        if (status == MXTRAP_OK &&
            mxtrap_findings_severity_count(findings, MXTRAP_ERROR) == errors) {
            status = mxtrap_rules_nothing(zones, *name != NULL ? *name : path, findings);
        }
    }
    mxtrap_zones_free(zones);
    if (status == MXTRAP_ERR_ARGUMENT) {
        return cli_usage(settings->tool, "%s", cli_why(findings));
    }
    return status == MXTRAP_ERR_INPUT ? CLI_HOLDS : cli_finish(settings->tool->name, status);
}

static enum cli_exit report(const struct cli_lint *settings, const mxtrap_findings *findings,
                            const char *const *files, size_t count) {
    size_t name_count = 0;
    const char **names = cli_transfers_names(&settings->transfers, files, count, &name_count);

    if (names == NULL) {
        return cli_finish(settings->tool->name, MXTRAP_ERR_MEMORY);
    }
    for (size_t i = 0; i < count; i++) {
        names[i] = settings->names[i] != NULL ? settings->names[i] : names[i];
    }
    struct mxtrap_findings_writer_options options =
        cli_report_options(settings->quiet, settings->strict, settings->colour, STDOUT_FILENO);

    options.files = names;
    options.file_count = name_count;
    options.source_lines = 1;
    options.at_least = settings->at_least;
    enum mxtrap_status status =
        mxtrap_findings_write(findings, settings->format, &options, cli_sink, &cli_standard_output);
    enum cli_exit result = cli_finish(settings->tool->name, status);

    free(names);
    return result == CLI_HOLDS ? cli_verdict(findings, settings->strict) : result;
}

/* Whether an input is not a spec: roles in specs are not set by options. */
static bool has_zones(const struct cli_lint *settings, const char *const *files, size_t count) {
    size_t specs = 0;

    for (size_t i = 0; i < count; i++) {
        specs += cli_is_spec(files[i]) ? 1 : 0;
    }
    return specs < count + settings->transfers.count;
}

static enum cli_exit ignore_rules(const struct cli_lint *settings, mxtrap_findings *findings) {
    for (size_t i = 0; i < settings->ignored.count; i++) {
        const char *rule = settings->ignored.items[i];
        if (mxtrap_findings_ignore(findings, rule) != MXTRAP_OK) {
            return cli_usage(settings->tool, "%s", cli_why(findings));
        }
    }
    return CLI_HOLDS;
}

/* Reads the policy of --mta-sts; after an error in it, nothing is compared with it. */
static enum cli_exit read_policy(const struct cli_lint *settings, mxtrap_mta_sts **policy,
                                 mxtrap_findings *findings) {
    enum mxtrap_status status = MXTRAP_OK;

    if (settings->mta_sts != NULL) {
        status = mxtrap_mta_sts_read(policy, settings->mta_sts, findings);
    }
    return status == MXTRAP_ERR_INPUT ? CLI_HOLDS : cli_finish(settings->tool->name, status);
}

enum cli_exit cli_lint(const struct cli_tool *tool, struct cli_lint *settings,
                       const char *const *files, size_t count) {
    mxtrap_findings *findings = NULL;
    mxtrap_zones *spec = NULL;
    mxtrap_mta_sts *policy = NULL;
    enum cli_exit result = CLI_HOLDS;

    settings->tool = tool;
    settings->zone.seen = calloc(settings->dummies.count + 1, sizeof *settings->zone.seen);
    settings->names = calloc(count + 1, sizeof *settings->names);
    if (settings->zone.seen == NULL || settings->names == NULL ||
        mxtrap_findings_new(&findings) != MXTRAP_OK) {
        free(settings->zone.seen);
        free(settings->names);
        return cli_finish(settings->tool->name, MXTRAP_ERR_MEMORY);
    }
    result = ignore_rules(settings, findings);
    if (result == CLI_HOLDS) {
        result = cli_read_roles(tool, &settings->dummies, &settings->specs, &spec, &settings->zone,
                                findings);
    }
    if (result == CLI_HOLDS) {
        result = read_policy(settings, &policy, findings);
        settings->transfers.policy = policy;
    }
    for (size_t i = 0; i < count && result == CLI_HOLDS; i++) {
        result = lint_file(files[i], &settings->names[i], settings, findings);
    }
    if (result == CLI_HOLDS) {
        result = cli_transfers_lint(tool, &settings->transfers, &settings->zone, findings);
    }
    if (result == CLI_HOLDS && has_zones(settings, files, count) &&
        mxtrap_findings_input_errors(findings) == 0) { /* the unread part may have it */
        result = cli_finish(tool->name, mxtrap_zone_file_unseen(&settings->zone, findings));
    }
    if (result == CLI_HOLDS) {
        result = report(settings, findings, files, count);
    }
    for (size_t i = 0; i < count; i++) {
        free(settings->names[i]);
    }
    free(settings->names);
    free(settings->zone.seen);
    mxtrap_findings_free(findings);
    mxtrap_zones_free(spec);
    mxtrap_mta_sts_free(policy);
    return result;
}
