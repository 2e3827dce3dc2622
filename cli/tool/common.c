/* The options of every tool. The table is apart from options.c, which must not know --help and
 * --completion, since these print its rows. */
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
     .call = cli_completion,
     .ends = true},
    {.name = "explain",
     .argument = "RULE",
     .help = "print the reason for a rule, and the fix",
     .words = &cli_rules,
     .call = cli_explain,
     .ends = true},
    {.letter = 'h', .name = "help", .help = "print this help", .call = cli_help, .ends = true},
    {.letter = 'V',
     .name = "version",
     .help = "print the version",
     .call = cli_version,
     .ends = true},
};
