/* One run of mxtrap-gen. */
#ifndef CLI_GEN_GENERATE_H
#define CLI_GEN_GENERATE_H

#include <stddef.h>

#include <mxtrap/change.h>
#include <mxtrap/write.h>
#include <mxtrap/zone_file.h>

#include "tool/options.h"

struct generation {
    const struct cli_tool *tool;
    const char *format_name;     /* NULL: the first */
    const mxtrap_format *format; /* of this name, unless it is of --diff */
    const mxtrap_format *plan_format;
    unsigned step; /* --step; 0: none */
    int is_diff;
    const char *output;       /* NULL: standard output */
    const char *checked;      /* --check: what would be the output; set as OUTPUT too. NULL: none */
    struct cli_list zones;    /* the chosen ones; none: all */
    const char *const *specs; /* the operands; set by cli_generate_settle */
    size_t spec_count;
    struct cli_list states;               /* --from: what DNS has */
    struct mxtrap_zone_file_options zone; /* how these and --diff's zone files are read */
    struct cli_list dummies;
    const char *key_file;       /* for those that are transfers; NULL: none */
    const mxtrap_zones *before; /* set by cli_generate: the zones of the states; NULL: none */
    int strict, quiet;
    enum cli_colour colour;
};

/* Reads the specs, runs the rules and, where they allow it, writes. What is wrong is reported. */
enum cli_exit cli_generate(const struct generation *settings);

/* Prints what was found on standard error, as the options want it. */
void cli_generate_report(const struct generation *settings, const mxtrap_findings *findings);

#endif
