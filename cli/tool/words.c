/* Words out of the library's tables. */
#include "words.h"

#include <stdint.h>
#include <string.h>

#include <mxtrap/mxtrap.h>

#include "base/suggest.h"

size_t cli_word_find(const struct cli_words *words, const char *word, const char **similar) {
    struct mx_suggest near = {.word = word, .length = strlen(word)};
    const char *known;

    for (size_t i = 0; (known = words->at(i)) != NULL; i++) {
        if (strcmp(known, word) == 0) {
            return i;
        }
        mx_suggest_try(&near, known);
    }
    *similar = near.best;
    return SIZE_MAX;
}

static const char *report_at(size_t index) {
    const mxtrap_report_format *format = mxtrap_report_format_at(index);
    return format == NULL ? NULL : mxtrap_report_format_name(format);
}

static const char *report_what(size_t index) {
    return mxtrap_report_format_what(mxtrap_report_format_at(index));
}

static const char *results_at(size_t index) {
    const mxtrap_results_format *format = mxtrap_results_format_at(index);
    return format == NULL ? NULL : mxtrap_results_format_name(format);
}

static const char *results_what(size_t index) {
    return mxtrap_results_format_what(mxtrap_results_format_at(index));
}

static const char *simulations_at(size_t index) {
    const mxtrap_simulations_format *format = mxtrap_simulations_format_at(index);
    return format == NULL ? NULL : mxtrap_simulations_format_name(format);
}

static const char *simulations_what(size_t index) {
    return mxtrap_simulations_format_what(mxtrap_simulations_format_at(index));
}

static const char *gen_at(size_t index) {
    const mxtrap_format *format = mxtrap_format_at(index);
    return format == NULL ? NULL : mxtrap_format_name(format);
}

static const char *gen_what(size_t index) {
    return mxtrap_format_what(mxtrap_format_at(index));
}

/* With --diff there is one more. */
static const char *gen_or_diff_at(size_t index) {
    const char *name = gen_at(index);
    return name == NULL && index > 0 && gen_at(index - 1) != NULL ? "text" : name;
}

static const char *gen_or_diff_what(size_t index) {
    return gen_at(index) != NULL ? gen_what(index) : "with --diff: the steps, for people";
}

static const char *rule_at(size_t index) {
    const struct mxtrap_rule_info *rule = mxtrap_rules_at(index);
    return rule == NULL ? NULL : rule->id;
}

static const char *rule_what(size_t index) {
    return mxtrap_rules_at(index)->title;
}

static const char *family_at(size_t index) {
    return index <= MXTRAP_FAMILY_IPV6_HOST ? mxtrap_family_name((enum mxtrap_family)index) : NULL;
}

static const char *severity_at(size_t index) {
    return index <= MXTRAP_ERROR ? mxtrap_severity_name((enum mxtrap_severity)index) : NULL;
}

const struct cli_words cli_report_formats = {"format", report_at, report_what, true, false};
const struct cli_words cli_results_formats = {"format", results_at, results_what, true, false};
const struct cli_words cli_simulations_formats = {"format", simulations_at, simulations_what, true,
                                                  false};
const struct cli_words cli_gen_formats = {"format", gen_at, gen_what, true, true};
const struct cli_words cli_gen_or_diff_formats = {"format", gen_or_diff_at, gen_or_diff_what, false,
                                                  true};
const struct cli_words cli_rules = {"rule", rule_at, rule_what, false, true};
const struct cli_words cli_families = {"family", family_at, NULL, true, false};
const struct cli_words cli_severities = {"severity", severity_at, NULL, true, false};
