/* The run of mxtrap-watch. */
#ifndef CLI_WATCH_WATCH_H
#define CLI_WATCH_WATCH_H

#include <mxtrap/mxtrap.h>

#include "tool/options.h"

struct cli_watch {
    const struct cli_tool *tool;
    struct mxtrap_zone_file_options zone;
    struct cli_list dummies, specs, files, interfaces;
    struct mxtrap_watch_options watch;
    const mxtrap_format *format;
    uint64_t max_lost;
    unsigned top, interval; /* seconds; 0: only at the end */
    const char *output;     /* NULL: standard output */
    const char *state;      /* NULL: none is kept */
    int anonymize, quiet;
    enum cli_colour colour;
};

/* Reads the captures and writes the report to standard output, also of those that end with an
 * error: what came before it is known. */
enum cli_exit cli_watch(struct cli_watch *settings, const char *const *captures, size_t count);

#endif
