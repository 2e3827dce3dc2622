/* Names and records of hostile messages, and questions: each step checks its bounds, none trusts a
 * length or a pointer. */
#include "dns/wire.h"

#include <string.h>

/* More pointers than a name has labels are an attack on the reader's time. */
enum { POINTER = 0xc0, POINTERS_MAX = 128, EDNS_PAYLOAD = 1232 };

struct mx_wire mx_wire_open(const uint8_t *message, size_t length) {
    return (struct mx_wire){message, length, MX_WIRE_HEADER, length < MX_WIRE_HEADER};
}

const uint8_t *mx_wire_next(struct mx_wire *wire, size_t count) {
    wire->is_bad = wire->is_bad || wire->end - wire->at < count;
    if (wire->is_bad) {
        return NULL;
    }
    wire->at += count;
    return wire->message + wire->at - count;
}

uint16_t mx_wire_next_16(struct mx_wire *wire) {
    const uint8_t *octets = mx_wire_next(wire, 2);
    return octets == NULL ? 0 : mx_wire_16(octets);
}

uint32_t mx_wire_next_32(struct mx_wire *wire) {
    const uint8_t *octets = mx_wire_next(wire, 4);
    return octets == NULL ? 0 : mx_wire_32(octets);
}

static bool read_name(struct mx_wire *wire, struct mx_name *out) {
    const uint8_t *message = wire->message;
    uint8_t name[MX_NAME_MAX];
    size_t from = wire->at, end = wire->end, filled = 0, after = 0, pointers = 0;
    size_t lowest = from; /* each pointer must lead below all that was read: so there is an end */

    while (from < end && message[from] != 0) {
        uint8_t octet = message[from];
        if (octet >= POINTER) {
            size_t target = from + 1 < end ? mx_wire_16(message + from) & 0x3fffU : lowest;
            after = after == 0 ? from + 2 : after;
            if (target >= lowest || target < MX_WIRE_HEADER || ++pointers > POINTERS_MAX) {
                return false;
            }
            from = lowest = target;
            continue;
        }
        if (octet > MX_LABEL_MAX || filled + octet + 2U > MX_NAME_MAX || from + 1U + octet > end) {
            return false;
        }
        memcpy(name + filled, message + from, 1U + octet);
        filled += 1U + octet;
        from += 1U + octet;
    }
    if (from >= end) {
        return false;
    }
    name[filled] = 0;
    memcpy(out->wire, name, filled + 1);
    wire->at = after > 0 ? after : from + 1;
    return true;
}

bool mx_wire_next_name(struct mx_wire *wire, struct mx_name *out) {
    wire->is_bad = wire->is_bad || !read_name(wire, out);
    return !wire->is_bad;
}

bool mx_wire_next_question(struct mx_wire *wire, const uint8_t *name, uint16_t type) {
    struct mx_name asked;

    return mx_wire_next_name(wire, &asked) && mx_name_equal(asked.wire, name) &&
           mx_wire_next_16(wire) == type && mx_wire_next_16(wire) == MX_CLASS_IN;
}

bool mx_wire_next_record(struct mx_wire *wire, struct mx_wire_record *out) {
    out->begin = wire->at;
    mx_wire_next_name(wire, &out->owner);
    out->type = mx_wire_next_16(wire);
    out->klass = mx_wire_next_16(wire);
    out->ttl = mx_wire_next_32(wire);
    size_t length = mx_wire_next_16(wire);
    out->data = *wire;
    mx_wire_next(wire, length);
    out->data.end = wire->at;
    return !wire->is_bad;
}

const uint8_t *mx_wire_data(const struct mx_wire_record *record, uint8_t plain[MX_WIRE_PLAIN_MAX],
                            size_t *plain_length) {
    const struct mx_rrtype *type = mx_rrtype_of(record->type);
    struct mx_wire data = record->data;
    size_t filled = 0;
    struct mx_name name;

    if (type == NULL || type->data.kind != MX_RDATA_FORM) {
        *plain_length = data.end - data.at;
        return data.message + data.at;
    }
    const uint8_t *before = mx_wire_next(&data, type->data.before);
    if (before != NULL) {
        memcpy(plain, before, type->data.before);
        filled = type->data.before;
    }
    for (unsigned i = 0; i < type->data.names && mx_wire_next_name(&data, &name); i++) {
        memcpy(plain + filled, name.wire, mx_name_length(name.wire));
        filled += mx_name_length(name.wire);
    }
    const uint8_t *after = mx_wire_next(&data, type->data.after);
    if (after == NULL || data.at != data.end) {
        return NULL;
    }
    memcpy(plain + filled, after, type->data.after);
    *plain_length = filled + type->data.after;
    return plain;
}

size_t mx_wire_query(uint8_t *buffer, uint16_t id, const uint8_t *name, uint16_t type, bool recurse,
                     bool edns) {
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
