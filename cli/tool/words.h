/* The words that an option's argument can be, such as the names of formats. */
#ifndef CLI_TOOL_WORDS_H
#define CLI_TOOL_WORDS_H

#include <stdbool.h>
#include <stddef.h>

struct cli_words {
    const char *noun;                  /* what one of them is: "format" */
    const char *(*at)(size_t index);   /* NULL past the end */
    const char *(*what)(size_t index); /* a few words on it; NULL: it speaks for itself */
    bool has_default;                  /* the first one */
    bool is_long;                      /* too many to say all of them in a line */
};

/* The index of WORD; SIZE_MAX where it is none of them, and *SIMILAR is the one that is meant, or
 * NULL. */
size_t cli_word_find(const struct cli_words *words, const char *word, const char **similar);

extern const struct cli_words cli_report_formats, cli_results_formats, cli_simulations_formats,
    cli_gen_formats, cli_gen_or_diff_formats, cli_rules, cli_families, cli_severities;

#endif
