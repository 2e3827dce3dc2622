/* The state, replaced as a whole: whatever ends the tool, the file has the old one or the new one.
 */
#include "state.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool/output.h"
#include "tool/verdict.h"

enum cli_exit cli_watch_restore(const struct cli_watch *settings, mxtrap_watch *watch) {
    struct mxtrap_findings_writer_options options =
        cli_report_options(settings->quiet, false, settings->colour, STDERR_FILENO);
    mxtrap_findings *findings = NULL;

    if (settings->state == NULL || (access(settings->state, F_OK) != 0 && errno == ENOENT)) {
        return CLI_HOLDS;
    }
    enum mxtrap_status status = mxtrap_findings_new(&findings);
    if (status == MXTRAP_OK) {
        status = mxtrap_watch_restore(watch, settings->state, findings);
    }
    if (status == MXTRAP_ERR_INPUT) {
        status = cli_report(findings, options, NULL, 0, NULL);
    }
    enum cli_exit result = status == MXTRAP_OK ? cli_verdict(findings, false)
                                               : cli_finish(settings->tool->name, status);
    mxtrap_findings_free(findings);
    return result;
}

void cli_watch_begin_save(const struct cli_watch *settings, const mxtrap_watch *watch,
                          struct cli_file *file, enum mxtrap_status *status) {
    bool is_new = access(settings->state, F_OK) != 0;

    *status = MXTRAP_ERR_OUTPUT;
    if (cli_file_open(file, settings->state)) {
        /* It has the addresses of senders, which a report may not have. */
        *status = is_new && fchmod(file->stream.fd, S_IRUSR | S_IWUSR) != 0
                      ? MXTRAP_ERR_OUTPUT
                      : mxtrap_watch_save(watch, cli_sink, &file->stream);
    }
}

enum cli_exit cli_watch_save(const struct cli_watch *settings, const mxtrap_watch *watch) {
    struct cli_file file;
    enum mxtrap_status status;

    if (settings->state == NULL) {
        return CLI_HOLDS;
    }
    cli_watch_begin_save(settings, watch, &file, &status);
    return cli_file_finish(settings->tool->name, &file, settings->state, status);
}
