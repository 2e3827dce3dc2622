/* The options of mxtrap-check: the table and the settings. */
#ifndef CLI_CHECK_OPTIONS_H
#define CLI_CHECK_OPTIONS_H

#include <stdbool.h>

#include <mxtrap/mxtrap.h>

#include "tool/options.h"

extern const struct cli_tool cli_check_tool;

struct cli_check_settings {
    struct mxtrap_check_options check;
    const mxtrap_format *format;
    struct cli_list specs;
    const char *list, *resume;
    int strict, quiet, progress;
    struct cli_list via;
    const char *remote_shell, *remote_command; /* NULL: ssh, and mxtrap-check --serve */
    int serve;
    unsigned max; /* requests that --serve takes; 0: no limit */
    enum cli_colour colour;
};

/* The settings, after the options were read. */
struct cli_check_settings *cli_check_options(const struct cli_given *given);

#endif
