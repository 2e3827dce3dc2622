/* TTLs, classes and strings of zone files. Where a token is good or bad by BIND's source
 * (dns_ttl_fromtext, dns_rdataclass_fromtext, txt_fromtext of 9.18), so here. */
#include "zone/scan/text.h"

#include <string.h>
#include <strings.h>

#include "base/number.h"
#include "dns/rrtype.h"
#include "dns/ttl.h"
#include "model/layout.h"

bool mx_zone_seconds(const struct mx_zone_token *token, uint32_t *seconds) {
    enum { LENGTH_MAX = 63 }; /* BIND has room for no more */

    return !token->quoted && token->length <= LENGTH_MAX &&
           mx_ttl_parse(token->text, token->length, UINT32_MAX, seconds);
}

uint32_t mx_zone_ttl(uint32_t seconds) {
    return seconds > MX_TTL_MAX ? 0 : seconds;
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
    uint64_t number = 0;
    if (token->length < 6 || token->length > 10 || strncasecmp(token->text, "class", 5) != 0 ||
        !mx_number_parse(token->text + 5, token->length - 5, UINT16_MAX, &number)) {
        return false;
    }
    *is_in = number == MX_CLASS_IN;
    return true;
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

/* The name alone, and below an origin: absolute ones are the same. */
bool mx_zone_is_relative(const struct mx_zone_token *token) {
    static const uint8_t root[] = {0}, below[] = {1, 'x', 0};
    struct mx_name alone, relative;

    return !(token->length == 1 && token->text[0] == '@') &&
           mx_name_read(&alone, token->text, token->length, root) == MX_NAME_OK &&
           mx_name_read(&relative, token->text, token->length, below) == MX_NAME_OK &&
           mx_name_length(alone.wire) != mx_name_length(relative.wire);
}

bool mx_zone_is_undotted(const struct mx_zone_token *token) {
    static const uint8_t root[] = {0};
    struct mx_name alone;

    return mx_zone_is_relative(token) &&
           mx_name_read(&alone, token->text, token->length, root) == MX_NAME_OK &&
           mx_name_label_count(alone.wire) > 1;
}
