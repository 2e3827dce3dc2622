/* The one parser of names as people write them: in zone files, specs and options. What is good or
 * bad by BIND's dns_name_fromtext (9.18) is so here; ldns, which takes "\[", is not asked. */
#include <string.h>

#include <mxtrap/name.h>

#include "dns/name.h"

static const uint8_t root[] = {0};

int mx_name_escape(const char *text, size_t length, size_t *used) {
    if (length == 0) {
        return -1;
    }
    if (!mx_is_digit(text[0])) {
        *used = 1;
        return (unsigned char)text[0];
    }
    if (length < 3 || !mx_is_digit(text[1]) || !mx_is_digit(text[2])) {
        return -1;
    }
    int value = (text[0] - '0') * 100 + (text[1] - '0') * 10 + (text[2] - '0');
    *used = 3;
    return value <= 255 ? value : -1;
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
            return label; /* after the final dot */
        }
        if (c != '.' || i == label || i - label > MX_LABEL_MAX) {
            return 0;
        }
        wire[label] = (uint8_t)(i - label);
        label = i + 1;
    }
    return label;
}

struct builder {
    uint8_t *wire;
    size_t length; /* octets up to now; the current label's length octet is one of them */
    size_t label;  /* where that length octet is */
};

static enum mx_name_error add_octet(struct builder *builder, uint8_t octet) {
    if (builder->length - builder->label - 1 == MX_LABEL_MAX) {
        return MX_NAME_LABEL_TOO_LONG;
    }
    if (builder->length == MX_NAME_MAX) {
        return MX_NAME_TOO_LONG;
    }
    builder->wire[builder->length++] = octet;
    return MX_NAME_OK;
}

static enum mx_name_error end_label(struct builder *builder) {
    size_t label = builder->length - builder->label - 1;

    if (label == 0) {
        return MX_NAME_EMPTY_LABEL;
    }
    if (builder->length == MX_NAME_MAX) {
        return MX_NAME_TOO_LONG;
    }
    builder->wire[builder->label] = (uint8_t)label;
    builder->label = builder->length++;
    return MX_NAME_OK;
}

/* "\[" at the start of a label began a bit-string label (RFC 2673), which BIND refuses by the
 * character; the same octet as \091 is an octet like any other. */
static enum mx_name_error add_escape(struct builder *builder, const char *text, size_t length,
                                     size_t *used) {
    int octet = mx_name_escape(text, length, used);
    bool is_bitstring = octet == '[' && *used == 1 && builder->length == builder->label + 1;

    return octet < 0 || is_bitstring ? MX_NAME_BAD_ESCAPE : add_octet(builder, (uint8_t)octet);
}

/* Any other name; *OCTETS are those without the root's, *IS_ABSOLUTE tells of a final dot. */
static enum mx_name_error parse_any(uint8_t *wire, /* NOLINT(readability-non-const-parameter) */
                                    size_t *octets, bool *is_absolute, const char *text,
                                    size_t length) {
    struct builder builder = {.wire = wire, .length = 1};
    enum mx_name_error error = MX_NAME_OK;

    for (size_t i = 0; i < length && error == MX_NAME_OK; i++) {
        size_t used = 0;
        if (text[i] == '.') {
            error = end_label(&builder);
        } else if (text[i] != '\\') {
            error = add_octet(&builder, (uint8_t)text[i]);
        } else {
            error = add_escape(&builder, text + i + 1, length - i - 1, &used);
        }
        i += used;
    }
    *is_absolute = builder.length == builder.label + 1;
    if (error == MX_NAME_OK && !*is_absolute) {
        error = end_label(&builder);
    }
    *octets = builder.label;
    return error;
}

static enum mx_name_error join(struct mx_name *out, const uint8_t *wire, size_t octets,
                               const uint8_t *rest) {
    size_t rest_length = mx_name_length(rest);

    if (octets + rest_length > MX_NAME_MAX) {
        return MX_NAME_TOO_LONG;
    }
    memcpy(out->wire, wire, octets);
    memcpy(out->wire + octets, rest, rest_length);
    return MX_NAME_OK;
}

enum mx_name_error mx_name_read(struct mx_name *out, const char *text, size_t length,
                                const uint8_t *origin) {
    uint8_t wire[MX_NAME_MAX];
    bool is_root = length == 1 && text[0] == '.', is_absolute = is_root;
    bool is_origin = origin != NULL && length == 1 && text[0] == '@';
    size_t octets = 0;

    if (length == 0) {
        return MX_NAME_EMPTY;
    }
    if (!is_root && !is_origin) {
        octets = parse_plain(wire, text, length);
        is_absolute = text[length - 1] == '.';
        if (octets == 0) {
            enum mx_name_error error = parse_any(wire, &octets, &is_absolute, text, length);
            if (error != MX_NAME_OK) {
                return error;
            }
        }
    }
    return join(out, wire, octets, is_absolute || origin == NULL ? root : origin);
}

enum mx_name_error mx_name_parse(struct mx_name *out, const char *text, size_t length,
                                 const uint8_t *origin) {
    if (length >= MXTRAP_NAME_TEXT_MAX) {
        return MX_NAME_TOO_LONG;
    }
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c < 0x20 || c >= 0x7f) {
            return MX_NAME_NOT_ASCII;
        }
    }
    return mx_name_read(out, text, length, origin);
}
