/* Mnemonics, and TYPE### for any number. */
#include "zone/scan/types.h"

#include <string.h>
#include <strings.h>

#include "base/number.h"

/* The number in TOKEN where it is TYPE### (RFC 3597 5), else -1. */
static long type_number(const struct mx_zone_token *token) {
    uint64_t number = 0;
    bool is_number = !token->quoted && token->length >= 5 && token->length <= 9 &&
                     strncasecmp(token->text, "type", 4) == 0 &&
                     mx_number_parse(token->text + 4, token->length - 4, UINT16_MAX, &number);

    return is_number ? (long)number : -1;
}

bool mx_zone_type_is_number(const struct mx_zone_token *token) {
    return type_number(token) >= 0;
}

const struct mx_rrtype *mx_zone_type_find(const struct mx_zone_token *token) {
    long number = type_number(token);

    if (number >= 0) {
        return mx_rrtype_of((uint16_t)number);
    }
    return token->quoted ? NULL : mx_rrtype_find(token->text, token->length);
}

bool mx_zone_type_has_text(uint16_t number) {
    const struct mx_rrtype *type = mx_rrtype_of(number);
    return type != NULL && type->text != NULL && strpbrk(type->text, "tTk") != NULL;
}
