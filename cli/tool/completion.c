/* --completion: a script for a shell, from the same table as --help. If an argument is one of a
 * list, the script has the list; else it proposes files, folders or nothing. */
#include "completion.h"

#include <string.h>

#include "base/text.h"
#include "help.h"
#include "output.h"

/* What replaces a quote and a backslash between a shell's single quotes. */
struct quoting {
    const char *quote, *backslash;
};

static const struct quoting zsh = {"'\\''", "\\"}, fish = {"\\'", "\\\\"};

static void quoted(struct mx_text *out, const char *text, const struct quoting *shell) {
    mx_text_char(out, '\'');
    for (; *text != '\0'; text++) {
        if (*text == '\'' || *text == '\\') {
            mx_text_string(out, *text == '\'' ? shell->quote : shell->backslash);
        } else {
            mx_text_char(out, *text);
        }
    }
    mx_text_char(out, '\'');
}

/* The tool's name as a function's. */
static void function_name(struct mx_text *out, const char *name) {
    mx_text_char(out, '_');
    for (; *name != '\0'; name++) {
        if (*name == '-') {
            mx_text_char(out, '_');
        } else {
            mx_text_char(out, *name);
        }
    }
}

/* -- bash */

static void bash_words(struct mx_text *out, const struct cli_words *words) {
    const char *word;

    mx_text_string(out, "compgen -W '");
    for (size_t i = 0; (word = words->at(words, i)) != NULL; i++) {
        mx_text_string(out, i > 0 ? " " : "");
        mx_text_string(out, word);
    }
    mx_text_string(out, "' -- \"$current\"");
}

/* The command that prints the proposals. */
static void bash_source(struct mx_text *out, enum cli_kind kind, const struct cli_words *words) {
    static const char *const sources[] = {
        [CLI_ANYTHING] = ":",
        [CLI_INPUT] = "compgen -f -- \"$current\"",
        [CLI_FILE] = "compgen -f -- \"$current\"",
        [CLI_FOLDER] = "compgen -d -- \"$current\"",
    };

    if (words != NULL) {
        bash_words(out, words);
    } else {
        mx_text_string(out, sources[kind]);
    }
}

static void bash_case(struct mx_text *out, const struct cli_option *option) {
    if (option->argument == NULL) {
        return;
    }
    mx_text_string(out, "    ");
    if (option->letter != '\0') {
        mx_text_format(out, "-%c | ", option->letter);
    }
    mx_text_format(out, "--%s) mapfile -t COMPREPLY < <(", option->name);
    bash_source(out, option->kind, option->words);
    mx_text_string(out, "); return ;;\n");
}

static void bash_names(struct mx_text *out, const struct cli_tool *tool) {
    const struct cli_option *option;

    mx_text_string(out, "        mapfile -t COMPREPLY < <(compgen -W '");
    for (size_t i = 0; (option = cli_option_at(tool, i)) != NULL; i++) {
        mx_text_format(out, "%s--%s", i > 0 ? " " : "", option->name);
        if (option->letter != '\0') {
            mx_text_format(out, " -%c", option->letter);
        }
    }
    mx_text_string(out, "' -- \"$current\")\n        return\n");
}

/* After "--" follows a command in one tool, and operands in the others. */
static void bash_after(struct mx_text *out, const struct cli_tool *tool) {
    mx_text_string(out, "        if [[ ${COMP_WORDS[i]} == -- ]]; then\n            ");
    if (tool->takes_command) {
        mx_text_string(out, "if ((i + 1 == COMP_CWORD)); then\n                "
                            "mapfile -t COMPREPLY < <(compgen -c -- \"$current\")\n"
                            "            else\n                "
                            "mapfile -t COMPREPLY < <(compgen -f -- \"$current\")\n"
                            "            fi\n");
    } else {
        mx_text_string(out, "mapfile -t COMPREPLY < <(");
        bash_source(out, tool->operand_kind, NULL);
        mx_text_string(out, ")\n");
    }
    mx_text_string(out, "            return\n        fi\n");
}

/* bash splits at "=": the words of --format=js are --format, = and js. */
static void bash_script(struct mx_text *out, const struct cli_tool *tool) {
    const struct cli_option *option;

    function_name(out, tool->name);
    mx_text_string(out, "() {\n"
                        "    local i current=${COMP_WORDS[COMP_CWORD]} "
                        "option=${COMP_WORDS[COMP_CWORD - 1]}\n"
                        "    COMPREPLY=()\n"
                        "    for ((i = 1; i < COMP_CWORD; i++)); do\n");
    bash_after(out, tool);
    mx_text_string(out, "    done\n"
                        "    if [[ $current == = ]]; then\n"
                        "        current=\n"
                        "    elif [[ $option == = ]]; then\n"
                        "        option=${COMP_WORDS[COMP_CWORD - 2]}\n"
                        "    fi\n"
                        "    case $option in\n");
    for (size_t i = 0; (option = cli_option_at(tool, i)) != NULL; i++) {
        bash_case(out, option);
    }
    mx_text_string(out, "    esac\n    if [[ $current == -* ]]; then\n");
    bash_names(out, tool);
    mx_text_string(out, "    fi\n    mapfile -t COMPREPLY < <(");
    bash_source(out, tool->operand_kind, NULL);
    mx_text_string(out, ")\n}\ncomplete -o filenames -F ");
    function_name(out, tool->name);
    mx_text_format(out, " %s\n", tool->name);
}

/* -- zsh */

/* Escapes colons, which separate the parts of a specification. */
static void zsh_colons(struct mx_text *out, const char *text) {
    for (; *text != '\0'; text++) {
        mx_text_string(out, *text == ':' ? "\\" : "");
        mx_text_char(out, *text);
    }
}

/* ((word\:'what it is' ...)): a specification's action, which zsh evaluates. */
static void zsh_words(struct mx_text *out, const struct cli_words *words) {
    const char *word;

    mx_text_string(out, words->what != NULL ? "((" : "(");
    for (size_t i = 0; (word = words->at(words, i)) != NULL; i++) {
        mx_text_string(out, i > 0 ? " " : "");
        mx_text_string(out, word);
        if (words->what != NULL) {
            struct mx_text what = {0};
            zsh_colons(&what, words->what(words, i));
            const char *escaped = mx_text_string_of(&what);
            mx_text_string(out, "\\:");
            quoted(out, escaped != NULL ? escaped : "", &zsh);
            mx_text_free(&what);
        }
    }
    mx_text_string(out, words->what != NULL ? "))" : ")");
}

static void zsh_action(struct mx_text *out, const char *message, enum cli_kind kind,
                       const struct cli_words *words) {
    static const char *const actions[] = {
        [CLI_ANYTHING] = " ",
        [CLI_INPUT] = "_files",
        [CLI_FILE] = "_files",
        [CLI_FOLDER] = "_files -/",
    };

    mx_text_char(out, ':');
    zsh_colons(out, message);
    mx_text_char(out, ':');
    if (words != NULL) {
        zsh_words(out, words);
    } else {
        mx_text_string(out, actions[kind]);
    }
}

/* The part of a specification after the option's name. */
static void zsh_rest(struct mx_text *out, const struct cli_option *option) {
    struct mx_text rest = {0};

    mx_text_format(&rest, "[%s]", option->help);
    if (option->argument != NULL) {
        zsh_action(&rest, option->argument, option->kind, option->words);
    }
    const char *text = mx_text_string_of(&rest);
    quoted(out, text != NULL ? text : "", &zsh);
    mx_text_free(&rest);
}

/* Only an option that is a list is proposed again. */
static void zsh_option(struct mx_text *out, const struct cli_option *option) {
    const char *is_argument = option->argument != NULL ? "=" : "";

    mx_text_string(out, " \\\n    ");
    if (option->letter == '\0') {
        mx_text_format(out, "%s--%s%s", option->list != NULL ? "'*'" : "", option->name,
                       is_argument);
    } else {
        if (option->list != NULL) {
            mx_text_string(out, "'*'");
        } else {
            mx_text_format(out, "'(-%c --%s)'", option->letter, option->name);
        }
        mx_text_format(out, "{-%c%s,--%s%s}", option->letter, option->argument != NULL ? "+" : "",
                       option->name, is_argument);
    }
    zsh_rest(out, option);
}

static void zsh_script(struct mx_text *out, const struct cli_tool *tool) {
    const struct cli_option *option;

    if (tool->takes_command) {
        mx_text_string(out, "local behind=${words[(i)--]}\n"
                            "if ((behind < CURRENT)); then\n"
                            "    shift $behind words\n"
                            "    ((CURRENT -= behind))\n"
                            "    _normal\n"
                            "    return\n"
                            "fi\n");
    }
    mx_text_string(out, "_arguments -s -S");
    for (size_t i = 0; (option = cli_option_at(tool, i)) != NULL; i++) {
        zsh_option(out, option);
    }
    mx_text_string(out, " \\\n    '*");
    zsh_action(out, tool->operand, tool->operand_kind, NULL);
    mx_text_string(out, "'\n");
}

/* -- fish */

/* word\t'what it is' ...: fish evaluates each as a word. */
static void fish_words(struct mx_text *out, const struct cli_words *words) {
    struct mx_text inner = {0};
    const char *word;

    for (size_t i = 0; (word = words->at(words, i)) != NULL; i++) {
        mx_text_format(&inner, "%s%s", i > 0 ? " " : "", word);
        if (words->what != NULL) {
            mx_text_string(&inner, "\\t");
            quoted(&inner, words->what(words, i), &fish);
        }
    }
    const char *text = mx_text_string_of(&inner);
    mx_text_string(out, " -x -a ");
    quoted(out, text != NULL ? text : "", &fish);
    mx_text_free(&inner);
}

static void fish_option(struct mx_text *out, const struct cli_tool *tool,
                        const struct cli_option *option) {
    static const char *const arguments[] = {
        [CLI_ANYTHING] = " -x",
        [CLI_INPUT] = " -r -F",
        [CLI_FILE] = " -r -F",
        [CLI_FOLDER] = " -x -a '(__fish_complete_directories)'",
    };

    mx_text_format(out, "complete -c %s", tool->name);
    if (option->letter != '\0') {
        mx_text_format(out, " -s %c", option->letter);
    }
    mx_text_format(out, " -l %s", option->name);
    if (option->words != NULL) {
        fish_words(out, option->words);
    } else if (option->argument != NULL) {
        mx_text_string(out, arguments[option->kind]);
    }
    mx_text_string(out, " -d ");
    quoted(out, option->help, &fish);
    mx_text_char(out, '\n');
}

static void fish_script(struct mx_text *out, const struct cli_tool *tool) {
    const struct cli_option *option;

    if (tool->operand_kind == CLI_ANYTHING) {
        mx_text_format(out, "complete -c %s -f\n", tool->name);
    }
    for (size_t i = 0; (option = cli_option_at(tool, i)) != NULL; i++) {
        fish_option(out, tool, option);
    }
    if (tool->takes_command) {
        mx_text_format(out,
                       "complete -c %s -n 'contains -- -- (commandline -opc)' "
                       "-a '(__fish_complete_command)'\n",
                       tool->name);
    }
}

/* -- the shells */

static const struct shell {
    const char *name, *first_line;
    void (*script)(struct mx_text *out, const struct cli_tool *tool);
} shells[] = {
    {"bash", "# bash completion for", bash_script},
    {"zsh", "#compdef", zsh_script},
    {"fish", "# fish completion for", fish_script},
};

static const char *shell_at(const struct cli_words *words, size_t index) {
    (void)words;
    return index < sizeof shells / sizeof shells[0] ? shells[index].name : NULL;
}

const struct cli_words cli_shells = {.noun = "shell", .at = shell_at};

enum cli_exit cli_completion(const struct cli_tool *tool, const char *shell) {
    struct mx_text text = MX_TEXT_INTO(cli_sink, &cli_standard_output);

    for (size_t i = 0; i < sizeof shells / sizeof shells[0]; i++) {
        if (strcmp(shells[i].name, shell) == 0) {
            mx_text_format(&text, "%s %s\n", shells[i].first_line, tool->name);
            shells[i].script(&text, tool);
        }
    }
    return cli_print(tool, &text);
}
