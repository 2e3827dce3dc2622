/* Pages: --help from the table of options, in 80 columns; --version; the rules. */
#include "help.h"

#include <string.h>

#include <mxtrap/findings.h>
#include <mxtrap/version.h>

#include "output.h"

enum { HELP_COLUMN = 28, WIDTH = 80 };

enum cli_exit cli_print(const struct cli_tool *tool, struct mx_text *text) {
    return cli_finish(tool->name, mx_text_end(text));
}

/* Wraps WORDS from HELP_COLUMN on; the first line begins at MARK. */
static void wrap(struct mx_text *text, const char *words, size_t mark) {
    for (;;) {
        size_t length = strcspn(words, " "), column = mx_text_position(text) - mark;
        if (column > HELP_COLUMN && column + 1 + length > WIDTH) {
            mx_text_char(text, '\n');
            mark = mx_text_position(text);
            mx_text_pad(text, mark, HELP_COLUMN);
        } else if (column > HELP_COLUMN) {
            mx_text_char(text, ' ');
        } else {
            mx_text_pad(text, mark, HELP_COLUMN);
        }
        mx_text_bytes(text, words, length);
        if (words[length] == '\0') {
            return;
        }
        words += length + 1;
    }
}

static void help_words(struct mx_text *text, const struct cli_option *option) {
    mx_text_string(text, option->help);
    if (option->words != NULL && !option->words->is_long) {
        mx_text_string(text, ": ");
        cli_words_list(text, option->words);
    }
    mx_text_string(text, option->list != NULL ? " (repeatable)" : "");
}

static void help_row(struct mx_text *text, const struct cli_option *option) {
    size_t mark = mx_text_position(text);
    struct mx_text words = {0};

    mx_text_string(text, option->letter != '\0' ? "  -" : "     ");
    if (option->letter != '\0') {
        mx_text_format(text, "%c,", option->letter);
    }
    mx_text_format(text, " --%s%s%s", option->name, option->argument != NULL ? "=" : "",
                   option->argument != NULL ? option->argument : "");
    help_words(&words, option);
    const char *help = mx_text_string_of(&words);
    if (help == NULL) {
        text->status = MXTRAP_ERR_MEMORY;
    } else {
        wrap(text, help, mark);
    }
    mx_text_char(text, '\n');
    mx_text_free(&words);
}

enum cli_exit cli_help(const struct cli_tool *tool, const char *unused) {
    struct mx_text text = MX_TEXT_INTO(cli_sink, &cli_standard_output);
    const struct cli_option *option;
    const char *word;

    (void)unused;
    mx_text_format(&text, "usage: %s %s\n%s\n\n", tool->name, tool->synopsis, tool->does);
    for (size_t i = 0; (option = cli_option_at(tool, i)) != NULL; i++) {
        help_row(&text, option);
    }
    if (tool->listed != NULL) {
        mx_text_format(&text, "\n%ss:\n", tool->listed->noun);
        for (size_t i = 0; (word = tool->listed->at(tool->listed, i)) != NULL; i++) {
            mx_text_format(&text, "  %-12s%s\n", word, tool->listed->what(tool->listed, i));
        }
    }
    mx_text_format(&text, "\nexit status: %s\n", tool->statuses);
    return cli_print(tool, &text);
}

enum cli_exit cli_version(const struct cli_tool *tool, const char *unused) {
    struct mx_text text = MX_TEXT_INTO(cli_sink, &cli_standard_output);

    (void)unused;
    mx_text_format(&text, "%s %s\n", tool->name, mxtrap_version());
    return cli_print(tool, &text);
}

enum cli_exit cli_list_rules(const struct cli_tool *tool, const char *unused) {
    struct mx_text text = MX_TEXT_INTO(cli_sink, &cli_standard_output);
    const struct mxtrap_rule_info *rule;

    (void)unused;
    for (size_t i = 0; (rule = mxtrap_rules_at(i)) != NULL; i++) {
        size_t mark = mx_text_position(&text);
        mx_text_string(&text, rule->id);
        mx_text_pad(&text, mark, 28);
        mx_text_string(&text, mxtrap_severity_name(rule->severity));
        mx_text_pad(&text, mark, 37);
        mx_text_string(&text, rule->title);
        mx_text_char(&text, '\n');
    }
    return cli_print(tool, &text);
}

enum cli_exit cli_explain(const struct cli_tool *tool, const char *id) {
    struct mx_text text = MX_TEXT_INTO(cli_sink, &cli_standard_output);
    const struct mxtrap_rule_info *rule = mxtrap_rules_at(0);

    for (size_t i = 0; strcmp(rule->id, id) != 0; i++) {
        rule = mxtrap_rules_at(i);
    }
    const char *const lines[][2] = {{"", rule->id},
                                    {" (", rule->group},
                                    {"): ", rule->title},
                                    {"\n\nWhy:    ", rule->why},
                                    {"\nFix:    ", rule->fix},
                                    {"\nSource: ", rule->source}};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        mx_text_string(&text, lines[i][0]);
        mx_text_string(&text, lines[i][1]);
    }
    mx_text_char(&text, '\n');
    return cli_print(tool, &text);
}
