/* mxtrap-check: checks domains against DNS and port 25. cli/check has the names to check (names,
 * lines), options, progress, signals and confinement; the check itself is mxtrap/check.h, and
 * results go to the writer of the chosen format one by one. */
#include <string.h>
#include <unistd.h>

#include <mxtrap/mxtrap.h>

#include "names.h"
#include "options.h"
#include "progress.h"
#include "remote.h"
#include "serve.h"
#include "signals.h"
#include "tool/confine.h"
#include "tool/output.h"
#include "tool/verdict.h"

static mxtrap_check *running;

struct run {
    struct cli_check_settings *settings;
    struct cli_names names;
    mxtrap_check_writer *writer;
    enum mxtrap_status status;
    size_t with_warnings;
    bool streams; /* a domain that a signal cut is not written, so that --resume repeats it */
};

static enum mxtrap_check_next next_name(const char **out, void *context) {
    struct run *run = context;

    if (mxtrap_check_was_cut(running)) {
        cli_names_stop(&run->names);
    }
    return cli_names_next(out, &run->names);
}

static int on_result(void *context, const struct mxtrap_result *result) {
    struct run *run = context;

    if (cli_signals_came() && run->streams && result->is_cut) {
        return 0;
    }
    run->with_warnings += mxtrap_findings_have_warning(result->findings) ? 1 : 0;
    run->status = mxtrap_check_writer_write(run->writer, result);
    cli_progress_again();
    return run->status == MXTRAP_OK ? 0 : -1;
}

static enum cli_exit read_specs(struct cli_check_settings *settings, mxtrap_zones **spec) {
    struct mxtrap_findings_writer_options options =
        cli_report_options(settings->quiet, settings->strict, settings->colour, STDERR_FILENO);
    mxtrap_findings *findings = NULL;
    enum mxtrap_status status = mxtrap_findings_new(&findings);

    if (settings->specs.count > 0 && status == MXTRAP_OK) {
        status = mxtrap_zones_new(spec);
    }
    for (size_t i = 0; i < settings->specs.count && status == MXTRAP_OK; i++) {
        status = mxtrap_spec_read(*spec, settings->specs.items[i], findings);
    }
    enum cli_exit result = status == MXTRAP_ERR_INPUT || status == MXTRAP_OK
                               ? cli_verdict(findings, false)
                               : cli_finish(cli_check_tool.name, status);
    if (result == CLI_HOLDS || result == CLI_FINDINGS || result == CLI_USAGE) {
        cli_report(findings, options, NULL, 0, &settings->specs);
    }
    mxtrap_findings_free(findings);
    settings->check.spec = *spec;
    /* For a monitoring plugin, 1 is a warning and 2 is critical. */
    return result == CLI_FINDINGS &&
                   mxtrap_format_has(settings->format, MXTRAP_FORMAT_IS_MONITORING)
               ? CLI_USAGE
               : result;
}

static enum cli_exit check_operands(const char *const *operands) {
    mxtrap_findings *findings = NULL;
    enum mxtrap_status status = mxtrap_findings_new(&findings);

    for (size_t i = 0; operands[i] != NULL && status == MXTRAP_OK; i++) {
        status = mxtrap_check_domain(NULL, operands[i], findings);
    }
    enum cli_exit result = cli_failed(&cli_check_tool, status, findings);
    mxtrap_findings_free(findings);
    return result;
}

/* Whether the run ended before all was known, or without a proof of its vantage point. */
static bool was_cut(void) {
    return cli_signals_came() || mxtrap_check_was_cut(running) ||
           mxtrap_findings_severity_count(mxtrap_check_findings(running), MXTRAP_WARNING) > 0;
}

static enum cli_exit verdict(const struct run *run) {
    bool fail = mxtrap_check_writer_count(run->writer, MXTRAP_FAIL) > 0;
    bool unknown = mxtrap_check_writer_count(run->writer, MXTRAP_INCONCLUSIVE) > 0 || was_cut();
    bool warn = run->settings->strict && run->with_warnings > 0;

    if (mxtrap_format_has(run->settings->format, MXTRAP_FORMAT_IS_MONITORING)) {
        unknown = unknown || mxtrap_check_writer_count(run->writer, MXTRAP_PASS) == 0;
        return fail ? CLI_USAGE : unknown ? CLI_UNDETERMINED : warn ? CLI_FINDINGS : CLI_HOLDS;
    }
    bool is_final = (fail || warn) && !cli_signals_came();
    return is_final ? CLI_FINDINGS : unknown ? CLI_UNDETERMINED : CLI_HOLDS;
}

static enum cli_exit finish(struct run *run, enum mxtrap_status status) {
    enum cli_exit result = verdict(run);
    bool is_cut =
        status != MXTRAP_OK || was_cut() || run->names.error != 0 || run->names.has_bad_line;
    bool is_empty = !is_cut && run->names.given + run->names.left_out == 0;
    if (is_cut || is_empty) {
        mxtrap_check_writer_partial(run->writer);
    }
    if (is_cut && mxtrap_format_has(run->settings->format, MXTRAP_FORMAT_IS_SPEC)) {
        cli_complain(cli_check_tool.name, "no spec is written: the run is not complete");
    }
    enum mxtrap_status end = mxtrap_check_writer_end(run->writer);
    status = status == MXTRAP_OK || status == MXTRAP_ERR_OUTPUT ? end : status;
    enum cli_exit finished = cli_finish(cli_check_tool.name, status);
    if (is_empty) {
        cli_complain(cli_check_tool.name, "no domain was checked: none is given");
        result = CLI_UNDETERMINED;
    }
    return finished != CLI_HOLDS                            ? finished
           : run->names.error != 0                          ? cli_names_failed(&run->names)
           : run->names.has_bad_line && !cli_signals_came() ? CLI_USAGE
                                                            : result;
}

static enum cli_exit run_check(struct run *run) {
    struct cli_check_settings *settings = run->settings;
    bool colour = cli_colour_on(settings->colour, STDOUT_FILENO);
    struct mxtrap_check_writer_options options = {
        .size = sizeof options, colour, settings->quiet, settings->strict};
    struct mxtrap_findings_writer_options told =
        cli_report_options(settings->quiet, true, settings->colour, STDERR_FILENO);
    mxtrap_findings *findings = NULL;
    enum mxtrap_status status = mxtrap_findings_new(&findings);

    if (status == MXTRAP_OK) {
        status = mxtrap_check_new(&running, &settings->check, findings);
    }
    if (status == MXTRAP_OK) {
        status = mxtrap_check_writer_begin(&run->writer, settings->format, &options, cli_sink,
                                           &cli_standard_output);
    }
    enum cli_exit result = cli_failed(&cli_check_tool, status, findings);
    mxtrap_findings_free(findings);
    if (result != CLI_HOLDS) {
        return result;
    }
    cli_confine(); /* before the network is used */
    cli_signals_begin(running);
    cli_progress_begin(running, &run->names, settings->progress, settings->quiet);
    status = mxtrap_check_run(running, next_name, on_result, run);
    cli_progress_end();
    mxtrap_findings_write(mxtrap_check_findings(running), NULL, &told, cli_sink,
                          &cli_standard_error);
    if (mxtrap_check_writer_findings(run->writer) != NULL) {
        mxtrap_findings_write(mxtrap_check_writer_findings(run->writer), NULL, &told, cli_sink,
                              &cli_standard_error);
    }
    return finish(run, status);
}

static enum cli_exit check(struct cli_check_settings *settings, const struct cli_given *given) {
    const char *const *operands = given->operands;
    struct run run = {.settings = settings,
                      .names = {.tool = cli_check_tool.name, .operands = operands}};
    mxtrap_zones *spec = NULL;
    struct cli_remotes *remotes = NULL;
    enum cli_exit result = CLI_HOLDS;

    run.streams = mxtrap_format_has(settings->format, MXTRAP_FORMAT_IS_STREAM) != 0;
    if ((settings->list != NULL) + (operands[0] != NULL) > 1) {
        return cli_usage(&cli_check_tool, "--input and DOMAIN exclude each other");
    }
    if (settings->list == NULL && operands[0] == NULL && settings->specs.count == 0) {
        return cli_usage(&cli_check_tool, "no domain is given");
    }
    result = cli_check_inputs(&cli_check_tool, given);
    result = result == CLI_HOLDS ? check_operands(operands) : result;
    result = result == CLI_HOLDS ? read_specs(settings, &spec) : result;
    run.names.spec = settings->list == NULL && operands[0] == NULL ? spec : NULL;
    if (result == CLI_HOLDS && settings->list != NULL) {
        result = cli_names_open(&run.names, settings->list);
    }
    if (result == CLI_HOLDS && settings->resume != NULL) {
        result = cli_names_resume(&run.names, settings->resume);
    }
    result = result == CLI_HOLDS ? cli_remotes_start(&remotes, settings) : result;
    result = result == CLI_HOLDS ? run_check(&run) : result;
    mxtrap_check_free(running);
    cli_remotes_end(remotes);
    mxtrap_zones_free(spec);
    cli_names_free(&run.names);
    return result;
}

static enum cli_exit check_or_serve(const struct cli_given *given) {
    struct cli_check_settings *settings = cli_check_options(given);

    return settings->serve ? cli_serve(settings, given) : check(settings, given);
}

int main(int argc, char **argv) {
    return cli_run(&cli_check_tool, argc, argv, check_or_serve);
}
