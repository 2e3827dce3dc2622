/* Comments as mxtrap-gen writes them: "; mxtrap: dummy" and "; mxtrap: real", and behind that the
 * rules that the spec accepts: "; mxtrap: dummy, ignore single-real-host". */
#include "read/zone_reader.h"

#include <string.h>

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\0';
}

static void skip_blanks(const char **text, size_t *length) {
    while (*length > 0 && is_blank(**text)) {
        ++*text;
        --*length;
    }
}

/* Takes WORD from the front of the text. */
static bool take_word(const char **text, size_t *length, const char *word) {
    size_t size = strlen(word);

    skip_blanks(text, length);
    if (*length < size || memcmp(*text, word, size) != 0) {
        return false;
    }
    *text += size;
    *length -= size;
    return true;
}

/* Whether the word that was taken ends here; text may follow it. */
static bool is_word_end(const char *text, size_t length) {
    return length == 0 || is_blank(*text) || *text == ',' || *text == ';' || *text == '.';
}

enum mxtrap_role mx_zone_role(const char *comment, size_t length) {
    if (!take_word(&comment, &length, "mxtrap:")) {
        return MXTRAP_ROLE_UNKNOWN;
    }
    if (take_word(&comment, &length, "dummy")) {
        return is_word_end(comment, length) ? MXTRAP_ROLE_DUMMY : MXTRAP_ROLE_UNKNOWN;
    }
    if (take_word(&comment, &length, "real")) {
        return is_word_end(comment, length) ? MXTRAP_ROLE_REAL : MXTRAP_ROLE_UNKNOWN;
    }
    return MXTRAP_ROLE_UNKNOWN;
}

/* Letters and hyphens at the front of the text. */
static size_t word_length(const char *text, size_t length) {
    size_t count = 0;
    while (count < length && ((text[count] >= 'a' && text[count] <= 'z') || text[count] == '-')) {
        count++;
    }
    return count;
}

void mx_zone_ignored(const char *comment, size_t length, bool ignored[MX_RULE_COUNT]) {
    if (!take_word(&comment, &length, "mxtrap:") ||
        (!take_word(&comment, &length, "dummy") && !take_word(&comment, &length, "real")) ||
        !take_word(&comment, &length, ",") || !take_word(&comment, &length, "ignore")) {
        return;
    }
    for (;;) {
        skip_blanks(&comment, &length);
        size_t count = word_length(comment, length);
        enum mx_rule rule = mx_rule_find(comment, count);
        if (rule == MX_RULE_COUNT) {
            return;
        }
        ignored[rule] = mx_rule_group(rule) != MX_GROUP_INPUT;
        comment += count;
        length -= count;
    }
}
