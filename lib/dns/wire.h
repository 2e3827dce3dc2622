/* DNS as it goes over the wire: codes, and the octets of messages, which are hostile:
 * names with compression (RFC 1035 4.1.4), records, questions. Written here because ldns allocates
 * twice for each name, and a transfer has millions. */
#ifndef MX_DNS_WIRE_H
#define MX_DNS_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dns/name.h"
#include "dns/rrtype.h"

enum { MX_WIRE_HEADER = 12 };

/* The header's second 16 bits. */
enum {
    MX_DNS_QR = 0x8000,
    MX_DNS_OPCODE = 0x7800,
    MX_DNS_AA = 0x0400,
    MX_DNS_TC = 0x0200,
    MX_DNS_RD = 0x0100,
    MX_DNS_RCODE = 0x000f
};

/* What stands in MX_DNS_RCODE (RFC 1035 4.1.1). */
enum {
    MX_RCODE_FORMERR = 1,
    MX_RCODE_SERVFAIL = 2,
    MX_RCODE_NXDOMAIN = 3,
    MX_RCODE_NOTIMP = 4,
    MX_RCODE_REFUSED = 5
};

static inline uint16_t mx_wire_16(const uint8_t *at) {
    return (uint16_t)(at[0] << 8 | at[1]);
}

static inline uint32_t mx_wire_32(const uint8_t *at) {
    return (uint32_t)mx_wire_16(at) << 16 | mx_wire_16(at + 2);
}

static inline uint8_t *mx_wire_put_16(uint8_t *at, uint16_t number) {
    at[0] = (uint8_t)(number >> 8);
    at[1] = (uint8_t)number;
    return at + 2;
}

/* Reads a message from front to back, up to `end`. The first step that does not find what it looks
 * for sets is_bad; each later one fails, and numbers are then 0. */
struct mx_wire {
    const uint8_t *message;
    size_t end, at;
    bool is_bad;
};

/* After the header of the LENGTH octets of MESSAGE; is_bad where it has none. */
struct mx_wire mx_wire_open(const uint8_t *message, size_t length);

/* The next COUNT octets; NULL where fewer are left. */
const uint8_t *mx_wire_next(struct mx_wire *wire, size_t count);
uint16_t mx_wire_next_16(struct mx_wire *wire);
uint32_t mx_wire_next_32(struct mx_wire *wire);

/* A name. Pointers lead strictly backwards, 128 of them at the most. False, and *OUT as it was,
 * where there is none. */
bool mx_wire_next_name(struct mx_wire *wire, struct mx_name *out);

/* Whether the next is a question, and that of NAME and TYPE. */
bool mx_wire_next_question(struct mx_wire *wire, const uint8_t *name, uint16_t type);

/* A record of a message. */
struct mx_wire_record {
    struct mx_name owner;
    uint16_t type, klass;
    uint32_t ttl;
    size_t begin;        /* offset of its owner */
    struct mx_wire data; /* ends where its data ends */
};

/* A whole record; where there is none, *OUT may have a part of one. */
bool mx_wire_next_record(struct mx_wire *wire, struct mx_wire_record *out);

/* The data of RECORD with its names in full: in PLAIN, or in the message; NULL where it does not
 * have the form of its type. */
enum { MX_WIRE_PLAIN_MAX = 2 * MX_NAME_MAX + 20 };
const uint8_t *mx_wire_data(const struct mx_wire_record *record, uint8_t plain[MX_WIRE_PLAIN_MAX],
                            size_t *plain_length);

/* The question NAME TYPE into BUFFER of MX_WIRE_QUERY_MAX bytes; returns its length. With EDNS, a
 * payload of 1232 octets is offered (DNS Flag Day 2020). */
enum { MX_WIRE_QUERY_MAX = MX_WIRE_HEADER + MX_NAME_MAX + 4 + 11 };
size_t mx_wire_query(uint8_t *buffer, uint16_t id, const uint8_t *name, uint16_t type, bool recurse,
                     bool edns);

#endif
