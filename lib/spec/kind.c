/* The first line that is neither empty nor a comment decides. */
#include "spec/kind.h"

#include <string.h>

#include "base/text.h"
#include "dns/rrtype.h"
#include "spec/keys.h"

/* A word of a line. */
struct word {
    const char *text;
    size_t length;
};

enum { WORDS_MAX = 8 };

/* The words of the first line that has some, up to a comment that begins with COMMENT. */
static size_t first_words(const char *head, size_t length, char comment,
                          struct word words[WORDS_MAX]) {
    const char *at = head, *end = head + length;
    size_t count = 0;

    while (at < end && count < WORDS_MAX) {
        if (*at == comment) {
            const char *line_end = memchr(at, '\n', (size_t)(end - at));
            at = line_end == NULL ? end : line_end;
        } else if (*at == '\n' && count > 0) {
            return count;
        } else if (strchr("\n\r\t ", *at) != NULL) {
            at++;
        } else {
            const char *start = at;
            while (at < end && strchr("\n\r\t ", *at) == NULL) {
                at++;
            }
            words[count++] = (struct word){start, (size_t)(at - start)};
        }
    }
    return count;
}

static bool is_class(const struct word *word) {
    return word->length == 2 && mx_lower(word->text[0]) == 'i' && mx_lower(word->text[1]) == 'n';
}

bool mx_looks_like_zone_file(const char *head, size_t length) {
    struct word words[WORDS_MAX];
    size_t count = first_words(head, length, ';', words);

    if (count > 0 && words[0].text[0] == '#') {
        return false; /* a comment of YAML's */
    }
    for (size_t i = 0; i < count && words[i].text[words[i].length - 1] != ':'; i++) {
        bool is_type = i > 0 && mx_rrtype_find(words[i].text, words[i].length) != NULL;
        if (is_type || is_class(&words[i]) || (i == 0 && words[i].text[0] == '$')) {
            return true;
        }
    }
    return false;
}

bool mx_looks_like_spec(const char *head, size_t length) {
    struct word words[WORDS_MAX];
    size_t count = first_words(head, length, '#', words);

    if (count == 0 || count > 2 || (count == 2 && words[1].text[0] == '(')) {
        return false; /* a record has three words, or parentheses */
    }
    bool is_key = words[0].length > 1 && words[0].text[words[0].length - 1] == ':' &&
                  mx_spec_key_find(words[0].text, words[0].length - 1, MX_IN_ROOT) != MX_KEY_COUNT;
    return is_key || (count == 1 && words[0].length == 3 && memcmp(words[0].text, "---", 3) == 0);
}
