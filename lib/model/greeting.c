/* Word by word: what is compared are the words that a person would recognise the server by. */
#include "model/greeting.h"

#include <string.h>

#include "base/text.h"

enum { CODE = 4, TOKEN_MIN = 8, HEX_MIN = 6 };

static const char changing = '#';

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Whether the letters of WORD, punctuation around it left out, are those of KNOWN. */
static bool is_word(const char *word, size_t length, const char *known) {
    size_t at = 0;

    while (length > 0 && !mx_is_alpha(word[length - 1])) {
        length--;
    }
    while (at < length && !mx_is_alpha(word[at])) {
        at++;
    }
    for (; at < length && *known != '\0'; at++, known++) {
        if (mx_lower(word[at]) != *known) {
            return false;
        }
    }
    return at == length && *known == '\0';
}

/* Words of a date (RFC 5322 3.3), and what stands for half a day. */
static bool is_of_a_date(const char *word, size_t length) {
    static const char *const words[] = {
        "mon",       "tue",      "wed",       "thu",      "fri",    "sat",      "sun",
        "jan",       "feb",      "mar",       "apr",      "may",    "jun",      "jul",
        "aug",       "sep",      "oct",       "nov",      "dec",    "am",       "pm",
        "monday",    "tuesday",  "wednesday", "thursday", "friday", "saturday", "sunday",
        "january",   "february", "march",     "april",    "june",   "july",     "august",
        "september", "october",  "november",  "december"};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (is_word(word, length, words[i])) {
            return true;
        }
    }
    return false;
}

/* A capital behind a small letter is of no word; some names of programs are lost by it, which are
 * the same wherever they run. */
static bool is_token(const char *word, size_t length) {
    bool is_mixed = false, is_hex = length >= HEX_MIN;

    for (size_t i = 0; i < length; i++) {
        char c = word[i], before = ' ';
        if (i > 0) {
            before = word[i - 1];
        }
        is_mixed = is_mixed || (c >= 'A' && c <= 'Z' && before >= 'a' && before <= 'z');
        is_hex = is_hex && mx_lower(c) >= 'a' && mx_lower(c) <= 'f';
    }
    return is_hex || (is_mixed && length >= TOKEN_MIN);
}

static bool changes(const char *word, size_t length) {
    for (size_t i = 0; i < length; i++) {
        if (mx_is_digit(word[i])) {
            return true;
        }
    }
    return is_of_a_date(word, length) || is_token(word, length);
}

/* "mx1.example.com": letters, digits, hyphens and dots, a letter and a dot among them. */
static bool is_host(const char *word, size_t length) {
    bool has_dot = false, has_letter = false;

    for (size_t i = 0; i < length; i++) {
        char c = word[i];
        has_dot = has_dot || c == '.';
        has_letter = has_letter || mx_is_alpha(c);
        if (!mx_is_alpha(c) && !mx_is_digit(c) && c != '.' && c != '-' && c != '_') {
            return false;
        }
    }
    return has_dot && has_letter;
}

/* "220 " or "220-", at the beginning of a line. */
static size_t skip_code(const char *at, size_t left) {
    bool is_code = left >= CODE - 1 && mx_is_digit(at[0]) && mx_is_digit(at[1]) &&
                   mx_is_digit(at[2]) && (left < CODE || at[3] == '-' || is_blank(at[3]));

    return !is_code ? 0 : left < CODE || is_blank(at[3]) ? CODE - 1 : CODE;
}

size_t mx_greeting_essence(const struct mx_bytes *greeting, char *out) {
    size_t length = greeting->length < MX_GREETING_MAX ? greeting->length : MX_GREETING_MAX;
    size_t written = 0, words = 0;

    for (size_t i = 0; i < length;) {
        if (i == 0 || greeting->at[i - 1] == '\n') {
            i += skip_code(greeting->at + i, length - i);
        }
        size_t begin = i;
        while (i < length && !is_blank(greeting->at[i])) {
            i++;
        }
        const char *word = greeting->at + begin;
        bool is_name = words == 0 && is_host(word, i - begin);
        if (i == begin) {
            i++; /* a blank, if it is not the end */
            continue;
        }
        words++;
        if (!is_name && changes(word, i - begin)) {
            if (written == 0 || out[written - 1] != changing) {
                out[written++] = changing;
            }
            continue;
        }
        for (size_t j = begin; j < i; j++) {
            out[written++] = mx_lower(greeting->at[j]);
        }
        if (written < MX_GREETING_MAX) {
            out[written++] = ' ';
        }
    }
    return written;
}
