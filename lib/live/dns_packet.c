/* A question as a packet. */
#include "live/dns_packet.h"

#include <string.h>

enum { EDNS_PAYLOAD = 1232 };

size_t mx_packet_query(uint8_t *buffer, uint16_t id, const uint8_t *name, uint16_t type,
                       bool recurse, bool edns) {
    static const uint8_t opt[] = {
        0, 0, MX_TYPE_OPT, EDNS_PAYLOAD >> 8, EDNS_PAYLOAD & 0xff, 0, 0, 0, 0, 0, 0};
    size_t length = mx_name_length(name);
    uint8_t *at = buffer + MX_WIRE_HEADER;

    memset(buffer, 0, MX_WIRE_HEADER);
    mx_wire_put_16(buffer, id);
    mx_wire_put_16(buffer + 2, recurse ? MX_DNS_RD : 0);
    mx_wire_put_16(buffer + 4, 1);
    mx_wire_put_16(buffer + 10, edns ? 1 : 0);
    memcpy(at, name, length);
    at = mx_wire_put_16(mx_wire_put_16(at + length, type), MX_CLASS_IN);
    if (edns) {
        memcpy(at, opt, sizeof opt);
        at += sizeof opt;
    }
    return (size_t)(at - buffer);
}
