/* What stands in a DNS packet beside names and records (RFC 1035 4.1), and a question as one. */
#ifndef MX_DNS_PACKET_H
#define MX_DNS_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/dns_wire.h"

/* Bits of the header's second 16. */
enum { MX_DNS_QR = 0x8000, MX_DNS_AA = 0x0400, MX_DNS_TC = 0x0200, MX_DNS_RD = 0x0100 };

/* rcodes (RFC 1035 4.1.1) */
enum {
    MX_RCODE_FORMERR = 1,
    MX_RCODE_SERVFAIL = 2,
    MX_RCODE_NXDOMAIN = 3,
    MX_RCODE_NOTIMP = 4,
    MX_RCODE_REFUSED = 5
};

/* The question NAME TYPE into BUFFER of MX_QUERY_MAX bytes; returns its length. With EDNS, a
 * payload of 1232 octets is offered (DNS Flag Day 2020). */
enum { MX_QUERY_MAX = MX_WIRE_HEADER + MX_NAME_MAX + 4 + 11 };
size_t mx_packet_query(uint8_t *buffer, uint16_t id, const uint8_t *name, uint16_t type,
                       bool recurse, bool edns);

#endif
