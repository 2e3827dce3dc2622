/* Names: read by ldns where they are not plain, compared and printed here. ldns's own printer
 * leaves '"', '@' and '$' bare, which a zone file would read as something else. */
#include "model/name.h"

#include <ldns/ldns.h>
#include <string.h>

#include <mxtrap/layout.h>

#include "model/index.h"

static uint8_t lower(uint8_t c) {
    return (uint8_t)mx_lower((char)c);
}

static enum mx_name_error from_ldns(ldns_status status) {
    switch ((int)status) {
    case LDNS_STATUS_OK:
        return MX_NAME_OK;
    case LDNS_STATUS_MEM_ERR:
        return MX_NAME_NO_MEMORY;
    case LDNS_STATUS_EMPTY_LABEL:
        return MX_NAME_EMPTY_LABEL;
    case LDNS_STATUS_LABEL_OVERFLOW:
        return MX_NAME_LABEL_TOO_LONG;
    case LDNS_STATUS_DOMAINNAME_UNDERFLOW:
        return MX_NAME_EMPTY;
    case LDNS_STATUS_SYNTAX_BAD_ESCAPE:
        return MX_NAME_BAD_ESCAPE;
    default:
        return MX_NAME_TOO_LONG;
    }
}

/* The last dot ends the name unless a backslash takes it for the label's own. */
static bool is_absolute(const char *text, size_t length) {
    size_t backslashes = 0;

    if (length == 0 || text[length - 1] != '.') {
        return false;
    }
    while (backslashes < length - 1 && text[length - 2 - backslashes] == '\\') {
        backslashes++;
    }
    return backslashes % 2 == 0;
}

static enum mx_name_error check_text(const char *text, size_t length) {
    if (length == 0) {
        return MX_NAME_EMPTY;
    }
    if (length >= MXTRAP_NAME_TEXT_MAX) {
        return MX_NAME_TOO_LONG;
    }
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c < 0x20 || c >= 0x7f) {
            return MX_NAME_NOT_ASCII;
        }
    }
    return MX_NAME_OK;
}

/* The octets of a name that is written in nothing but letters, digits, hyphens and dots, as most
 * are, without the root's; 0 where it is another, or in error. */
static size_t parse_plain(uint8_t *wire, const char *text, size_t length) {
    size_t label = 0; /* where it begins, and its length octet goes */

    if (length > MX_NAME_MAX - 2) {
        return 0;
    }
    for (size_t i = 0; i <= length; i++) {
        uint8_t c = i < length ? (uint8_t)text[i] : '.';
        wire[i + 1] = c;
        if (mx_is_let_dig_hyphen(c)) {
            continue;
        }
        if (i == length && i == label) {
            return label; /* behind the final dot */
        }
        if (c != '.' || i == label || i - label > MX_LABEL_MAX) {
            return 0;
        }
        wire[label] = (uint8_t)(i - label);
        label = i + 1;
    }
    return label;
}

/* The same for all other names. */
static enum mx_name_error parse_by_ldns(uint8_t *wire, size_t *octets, const char *text,
                                        size_t length) {
    char terminated[MXTRAP_NAME_TEXT_MAX];
    ldns_rdf *rdf = NULL;
    enum mx_name_error error = check_text(text, length);

    if (error != MX_NAME_OK) {
        return error;
    }
    memcpy(terminated, text, length);
    terminated[length] = '\0';
    error = from_ldns(ldns_str2rdf_dname(&rdf, terminated));
    if (error != MX_NAME_OK || rdf == NULL) { /* ldns 1.8.3 calls it success when memory is out */
        return error != MX_NAME_OK ? error : MX_NAME_NO_MEMORY;
    }
    *octets = ldns_rdf_size(rdf) - 1;
    memcpy(wire, ldns_rdf_data(rdf), *octets);
    ldns_rdf_deep_free(rdf);
    return MX_NAME_OK;
}

enum mx_name_error mx_name_parse(struct mx_name *out, const char *text, size_t length,
                                 const uint8_t *origin) {
    static const uint8_t root[] = {0};
    uint8_t wire[MX_NAME_MAX];
    bool is_origin = origin != NULL && length == 1 && text[0] == '@';
    size_t octets = is_origin ? 0 : parse_plain(wire, text, length);

    if (octets == 0 && !is_origin) {
        enum mx_name_error error = parse_by_ldns(wire, &octets, text, length);
        if (error != MX_NAME_OK) {
            return error;
        }
    }
    const uint8_t *rest = origin == NULL || is_absolute(text, length) ? root : origin;
    size_t rest_length = mx_name_length(rest);
    if (octets + rest_length > MX_NAME_MAX) {
        return MX_NAME_TOO_LONG;
    }
    memcpy(out->wire, wire, octets);
    memcpy(out->wire + octets, rest, rest_length);
    return MX_NAME_OK;
}

const char *mx_name_error_text(enum mx_name_error error) {
    switch (error) {
    case MX_NAME_OK:
        return "is a name";
    case MX_NAME_EMPTY:
        return "is empty";
    case MX_NAME_EMPTY_LABEL:
        return "has an empty label";
    case MX_NAME_LABEL_TOO_LONG:
        return "has a label of more than 63 octets";
    case MX_NAME_TOO_LONG:
        return "is longer than 255 octets";
    case MX_NAME_BAD_ESCAPE:
        return "has a bad escape: \\. or \\DDD up to 255";
    case MX_NAME_NOT_ASCII:
        return "is not printable ASCII (an internationalised name is written as xn--...)";
    case MX_NAME_NO_MEMORY:
        return "did not fit into memory";
    }
    return "is not a name";
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

static bool is_within(const uint8_t *name, size_t length, const uint8_t *ancestor, size_t wanted) {
    for (; length > wanted; name += 1 + *name) {
        length -= 1U + *name;
    }
    return length == wanted && mx_name_equal_sized(name, ancestor, wanted);
}

bool mx_name_is_within(const uint8_t *name, const uint8_t *ancestor) {
    return is_within(name, mx_name_length(name), ancestor, mx_name_length(ancestor));
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
