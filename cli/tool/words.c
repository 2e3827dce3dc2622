/* Words from the library's tables. */
#include "words.h"

#include <stdint.h>
#include <string.h>

#include <mxtrap/mxtrap.h>

#include "base/suggest.h"

size_t cli_word_find(const struct cli_words *words, const char *word, const char **similar) {
    struct mx_suggest near = {.word = word, .length = strlen(word)};
    const char *known;

    for (size_t i = 0; (known = words->at(words, i)) != NULL; i++) {
        if (strcmp(known, word) == 0) {
            return i;
        }
        mx_suggest_try(&near, known);
    }
    *similar = near.best;
    return SIZE_MAX;
}

void cli_words_list(struct mx_text *text, const struct cli_words *words) {
    const char *word;

    for (size_t i = 0; (word = words->at(words, i)) != NULL; i++) {
        if (i > 0) {
            mx_text_string(text, words->at(words, i + 1) == NULL ? " or " : ", ");
        }
        mx_text_string(text, word);
        mx_text_string(text, i == 0 && words->has_default ? " (default)" : "");
    }
}

static const char *format_at(const struct cli_words *words, size_t index) {
    const mxtrap_format *format = mxtrap_format_at(words->kind, index);
    return format == NULL ? NULL : mxtrap_format_name(format);
}

static const char *format_what(const struct cli_words *words, size_t index) {
    return mxtrap_format_description(mxtrap_format_at(words->kind, index));
}

/* The formats of zones, then those of plans (--diff) with other names. */
static const mxtrap_format *zones_or_plans(size_t index) {
    const mxtrap_format *format;
    size_t zones = 0;

    for (; (format = mxtrap_format_at(MXTRAP_FORMAT_ZONES, zones)) != NULL; zones++) {
        if (zones == index) {
            return format;
        }
    }
    for (size_t i = 0; (format = mxtrap_format_at(MXTRAP_FORMAT_PLANS, i)) != NULL; i++) {
        bool is_new = mxtrap_format_find(MXTRAP_FORMAT_ZONES, mxtrap_format_name(format)) == NULL;
        if (is_new && zones++ == index) {
            return format;
        }
    }
    return NULL;
}

static const char *gen_or_diff_at(const struct cli_words *words, size_t index) {
    const mxtrap_format *format = zones_or_plans(index);
    (void)words;
    return format == NULL ? NULL : mxtrap_format_name(format);
}

static const char *gen_or_diff_what(const struct cli_words *words, size_t index) {
    (void)words;
    return mxtrap_format_description(zones_or_plans(index));
}

static const char *rule_at(const struct cli_words *words, size_t index) {
    (void)words;
    const struct mxtrap_rule_info *rule = mxtrap_rules_at(index);
    return rule == NULL ? NULL : rule->id;
}

static const char *rule_what(const struct cli_words *words, size_t index) {
    (void)words;
    return mxtrap_rules_at(index)->title;
}

static const char *family_at(const struct cli_words *words, size_t index) {
    (void)words;
    return index <= MXTRAP_FAMILY_IPV6_HOST ? mxtrap_family_name((enum mxtrap_family)index) : NULL;
}

static const char *severity_at(const struct cli_words *words, size_t index) {
    (void)words;
    return index <= MXTRAP_ERROR ? mxtrap_severity_name((enum mxtrap_severity)index) : NULL;
}

const struct cli_words cli_findings_formats = {"format", format_at, format_what,
                                               true,     false,     MXTRAP_FORMAT_FINDINGS};
const struct cli_words cli_results_formats = {"format", format_at, format_what,
                                              true,     false,     MXTRAP_FORMAT_RESULTS};
const struct cli_words cli_simulations_formats = {"format", format_at, format_what,
                                                  true,     false,     MXTRAP_FORMAT_SIMULATIONS};
const struct cli_words cli_watch_formats = {"format", format_at, format_what,
                                            true,     false,     MXTRAP_FORMAT_WATCH};
const struct cli_words cli_gen_formats = {"format", format_at, format_what,
                                          true,     true,      MXTRAP_FORMAT_ZONES};
const struct cli_words cli_gen_or_diff_formats = {"format", gen_or_diff_at, gen_or_diff_what,
                                                  .is_long = true};
const struct cli_words cli_rules = {"rule", rule_at, rule_what, .is_long = true};
const struct cli_words cli_families = {"family", family_at, NULL, .has_default = true};
const struct cli_words cli_severities = {"severity", severity_at, NULL, .has_default = true};
