/* Fuzz target of the packet parser: a link type, then a packet. A packet that is cut is never read
 * as another one. */
#include <stdint.h>
#include <string.h>

#include "watch/packet.h"
#include "well_formed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct mx_packet *packet, enum mx_packet_kind kind) {
    require(kind <= MX_PACKET_SYN);
    require(!packet->has_time || packet->us >= 0);
    if (kind == MX_PACKET_SYN) {
        require(packet->from.family == MX_IPV4 || packet->from.family == MX_IPV6);
        require(packet->from.family == packet->to.family);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const int links[] = {1, 113, 276, 101, 239, 0, 108, 117, 228, 12, 14, 229, 7};
    struct mx_packet packet, cut;

    if (size == 0) {
        return 0;
    }
    int link = links[data[0] % (sizeof links / sizeof links[0])];
    enum mx_packet_kind kind = mx_packet_read(&packet, link, data + 1, size - 1);
    check(&packet, kind);
    for (size_t length = size - 1; length-- > 0 && length > size / 2;) {
        enum mx_packet_kind shorter = mx_packet_read(&cut, link, data + 1, length);
        check(&cut, shorter);
        require(shorter <= MX_PACKET_CUT || shorter == kind);
        require(shorter <= MX_PACKET_CUT || cut.sequence == packet.sequence);
    }
    return 0;
}
