/* Names and records of hostile messages, and questions: each step checks its bounds, none trusts a
 * length or a pointer. */
#include "dns/wire.h"

#include <string.h>

/* More pointers than a name has labels are an attack on the reader's time. */
enum { POINTER = 0xc0, POINTERS_MAX = 128, FIXED_FIELDS = 10, EDNS_PAYLOAD = 1232 };

bool mx_wire_name(const uint8_t *message, size_t length, size_t *at, struct mx_name *out) {
    uint8_t wire[MX_NAME_MAX];
    size_t from = *at, filled = 0, behind = 0, pointers = 0;
    size_t lowest = from; /* each pointer must lead below all that was read: so there is an end */

    while (from < length && message[from] != 0) {
        uint8_t octet = message[from];
        if (octet >= POINTER) {
            size_t target = from + 1 < length ? mx_wire_16(message + from) & 0x3fffU : lowest;
            behind = behind == 0 ? from + 2 : behind;
            if (target >= lowest || target < MX_WIRE_HEADER || ++pointers > POINTERS_MAX) {
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

const uint8_t *mx_wire_data(const uint8_t *message, size_t length,
                            const struct mx_wire_record *record, uint8_t plain[MX_WIRE_PLAIN_MAX],
                            size_t *plain_length) {
    const struct mx_rrtype *type = mx_rrtype_of(record->type);
    size_t at = record->rdata_offset, end = at + record->rdata_length;
    struct mx_name name;

    if (type == NULL || type->data.kind != MX_RDATA_FORM) {
        *plain_length = record->rdata_length;
        return message + at;
    }
    const struct mx_rdata_form *form = &type->data;
    if (record->rdata_length < form->before) {
        return NULL;
    }
    memcpy(plain, message + at, form->before);
    size_t filled = form->before;
    at += form->before;
    for (unsigned i = 0; i < form->names; i++) {
        if (!mx_wire_name(message, length, &at, &name) || at > end) {
            return NULL;
        }
        memcpy(plain + filled, name.wire, mx_name_length(name.wire));
        filled += mx_name_length(name.wire);
    }
    if (end - at != form->after) {
        return NULL;
    }
    memcpy(plain + filled, message + at, form->after);
    *plain_length = filled + form->after;
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
