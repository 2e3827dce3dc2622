/* One run of mxtrap-gen. */
#ifndef CLI_GENERATE_H
#define CLI_GENERATE_H

#include <stdbool.h>
#include <stddef.h>

#include <mxtrap/change.h>
#include <mxtrap/write.h>

#include "options.h"

struct generation {
    const struct cli_tool *tool;
    const char *format_name;     /* NULL: the first */
    const mxtrap_format *format; /* of this name, unless it is of --diff */
    enum mxtrap_plan_format plan_format;
    size_t step; /* --step; 0: none */
    bool is_diff;
    const char *output; /* NULL: standard output */
    const char **zones; /* the chosen ones; none: all */
    size_t zone_count;
    const char *const *specs; /* the operands; set by cli_generate_settle */
    size_t spec_count;
    const char **states; /* --from: what DNS has */
    size_t state_count;
    const char *key_file;       /* for those that are transfers; NULL: none */
    const mxtrap_zones *before; /* set by cli_generate: the zones of the states; NULL: none */
    bool strict, quiet;
    enum cli_colour colour;
};

/* Reads SPECS, runs the rules and, where they allow it, writes. What is wrong is reported. */
enum cli_exit cli_generate(const struct generation *settings, char **specs, size_t count);

/* Prints what was found on standard error, as the options want it. */
void cli_generate_report(const struct generation *settings, const mxtrap_findings *findings);

#endif
