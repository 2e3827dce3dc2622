/* The one option parser: a tool's options are rows of a table, from which its --help is made. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

/* Exit statuses, the same for every tool. */
enum cli_exit {
    CLI_HOLDS = 0,        /* what was asked holds */
    CLI_FINDINGS = 1,     /* findings of severity error (with --strict, warnings too) */
    CLI_USAGE = 2,        /* usage, or input that cannot be read or parsed */
    CLI_UNDETERMINED = 3, /* could not be determined */
    CLI_SYSTEM = 4        /* memory, disk, output */
};

struct cli_option {
    char letter; /* '\0': there is none */
    const char *name;
    const char *argument; /* what --help calls it; NULL: the option takes none */
    const char *help;
};

struct cli_tool {
    const char *name;
    const char *synopsis; /* what stands behind the name in the usage line */
    const char *does;     /* one line */
    const struct cli_option *options;
    size_t option_count;
};

enum { CLI_OPERANDS = -1, CLI_WRONG = -2 };

struct cli_parser {
    const struct cli_tool *tool;
    int argc;
    char **argv;
    const char *argument; /* of the option that cli_next returned */
    int operand;          /* index of the first operand, once CLI_OPERANDS was returned */
};

/* The row of the next option; CLI_OPERANDS when there are no more; CLI_WRONG after a mistake,
 * which was reported on standard error. */
int cli_next(struct cli_parser *parser);

/* Prints "TOOL: MESSAGE" and where help is; returns CLI_USAGE. */
__attribute__((format(printf, 2, 3))) enum cli_exit cli_usage(const struct cli_tool *tool,
                                                              const char *message, ...);

/* Prints --help (MORE goes between options and exit statuses) or --version on standard output;
 * CLI_HOLDS, or CLI_SYSTEM when that failed. */
enum cli_exit cli_help(const struct cli_tool *tool, const char *more);
enum cli_exit cli_version(const struct cli_tool *tool);

/* Whether there is an operand, a WHAT, and no more than one of them is standard input ("-"). */
enum cli_exit cli_check_operands(const struct cli_tool *tool, const char *const *operands,
                                 size_t count, const char *what);

/* A number from 1 to MOST without sign, blanks or leading zeros; 0 where there is none. */
unsigned cli_number(const char *text, unsigned most);

/* What --color says; CLI_COLOUR_WRONG for any other word. */
enum cli_colour { CLI_COLOUR_AUTO, CLI_COLOUR_ALWAYS, CLI_COLOUR_NEVER, CLI_COLOUR_WRONG };
enum cli_colour cli_colour_parse(const char *word);

/* Whether to colour what goes to the descriptor: a terminal, and no NO_COLOR. */
bool cli_colour_on(enum cli_colour colour, int fd);

#endif
