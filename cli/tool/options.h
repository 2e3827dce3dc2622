/* The one option parser: a tool's options are rows of a table, from which its --help and its
 * completions are made. */
#ifndef CLI_TOOL_OPTIONS_H
#define CLI_TOOL_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "words.h"

/* Exit statuses, the same for every tool. */
enum cli_exit {
    CLI_HOLDS = 0,        /* what was asked holds */
    CLI_FINDINGS = 1,     /* findings of severity error (with --strict, warnings too) */
    CLI_USAGE = 2,        /* usage, or input that cannot be read or parsed */
    CLI_UNDETERMINED = 3, /* could not be determined */
    CLI_SYSTEM = 4        /* memory, disk, output */
};

/* What an argument or an operand names, for completions. Of what is input, "-" is standard input,
 * which only one of a call can be. */
enum cli_kind { CLI_ANYTHING, CLI_INPUT, CLI_FILE, CLI_FOLDER };

struct cli_list {
    const char **items;
    size_t count;
};

struct cli_tool;

struct cli_option {
    char letter; /* '\0': there is none */
    const char *name;
    const char *argument; /* what --help calls it; NULL: the option takes none */
    const char *help;
    enum cli_kind kind;            /* what the argument names */
    const struct cli_words *words; /* the argument is one of these; NULL: it is free */
    /* Where it goes: one of these. Of an option that is given again the last one counts, unless it
     * is a list. */
    int *flag; /* becomes 1 */
    const char **text;
    struct cli_list *list;
    size_t *index;          /* of the word */
    unsigned *number;       /* 1 to MAX */
    unsigned *milliseconds; /* from 0.001 to MAX seconds */
    unsigned max;
    enum cli_exit (*take)(const struct cli_tool *tool, const char *argument);
    bool ends; /* all there is to do is done once TAKE returns */
};

/* Rows of the usual kinds: a letter or 0, the name, what --help calls the argument, the help, what
 * the argument names, and where it goes. */
#define CLI_FLAG(letter, name, help, target)                                                       \
    { letter, name, NULL, help, .flag = &(target) }
#define CLI_TEXT(letter, name, argument, help, kind, target)                                       \
    { letter, name, argument, help, kind, .text = &(target) }
#define CLI_LIST(letter, name, argument, help, kind, target)                                       \
    { letter, name, argument, help, kind, .list = &(target) }
#define CLI_WORD(letter, name, argument, help, words, target)                                      \
    { letter, name, argument, help, CLI_ANYTHING, &(words), .index = &(target) }
#define CLI_NUMBER(name, argument, help, target, most)                                             \
    { 0, name, argument, help, .number = &(target), .max = most }
#define CLI_SECONDS(name, help, target, most)                                                      \
    { 0, name, "S", help, .milliseconds = &(target), .max = most }

struct cli_tool {
    const char *name;
    const char *synopsis; /* what stands behind the name in the usage line */
    const char *does;     /* one line */
    const struct cli_option *options;
    size_t option_count;
    const struct cli_option *common; /* cli_common, of common.h */
    size_t common_count;
    const char *operand; /* what one is called: "file" */
    enum cli_kind operand_kind;
    bool takes_command;             /* operands behind "--" are a command */
    const struct cli_words *listed; /* words that --help has a section of; NULL: none */
    const char *more;               /* before the exit statuses of --help; NULL: nothing */
};

enum cli_colour { CLI_COLOUR_AUTO, CLI_COLOUR_ALWAYS, CLI_COLOUR_NEVER };

/* The words of --color, and the index of the one that was given: an enum cli_colour. */
extern const struct cli_words cli_colours;
extern size_t cli_colour_index;

/* What a call says. */
struct cli_given {
    const char *const *operands; /* a NULL stands behind them */
    size_t operand_count;
    enum cli_colour colour;
    enum cli_exit result;
};

/* Reads the arguments into what the tool's rows point to. True: the tool's work is to be done.
 * False: GIVEN->result is the exit status, of what was printed or of a mistake that was reported.
 * From here on a closed pipe is an error to report, not a death. */
bool cli_options_read(const struct cli_tool *tool, int argc, char **argv, struct cli_given *given);

/* Frees the lists. */
void cli_options_free(const struct cli_tool *tool);

/* All of main: reads the arguments, calls WORK where it is to be done; returns the exit status. */
int cli_run(const struct cli_tool *tool, int argc, char **argv,
            enum cli_exit (*work)(const struct cli_given *given));

/* The option at INDEX, the tool's own first, then those of every tool; NULL past the end. */
const struct cli_option *cli_option_at(const struct cli_tool *tool, size_t index);

/* Whether there is an operand, and no more than one input is standard input ("-"). */
enum cli_exit cli_check_operands(const struct cli_tool *tool, const struct cli_given *given);
enum cli_exit cli_check_inputs(const struct cli_tool *tool, const struct cli_given *given);

/* Prints "TOOL: MESSAGE" and where help is; returns CLI_USAGE. */
__attribute__((format(printf, 2, 3))) enum cli_exit cli_usage(const struct cli_tool *tool,
                                                              const char *message, ...);

/* The same of a word that is none of those that are known: "no WHAT WORD; did you mean SIMILAR?",
 * which may be NULL. */
enum cli_exit cli_usage_unknown(const struct cli_tool *tool, const char *what, const char *word,
                                const char *similar);

/* A number from 1 to MOST without sign, blanks or leading zeros; 0 where there is none. */
unsigned cli_number(const char *text, unsigned most);

/* Whether to colour what goes to the descriptor: a terminal, and no NO_COLOR. */
bool cli_colour_on(enum cli_colour colour, int fd);

#endif
