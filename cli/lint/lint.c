/* A run of mxtrap-lint: reads files, runs the rules, writes the report. */
#include "lint.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/jobs.h"
#include "base/suggest.h"
#include "config.h"
#include "folders.h"
#include "outcome.h"
#include "tool/inputs.h"
#include "tool/output.h"
#include "tool/output_file.h"
#include "tool/verdict.h"

/* A file that waits for its turn: the list of all may grow meanwhile. */
struct waiting {
    const char *path;
    const mxtrap_config *config;
    bool is_bare;
};

/* Operands, the files that they lead to, and where the findings of files go. */
struct run {
    const struct cli_lint *settings;
    const char *const *operands;
    size_t operand_count;
    struct cli_file_list *files;
    struct cli_configs configs;
    struct waiting waiting[MX_JOBS_WAITING];
    mxtrap_findings *config_findings, *findings;
    enum cli_exit result;
    bool out_of_memory; /* when files were to be found */
};

/* Finds the file, and its configuration. */
static bool find_one(void *context, size_t item) {
    struct run *run = context;
    struct cli_file_list *files = run->files;
    struct waiting *waiting = &run->waiting[item % MX_JOBS_WAITING];
    bool is_good = true;

    while (is_good && files->count == item && run->operand_count > 0) {
        is_good = cli_files_find(files, run->operands++, 1);
        run->operand_count--;
    }
    if (is_good && files->count > item) {
        *waiting = (struct waiting){files->paths[item], NULL, files->are_bare[item]};
        is_good =
            run->settings->no_config ||
            cli_config_find(&run->configs, waiting->path, &waiting->config, run->config_findings);
    }
    run->out_of_memory = !is_good;
    return is_good && files->count > item;
}

static void *lint_one(void *context, size_t item) {
    const struct run *run = context;
    const struct waiting *waiting = &run->waiting[item % MX_JOBS_WAITING];

    return cli_outcome_of(run->settings, waiting->config, waiting->path, waiting->is_bare);
}

/* What one file more says of the dummies that options name. */
static void note_seen(const struct cli_lint *settings, const struct mxtrap_dummy_seen *seen) {
    for (size_t i = 0; i < settings->dummies.count; i++) {
        struct mxtrap_dummy_seen *all = &settings->zone.seen[i];
        const char *name = settings->dummies.items[i];
        struct mx_suggest similar = {.word = name, .length = strlen(name)};
        mx_suggest_try(&similar, all->similar);
        mx_suggest_try(&similar, seen[i].similar);
        if (all->similar[0] == '\0' || similar.best == seen[i].similar) {
            memcpy(all->similar, seen[i].similar, sizeof all->similar);
        }
        all->is_exchanger = all->is_exchanger || seen[i].is_exchanger;
    }
}

static enum cli_exit finish(const struct run *run, const struct cli_outcome *outcome) {
    const struct cli_tool *tool = run->settings->tool;

    if (outcome == NULL) {
        return cli_finish(tool->name, MXTRAP_ERR_MEMORY);
    }
    if (outcome->result != CLI_HOLDS) {
        return outcome->result;
    }
    if (outcome->status == MXTRAP_ERR_ARGUMENT) {
        return cli_usage(tool, "%s", cli_why(outcome->findings));
    }
    if (outcome->status != MXTRAP_OK && outcome->status != MXTRAP_ERR_INPUT) {
        return cli_finish(tool->name, outcome->status);
    }
    note_seen(run->settings, outcome->seen);
    return cli_finish(tool->name, mxtrap_findings_move(run->findings, outcome->findings));
}

static bool add_outcome(void *context, size_t item, void *result) {
    struct run *run = context;
    struct cli_outcome *outcome = result;

    if (run->result == CLI_HOLDS) {
        run->result = finish(run, outcome);
    }
    if (outcome != NULL && outcome->name != NULL) {
        free(run->files->paths[item]);
        run->files->paths[item] = outcome->name;
        outcome->name = NULL;
    }
    cli_outcome_free(outcome);
    return run->result == CLI_HOLDS;
}

/* What is not a baseline was named by mistake, or is an input: a file of $INCLUDE, .mxtrap.yaml. */
static enum cli_exit check_old_baseline(const struct cli_lint *settings) {
    mxtrap_findings *findings = NULL;
    mxtrap_baseline *old = NULL;
    struct stat file = {0};
    bool exists = stat(settings->baseline, &file) == 0;

    if (exists && !S_ISREG(file.st_mode) && !S_ISDIR(file.st_mode)) {
        return cli_usage(settings->tool, "%s is not a file: a baseline is read again",
                         settings->baseline);
    }
    enum mxtrap_status status = mxtrap_findings_new(&findings);
    if (status == MXTRAP_OK && file.st_size > 0 && S_ISREG(file.st_mode)) {
        status = mxtrap_baseline_read(&old, settings->baseline, findings);
    }
    mxtrap_baseline_free(old);
    mxtrap_findings_free(findings);
    return status == MXTRAP_ERR_INPUT
               ? cli_usage(settings->tool, "%s is not a baseline: it is not replaced",
                           settings->baseline)
               : cli_finish(settings->tool->name, status);
}

static enum cli_exit write_baseline(const struct cli_lint *settings,
                                    const mxtrap_findings *findings) {
    struct cli_file file;
    enum mxtrap_status status = MXTRAP_ERR_OUTPUT;

    if (cli_file_open(&file, settings->baseline)) {
        status = mxtrap_baseline_write(findings, cli_sink, &file.stream);
    }
    if (status == MXTRAP_ERR_ARGUMENT) {
        cli_file_discard(&file);
        return cli_complain_of(settings->tool->name, "%s: there are too many findings",
                               settings->baseline);
    }
    return cli_file_finish(settings->tool->name, &file, settings->baseline, status);
}

/* Removes known findings. Where an input could not be read, the baseline stays as it was. */
static enum cli_exit apply_baseline(const struct cli_lint *settings,
                                    const struct cli_file_list *files, mxtrap_findings *findings,
                                    size_t *known) {
    mxtrap_baseline *baseline = NULL;
    enum cli_exit result = CLI_HOLDS;

    if (settings->write_baseline && mxtrap_findings_input_errors(findings) > 0) {
        return CLI_HOLDS;
    }
    if (settings->write_baseline) {
        result = write_baseline(settings, findings);
    }
    if (result == CLI_HOLDS) {
        enum mxtrap_status status = mxtrap_baseline_read(&baseline, settings->baseline, findings);
        if (status == MXTRAP_OK) {
            status = mxtrap_baseline_apply(baseline, (const char *const *)files->paths,
                                           files->count, findings, known);
        }
        result = status == MXTRAP_ERR_INPUT ? CLI_HOLDS : cli_finish(settings->tool->name, status);
    }
    mxtrap_baseline_free(baseline);
    return result;
}

static enum cli_exit report(const struct cli_lint *settings, const mxtrap_findings *findings,
                            const struct cli_file_list *files, size_t known) {
    size_t name_count = 0;
    const char **names = cli_transfers_names(
        &settings->transfers, (const char *const *)files->paths, files->count, &name_count);

    if (names == NULL) {
        return cli_finish(settings->tool->name, MXTRAP_ERR_MEMORY);
    }
    struct mxtrap_findings_writer_options options =
        cli_report_options(settings->quiet, settings->strict, settings->colour, STDOUT_FILENO);

    options.files = names;
    options.file_count = name_count;
    options.source_lines = 1;
    options.at_least = settings->at_least;
    options.has_baseline = settings->baseline != NULL;
    options.known = known;
    enum mxtrap_status status =
        mxtrap_findings_write(findings, settings->format, &options, cli_sink, &cli_standard_output);
    enum cli_exit result = cli_finish(settings->tool->name, status);

    free(names);
    return result == CLI_HOLDS ? cli_verdict(findings, settings->strict) : result;
}

/* Whether an input is not a spec: roles in specs are not set by options. */
static bool has_zones(const struct cli_lint *settings, const struct cli_file_list *files) {
    size_t specs = 0;

    for (size_t i = 0; i < files->count; i++) {
        specs += cli_is_spec(files->paths[i]) ? 1 : 0;
    }
    return specs < files->count + settings->transfers.count;
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

/* Finds and reads the files; the findings of configurations go before theirs. */
static void read_files(struct run *run, mxtrap_findings *findings) {
    /* The program that reads journals is started by one thread: others would keep its pipes. */
    const struct mx_jobs jobs = {run->settings->journal ? 1 : run->settings->jobs, run, find_one,
                                 lint_one, add_outcome};
    enum mxtrap_status status = mxtrap_findings_new(&run->findings);

    if (status == MXTRAP_OK) {
        mx_jobs_run(&jobs);
        status =
            run->out_of_memory ? MXTRAP_ERR_MEMORY : mxtrap_findings_move(findings, run->findings);
    }
    if (run->result == CLI_HOLDS) {
        run->result = cli_finish(run->settings->tool->name, status);
    }
    cli_configs_free(&run->configs);
    mxtrap_findings_free(run->findings);
}

/* Reads the files and the transfers. FILES are those of the operands before these COUNT. */
static enum cli_exit read_all(const struct cli_lint *settings, struct cli_file_list *files,
                              const char *const *operands, size_t count,
                              mxtrap_findings *findings) {
    struct run run = {.settings = settings,
                      .operands = operands,
                      .operand_count = count,
                      .files = files,
                      .configs = {.tool = settings->tool},
                      .config_findings = findings};

    read_files(&run, findings);
    if (run.result == CLI_HOLDS) {
        run.result =
            cli_transfers_lint(settings->tool, &settings->transfers, &settings->zone, findings);
    }
    if (run.result == CLI_HOLDS && has_zones(settings, files) &&
        mxtrap_findings_input_errors(findings) == 0) { /* the unread part may have it */
        run.result =
            cli_finish(settings->tool->name, mxtrap_zone_file_unseen(&settings->zone, findings));
    }
    return run.result;
}

/* Roles and the policy, before any file. */
static enum cli_exit read_settings(struct cli_lint *settings, mxtrap_zones **spec,
                                   mxtrap_mta_sts **policy, mxtrap_findings *findings) {
    enum mxtrap_status status = cli_ignore_rules(&settings->ignored, findings);

    if (status != MXTRAP_OK) {
        return cli_failed(settings->tool, status, findings);
    }
    enum cli_exit result = cli_read_roles(settings->tool, &settings->dummies, &settings->specs,
                                          spec, &settings->zone, findings);
    if (result == CLI_HOLDS) {
        result = read_policy(settings, policy, findings);
        settings->transfers.policy = *policy;
    }
    return result;
}

enum cli_exit cli_lint(const struct cli_tool *tool, struct cli_lint *settings,
                       const char *const *operands, size_t count) {
    struct cli_file_list files = {0};
    mxtrap_findings *findings = NULL;
    mxtrap_zones *spec = NULL;
    mxtrap_mta_sts *policy = NULL;
    enum cli_exit result = CLI_HOLDS;
    size_t known = 0;

    settings->tool = tool;
    if (mxtrap_findings_new(&findings) != MXTRAP_OK ||
        (settings->write_baseline && !cli_files_find(&files, operands, count))) {
        result = cli_finish(settings->tool->name, MXTRAP_ERR_MEMORY);
        goto done;
    }
    if (settings->write_baseline) { /* it must be none of the files */
        operands += count;
        count = 0;
        result = cli_check_output(tool, settings->baseline, (const char *const *)files.paths,
                                  files.count);
        result = result == CLI_HOLDS ? check_old_baseline(settings) : result;
    }
    if (result == CLI_HOLDS) {
        result = read_settings(settings, &spec, &policy, findings);
    }
    if (result == CLI_HOLDS) {
        result = read_all(settings, &files, operands, count, findings);
    }
    if (result == CLI_HOLDS && settings->baseline != NULL) {
        result = apply_baseline(settings, &files, findings, &known);
    }
    if (result == CLI_HOLDS) {
        result = report(settings, findings, &files, known);
    }
done:
    free(settings->zone.seen);
    cli_files_free(&files);
    mxtrap_findings_free(findings);
    mxtrap_zones_free(spec);
    mxtrap_mta_sts_free(policy);
    return result;
}
