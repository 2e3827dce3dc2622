/* The library serves; what is here is what a forced command in authorized_keys needs: nothing is
 * read but standard input, and the process confines itself before it reads. */
#include "serve.h"

#include <unistd.h>

#include "tool/confine.h"
#include "tool/output.h"
#include "tool/verdict.h"

enum cli_exit cli_serve(const struct cli_check_settings *settings, const struct cli_given *given) {
    const struct mxtrap_check_options *check = &settings->check;
    const struct mxtrap_serve_options options = {.size = sizeof options,
                                                 .port = check->port,
                                                 .rate = check->rate,
                                                 .max = settings->max,
                                                 .allow_special = check->allow_special};
    mxtrap_findings *findings = NULL;

    if (given->operands[0] != NULL) {
        return cli_usage(&cli_check_tool, "--serve takes no domain: it gets addresses");
    }
    cli_confine();
    enum mxtrap_status status = mxtrap_findings_new(&findings);
    if (status == MXTRAP_OK) {
        status = mxtrap_serve(STDIN_FILENO, STDOUT_FILENO, &options, findings);
    }
    enum cli_exit result = status == MXTRAP_ERR_OUTPUT
                               ? cli_complain_of(cli_check_tool.name, "cannot write %s: %s",
                                                 cli_standard_output.name, cli_why(findings))
                               : cli_failed(&cli_check_tool, status, findings);
    mxtrap_findings_free(findings);
    return result;
}
