/* Comments as mxtrap-gen writes them: "; mxtrap: dummy" and "; mxtrap: real", and behind that the
 * rules that the spec accepts: "; mxtrap: dummy, ignore single-real-host". People put them behind
 * other comments, and on any line of a record in parentheses. */
#include "read/zone_reader.h"

#include <string.h>
#include <strings.h>

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\0';
}

static void skip_blanks(const char **text, size_t *length) {
    while (*length > 0 && is_blank(**text)) {
        ++*text;
        --*length;
    }
}

/* Takes WORD, in either case, from the front of the text. */
static bool take_word(const char **text, size_t *length, const char *word) {
    size_t size = strlen(word);

    skip_blanks(text, length);
    if (*length < size || strncasecmp(*text, word, size) != 0) {
        return false;
    }
    *text += size;
    *length -= size;
    return true;
}

/* Whether the word that was taken ends here; text may follow it. */
static bool is_word_end(const char *text, size_t length) {
    return length == 0 || is_blank(*text) || strchr(",;.\n", *text) != NULL;
}

static enum mxtrap_role take_role(const char **text, size_t *length) {
    enum mxtrap_role role = !take_word(text, length, "mxtrap:") ? MXTRAP_ROLE_UNKNOWN
                            : take_word(text, length, "dummy")  ? MXTRAP_ROLE_DUMMY
                            : take_word(text, length, "real")   ? MXTRAP_ROLE_REAL
                                                                : MXTRAP_ROLE_UNKNOWN;

    return is_word_end(*text, *length) ? role : MXTRAP_ROLE_UNKNOWN;
}

/* Goes behind the first role of the comments. */
static enum mxtrap_role find_role(const char **text, size_t *length) {
    enum mxtrap_role role = take_role(text, length);
    const char *next;

    while (role == MXTRAP_ROLE_UNKNOWN && (next = memchr(*text, ';', *length)) != NULL) {
        *length -= (size_t)(next + 1 - *text);
        *text = next + 1;
        role = take_role(text, length);
    }
    return role;
}

enum mxtrap_role mx_zone_role(const char *comment, size_t length) {
    return find_role(&comment, &length);
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
    if (find_role(&comment, &length) == MXTRAP_ROLE_UNKNOWN || !take_word(&comment, &length, ",") ||
        !take_word(&comment, &length, "ignore")) {
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
