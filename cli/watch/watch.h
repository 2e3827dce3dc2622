/* The run of mxtrap-watch. */
#ifndef CLI_WATCH_WATCH_H
#define CLI_WATCH_WATCH_H

#include <mxtrap/mxtrap.h>

#include "tool/options.h"

struct cli_watch {
    const struct cli_tool *tool;
    struct mxtrap_zone_file_options zone;
    struct cli_list dummies, specs, files, interfaces, servers;
    struct mxtrap_watch_options watch;
    const mxtrap_format *format;
    uint64_t max_lost;
    unsigned top, interval; /* seconds; 0: only at the end */
    const char *output;     /* NULL: standard output */
    const char *state;      /* NULL: none is kept */
    int anonymize, quiet, recursive, names;
    enum cli_colour colour;
};

/* How many of COUNT OPERANDS, the first ones, are domains: a word with a final dot is one, and one
 * that names no file, has no slash, and does not end as captures do. */
size_t cli_watch_domains(const char *const *operands, size_t count);

/* Reads the captures, OPERANDS (NULL-terminated) after the first DOMAINS, and writes the report to
 * standard output, also of those that end with an error: what came before it is known. */
enum cli_exit cli_watch(struct cli_watch *settings, const char *const *operands, size_t domains);

#endif
