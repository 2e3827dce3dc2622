/* From findings to an exit status. */
#include "verdict.h"

#include <stdlib.h>

#include "output.h"

enum cli_exit cli_verdict(const mxtrap_findings *findings, bool strict) {
    size_t errors = mxtrap_findings_severity_count(findings, MXTRAP_ERROR);
    size_t warnings = mxtrap_findings_severity_count(findings, MXTRAP_WARNING);

    if (mxtrap_findings_input_errors(findings) > 0) {
        return CLI_USAGE;
    }
    return errors > 0 || (strict && warnings > 0) ? CLI_FINDINGS : CLI_HOLDS;
}

const char *cli_why(const mxtrap_findings *findings) {
    size_t count = mxtrap_findings_count(findings);

    return count == 0 ? "" : mxtrap_finding_message(mxtrap_findings_at(findings, count - 1));
}

enum cli_exit cli_failed(const struct cli_tool *tool, enum mxtrap_status status,
                         const mxtrap_findings *findings) {
    if (status == MXTRAP_ERR_ARGUMENT) {
        return cli_usage(tool, "%s", cli_why(findings));
    }
    if (status == MXTRAP_ERR_INPUT) {
        cli_complain(tool->name, cli_why(findings));
        return CLI_USAGE;
    }
    return cli_finish(tool->name, status);
}

struct mxtrap_findings_writer_options cli_report_options(bool quiet, bool strict,
                                                         enum cli_colour colour, int fd) {
    return (struct mxtrap_findings_writer_options){
        .size = sizeof(struct mxtrap_findings_writer_options),
        .colour = cli_colour_on(colour, fd),
        .strict = strict,
        .quiet = quiet};
}

enum mxtrap_status cli_report(const mxtrap_findings *findings,
                              struct mxtrap_findings_writer_options options,
                              const char *const *files, size_t count, const struct cli_list *list) {
    size_t more = list == NULL ? 0 : list->count;
    const char **all = calloc(count + more + 1, sizeof *all);

    for (size_t i = 0; all != NULL && i < count + more; i++) {
        all[i] = i < count ? files[i] : list->items[i - count];
    }
    options.files = all;
    options.file_count = all == NULL ? 0 : count + more;
    options.source_lines = 1;
    enum mxtrap_status status =
        mxtrap_findings_write(findings, NULL, &options, cli_sink, &cli_standard_error);
    free(all);
    return status;
}
