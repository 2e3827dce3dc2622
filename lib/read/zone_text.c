/* Names, TTLs, classes and strings of zone files. Where a token is good or bad by BIND's source
 * (dns_name_fromtext, dns_ttl_fromtext, dns_rdataclass_fromtext, txt_fromtext of 9.18), so here. */
#include "read/zone_text.h"

#include <string.h>
#include <strings.h>

#include "model/layout.h"

/* What the escape at TEXT[0] (behind its backslash) stands for, -1 when it is none; *USED says how
 * many bytes it has. */
static int escaped(const char *text, size_t length, size_t *used) {
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

struct name_builder {
    struct mx_name name;
    size_t length; /* octets up to now; the current label's length octet is one of them */
    size_t label;  /* where that length octet is */
};

static enum mx_name_error add_octet(struct name_builder *builder, uint8_t octet) {
    size_t label = builder->length - builder->label - 1;
    if (label == MX_LABEL_MAX) {
        return MX_NAME_LABEL_TOO_LONG;
    }
    if (builder->length == MX_NAME_MAX) {
        return MX_NAME_TOO_LONG;
    }
    builder->name.wire[builder->length++] = octet;
    return MX_NAME_OK;
}

static enum mx_name_error end_label(struct name_builder *builder) {
    size_t label = builder->length - builder->label - 1;
    if (label == 0) {
        return MX_NAME_EMPTY_LABEL;
    }
    if (builder->length == MX_NAME_MAX) {
        return MX_NAME_TOO_LONG;
    }
    builder->name.wire[builder->label] = (uint8_t)label;
    builder->label = builder->length++;
    return MX_NAME_OK;
}

static enum mx_name_error add_text(struct name_builder *builder, const char *text, size_t length) {
    enum mx_name_error error = MX_NAME_OK;

    for (size_t i = 0; i < length && error == MX_NAME_OK; i++) {
        if (text[i] == '.') {
            error = end_label(builder);
        } else if (text[i] != '\\') {
            error = add_octet(builder, (uint8_t)text[i]);
        } else {
            size_t used = 0;
            int octet = escaped(text + i + 1, length - i - 1, &used);
            /* "\[" began a bit-string label (RFC 2673), which BIND refuses by name. */
            bool bitstring = octet == '[' && builder->length == builder->label + 1;
            error =
                octet < 0 || bitstring ? MX_NAME_BAD_ESCAPE : add_octet(builder, (uint8_t)octet);
            i += used;
        }
    }
    return error;
}

enum mx_name_error mx_zone_name(struct mx_name *out, const char *text, size_t length,
                                const uint8_t *origin) {
    struct name_builder builder = {.length = 1};
    size_t origin_length = mx_name_length(origin);

    if (length == 0) {
        return MX_NAME_EMPTY;
    }
    if (length == 1 && (text[0] == '@' || text[0] == '.')) {
        static const uint8_t root[] = {0};
        memcpy(out->wire, text[0] == '@' ? origin : root, text[0] == '@' ? origin_length : 1);
        return MX_NAME_OK;
    }
    enum mx_name_error error = add_text(&builder, text, length);
    if (error != MX_NAME_OK) {
        return error;
    }
    if (builder.length == builder.label + 1) { /* the final dot was the last thing */
        builder.name.wire[builder.label] = 0;
        *out = builder.name;
        return MX_NAME_OK;
    }
    error = end_label(&builder);
    if (error == MX_NAME_OK && builder.label + origin_length > MX_NAME_MAX) {
        error = MX_NAME_TOO_LONG;
    }
    if (error == MX_NAME_OK) {
        memcpy(builder.name.wire + builder.label, origin, origin_length);
        *out = builder.name;
    }
    return error;
}

/* How many seconds one of this unit is; 0 for what is no unit. */
static uint32_t unit(char c) {
    switch (c) {
    case 'w':
    case 'W':
        return 7 * 24 * 3600;
    case 'd':
    case 'D':
        return 24 * 3600;
    case 'h':
    case 'H':
        return 3600;
    case 'm':
    case 'M':
        return 60;
    case 's':
    case 'S':
        return 1;
    default:
        return 0;
    }
}

bool mx_zone_seconds(const struct mx_zone_token *token, uint32_t *seconds) {
    enum { LONGEST = 63 }; /* what BIND has room for; it keeps the sum from overflowing */
    uint64_t sum = 0;
    size_t i = 0;

    if (token->quoted || token->length == 0 || token->length > LONGEST) {
        return false;
    }
    while (i < token->length) {
        uint64_t number = 0;
        size_t first = i;
        for (; i < token->length && mx_is_digit(token->text[i]); i++) {
            number = number * 10 + (uint64_t)(token->text[i] - '0');
            if (number > UINT32_MAX) {
                return false;
            }
        }
        uint32_t factor = i < token->length ? unit(token->text[i]) : 1;
        bool plain_behind_units = i == token->length && sum != 0;
        if (i == first || factor == 0 || plain_behind_units) {
            return false;
        }
        sum += number * factor;
        i++;
    }
    if (sum > UINT32_MAX) {
        return false;
    }
    *seconds = (uint32_t)sum;
    return true;
}

uint32_t mx_zone_ttl(uint32_t seconds) {
    return seconds > MX_TTL_MOST ? 0 : seconds;
}

bool mx_zone_class(const struct mx_zone_token *token, bool *is_in) {
    static const char *const others[] = {"ch", "chaos", "hs", "hesiod", "any", "none", "reserved0"};

    *is_in = false;
    if (token->quoted) {
        return false;
    }
    if (mx_zone_token_is(token, "in")) {
        *is_in = true;
        return true;
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (mx_zone_token_is(token, others[i])) {
            return true;
        }
    }
    if (token->length < 6 || token->length > 10 || strncasecmp(token->text, "class", 5) != 0) {
        return false;
    }
    uint32_t number = 0;
    for (size_t i = 5; i < token->length; i++) {
        if (!mx_is_digit(token->text[i])) {
            return false;
        }
        number = number * 10 + (uint32_t)(token->text[i] - '0');
    }
    *is_in = number == 1;
    return number <= UINT16_MAX;
}

size_t mx_zone_string(char *out, const char *text, size_t length) {
    size_t count = 0;

    for (size_t i = 0; i < length; i++) {
        if (text[i] != '\\') {
            out[count++] = text[i];
            continue;
        }
        size_t used = 0;
        int byte = escaped(text + i + 1, length - i - 1, &used);
        if (byte < 0) {
            return SIZE_MAX;
        }
        out[count++] = (char)byte;
        i += used;
    }
    return count;
}
