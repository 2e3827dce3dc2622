/* Link layers are rows of a table: each finds where IP begins. */
#include "watch/packet.h"

#include <string.h>

#include "dns/wire.h"

enum {
    TAGS_MAX = 4,       /* VLAN tags: QinQ has two */
    EXTENSIONS_MAX = 8, /* IPv6: RFC 8200 4.1 knows of each one, and of destination options twice */
    IPV4_LEAST = 20,
    IPV6_HEADER = 40,
    TCP_FLAGS = 13, /* offset */
    TCP = 6
};

/* What is left of a packet. */
struct rest {
    const uint8_t *at;
    size_t length;
};

/* Moves after COUNT octets; false where the capture does not have them. */
static bool skip(struct rest *rest, size_t count) {
    if (rest->length < count) {
        return false;
    }
    rest->at += count;
    rest->length -= count;
    return true;
}

static enum mx_packet_kind read_tcp(struct mx_packet *out, struct rest rest) {
    enum { SYN = 2, ACK = 16 };

    if (rest.length <= TCP_FLAGS) {
        return MX_PACKET_CUT;
    }
    if ((rest.at[TCP_FLAGS] & (SYN | ACK)) != SYN) {
        return MX_PACKET_OTHER;
    }
    out->from_port = mx_wire_16(rest.at);
    out->to_port = mx_wire_16(rest.at + 2);
    out->sequence = mx_wire_32(rest.at + 4);
    return MX_PACKET_SYN;
}

/* Only of SYNs: of a hundred packets of a mail server, a few are. */
static void set_addresses(struct mx_packet *out, enum mx_family family, const uint8_t *at,
                          size_t length) {
    out->from = (struct mx_address){.family = (uint8_t)family};
    out->to = out->from;
    memcpy(out->from.bytes, at, length);
    memcpy(out->to.bytes, at + length, length);
}

static enum mx_packet_kind read_ipv4(struct mx_packet *out, struct rest rest) {
    if (rest.length < IPV4_LEAST) {
        return MX_PACKET_CUT;
    }
    const uint8_t *header = rest.at;
    size_t header_length = (size_t)(header[0] & 15) * 4, total = mx_wire_16(header + 2);
    bool is_later_fragment = (mx_wire_16(header + 6) & 0x1fff) != 0;
    if (header_length < IPV4_LEAST || header[9] != TCP || is_later_fragment) {
        return MX_PACKET_OTHER;
    }
    /* Ethernet pads; 0 is what segmentation offload leaves. */
    if (total >= header_length && rest.length > total) {
        rest.length = total;
    }
    enum mx_packet_kind kind = skip(&rest, header_length) ? read_tcp(out, rest) : MX_PACKET_CUT;
    if (kind == MX_PACKET_SYN) {
        set_addresses(out, MX_IPV4, header + 12, 4);
    }
    return kind;
}

/* How long the extension header of type NEXT is that begins at AT; 0: it is none, or a fragment
 * after the first. */
static size_t extension_length(uint8_t next, const uint8_t *at) {
    switch (next) {
    case 0:   /* hop by hop */
    case 43:  /* routing */
    case 60:  /* destination options */
    case 135: /* mobility */
    case 139: /* HIP */
    case 140: /* Shim6 */
        return ((size_t)at[1] + 1) * 8;
    case 51: /* authentication (RFC 4302 2.2) */
        return ((size_t)at[1] + 2) * 4;
    case 44:
        return (mx_wire_16(at + 2) & 0xfff8) == 0 ? 8 : 0;
    default:
        return 0;
    }
}

/* TCP after IPv6's header and its extensions, of which NEXT is the first. */
static enum mx_packet_kind read_extensions(struct mx_packet *out, uint8_t next, struct rest rest) {
    for (size_t i = 0; next != TCP && i < EXTENSIONS_MAX; i++) {
        if (rest.length < 8) {
            return extension_length(next, (const uint8_t[8]){0}) > 0 ? MX_PACKET_CUT
                                                                     : MX_PACKET_OTHER;
        }
        size_t length = extension_length(next, rest.at);
        next = rest.at[0];
        if (length == 0) {
            return MX_PACKET_OTHER;
        }
        if (!skip(&rest, length)) {
            return MX_PACKET_CUT;
        }
    }
    return next == TCP ? read_tcp(out, rest) : MX_PACKET_OTHER;
}

static enum mx_packet_kind read_ipv6(struct mx_packet *out, struct rest rest) {
    const uint8_t *header = rest.at;

    if (!skip(&rest, IPV6_HEADER)) {
        return MX_PACKET_CUT;
    }
    size_t payload = mx_wire_16(header + 4);
    if (payload > 0 && rest.length > payload) {
        rest.length = payload;
    }
    enum mx_packet_kind kind = read_extensions(out, header[6], rest);
    if (kind == MX_PACKET_SYN) {
        set_addresses(out, MX_IPV6, header + 8, 16);
    }
    return kind;
}

static enum mx_packet_kind read_ip(struct mx_packet *out, struct rest rest) {
    if (rest.length == 0) {
        return MX_PACKET_CUT;
    }
    switch (rest.at[0] >> 4) {
    case 4:
        return read_ipv4(out, rest);
    case 6:
        return read_ipv6(out, rest);
    default:
        return MX_PACKET_OTHER;
    }
}

/* After the 16 bits that say what follows, which may be tags of VLANs. */
static enum mx_packet_kind read_type(struct mx_packet *out, uint16_t type, struct rest rest) {
    enum {
        IPV4_TYPE = 0x0800,
        IPV6_TYPE = 0x86dd,
        VLAN = 0x8100,
        QINQ = 0x88a8,
        OLD_QINQ = 0x9100
    };

    for (size_t i = 0; i < TAGS_MAX && (type == VLAN || type == QINQ || type == OLD_QINQ); i++) {
        const uint8_t *tag = rest.at;
        if (!skip(&rest, 4)) {
            return MX_PACKET_CUT;
        }
        type = mx_wire_16(tag + 2);
    }
    return type == IPV4_TYPE || type == IPV6_TYPE ? read_ip(out, rest) : MX_PACKET_OTHER;
}

/* HEADER octets, in which the type is at offset TYPE. */
static enum mx_packet_kind read_typed(struct mx_packet *out, struct rest rest, size_t header,
                                      size_t type) {
    const uint8_t *begin = rest.at;
    return skip(&rest, header) ? read_type(out, mx_wire_16(begin + type), rest) : MX_PACKET_CUT;
}

static enum mx_packet_kind read_ethernet(struct mx_packet *out, struct rest rest) {
    return read_typed(out, rest, 14, 12);
}

static enum mx_packet_kind read_sll(struct mx_packet *out, struct rest rest) {
    return read_typed(out, rest, 16, 14);
}

static enum mx_packet_kind read_sll2(struct mx_packet *out, struct rest rest) {
    return read_typed(out, rest, 20, 0);
}

/* The family's number differs by system, and its order of octets by machine: IP's own version is
 * enough. */
static enum mx_packet_kind read_loopback(struct mx_packet *out, struct rest rest) {
    return skip(&rest, 4) ? read_ip(out, rest) : MX_PACKET_CUT;
}

/* OpenBSD's and FreeBSD's pflog: its header says how long it is, without what fills up to four. */
static enum mx_packet_kind read_pflog(struct mx_packet *out, struct rest rest) {
    size_t length = rest.length > 0 ? ((size_t)rest.at[0] + 3) / 4 * 4 : 1;
    return skip(&rest, length) ? read_ip(out, rest) : MX_PACKET_CUT;
}

static uint64_t read_64(const uint8_t *at) {
    return (uint64_t)mx_wire_32(at) << 32 | mx_wire_32(at + 4);
}

/* NFULA_TIMESTAMP: seconds and microseconds. */
static void read_time(struct mx_packet *out, const uint8_t *at) {
    uint64_t seconds = read_64(at), micros = read_64(at + 8);

    if (seconds <= UINT32_MAX && micros < 1000000) {
        out->has_time = true;
        out->us = (int64_t)(seconds * 1000000 + micros);
    }
}

/* Attributes; their lengths are in the order of this machine, which libpcap sees to. */
static enum mx_packet_kind read_nflog(struct mx_packet *out, struct rest rest) {
    enum { HEADER = 4, TIMESTAMP = 3, PAYLOAD = 9 };
    struct rest payload = {0};

    if (!skip(&rest, HEADER)) {
        return MX_PACKET_CUT;
    }
    while (rest.length >= HEADER && payload.at == NULL) {
        uint16_t length, type;
        memcpy(&length, rest.at, sizeof length);
        memcpy(&type, rest.at + 2, sizeof type);
        if (length < HEADER) {
            return MX_PACKET_OTHER;
        }
        size_t there = length < rest.length ? length : rest.length;
        if (type == PAYLOAD) {
            payload = (struct rest){rest.at + HEADER, there - HEADER};
        } else if (type == TIMESTAMP && there >= HEADER + 16) {
            read_time(out, rest.at + HEADER);
        }
        if (!skip(&rest, ((size_t)length + 3) / 4 * 4)) {
            break;
        }
    }
    return payload.at != NULL ? read_ip(out, payload) : MX_PACKET_CUT;
}

static const struct {
    int number;
    enum mx_packet_kind (*read)(struct mx_packet *out, struct rest rest);
} links[] = {
    {1, read_ethernet}, {113, read_sll},      {276, read_sll2},  {239, read_nflog},
    {0, read_loopback}, {108, read_loopback}, {117, read_pflog}, {101, read_ip},
    {12, read_ip}, /* libpcap's number for raw IP, and OpenBSD's */
    {14, read_ip},      {228, read_ip},       {229, read_ip},
};

enum { LINKS = sizeof links / sizeof links[0] };

static size_t find_link(int link) {
    size_t i = 0;
    while (i < LINKS && links[i].number != link) {
        i++;
    }
    return i;
}

bool mx_packet_knows_link(int link) {
    return find_link(link) < LINKS;
}

enum mx_packet_kind mx_packet_read(struct mx_packet *out, int link, const uint8_t *bytes,
                                   size_t length) {
    size_t row = find_link(link);

    out->has_time = false;
    return row < LINKS ? links[row].read(out, (struct rest){bytes, length}) : MX_PACKET_OTHER;
}
