/* Names and records of hostile messages: each step checks its bounds, none trusts a length or a
 * pointer. */
#include "model/dns_wire.h"

#include <string.h>

/* More pointers than a name has labels are an attack on the reader's time. */
enum { POINTER = 0xc0, POINTERS_MOST = 128, FIXED_FIELDS = 10 };

bool mx_wire_name(const uint8_t *message, size_t length, size_t *at, struct mx_name *out) {
    uint8_t wire[MX_NAME_MAX];
    size_t from = *at, filled = 0, behind = 0, pointers = 0;
    size_t lowest = from; /* each pointer must lead below all that was read: so there is an end */

    while (from < length && message[from] != 0) {
        uint8_t octet = message[from];
        if (octet >= POINTER) {
            size_t target = from + 1 < length ? mx_wire_16(message + from) & 0x3fffU : lowest;
            behind = behind == 0 ? from + 2 : behind;
            if (target >= lowest || target < MX_WIRE_HEADER || ++pointers > POINTERS_MOST) {
                return false;
            }
            from = lowest = target;
            continue;
        }
        if (octet > MX_LABEL_MAX || filled + octet + 2U > MX_NAME_MAX ||
            from + 1U + octet > length) {
            return false;
        }
        memcpy(wire + filled, message + from, 1U + octet);
        filled += 1U + octet;
        from += 1U + octet;
    }
    if (from >= length) {
        return false;
    }
    wire[filled] = 0;
    memcpy(out->wire, wire, filled + 1);
    *at = behind > 0 ? behind : from + 1;
    return true;
}

bool mx_wire_record(const uint8_t *message, size_t length, size_t *at, struct mx_wire_record *out) {
    size_t from = *at;

    if (!mx_wire_name(message, length, &from, &out->owner) || length - from < FIXED_FIELDS) {
        return false;
    }
    const uint8_t *fields = message + from;
    out->begin = *at;
    out->type = mx_wire_16(fields);
    out->klass = mx_wire_16(fields + 2);
    out->ttl = mx_wire_32(fields + 4);
    out->rdata_length = mx_wire_16(fields + 8);
    out->rdata_offset = from + FIXED_FIELDS;
    if (length - out->rdata_offset < out->rdata_length) {
        return false;
    }
    *at = out->rdata_offset + out->rdata_length;
    return true;
}
