/* Reads options through getopt_long, from a tool's table. */
#include "options.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/number.h"
#include "base/suggest.h"
#include "base/text.h"
#include "output.h"

enum { OPTIONS_MAX = 64, LONG_ONLY = 256, SECONDS_MAX = 3600 };

static const char *colour_at(const struct cli_words *words, size_t index) {
    static const char *const times[] = {"auto", "always", "never"};
    (void)words;
    return MX_WORD_OF(times, index, NULL);
}

const struct cli_words cli_colours = {.noun = "color", .at = colour_at, .has_default = true};
size_t cli_colour_index;

const struct cli_option *cli_option_at(const struct cli_tool *tool, size_t index) {
    if (index < tool->option_count) {
        return &tool->options[index];
    }
    index -= tool->option_count;
    return index < tool->common_count ? &tool->common[index] : NULL;
}

/* getopt's own tables. The value of a row is its letter, or LONG_ONLY + its index. */
struct tables {
    struct option names[OPTIONS_MAX + 1];
    char letters[2 * OPTIONS_MAX + 2];
};

static int value_of(const struct cli_option *option, size_t row) {
    return option->letter != '\0' ? option->letter : LONG_ONLY + (int)row;
}

static void fill(struct tables *tables, const struct cli_tool *tool) {
    const struct cli_option *option;
    size_t at = 0;

    *tables = (struct tables){0};
    tables->letters[at++] = ':'; /* getopt returns ':' for a missing argument */
    for (size_t i = 0; i < OPTIONS_MAX && (option = cli_option_at(tool, i)) != NULL; i++) {
        tables->names[i] = (struct option){
            option->name, option->argument != NULL ? required_argument : no_argument, NULL,
            value_of(option, i)};
        if (option->letter != '\0') {
            tables->letters[at++] = option->letter;
            if (option->argument != NULL) {
                tables->letters[at++] = ':';
            }
        }
    }
}

static const struct cli_option *option_of(const struct cli_tool *tool, int value) {
    const struct cli_option *option;

    for (size_t i = 0; (option = cli_option_at(tool, i)) != NULL; i++) {
        if (value_of(option, i) == value) {
            return option;
        }
    }
    return NULL;
}

static size_t index_of(const struct cli_tool *tool, const struct cli_option *option) {
    size_t at = 0;

    while (cli_option_at(tool, at) != option) {
        at++;
    }
    return at;
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

enum cli_exit cli_usage_unknown(const struct cli_tool *tool, const char *what, const char *word,
                                const char *similar) {
    return similar != NULL ? cli_usage(tool, "unknown %s %s; did you mean %s?", what, word, similar)
                           : cli_usage(tool, "unknown %s %s", what, word);
}

/* Reports a long option, NAME up to its "=", that abbreviates several options, or none. */
static enum cli_exit report_long(const struct cli_tool *tool, const char *name) {
    struct mx_suggest similar = {.word = name, .length = strcspn(name, "=")};
    const struct cli_option *option;
    struct mx_text text = {0};

    for (size_t i = 0; (option = cli_option_at(tool, i)) != NULL; i++) {
        if (strncmp(option->name, name, similar.length) == 0) {
            mx_text_format(&text, "%s--%s", text.length > 0 ? ", " : "", option->name);
        }
        mx_suggest_try(&similar, option->name);
    }
    const char *several = text.length > 0 ? mx_text_string_of(&text) : NULL;
    if (several != NULL) {
        enum cli_exit result =
            cli_usage(tool, "--%.*s can be %s", (int)similar.length, name, several);
        mx_text_free(&text);
        return result;
    }
    mx_text_free(&text);
    return similar.best != NULL
               ? cli_usage(tool, "unknown option --%.*s; did you mean --%s?", (int)similar.length,
                           name, similar.best)
               : cli_usage(tool, "unknown option --%.*s", (int)similar.length, name);
}

static enum cli_exit report_mistake(const struct cli_tool *tool, int got, const char *word) {
    const struct cli_option *option = optopt == 0 ? NULL : option_of(tool, optopt);

    if (option != NULL) { /* an argument is missing, or not allowed */
        return cli_usage(tool, "--%s %s argument", option->name,
                         got == ':' ? "needs an" : "takes no");
    }
    return optopt != 0 ? cli_usage(tool, "unknown option -%c", optopt)
                       : report_long(tool, strncmp(word, "--", 2) == 0 ? word + 2 : word);
}

static enum cli_exit set_word(const struct cli_tool *tool, const struct cli_option *option,
                              const char *word) {
    const char *similar = NULL;
    size_t index = cli_word_find(option->words, word, &similar);

    if (index != SIZE_MAX) {
        if (option->index != NULL) {
            *option->index = index;
        }
        return CLI_HOLDS;
    }
    struct mx_text text = {0};
    mx_text_format(&text, "unknown %s \"%s\"", option->words->noun, word);
    if (similar != NULL) {
        mx_text_format(&text, "; did you mean \"%s\"?", similar);
    } else if (option->words != &cli_rules) {
        mx_text_format(&text, "; --%s is ", option->name);
        cli_words_list(&text, option->words);
    }
    const char *message = mx_text_string_of(&text);
    enum cli_exit result = message == NULL ? cli_finish(tool->name, MXTRAP_ERR_MEMORY)
                                           : cli_usage(tool, "%s", message);
    mx_text_free(&text);
    return result;
}

static enum cli_exit add_to_list(const struct cli_tool *tool, struct cli_list *list,
                                 const char *argument) {
    const char **items = realloc(list->items, (list->count + 1) * sizeof *items);

    if (items == NULL) {
        return cli_finish(tool->name, MXTRAP_ERR_MEMORY);
    }
    items[list->count++] = argument;
    list->items = items;
    return CLI_HOLDS;
}

static enum cli_exit set_number(const struct cli_tool *tool, const struct cli_option *option,
                                const char *argument) {
    *option->number = cli_number(argument, option->max);
    return *option->number > 0 ? CLI_HOLDS
                               : cli_usage(tool, "--%s takes a number from 1 to %u, not \"%s\"",
                                           option->name, option->max, argument);
}

static enum cli_exit set_seconds(const struct cli_tool *tool, const struct cli_option *option,
                                 const char *argument) {
    char *end;
    double seconds = strtod(argument, &end);

    if (end == argument || *end != '\0' || !(seconds >= 0.001) || !(seconds <= option->max)) {
        return cli_usage(tool, "--%s takes 0.001 to %u seconds, not \"%s\"", option->name,
                         option->max, argument);
    }
    *option->milliseconds = (unsigned)(seconds * 1000 + 0.5);
    return CLI_HOLDS;
}

static enum cli_exit set_option(const struct cli_tool *tool, const struct cli_option *option,
                                const char *argument) {
    enum cli_exit result = CLI_HOLDS;

    if (option->flag != NULL) {
        *option->flag = 1;
    }
    if (option->text != NULL) {
        *option->text = argument;
    }
    if (option->words != NULL) {
        result = set_word(tool, option, argument);
    }
    if (result == CLI_HOLDS && option->list != NULL) {
        result = add_to_list(tool, option->list, argument);
    } else if (option->number != NULL) {
        result = set_number(tool, option, argument);
    } else if (option->milliseconds != NULL) {
        result = set_seconds(tool, option, argument);
    }
    return result == CLI_HOLDS && option->call != NULL ? option->call(tool, argument) : result;
}

/* Of options that are given together: IS_GIVEN is true for the tool's rows that are. */
static enum cli_exit check_together(const struct cli_tool *tool, const bool *is_given) {
    const struct cli_option *rows = tool->options, *mode = NULL;

    for (size_t i = 0; i < tool->option_count; i++) {
        mode = is_given[i] && rows[i].excludes ? &rows[i] : mode;
    }
    for (size_t i = 0; i < tool->option_count; i++) {
        const char *needs = rows[i].needs, *also = rows[i].also;
        bool has_it = needs == NULL;
        for (size_t j = 0; j < tool->option_count; j++) {
            has_it = has_it || (is_given[j] && strcmp(rows[j].name, needs) == 0);
        }
        if (is_given[i] && !has_it) {
            return cli_usage(tool, "--%s needs --%s", rows[i].name, needs);
        }
        if (is_given[i] && mode != NULL && mode != &rows[i] &&
            (needs == NULL || strcmp(needs, mode->name) != 0) &&
            (also == NULL || strcmp(also, mode->name) != 0)) {
            return cli_usage(tool, "--%s excludes --%s", mode->name, rows[i].name);
        }
    }
    return CLI_HOLDS;
}

bool cli_options_read(const struct cli_tool *tool, int argc, char **argv, struct cli_given *given) {
    bool is_given[OPTIONS_MAX] = {false};
    struct tables tables;
    int got;

    cli_streams_begin();
    fill(&tables, tool);
    *given = (struct cli_given){.result = CLI_HOLDS};
    opterr = 0;
    while (given->result == CLI_HOLDS &&
           (got = getopt_long(argc, argv, tables.letters, tables.names, NULL)) != -1) {
        const struct cli_option *option = got == '?' || got == ':' ? NULL : option_of(tool, got);
        if (option == NULL) {
            given->result = report_mistake(tool, got, argv[optind - 1]);
            return false;
        }
        given->result = set_option(tool, option, optarg);
        if (option->ends) {
            return false;
        }
        is_given[index_of(tool, option)] = true;
    }
    if (given->result == CLI_HOLDS) {
        given->result = check_together(tool, is_given);
    }
    given->operands = (const char *const *)argv + optind;
    given->operand_count = (size_t)(argc - optind);
    given->colour = (enum cli_colour)cli_colour_index;
    return given->result == CLI_HOLDS;
}

void cli_options_free(const struct cli_tool *tool) {
    for (size_t i = 0; i < tool->option_count; i++) {
        if (tool->options[i].list != NULL) {
            free(tool->options[i].list->items);
            *tool->options[i].list = (struct cli_list){0};
        }
    }
}

int cli_run(const struct cli_tool *tool, int argc, char **argv,
            enum cli_exit (*work)(const struct cli_given *given)) {
    struct cli_given given;

    if (cli_options_read(tool, argc, argv, &given)) {
        given.result = work(&given);
    }
    cli_options_free(tool);
    return cli_streams_end((int)given.result);
}

static size_t standard_inputs(const char *const *names, size_t count) {
    size_t found = 0;

    for (size_t i = 0; i < count; i++) {
        found += names[i] != NULL && strcmp(names[i], "-") == 0 ? 1 : 0;
    }
    return found;
}

enum cli_exit cli_check_inputs(const struct cli_tool *tool, const struct cli_given *given) {
    size_t found = tool->operand_kind == CLI_INPUT
                       ? standard_inputs(given->operands, given->operand_count)
                       : 0;

    for (size_t i = 0; i < tool->option_count; i++) {
        const struct cli_option *option = &tool->options[i];
        if (option->kind == CLI_INPUT && option->text != NULL) {
            found += standard_inputs(option->text, 1);
        } else if (option->kind == CLI_INPUT) {
            found += standard_inputs(option->list->items, option->list->count);
        }
    }
    return found > 1 ? cli_usage(tool, "standard input can be read only once") : CLI_HOLDS;
}

enum cli_exit cli_check_operands(const struct cli_tool *tool, const struct cli_given *given) {
    return given->operand_count == 0 ? cli_usage(tool, "no %s is given", tool->operand)
                                     : cli_check_inputs(tool, given);
}

bool cli_colour_on(enum cli_colour when, int fd) {
    const char *no_colour = getenv("NO_COLOR");

    if (when == CLI_COLOUR_AUTO) {
        return isatty(fd) && (no_colour == NULL || no_colour[0] == '\0');
    }
    return when == CLI_COLOUR_ALWAYS;
}

unsigned cli_number(const char *text, unsigned most) {
    uint64_t number = 0;

    return text[0] != '0' && mx_number_parse(text, strlen(text), most, &number) ? (unsigned)number
                                                                                : 0;
}
