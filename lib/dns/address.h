/* IPv4 and IPv6 addresses, and the registries of special-purpose ones (RFC 6890). */
#ifndef MX_DNS_ADDRESS_H
#define MX_DNS_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/place.h"
#include "base/text.h"

enum mx_family { MX_IPV4 = 4, MX_IPV6 = 6 };

/* A family in a set of them. */
static inline uint8_t mx_family_bit(uint8_t family) {
    return (uint8_t)(1U << family);
}

struct mx_address {
    uint8_t bytes[16]; /* network order; IPv4 in the first four, the others zero */
    uint32_t ttl;      /* of its record; 0 where a spec gave it, whose exchanger has it */
    struct mx_spot place;
    uint8_t family; /* enum mx_family */
};

/* Reads dotted quads without leading zeros or RFC 4291 text; false leaves *OUT as it was. */
bool mx_address_parse(struct mx_address *out, const char *text, size_t length);

/* The address alone counts, not where it was written. */
bool mx_address_equal(const struct mx_address *a, const struct mx_address *b);
uint32_t mx_address_hash(const struct mx_address *address);

/* The one of COUNT ADDRESSES that equals ADDRESS; NULL: none does. */
const struct mx_address *mx_address_find(const struct mx_address *addresses, size_t count,
                                         const struct mx_address *address);

/* mx_address_equal for an index whose rows are addresses. */
bool mx_address_is_row(const void *row, const void *key);

/* Whether it is one of 127.0.0.0/8 or ::1. */
bool mx_address_is_loopback(const struct mx_address *address);

void mx_address_write(struct mx_text *text, const struct mx_address *address);

/* Into BUFFER of MXTRAP_ADDRESS_TEXT_MAX bytes; returns BUFFER. */
const char *mx_address_print(const struct mx_address *address, char *buffer);

enum mx_special_kind {
    MX_SPECIAL_NONE,
    MX_SPECIAL_UNREACHABLE,  /* no packet from the Internet ever gets there */
    MX_SPECIAL_DOCUMENTATION /* the same, but meant for examples */
};

/* One row of a family's registry. */
struct mx_special {
    uint8_t network[16];
    uint8_t bits;
    enum mx_special_kind kind;
    const char *name;
    const char *source;
};

/* The most specific row that covers ADDRESS; NULL where the address is an ordinary one. */
const struct mx_special *mx_special_find(const struct mx_address *address);

#endif
