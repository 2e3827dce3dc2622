/* The look-up of names, with as few rights as the run still needs: answers are written by
 * strangers.
 */
#include "names.h"

#include <unistd.h>

#include "tool/confine.h"
#include "tool/output.h"
#include "tool/verdict.h"

enum { MOST = 1000 };

/* Files are still to be replaced by a run with --output, --state or an interface. */
static void confine(const struct cli_watch *settings) {
    cli_confine_privileges();
    if (settings->output == NULL && settings->state == NULL && settings->interfaces.count == 0) {
        cli_confine_calls();
    }
}

enum cli_exit cli_watch_names(const struct cli_watch *settings, mxtrap_watch *watch) {
    const struct mxtrap_watch_names_options options = {.size = sizeof options,
                                                       .servers = settings->servers.items,
                                                       .server_count = settings->servers.count,
                                                       .recursive = settings->recursive,
                                                       .most = settings->top < MOST ? settings->top
                                                                                    : MOST};
    struct mxtrap_findings_writer_options told =
        cli_report_options(settings->quiet, false, settings->colour, STDERR_FILENO);
    mxtrap_findings *findings = NULL;

    if (!settings->names) {
        return CLI_HOLDS;
    }
    confine(settings);
    enum mxtrap_status status = mxtrap_findings_new(&findings);
    if (status == MXTRAP_OK) {
        status = mxtrap_watch_names(watch, &options, findings);
    }
    enum cli_exit result = cli_failed(settings->tool, status, findings);
    if (result == CLI_HOLDS) {
        cli_report(findings, told, NULL, 0, NULL);
    }
    mxtrap_findings_free(findings);
    return result;
}
