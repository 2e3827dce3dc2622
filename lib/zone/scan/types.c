/* The table of record types, and the check of RDATA that was written in hex (RFC 3597). */
#include "zone/scan/types.h"

#include <string.h>
#include <strings.h>

#include "base/number.h"
#include "dns/name.h"

static const struct mx_zone_type types[] = {
    {"A", 1, "w", false, false},
    {"NS", 2, "n", false, false},
    {"MD", 3, "n", false, true},
    {"MF", 4, "n", false, true},
    {"CNAME", 5, "n", false, false},
    {"SOA", 6, "nnw", false, false},
    {"MB", 7, NULL, false, false},
    {"MG", 8, NULL, false, false},
    {"MR", 9, NULL, false, false},
    {"WKS", 11, NULL, false, false},
    {"PTR", 12, "n", false, false},
    {"HINFO", 13, "t", false, false},
    {"MINFO", 14, "n", false, false},
    {"MX", 15, "wn", false, false},
    {"TXT", 16, "t", false, false},
    {"RP", 17, "n", false, false},
    {"AFSDB", 18, "wn", false, false},
    {"X25", 19, NULL, false, false},
    {"ISDN", 20, NULL, false, false},
    {"RT", 21, "wn", false, false},
    {"NSAP", 22, NULL, false, false},
    {"NSAP-PTR", 23, NULL, false, false},
    {"SIG", 24, NULL, false, false},
    {"KEY", 25, "wwwb", true, false},
    {"PX", 26, NULL, false, false},
    {"GPOS", 27, NULL, false, false},
    {"AAAA", 28, "w", false, false},
    {"LOC", 29, "w", true, false},
    {"NXT", 30, NULL, false, false},
    {"EID", 31, NULL, false, false},
    {"NIMLOC", 32, NULL, false, false},
    {"SRV", 33, "wwwn", false, false},
    {"ATMA", 34, NULL, false, false},
    {"NAPTR", 35, "wwtttn", false, false},
    {"KX", 36, "wn", false, false},
    {"CERT", 37, "wwwb", true, false},
    {"A6", 38, NULL, false, false},
    {"DNAME", 39, "n", false, false},
    {"SINK", 40, NULL, false, false},
    {"OPT", 41, "w", false, true},
    {"APL", 42, "w", true, false},
    {"DS", 43, "wwwh", true, false},
    {"SSHFP", 44, "wwh", false, false},
    {"IPSECKEY", 45, "w", true, false},
    {"RRSIG", 46, "wwwwwwwnb", true, false},
    {"NSEC", 47, "nw", true, false},
    {"DNSKEY", 48, "wwwb", true, false},
    {"DHCID", 49, "b", true, false},
    {"NSEC3", 50, "w", true, false},
    {"NSEC3PARAM", 51, "w", true, false},
    {"TLSA", 52, "wwwh", false, false},
    {"SMIMEA", 53, "wwwh", false, false},
    {"HIP", 55, NULL, false, false},
    {"NINFO", 56, NULL, false, false},
    {"RKEY", 57, NULL, false, false},
    {"TALINK", 58, NULL, false, false},
    {"CDS", 59, "wwwh", true, false},
    {"CDNSKEY", 60, "wwwb", true, false},
    {"OPENPGPKEY", 61, "b", true, false},
    {"CSYNC", 62, "w", true, false},
    {"ZONEMD", 63, "wwwh", true, false},
    {"SVCB", 64, "wnk", true, false},
    {"HTTPS", 65, "wnk", true, false},
    {"DSYNC", 66, NULL, false, false},
    {"HHIT", 67, NULL, false, false},
    {"BRID", 68, NULL, false, false},
    {"SPF", 99, "t", false, false},
    {"NID", 104, "w", true, false},
    {"L32", 105, "w", true, false},
    {"L64", 106, "w", true, false},
    {"LP", 107, "wn", false, false},
    {"EUI48", 108, "w", true, false},
    {"EUI64", 109, "w", true, false},
    {"URI", 256, "wwT", false, false},
    {"CAA", 257, "wtT", false, false},
    {"AVC", 258, NULL, false, false},
    {"DOA", 259, NULL, false, false},
    {"AMTRELAY", 260, NULL, false, false},
    {"RESINFO", 261, NULL, false, false},
    {"WALLET", 262, NULL, false, false},
    {"TA", 32768, NULL, false, false},
    {"DLV", 32769, NULL, false, false},
};

enum { TYPE_COUNT = sizeof types / sizeof types[0] };

static const struct mx_zone_type *by_number(long number) {
    for (size_t i = 0; i < TYPE_COUNT; i++) {
        if (types[i].number == number) {
            return &types[i];
        }
    }
    return NULL;
}

const char *mx_zone_type_name(uint16_t number) {
    const struct mx_zone_type *type = by_number(number);

    return type == NULL ? NULL : type->name;
}

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

const struct mx_zone_type *mx_zone_type_find(const struct mx_zone_token *token) {
    long number = type_number(token);

    if (token->quoted || number >= 0) {
        return number >= 0 ? by_number(number) : NULL;
    }
    for (size_t i = 0; i < TYPE_COUNT; i++) {
        if (mx_zone_token_is(token, types[i].name)) {
            return &types[i];
        }
    }
    return NULL;
}

/* RFC 6895 3.1: 128 to 255 are types of questions and the like. */
bool mx_zone_type_refused(uint16_t number) {
    const struct mx_zone_type *type = by_number(number);
    return number == 0 || (number >= 128 && number <= 255) || (type != NULL && type->refused);
}

bool mx_zone_type_has_text(uint16_t number) {
    const struct mx_zone_type *type = by_number(number);
    return type != NULL && type->fields != NULL && strpbrk(type->fields, "tTk") != NULL;
}

/* The octets of a name without compression at RDATA, 0 where there is none. */
static size_t name_at(const uint8_t *rdata, size_t length) {
    size_t at = 0;
    while (at < length && rdata[at] != 0 && rdata[at] <= MX_LABEL_MAX) {
        at += 1U + rdata[at];
    }
    return at < length && rdata[at] == 0 && at < MX_NAME_MAX ? at + 1 : 0;
}

static bool are_strings(const uint8_t *rdata, size_t length) {
    size_t at = 0;
    while (at < length) {
        at += 1U + rdata[at];
    }
    return length > 0 && at == length;
}

/* Data of this form, its names without compression. */
static bool has_form(const struct mx_wire_form *form, const uint8_t *rdata, size_t length) {
    size_t at = form->before;

    for (unsigned i = 0; i < form->names; i++) {
        size_t name = at > length ? 0 : name_at(rdata + at, length - at);
        if (name == 0) {
            return false;
        }
        at += name;
    }
    return at + form->after == length;
}

bool mx_zone_rdata_fits(uint16_t type, const uint8_t *rdata, size_t length) {
    const struct mx_wire_form *form = mx_wire_form_of(type);

    if (form != NULL) {
        return has_form(form, rdata, length);
    }
    switch (type) {
    case MX_TYPE_TXT:
    case MX_TYPE_SPF:
        return are_strings(rdata, length);
    case MX_TYPE_TLSA:
        return length > 3;
    default:
        return true;
    }
}
