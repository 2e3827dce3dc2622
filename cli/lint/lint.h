/* The run of mxtrap-lint. */
#ifndef CLI_LINT_LINT_H
#define CLI_LINT_LINT_H

#include <mxtrap/mxtrap.h>

#include "tool/options.h"
#include "tool/transfers.h"

struct cli_lint {
    const struct cli_tool *tool; /* set by cli_lint */
    struct mxtrap_zone_file_options zone;
    struct cli_list dummies, specs, axfr, ignored;
    const mxtrap_format *format;
    enum mxtrap_severity at_least; /* of reported findings */
    const char *mta_sts;           /* the path of a policy; NULL: none */
    int strict, quiet;
    int journal;  /* read BIND's journals, too */
    char **names; /* set by cli_lint: a file's name in findings, if it is another */
    struct cli_transfers transfers;
    enum cli_colour colour;
};

/* Lints the files, specs or zone files by their names, and reports on standard output. */
enum cli_exit cli_lint(const struct cli_tool *tool, struct cli_lint *settings,
                       const char *const *files, size_t count);

#endif
