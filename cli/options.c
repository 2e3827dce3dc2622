/* Options through getopt_long, out of a tool's table; help and mistakes from the same rows. */
#include "options.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <mxtrap/version.h>

#include "model/similar.h"
#include "model/text.h"
#include "output.h"

enum { OPTIONS_MOST = 64, LONG_ONLY = 256, HELP_COLUMN = 26 };

/* getopt's own tables: a letter stands for itself, a row without one for LONG_ONLY + its index. */
struct tables {
    struct option names[OPTIONS_MOST + 1];
    char letters[2 * OPTIONS_MOST + 2];
};

static int value_of(const struct cli_tool *tool, size_t row) {
    char letter = tool->options[row].letter;
    return letter != '\0' ? letter : LONG_ONLY + (int)row;
}

static void fill(struct tables *tables, const struct cli_tool *tool) {
    size_t at = 0;

    tables->letters[at++] = ':'; /* a missing argument comes back as ':' */
    for (size_t i = 0; i < tool->option_count && i < OPTIONS_MOST; i++) {
        const struct cli_option *option = &tool->options[i];
        tables->names[i] = (struct option){
            option->name, option->argument != NULL ? required_argument : no_argument, NULL,
            value_of(tool, i)};
        if (option->letter != '\0') {
            tables->letters[at++] = option->letter;
            if (option->argument != NULL) {
                tables->letters[at++] = ':';
            }
        }
    }
    tables->names[tool->option_count] = (struct option){0};
    tables->letters[at] = '\0';
}

enum cli_exit cli_usage(const struct cli_tool *tool, const char *message, ...) {
    va_list arguments;
    char line[1024];

    va_start(arguments, message);
    vsnprintf(line, sizeof line, message, arguments);
    va_end(arguments);
    cli_complain(tool->name, line);
    fprintf(stderr, "Try '%s --help'.\n", tool->name);
    return CLI_USAGE;
}

static void report_unknown(const struct cli_tool *tool, const char *word, int letter) {
    if (letter != 0) {
        cli_usage(tool, "no option -%c", letter);
        return;
    }
    const char *name = word + 2;
    struct mx_similar similar = {.word = name, .length = strcspn(name, "=")};
    for (size_t i = 0; i < tool->option_count; i++) {
        mx_similar_try(&similar, tool->options[i].name);
    }
    if (similar.best != NULL) {
        cli_usage(tool, "no option --%.*s; did you mean --%s?", (int)similar.length, name,
                  similar.best);
    } else {
        cli_usage(tool, "no option --%.*s", (int)similar.length, name);
    }
}

int cli_next(struct cli_parser *parser) {
    struct tables tables;

    fill(&tables, parser->tool);
    opterr = 0;
    const char *word = parser->argv[optind > 0 && optind < parser->argc ? optind : 0];
    int got = getopt_long(parser->argc, parser->argv, tables.letters, tables.names, NULL);
    if (got == -1) {
        parser->operand = optind;
        return CLI_OPERANDS;
    }
    if (got == ':') {
        cli_usage(parser->tool, "%s needs an argument", parser->argv[optind - 1]);
        return CLI_WRONG;
    }
    for (size_t i = 0; got != '?' && i < parser->tool->option_count; i++) {
        if (value_of(parser->tool, i) == got) {
            parser->argument = optarg;
            return (int)i;
        }
    }
    bool is_long = strncmp(word, "--", 2) == 0;
    if (is_long && optopt != 0) { /* --help=x: known, but takes nothing */
        cli_usage(parser->tool, "%.*s takes no argument", (int)strcspn(word, "="), word);
    } else {
        report_unknown(parser->tool, word, is_long ? 0 : optopt);
    }
    return CLI_WRONG;
}

static void help_row(struct mx_text *text, const struct cli_option *option) {
    size_t mark = mx_text_position(text);

    mx_text_string(text, "  ");
    if (option->letter != '\0') {
        mx_text_format(text, "-%c, ", option->letter);
    } else {
        mx_text_string(text, "    ");
    }
    mx_text_format(text, "--%s%s%s", option->name, option->argument != NULL ? "=" : "",
                   option->argument != NULL ? option->argument : "");
    mx_text_pad(text, mark, HELP_COLUMN);
    mx_text_string(text, option->help);
    mx_text_char(text, '\n');
}

enum cli_exit cli_help(const struct cli_tool *tool, const char *more) {
    struct mx_text text = MX_TEXT_INTO(cli_sink, &cli_standard_output);

    mx_text_format(&text, "usage: %s %s\n%s\n\n", tool->name, tool->synopsis, tool->does);
    for (size_t i = 0; i < tool->option_count; i++) {
        help_row(&text, &tool->options[i]);
    }
    mx_text_string(&text, more);
    mx_text_string(&text, "\nexit status: 0 it holds, 1 findings, 2 usage or bad input,\n"
                          "             3 could not be determined, 4 system failure\n");
    enum mxtrap_status status = mx_text_finish(&text);
    mx_text_free(&text);
    return cli_finish(tool->name, status);
}

enum cli_exit cli_version(const struct cli_tool *tool) {
    struct mx_text text = MX_TEXT_INTO(cli_sink, &cli_standard_output);

    mx_text_format(&text, "%s %s\n", tool->name, mxtrap_version());
    enum mxtrap_status status = mx_text_finish(&text);
    mx_text_free(&text);
    return cli_finish(tool->name, status);
}

enum cli_exit cli_check_operands(const struct cli_tool *tool, const char *const *operands,
                                 size_t count, const char *what) {
    size_t standard_inputs = 0;

    for (size_t i = 0; i < count; i++) {
        standard_inputs += strcmp(operands[i], "-") == 0 ? 1 : 0;
    }
    if (count == 0) {
        return cli_usage(tool, "no %s is given", what);
    }
    return standard_inputs > 1 ? cli_usage(tool, "standard input can be read only once")
                               : CLI_HOLDS;
}

enum cli_colour cli_colour_parse(const char *word) {
    static const char *const words[] = {"auto", "always", "never"};

    for (int i = 0; i < CLI_COLOUR_WRONG; i++) {
        if (strcmp(words[i], word) == 0) {
            return (enum cli_colour)i;
        }
    }
    return CLI_COLOUR_WRONG;
}

bool cli_colour_on(enum cli_colour colour, int fd) {
    const char *no_colour = getenv("NO_COLOR");

    if (colour == CLI_COLOUR_AUTO) {
        return isatty(fd) && (no_colour == NULL || no_colour[0] == '\0');
    }
    return colour == CLI_COLOUR_ALWAYS;
}

unsigned cli_number(const char *text, unsigned most) {
    unsigned number = 0;

    for (const char *c = text; *c != '\0'; c++) {
        if (*c < '0' || *c > '9' || (number == 0 && *c == '0')) {
            return 0;
        }
        number = number * 10 + (unsigned)(*c - '0');
        if (number > most) {
            return 0;
        }
    }
    return number;
}
