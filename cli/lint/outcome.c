/* One file: read, with its journal where that is asked for, and judged. */
#include "outcome.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "journal.h"
#include "tool/inputs.h"

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

/* Reads a zone file with its journal. */
static enum mxtrap_status read_journal(const char *path, const struct cli_lint *settings,
                                       const struct mxtrap_zone_file_options *options,
                                       mxtrap_zones *zones, struct cli_outcome *outcome) {
    const struct cli_journal journal = {.path = path,
                                        .zone = options->origin,
                                        .deadline = settings->transfers.deadline,
                                        .is_quiet = settings->quiet != 0};
    char *bytes = NULL;
    size_t length = 0;
    enum mxtrap_status status = MXTRAP_ERR_INPUT;

    outcome->result = cli_journal_read(settings->tool, &journal, &bytes, &length);
    if (outcome->result == CLI_HOLDS) {
        outcome->name = journal_name(path);
        status = outcome->name == NULL ? MXTRAP_ERR_MEMORY
                                       : mxtrap_zone_file_parse(zones, bytes, length, outcome->name,
                                                                options, outcome->findings);
    }
    free(bytes);
    return status;
}

enum mxtrap_status cli_ignore_rules(const struct cli_list *ignored, mxtrap_findings *findings) {
    enum mxtrap_status status = MXTRAP_OK;

    for (size_t i = 0; i < ignored->count && status == MXTRAP_OK; i++) {
        status = mxtrap_findings_ignore(findings, ignored->items[i]);
    }
    return status;
}

static enum mxtrap_status judge(const struct cli_lint *settings, const char *path,
                                const mxtrap_zones *zones, mxtrap_findings *findings) {
    enum mxtrap_status status = mxtrap_rules_run(zones, NULL, findings);

    if (status == MXTRAP_OK && settings->zone.spec != NULL && !cli_is_spec(path)) {
        status = mxtrap_rules_drift(zones, settings->zone.spec, findings);
    }
    if (status == MXTRAP_OK && settings->transfers.policy != NULL) {
        status = mxtrap_rules_mta_sts(zones, settings->transfers.policy, findings);
    }
    return status;
}

/* What the command line says of roles or of includes goes before the configuration. */
static void configure(struct mxtrap_zone_file_options *options, const mxtrap_config *config) {
    size_t count = 0;
    const char *const *dummies = mxtrap_config_dummies(config, &count);

    options->origin = options->origin != NULL ? options->origin : mxtrap_config_origin(config);
    if (!options->no_include && options->include_root == NULL) {
        options->include_root = mxtrap_config_include_root(config);
    }
    if (options->dummy_count == 0 && !options->no_dummies && count > 0) {
        options->dummies = dummies;
        options->dummy_count = count;
        options->seen = NULL; /* it may be meant for other files */
    }
}

static enum mxtrap_status ignore_configured(const mxtrap_config *config,
                                            mxtrap_findings *findings) {
    enum mxtrap_status status = MXTRAP_OK;

    for (size_t i = 0; i < mxtrap_config_ignored_count(config) && status == MXTRAP_OK; i++) {
        status = mxtrap_findings_ignore(findings, mxtrap_config_ignored_rule(config, i));
    }
    return status;
}

static enum mxtrap_status read_file(const struct cli_lint *settings, const mxtrap_config *config,
                                    const char *path, mxtrap_zones *zones,
                                    struct cli_outcome *outcome) {
    struct mxtrap_zone_file_options options = settings->zone;

    options.seen = outcome->seen;
    if (config != NULL) {
        configure(&options, config);
    }
    return settings->journal && cli_has_journal(path)
               ? read_journal(path, settings, &options, zones, outcome)
               : cli_input_read(zones, path, &options, outcome->findings);
}

static enum mxtrap_status lint_file(const struct cli_lint *settings, const mxtrap_config *config,
                                    const char *path, bool is_bare, struct cli_outcome *outcome) {
    mxtrap_findings *findings = outcome->findings;
    mxtrap_zones *zones = NULL;
    enum mxtrap_status status = mxtrap_zones_new(&zones);

    if (status == MXTRAP_OK && !is_bare) {
        status = read_file(settings, config, path, zones, outcome);
    }
    if (outcome->result == CLI_HOLDS &&
        (status == MXTRAP_OK || (status == MXTRAP_ERR_INPUT && !cli_is_spec(path)))) {
        status = judge(settings, path, zones, findings);
        if (status == MXTRAP_OK && mxtrap_findings_severity_count(findings, MXTRAP_ERROR) == 0) {
            status =
                mxtrap_rules_nothing(zones, outcome->name != NULL ? outcome->name : path, findings);
        }
    }
    mxtrap_zones_free(zones);
    return status;
}

void cli_outcome_free(struct cli_outcome *outcome) {
    if (outcome != NULL) {
        mxtrap_findings_free(outcome->findings);
        free(outcome->name);
        free(outcome);
    }
}

struct cli_outcome *cli_outcome_of(const struct cli_lint *settings, const mxtrap_config *config,
                                   const char *path, bool is_bare) {
    struct cli_outcome *outcome =
        calloc(1, sizeof *outcome + settings->dummies.count * sizeof outcome->seen[0]);

    if (outcome == NULL || mxtrap_findings_new(&outcome->findings) != MXTRAP_OK) {
        cli_outcome_free(outcome);
        return NULL;
    }
    outcome->status = cli_ignore_rules(&settings->ignored, outcome->findings);
    if (outcome->status == MXTRAP_OK && config != NULL) {
        outcome->status = ignore_configured(config, outcome->findings);
    }
    if (outcome->status == MXTRAP_OK) {
        outcome->status = lint_file(settings, config, path, is_bare, outcome);
    }
    return outcome;
}
