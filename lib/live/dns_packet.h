/* The bytes of a DNS packet (RFC 1035 4.1): bounded steps over names and records. */
#ifndef MX_DNS_PACKET_H
#define MX_DNS_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/name.h"

enum {
    MX_DNS_HEADER = 12,
    MX_DNS_IN = 1,
    MX_DNS_OPT = 41,
    /* bits of the header's second 16 */
    MX_DNS_QR = 0x8000,
    MX_DNS_AA = 0x0400,
    MX_DNS_TC = 0x0200,
    MX_DNS_RD = 0x0100
};

/* rcodes (RFC 1035 4.1.1) */
enum {
    MX_RCODE_FORMERR = 1,
    MX_RCODE_SERVFAIL = 2,
    MX_RCODE_NXDOMAIN = 3,
    MX_RCODE_NOTIMP = 4,
    MX_RCODE_REFUSED = 5
};

struct mx_packet {
    const uint8_t *bytes;
    size_t length;
    size_t at;
};

struct mx_packet_record {
    struct mx_name owner;
    uint16_t type, class;
    uint32_t ttl;
    size_t data, data_length; /* where its data is in the packet */
};

/* 16 bits in network order. */
static inline uint16_t mx_read_16(const uint8_t *bytes) {
    return (uint16_t)(bytes[0] << 8 | bytes[1]);
}

static inline void mx_write_16(uint8_t *bytes, unsigned number) {
    bytes[0] = (uint8_t)(number >> 8);
    bytes[1] = (uint8_t)number;
}

/* The name at the packet's place, which moves behind it. Pointers lead backwards alone, so that
 * none makes a loop. False: no name is there, and *OUT is as it was. */
bool mx_packet_name(struct mx_packet *packet, struct mx_name *out);

/* The record at the packet's place, which moves behind its data. False: no whole record is there.
 */
bool mx_packet_record(struct mx_packet *packet, struct mx_packet_record *out);

/* The question NAME TYPE into BUFFER of MX_QUERY_MAX bytes; returns its length. With EDNS, a
 * payload of 1232 octets is offered (DNS Flag Day 2020). */
enum { MX_QUERY_MAX = MX_DNS_HEADER + MX_NAME_MAX + 4 + 11 };
size_t mx_packet_query(uint8_t *buffer, uint16_t id, const uint8_t *name, uint16_t type,
                       bool recurse, bool edns);

#endif
