/* TTLs, classes and strings of zone files. Where a token is good or bad by BIND's source
 * (dns_ttl_fromtext, dns_rdataclass_fromtext, txt_fromtext of 9.18), so here. */
#include "zone/scan/text.h"

#include <string.h>
#include <strings.h>

#include "model/layout.h"

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
        int byte = mx_name_escape(text + i + 1, length - i - 1, &used);
        if (byte < 0) {
            return SIZE_MAX;
        }
        out[count++] = (char)byte;
        i += used;
    }
    return count;
}
