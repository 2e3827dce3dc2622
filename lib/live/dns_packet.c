/* Steps over a DNS packet: each checks its bounds, none trusts a length or a pointer. */
#include "live/dns_packet.h"

#include <string.h>

/* More pointers than a name has labels are an attack on the reader's time. */
enum { POINTER = 0xc0, POINTERS_MOST = 128, EDNS_PAYLOAD = 1232 };

bool mx_packet_name(struct mx_packet *packet, struct mx_name *out) {
    uint8_t wire[MX_NAME_MAX];
    size_t at = packet->at, lowest = at, behind = 0, length = 0, pointers = 0;

    for (;;) {
        if (at >= packet->length) {
            return false;
        }
        uint8_t label = packet->bytes[at];
        if ((label & POINTER) == POINTER) {
            if (packet->length - at < 2) {
                return false;
            }
            size_t target = mx_read_16(packet->bytes + at) & 0x3fff;
            if (target >= lowest || ++pointers > POINTERS_MOST) {
                return false;
            }
            behind = behind != 0 ? behind : at + 2;
            at = lowest = target;
            continue;
        }
        if (label > MX_LABEL_MAX || packet->length - at < (size_t)label + 1 ||
            length + label + 1 > MX_NAME_MAX) {
            return false;
        }
        memcpy(wire + length, packet->bytes + at, (size_t)label + 1);
        length += (size_t)label + 1;
        at += (size_t)label + 1;
        if (label == 0) {
            packet->at = behind != 0 ? behind : at;
            memcpy(out->wire, wire, length);
            return true;
        }
    }
}

bool mx_packet_record(struct mx_packet *packet, struct mx_packet_record *out) {
    enum { FIXED = 10 };

    if (!mx_packet_name(packet, &out->owner) || packet->length - packet->at < FIXED) {
        return false;
    }
    const uint8_t *fixed = packet->bytes + packet->at;
    out->type = mx_read_16(fixed);
    out->class = mx_read_16(fixed + 2);
    out->ttl = (uint32_t)mx_read_16(fixed + 4) << 16 | mx_read_16(fixed + 6);
    out->data_length = mx_read_16(fixed + 8);
    out->data = packet->at + FIXED;
    if (packet->length - out->data < out->data_length) {
        return false;
    }
    packet->at = out->data + out->data_length;
    return true;
}

size_t mx_packet_query(uint8_t *buffer, uint16_t id, const uint8_t *name, uint16_t type,
                       bool recurse, bool edns) {
    static const uint8_t opt[] = {0, 0, MX_DNS_OPT, EDNS_PAYLOAD >> 8, EDNS_PAYLOAD & 0xff, 0, 0, 0,
                                  0, 0, 0};
    size_t length = mx_name_length(name);

    memset(buffer, 0, MX_DNS_HEADER);
    mx_write_16(buffer, id);
    mx_write_16(buffer + 2, recurse ? MX_DNS_RD : 0);
    mx_write_16(buffer + 4, 1);
    mx_write_16(buffer + 10, edns ? 1 : 0);
    memcpy(buffer + MX_DNS_HEADER, name, length);
    length += MX_DNS_HEADER;
    mx_write_16(buffer + length, type);
    mx_write_16(buffer + length + 2, MX_DNS_IN);
    length += 4;
    if (edns) {
        memcpy(buffer + length, opt, sizeof opt);
        length += sizeof opt;
    }
    return length;
}
