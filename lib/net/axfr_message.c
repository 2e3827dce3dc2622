/* Checks the messages of a transfer, and hands their records over as a zone file's are. */
#include "net/axfr_message.h"

#include <string.h>

#include "dns/rrtype.h"
#include "net/tsig.h"
#include "zone/scan/text.h"

static enum mx_axfr_result bad(struct mx_axfr *axfr, const char *error) {
    axfr->error = error;
    return MX_AXFR_BAD;
}

/* RFC 5936 2.2.1: the first message repeats the request's question, later ones may omit it; old
 * servers always omit it. */
static bool is_question(const struct mx_axfr *axfr, struct mx_wire *wire) {
    unsigned count = mx_wire_16(wire->message + 4);

    return count == 0 || (count == 1 && mx_wire_next_question(wire, axfr->zone, MX_TYPE_AXFR));
}

/* The first and the last record are the same SOA; no other record is one (RFC 5936 2.2). */
static enum mx_axfr_result check_soa(struct mx_axfr *axfr, const struct mx_wire_record *record,
                                     const uint8_t *rdata, size_t length) {
    const uint8_t *serial = rdata + length - 20;

    if (!mx_name_equal(record->owner.wire, axfr->zone)) {
        return bad(axfr, "has the SOA record of another zone");
    }
    if (axfr->records == 1) {
        memcpy(axfr->serial, serial, sizeof axfr->serial);
        return MX_AXFR_OK;
    }
    if (memcmp(axfr->serial, serial, sizeof axfr->serial) != 0) {
        return bad(axfr, "has another serial in the final SOA record: the zone has changed");
    }
    axfr->is_complete = true;
    return MX_AXFR_OK;
}

static enum mx_axfr_result read_record(struct mx_axfr *axfr, const struct mx_wire_record *record,
                                       const struct mx_zone_handler *handler) {
    uint8_t plain[MX_WIRE_PLAIN_MAX];
    size_t plain_length = 0;
    enum mx_axfr_result result = MX_AXFR_OK;

    axfr->records++;
    if (axfr->is_complete) {
        return bad(axfr, "continues after the final SOA record");
    }
    if (axfr->records == 1 && record->type != MX_TYPE_SOA) {
        return bad(axfr, "does not begin with the zone's SOA record");
    }
    if (record->klass != MX_CLASS_IN || mx_rrtype_is_refused(record->type)) {
        return bad(axfr, "has a record of a class or type that no zone has");
    }
    if (!mx_name_is_within(record->owner.wire, axfr->zone)) {
        return bad(axfr, "has a record that is not in the zone");
    }
    const uint8_t *rdata = mx_wire_data(record, plain, &plain_length);
    if (rdata == NULL || !mx_rdata_fits(record->type, rdata, plain_length)) {
        return bad(axfr, "has a record whose data does not fit its type");
    }
    if (record->type == MX_TYPE_SOA) {
        result = check_soa(axfr, record, rdata, plain_length);
    }
    if (result != MX_AXFR_OK || axfr->is_complete || handler == NULL) {
        return result;
    }
    struct mx_zone_record given = {.owner = record->owner.wire,
                                   .owner_length = (uint8_t)mx_name_length(record->owner.wire),
                                   .type = record->type,
                                   .ttl = mx_zone_ttl(record->ttl),
                                   .rdata = rdata,
                                   .rdata_length = (uint16_t)plain_length,
                                   .place = {axfr->file, axfr->records, 1},
                                   .file = axfr->number};
    return handler->record(handler->context, &given) ? MX_AXFR_OK : MX_AXFR_NO_MEMORY;
}

/* Skips authority and additional records but for the signature, which is the last of them. */
static bool skip_rest(struct mx_axfr *axfr, struct mx_wire *wire, unsigned count) {
    while (count-- > 0) {
        if (!mx_wire_next_record(wire, &axfr->signature)) {
            return false;
        }
        axfr->is_signed = axfr->signature.type == MX_TYPE_TSIG;
        if (axfr->is_signed && count > 0) {
            return false;
        }
    }
    return wire->at == wire->end;
}

static enum mx_axfr_result check_header(struct mx_axfr *axfr, const struct mx_wire *wire) {
    if (wire->is_bad) {
        return bad(axfr, "is shorter than a header");
    }
    unsigned flags = mx_wire_16(wire->message + 2);
    if (mx_wire_16(wire->message) != axfr->id) {
        return bad(axfr, "has another id than the request");
    }
    if ((flags & MX_DNS_QR) == 0 || (flags & (MX_DNS_OPCODE | MX_DNS_TC)) != 0) {
        return bad(axfr, "is not an answer");
    }
    axfr->rcode = flags & MX_DNS_RCODE;
    return MX_AXFR_OK;
}

enum mx_axfr_result mx_axfr_read(struct mx_axfr *axfr, const uint8_t *message, size_t length,
                                 const struct mx_zone_handler *handler) {
    struct mx_wire wire = mx_wire_open(message, length);
    struct mx_wire_record record;
    enum mx_axfr_result result = check_header(axfr, &wire);

    axfr->is_signed = false;
    axfr->messages++;
    if (result != MX_AXFR_OK) {
        return result;
    }
    unsigned answers = mx_wire_16(message + 6);
    unsigned rest = mx_wire_16(message + 8) + (unsigned)mx_wire_16(message + 10);
    if (!is_question(axfr, &wire)) {
        return bad(axfr, "answers another question");
    }
    if (axfr->rcode != 0) {
        axfr->is_signed = answers == 0 && skip_rest(axfr, &wire, rest) && axfr->is_signed;
        return bad(axfr, "is a refusal");
    }
    for (unsigned i = 0; i < answers && result == MX_AXFR_OK; i++) {
        if (!mx_wire_next_record(&wire, &record)) {
            return bad(axfr, "is malformed");
        }
        result = read_record(axfr, &record, handler);
    }
    if (result == MX_AXFR_OK && axfr->records == 0) {
        return bad(axfr, "has no records");
    }
    return result != MX_AXFR_OK || skip_rest(axfr, &wire, rest) ? result
                                                                : bad(axfr, "is malformed");
}

enum mx_axfr_result mx_axfr_read_all(struct mx_axfr *axfr, const uint8_t *bytes, size_t length,
                                     const struct mx_zone_handler *handler) {
    enum mx_axfr_result result = MX_AXFR_OK;

    while (length >= 2 && result == MX_AXFR_OK) {
        size_t size = mx_wire_16(bytes);
        if (length - 2 < size) {
            return bad(axfr, "is cut short");
        }
        result = mx_axfr_read(axfr, bytes + 2, size, handler);
        bytes += 2 + size;
        length -= 2 + size;
    }
    return result;
}
