/* Comments as mxtrap-gen writes them: "; mxtrap: dummy" and "; mxtrap: real", and after that the
 * rules that the spec accepts: "; mxtrap: dummy, ignore single-real-host"; or these without a role.
 * "; mxtrap: none" is a spec's null MX.
 * People put them after other comments, and on any line of a record in parentheses. */
#include "zone/scan/comment.h"

#include <string.h>
#include <strings.h>

#include "base/suggest.h"

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\0';
}

static void skip_blanks(const char **text, size_t *length) {
    while (*length > 0 && is_blank(**text)) {
        ++*text;
        --*length;
    }
}

/* Skips blanks and WORD, in either case; false where the text begins with another. */
static bool skip_word(const char **text, size_t *length, const char *word) {
    size_t size = strlen(word);

    skip_blanks(text, length);
    if (*length < size || strncasecmp(*text, word, size) != 0) {
        return false;
    }
    *text += size;
    *length -= size;
    return true;
}

/* Whether the word before this ends here; text may follow it. */
static bool is_word_end(const char *text, size_t length) {
    return length == 0 || is_blank(*text) || strchr(",;.\n", *text) != NULL;
}

/* Goes after "mxtrap:" in the next of the comments; false where there is none. */
static bool find_mark(const char **text, size_t *length) {
    while (!skip_word(text, length, "mxtrap:")) {
        const char *next = memchr(*text, ';', *length);
        if (next == NULL) {
            return false;
        }
        *length -= (size_t)(next + 1 - *text);
        *text = next + 1;
    }
    return true;
}

static bool read_role(const char **text, size_t *length, enum mxtrap_role *out) {
    static const char *const words[] = {
        [MXTRAP_ROLE_UNKNOWN] = "none", [MXTRAP_ROLE_DUMMY] = "dummy", [MXTRAP_ROLE_REAL] = "real"};
    const char *before = *text;
    size_t left = *length;

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (skip_word(text, length, words[i]) && is_word_end(*text, *length)) {
            *out = (enum mxtrap_role)i;
            return true;
        }
        *text = before;
        *length = left;
    }
    return false;
}

/* The first that the comments give. */
bool mx_zone_role(const char *comment, size_t length, enum mxtrap_role *out) {
    bool has_role = false;

    while (!has_role && find_mark(&comment, &length)) {
        has_role = read_role(&comment, &length, out);
    }
    return has_role;
}

/* Letters and hyphens at the front of the text. */
static size_t word_length(const char *text, size_t length) {
    size_t count = 0;
    while (count < length && ((text[count] >= 'a' && text[count] <= 'z') || text[count] == '-')) {
        count++;
    }
    return count;
}

/* LENGTH letters that are no rule's id; SIMILAR is one, or NULL. */
static void report_unknown(const char *word, size_t length, const char *similar,
                           struct mx_place place, mxtrap_findings *findings) {
    struct mx_text *text = mx_finding_begin(findings);

    if (length == 0) {
        mx_text_string(text, "no rule follows \"ignore\" in the comment");
    } else {
        mx_text_string(text, "the comment ignores ");
        mx_text_quoted(text, word, length);
        mx_text_string(text, ", which is not the id of a rule");
    }
    if (similar != NULL) {
        mx_text_format(text, "; did you mean \"%s\"?", similar);
    }
    mx_finding_end(findings, MX_RULE_UNKNOWN_RULE, MXTRAP_WARNING, place);
}

/* After a role it may be what a spec ignores, and the spec may need it where its zone does not. */
static void accept(enum mx_rule rule, bool has_role, struct mx_place ignored[MX_RULE_COUNT],
                   struct mx_place place, mxtrap_findings *findings) {
    if (mx_rules[rule].group != MX_GROUP_INPUT) {
        ignored[rule] = ignored[rule].line > 0 ? ignored[rule] : place;
        ignored[rule].column = has_role ? 0 : ignored[rule].column;
    } else {
        mx_text_format(mx_finding_begin(findings),
                       "the comment ignores %s, which cannot be ignored", mx_rules[rule].info.id);
        mx_finding_end(findings, MX_RULE_UNKNOWN_RULE, MXTRAP_WARNING, place);
    }
}

/* The list of rules at the front of the text: words, with commas between them or without. Other
 * words may follow, unless they look like a rule. */
static void read_rules(const char *text, size_t length, bool has_role,
                       struct mx_place ignored[MX_RULE_COUNT], struct mx_place place,
                       mxtrap_findings *findings) {
    for (bool is_first = true;; is_first = false) {
        skip_word(&text, &length, ",");
        skip_blanks(&text, &length);
        size_t count = word_length(text, length);
        enum mx_rule rule = mx_rule_find(text, count);
        if (rule != MX_RULE_COUNT) {
            accept(rule, has_role, ignored, place, findings);
        } else {
            struct mx_suggest similar = {.word = text, .length = count};
            for (int i = 0; i < MX_RULE_COUNT; i++) {
                mx_suggest_try(&similar, mx_rules[i].info.id);
            }
            bool is_meant = is_first || similar.best != NULL || memchr(text, '-', count) != NULL;
            if (is_meant) {
                report_unknown(text, count, similar.best, place, findings);
            }
            if (!is_meant || count == 0) {
                return;
            }
        }
        text += count;
        length -= count;
    }
}

/* Of words that are neither a role nor "ignore", those that look like one; after a role, only
 * "ignore" is wanted, and others are prose. */
static void check_word(const char *text, size_t length, bool has_role, struct mx_place place,
                       mxtrap_findings *findings) {
    static const char *const words[] = {"ignore", "dummy", "real", "none"};
    size_t words_count = has_role ? 1 : sizeof words / sizeof words[0];
    size_t count = 0;

    skip_blanks(&text, &length);
    while (!is_word_end(text + count, length - count)) {
        count++;
    }
    struct mx_suggest similar = {.word = text, .length = count};
    for (size_t i = 0; i < words_count; i++) {
        mx_suggest_try(&similar, words[i]);
    }
    if (similar.best != NULL && similar.distance > 0) {
        struct mx_text *message = mx_finding_begin(findings);
        mx_text_string(message, "the comment says ");
        mx_text_quoted(message, text, count);
        mx_text_format(message, ": did you mean \"%s\"?", similar.best);
        mx_finding_end(findings, MX_RULE_UNKNOWN_WORD, MXTRAP_WARNING, place);
    }
}

void mx_zone_ignored(const char *comment, size_t length, struct mx_place ignored[MX_RULE_COUNT],
                     struct mx_place place, mxtrap_findings *findings) {
    while (find_mark(&comment, &length)) {
        enum mxtrap_role role;
        bool has_role = read_role(&comment, &length, &role);
        if (has_role && !skip_word(&comment, &length, ",")) {
            continue;
        }
        const char *word = comment;
        size_t left = length;
        if (skip_word(&comment, &length, "ignore") && is_word_end(comment, length)) {
            read_rules(comment, length, has_role, ignored, place, findings);
        } else {
            check_word(word, left, has_role, place, findings);
        }
    }
}
