/* cli/tool: what all tools share. The option parser (options), --help, --completion, files in
 * (inputs, transfers), output that is complete or absent (output, output_file), findings on
 * standard error and the exit status (verdict). A tool is a folder beside this one: a table of
 * options, and a function that is called after they are read. It knows the public headers, and
 * text, number, grow, file and suggest of lib/base.
 *
 * This file: the option parser. Options are rows of a table, from which --help and completions are
 * made. */
#ifndef CLI_TOOL_OPTIONS_H
#define CLI_TOOL_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "words.h"

/* Exit statuses, the same for every tool. */
enum cli_exit {
    CLI_HOLDS = 0,        /* success: no errors found */
    CLI_FINDINGS = 1,     /* findings of severity error (with --strict, warnings too) */
    CLI_USAGE = 2,        /* usage, or input that cannot be read or parsed */
    CLI_UNDETERMINED = 3, /* could not be determined */
    CLI_SYSTEM = 4        /* memory, disk, output */
};

/* What an argument or an operand names, for completions. An input may be "-", standard input, but
 * only one of a call. */
enum cli_kind { CLI_ANYTHING, CLI_INPUT, CLI_FILE, CLI_FOLDER };

struct cli_list {
    const char **items;
    size_t count;
};

struct cli_tool;

struct cli_option {
    char letter; /* '\0': none */
    const char *name;
    const char *argument; /* its name in --help; NULL: the option has none */
    const char *help;
    enum cli_kind kind;            /* what the argument names */
    const struct cli_words *words; /* the argument is one of these; NULL: any */
    /* Where it is stored: one of these. If an option is repeated, the last one counts, unless it is
     * a list. */
    int *flag; /* becomes 1 */
    const char **text;
    struct cli_list *list;
    size_t *index;          /* of the word */
    unsigned *number;       /* 1 to MAX */
    unsigned *milliseconds; /* from 0.001 to MAX seconds */
    unsigned max;
    enum cli_exit (*call)(const struct cli_tool *tool, const char *argument);
    bool ends;         /* the tool ends after CALL */
    const char *needs; /* the option without which it would do nothing; NULL: none */
    const char *also;  /* an option that excludes others, but not this one; NULL: none */
    bool excludes;     /* all options of the tool that neither need it nor have it as `also` */
};

/* Rows of the usual kinds: a letter or 0, the name, the argument's name, the help, what the
 * argument names, where it is stored, and at the end members by name. */
#define CLI_FLAG(letter, name, help, ...)                                                          \
    { letter, name, NULL, help, .flag = &__VA_ARGS__ }
#define CLI_TEXT(letter, name, argument, help, kind, ...)                                          \
    { letter, name, argument, help, kind, .text = &__VA_ARGS__ }
#define CLI_LIST(letter, name, argument, help, kind, ...)                                          \
    { letter, name, argument, help, kind, .list = &__VA_ARGS__ }
#define CLI_WORD(letter, name, argument, help, words, target)                                      \
    { letter, name, argument, help, CLI_ANYTHING, &(words), .index = &(target) }
#define CLI_NUMBER(name, argument, help, target, ...)                                              \
    { 0, name, argument, help, .number = &(target), .max = __VA_ARGS__ }
#define CLI_SECONDS(name, help, target, ...)                                                       \
    { 0, name, "S", help, .milliseconds = &(target), .max = __VA_ARGS__ }

struct cli_tool {
    const char *name;
    const char *synopsis; /* follows the tool's name in the usage line */
    const char *does;     /* its purpose, in one line */
    const struct cli_option *options;
    size_t option_count;
    const struct cli_option *common; /* cli_common, of common.h */
    size_t common_count;
    const char *operand; /* the name of an operand: "file" */
    enum cli_kind operand_kind;
    bool takes_command;             /* operands after "--" are a command */
    const struct cli_words *listed; /* words with a section in --help; NULL: none */
    const char *statuses;           /* the exit statuses, for --help */
};

enum cli_colour { CLI_COLOUR_AUTO, CLI_COLOUR_ALWAYS, CLI_COLOUR_NEVER };

/* The words of --color, and the index of the given one: an enum cli_colour. */
extern const struct cli_words cli_colours;
extern size_t cli_colour_index;

/* The arguments of a call. */
struct cli_given {
    const char *const *operands; /* NULL-terminated */
    size_t operand_count;
    enum cli_colour colour;
    enum cli_exit result;
};

/* Stores the arguments where the tool's rows point. False: the tool ends with the status
 * GIVEN->result, after a page was printed or a mistake reported. From here on, writing to a closed
 * pipe is an error, not a signal. */
bool cli_options_read(const struct cli_tool *tool, int argc, char **argv, struct cli_given *given);

/* Frees the lists. */
void cli_options_free(const struct cli_tool *tool);

/* All of main: reads the arguments, calls WORK unless the tool ends before; returns the exit
 * status. */
int cli_run(const struct cli_tool *tool, int argc, char **argv,
            enum cli_exit (*work)(const struct cli_given *given));

/* The option at INDEX, the tool's own first, then those of every tool; NULL past the end. */
const struct cli_option *cli_option_at(const struct cli_tool *tool, size_t index);

/* Checks that there is an operand, and that at most one input is standard input ("-"). */
enum cli_exit cli_check_operands(const struct cli_tool *tool, const struct cli_given *given);
enum cli_exit cli_check_inputs(const struct cli_tool *tool, const struct cli_given *given);

/* Prints "TOOL: MESSAGE" and a line about --help; returns CLI_USAGE. */
__attribute__((format(printf, 2, 3))) enum cli_exit cli_usage(const struct cli_tool *tool,
                                                              const char *message, ...);

/* The same: "unknown WHAT WORD; did you mean SIMILAR?" SIMILAR may be NULL. */
enum cli_exit cli_usage_unknown(const struct cli_tool *tool, const char *what, const char *word,
                                const char *similar);

/* Reads a number from 1 to MOST without sign, blanks or leading zeros; 0: it is something else. */
unsigned cli_number(const char *text, unsigned most);

/* Whether to colour output to the descriptor: by default on a terminal without NO_COLOR. */
bool cli_colour_on(enum cli_colour colour, int fd);

#endif
