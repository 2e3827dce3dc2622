/* What the options of mxtrap-lint say. */
#ifndef CLI_LINT_SETTINGS_H
#define CLI_LINT_SETTINGS_H

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
    int no_config;
    const char *baseline; /* the path of known findings; NULL: none */
    int write_baseline;
    int journal;   /* read BIND's journals, too */
    unsigned jobs; /* files at once; 0: one */
    struct cli_transfers transfers;
    enum cli_colour colour;
};

#endif
