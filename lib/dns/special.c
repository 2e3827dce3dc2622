/* The IANA special-purpose address registries (RFC 6890 and its updates), as rows.
 * Rows of MX_SPECIAL_NONE cut globally reachable parts out of a wider row. */
#include "dns/address.h"

#define UNREACHABLE MX_SPECIAL_UNREACHABLE
#define DOCUMENTATION MX_SPECIAL_DOCUMENTATION
#define ORDINARY MX_SPECIAL_NONE

/* By first octet: a search ends at the first greater one. */
/* clang-format off */
static const struct mx_special ipv4[] = {
    {{0}, 8, UNREACHABLE, "\"this network\", unspecified", "RFC 791"},
    {{10}, 8, UNREACHABLE, "private", "RFC 1918"},
    {{100, 64}, 10, UNREACHABLE, "shared, carrier-grade NAT", "RFC 6598"},
    {{127}, 8, UNREACHABLE, "loopback", "RFC 1122"},
    {{169, 254}, 16, UNREACHABLE, "link-local", "RFC 3927"},
    {{172, 16}, 12, UNREACHABLE, "private", "RFC 1918"},
    {{192, 0, 0}, 24, UNREACHABLE, "IETF protocol assignments", "RFC 6890"},
    {{192, 0, 0, 9}, 32, ORDINARY, "Port Control Protocol anycast", "RFC 7723"},
    {{192, 0, 0, 10}, 32, ORDINARY, "TURN anycast", "RFC 8155"},
    {{192, 0, 2}, 24, DOCUMENTATION, "documentation (TEST-NET-1)", "RFC 5737"},
    {{192, 88, 99}, 24, UNREACHABLE, "6to4 relay anycast, deprecated", "RFC 7526"},
    {{192, 168}, 16, UNREACHABLE, "private", "RFC 1918"},
    {{198, 18}, 15, UNREACHABLE, "benchmarking", "RFC 2544"},
    {{198, 51, 100}, 24, DOCUMENTATION, "documentation (TEST-NET-2)", "RFC 5737"},
    {{203, 0, 113}, 24, DOCUMENTATION, "documentation (TEST-NET-3)", "RFC 5737"},
    {{224}, 4, UNREACHABLE, "multicast", "RFC 5771"},
    {{240}, 4, UNREACHABLE, "reserved, broadcast", "RFC 1112"},
};

static const struct mx_special ipv6[] = {
    {{0}, 0, UNREACHABLE, "reserved by the IETF", "RFC 4291"},
    {{0}, 128, UNREACHABLE, "unspecified", "RFC 4291"},
    {{[15] = 1}, 128, UNREACHABLE, "loopback", "RFC 4291"},
    {{[10] = 0xff, [11] = 0xff}, 96, UNREACHABLE, "IPv4-mapped", "RFC 4291"},
    {{0x00, 0x64, 0xff, 0x9b}, 96, UNREACHABLE, "IPv4/IPv6 translation", "RFC 6052"},
    {{0x00, 0x64, 0xff, 0x9b, 0x00, 0x01}, 48, UNREACHABLE, "local-use translation", "RFC 8215"},
    {{0x01}, 64, UNREACHABLE, "discard-only", "RFC 6666"},
    {{0x20}, 3, ORDINARY, "global unicast", "RFC 4291"},
    {{0x20, 0x01, 0x00}, 23, UNREACHABLE, "IETF protocol assignments, Teredo", "RFC 2928"},
    {{0x20, 0x01, 0x00, 0x01, [15] = 1}, 128, ORDINARY, "Port Control Protocol anycast", "RFC 7723"},
    {{0x20, 0x01, 0x00, 0x01, [15] = 2}, 128, ORDINARY, "TURN anycast", "RFC 8155"},
    {{0x20, 0x01, 0x00, 0x03}, 32, ORDINARY, "AMT", "RFC 7450"},
    {{0x20, 0x01, 0x00, 0x04, 0x01, 0x12}, 48, ORDINARY, "AS112", "RFC 7535"},
    {{0x20, 0x01, 0x00, 0x20}, 28, ORDINARY, "ORCHIDv2", "RFC 7343"},
    {{0x20, 0x01, 0x00, 0x30}, 28, ORDINARY, "DRIP entity tags", "RFC 9374"},
    {{0x20, 0x01, 0x0d, 0xb8}, 32, DOCUMENTATION, "documentation", "RFC 3849"},
    {{0x20, 0x02}, 16, UNREACHABLE, "6to4, deprecated", "RFC 7526"},
    {{0x3f, 0xff, 0x00}, 20, DOCUMENTATION, "documentation", "RFC 9637"},
    {{0x5f, 0x00}, 16, UNREACHABLE, "segment routing identifiers", "RFC 9602"},
    {{0xfc}, 7, UNREACHABLE, "unique local", "RFC 4193"},
    {{0xfe, 0x80}, 10, UNREACHABLE, "link-local", "RFC 4291"},
    {{0xfe, 0xc0}, 10, UNREACHABLE, "site-local, deprecated", "RFC 3879"},
    {{0xff}, 8, UNREACHABLE, "multicast", "RFC 4291"},
};
/* clang-format on */

static bool covers(const struct mx_special *row, const struct mx_address *address) {
    unsigned whole = row->bits / 8, rest = row->bits % 8;

    for (unsigned i = 0; i < whole; i++) {
        if (row->network[i] != address->bytes[i]) {
            return false;
        }
    }
    return rest == 0 || (row->network[whole] ^ address->bytes[whole]) >> (8 - rest) == 0;
}

const struct mx_special *mx_special_find(const struct mx_address *address) {
    bool is_ipv4 = address->family == MX_IPV4;
    const struct mx_special *rows = is_ipv4 ? ipv4 : ipv6;
    size_t count = is_ipv4 ? sizeof ipv4 / sizeof ipv4[0] : sizeof ipv6 / sizeof ipv6[0];
    const struct mx_special *found = NULL;

    for (size_t i = 0; i < count && rows[i].network[0] <= address->bytes[0]; i++) {
        if (covers(&rows[i], address) && (found == NULL || rows[i].bits > found->bits)) {
            found = &rows[i];
        }
    }
    return found != NULL && found->kind == MX_SPECIAL_NONE ? NULL : found;
}
