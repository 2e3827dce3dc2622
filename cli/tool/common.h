/* The options of every tool: --color, --completion, --help, --version. */
#ifndef CLI_TOOL_COMMON_H
#define CLI_TOOL_COMMON_H

#include "options.h"

enum { CLI_COMMON_COUNT = 5 };

extern const struct cli_option cli_common[CLI_COMMON_COUNT];

/* A tool's own ROWS and those of every tool. */
#define CLI_ROWS(rows)                                                                             \
    .options = (rows), .option_count = sizeof(rows) / sizeof((rows)[0]), .common = cli_common,     \
    .common_count = CLI_COMMON_COUNT

#endif
