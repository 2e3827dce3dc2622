/* Names: compared and printed. ldns's printer leaves '"', '@' and '$' bare, which a zone file would
 * read as something else. */
#include "dns/name.h"

#include <string.h>

#include <mxtrap/name.h>

#include "base/index.h"

static uint8_t lower(uint8_t c) {
    return (uint8_t)mx_lower((char)c);
}

const char *mx_name_error_text(enum mx_name_error error) {
    static const char *const words[] = {
        [MX_NAME_OK] = "is a name",
        [MX_NAME_EMPTY] = "is empty",
        [MX_NAME_EMPTY_LABEL] = "has an empty label",
        [MX_NAME_LABEL_TOO_LONG] = "has a label of more than 63 octets",
        [MX_NAME_TOO_LONG] = "is longer than 255 octets",
        [MX_NAME_BAD_ESCAPE] = "has a bad escape: \\. or \\DDD up to 255",
        [MX_NAME_NOT_ASCII] =
            "is not printable ASCII (an internationalised name is written as xn--...)",
    };
    return MX_WORD_OF(words, error, "is not a name");
}

size_t mx_name_label_count(const uint8_t *name) {
    size_t count = 0;
    for (; *name != 0; name += 1 + *name) {
        count++;
    }
    return count;
}

const uint8_t *mx_name_skip(const uint8_t *name, size_t count) {
    for (; count > 0 && *name != 0; count--) {
        name += 1 + *name;
    }
    return name;
}

/* Length octets are no letters: names that differ in case alone have them in the same places. */
static bool equal_folded(const uint8_t *a, const uint8_t *b, size_t length) {
    for (size_t i = 0; i < length; i++) {
        if (lower(a[i]) != lower(b[i])) {
            return false;
        }
    }
    return true;
}

bool mx_name_equal_sized(const uint8_t *a, const uint8_t *b, size_t length) {
    /* Most names are written in one case, which a plain comparison settles. */
    return memcmp(a, b, length) == 0 || equal_folded(a, b, length);
}

bool mx_name_equal(const uint8_t *a, const uint8_t *b) {
    /* What is unlike mostly is so in the first label: in its length, or where hosts have a number.
     */
    if (*a != *b || lower(a[*a]) != lower(b[*b])) {
        return false;
    }
    size_t length = mx_name_length(a);
    return mx_name_length(b) == length && mx_name_equal_sized(a, b, length);
}

bool mx_name_is_row(const void *row, const void *key) {
    return mx_name_equal(row, key);
}

static bool is_within(const uint8_t *name, size_t length, const uint8_t *ancestor, size_t wanted) {
    for (; length > wanted; name += 1 + *name) {
        length -= 1U + *name;
    }
    return length == wanted && mx_name_equal_sized(name, ancestor, wanted);
}

bool mx_name_is_within(const uint8_t *name, const uint8_t *ancestor) {
    return is_within(name, mx_name_length(name), ancestor, mx_name_length(ancestor));
}

bool mx_name_ends_twice(const uint8_t *name, const uint8_t *ancestor) {
    size_t once = mx_name_length(ancestor) - 1, twice = 2 * once + 1;
    size_t length = mx_name_length(name);

    for (; length > twice; name += 1 + *name) {
        length -= 1U + *name;
    }
    return *ancestor != 0 && length == twice && mx_name_equal_sized(name, ancestor, once) &&
           mx_name_equal(name + once, ancestor);
}

uint32_t mx_name_hash(const uint8_t *name) {
    return mx_name_hash_sized(name, mx_name_length(name));
}

uint32_t mx_name_hash_sized(const uint8_t *name, size_t length) {
    return mx_hash_folded(name, length);
}

static void write_label(struct mx_text *text, const uint8_t *label) {
    size_t plain = 0;

    while (plain < label[0] && mx_is_let_dig_hyphen(label[plain + 1])) {
        plain++;
    }
    mx_text_bytes(text, (const char *)label + 1, plain);
    for (size_t i = plain + 1; i <= label[0]; i++) {
        uint8_t c = label[i];
        if (c <= ' ' || c >= 0x7f) {
            char escape[4] = {'\\', (char)('0' + c / 100), (char)('0' + c / 10 % 10),
                              (char)('0' + c % 10)};
            mx_text_bytes(text, escape, sizeof escape);
            continue;
        }
        if (strchr(".;()\\\"@$", c) != NULL) {
            mx_text_char(text, '\\');
        }
        mx_text_char(text, (char)c);
    }
}

void mx_name_write(struct mx_text *text, const uint8_t *name, const uint8_t *origin) {
    size_t length = mx_name_length(name);
    size_t tail = origin == NULL ? 1 : mx_name_length(origin);
    bool relative = tail > 1 && is_within(name, length, origin, tail);
    const uint8_t *end = name + length - (relative ? tail : 1);

    if (relative && name == end) {
        mx_text_char(text, '@');
        return;
    }
    for (const uint8_t *label = name; label < end; label += 1 + *label) {
        if (label > name) {
            mx_text_char(text, '.');
        }
        write_label(text, label);
    }
    if (!relative) {
        mx_text_char(text, '.');
    }
}

const char *mx_name_print(const uint8_t *name, char *buffer) {
    /* 255 octets escaped as \DDD, less the length octets, always fit. */
    struct mx_text text = mx_text_within(buffer, MXTRAP_NAME_TEXT_MAX);

    mx_name_write(&text, name, NULL);
    return mx_text_string_of(&text);
}

static bool is_hostname_label(const uint8_t *label) {
    for (size_t i = 1; i <= *label; i++) {
        if (!mx_is_let_dig_hyphen(label[i])) {
            return false;
        }
    }
    return label[1] != '-' && label[*label] != '-';
}

bool mx_name_is_hostname(const uint8_t *name) {
    for (; *name != 0; name += 1 + *name) {
        if (!is_hostname_label(name)) {
            return false;
        }
    }
    return true;
}
