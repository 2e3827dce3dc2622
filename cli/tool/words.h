/* The words that an option's argument may be, such as names of formats. */
#ifndef CLI_TOOL_WORDS_H
#define CLI_TOOL_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include <mxtrap/format.h>

#include "base/text.h"

struct cli_words {
    const char *noun; /* "format" */
    /* The word at INDEX; NULL past the end. */
    const char *(*at)(const struct cli_words *words, size_t index);
    /* Its description; NULL: none. */
    const char *(*what)(const struct cli_words *words, size_t index);
    bool has_default;             /* the first one */
    bool is_long;                 /* too many for a line of the help */
    enum mxtrap_format_kind kind; /* of formats */
};

/* The index of WORD; SIZE_MAX: unknown, and *SIMILAR is the nearest word, or NULL. */
size_t cli_word_find(const struct cli_words *words, const char *word, const char **similar);

/* Appends "a (default), b or c". */
void cli_words_list(struct mx_text *text, const struct cli_words *words);

extern const struct cli_words cli_findings_formats, cli_results_formats, cli_simulations_formats,
    cli_watch_formats, cli_gen_formats, cli_gen_or_diff_formats, cli_rules, cli_families,
    cli_severities;

#endif
