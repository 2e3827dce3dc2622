/* lib/watch: captures in, visits and behaviours out. It knows the model, the dialects of addresses
 * below it, and libpcap (capture.c only); names.c also the resolver; it never prints.
 *
 * This file: a packet as it was captured, down to the TCP header. Its octets are a stranger's:
 * every length is checked against what is there, and every list of headers has an end. Filters of
 * the kernel do not do this: the usual one for SYNs misses IPv6, and none sees into NFLOG. */
#ifndef MX_WATCH_PACKET_H
#define MX_WATCH_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dns/address.h"

enum mx_packet_kind {
    MX_PACKET_OTHER, /* no SYN, a fragment after the first, or nothing that makes sense */
    MX_PACKET_CUT,   /* the capture ends before the flags of its TCP header */
    MX_PACKET_SYN /* SYN without ACK; with ECN the same attempt's flags change (RFC 3168 6.1.1) */
};

struct mx_packet {
    struct mx_address from, to;
    uint32_t sequence;
    uint16_t from_port, to_port;
    bool has_time; /* NFLOG: when the kernel saw it; when it was read is up to a second later */
    int64_t us;    /* this time: microseconds since 1970 */
};

/* Whether packets of this link type can be read; the number is a capture's (LINKTYPE_) or
 * libpcap's (DLT_). */
bool mx_packet_knows_link(int link);

/* Reads the captured LENGTH octets. OUT is filled for MX_PACKET_SYN; its time is for all. */
enum mx_packet_kind mx_packet_read(struct mx_packet *out, int link, const uint8_t *bytes,
                                   size_t length);

#endif
