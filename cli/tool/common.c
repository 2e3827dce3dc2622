/* The options of every tool. They are a table of their own because --help and --completion print
 * what options.c reads: it must not know them. */
#include "common.h"

#include "completion.h"
#include "help.h"

const struct cli_option cli_common[CLI_COMMON_COUNT] = {
    {.name = "color",
     .argument = "WHEN",
     .help = "use colours",
     .words = &cli_colours,
     .index = &cli_colour_index},
    {.name = "completion",
     .argument = "SHELL",
     .help = "print a completion script",
     .words = &cli_shells,
     .take = cli_completion,
     .ends = true},
    {.letter = 'h', .name = "help", .help = "print this help", .take = cli_help, .ends = true},
    {.letter = 'V',
     .name = "version",
     .help = "print the version",
     .take = cli_version,
     .ends = true},
};
