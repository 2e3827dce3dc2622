/* What is mail's in a transfer's messages goes the way of a zone file's records. */
#include "read/axfr_message.h"

#include <string.h>

#include "read/tsig.h"
#include "read/zone_text.h"
#include "read/zone_types.h"

enum { QR = 0x8000, OPCODE = 0x7800, TC = 0x0200, RCODE = 0x000f, QUESTION_FIELDS = 4 };

/* The names in a record's data, which may be compressed: RFC 3597 4. Types of RFC 1035 that are
 * not here are no mail's, and are taken as they are. */
static const struct form {
    uint16_t type;
    uint8_t before, names, after; /* octets, names, octets */
} forms[] = {
    {MX_TYPE_NS, 0, 1, 0},    {MX_TYPE_CNAME, 0, 1, 0},
    {MX_TYPE_SOA, 0, 2, 20},  {12, 0, 1, 0},
    {MX_TYPE_MX, 2, 1, 0},    {33, 6, 1, 0},
    {MX_TYPE_DNAME, 0, 1, 0},
};

enum { PLAIN_MOST = 2 * MX_NAME_MAX + 20 };

static enum mx_axfr_result bad(struct mx_axfr *axfr, const char *error) {
    axfr->error = error;
    return MX_AXFR_BAD;
}

size_t mx_axfr_request(uint8_t *message, const uint8_t *zone, uint16_t id) {
    size_t length = mx_name_length(zone);

    memset(message, 0, MX_WIRE_HEADER);
    mx_wire_put_16(message, id);
    mx_wire_put_16(message + 4, 1);
    memcpy(message + MX_WIRE_HEADER, zone, length);
    mx_wire_put_16(message + MX_WIRE_HEADER + length, MX_TYPE_AXFR);
    mx_wire_put_16(message + MX_WIRE_HEADER + length + 2, MX_CLASS_IN);
    return MX_WIRE_HEADER + length + QUESTION_FIELDS;
}

/* RFC 5936 2.2.1: one question, the request's; later messages may have none, and old servers have
 * none at all. */
static bool is_question(const struct mx_axfr *axfr, const uint8_t *message, size_t length,
                        size_t *at) {
    struct mx_name name;
    unsigned count = mx_wire_16(message + 4);

    if (count == 0) {
        return true;
    }
    if (count > 1 || !mx_wire_name(message, length, at, &name) || length - *at < QUESTION_FIELDS ||
        !mx_name_equal(name.wire, axfr->zone) || mx_wire_16(message + *at) != MX_TYPE_AXFR ||
        mx_wire_16(message + *at + 2) != MX_CLASS_IN) {
        return false;
    }
    *at += QUESTION_FIELDS;
    return true;
}

/* The data of RECORD with its names in full: in PLAIN, or where it stands; NULL where it does not
 * fit the type. */
static const uint8_t *plain_rdata(const uint8_t *message, size_t length,
                                  const struct mx_wire_record *record, uint8_t plain[PLAIN_MOST],
                                  size_t *plain_length) {
    const struct form *form = NULL;
    size_t at = record->rdata_offset, end = at + record->rdata_length, filled = 0;
    struct mx_name name;

    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        form = forms[i].type == record->type ? &forms[i] : form;
    }
    if (form == NULL) {
        *plain_length = record->rdata_length;
        return mx_zone_rdata_fits(record->type, message + at, record->rdata_length) ? message + at
                                                                                    : NULL;
    }
    if (record->rdata_length < form->before) {
        return NULL;
    }
    memcpy(plain, message + at, form->before);
    filled = form->before;
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

/* The first record and the last are the same SOA, and no other is (RFC 5936 2.2). */
static enum mx_axfr_result take_soa(struct mx_axfr *axfr, const struct mx_wire_record *record,
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

static enum mx_axfr_result take_record(struct mx_axfr *axfr, const uint8_t *message, size_t length,
                                       const struct mx_wire_record *record, mx_record_taker *taker,
                                       void *context) {
    uint8_t plain[PLAIN_MOST];
    size_t plain_length = 0;
    enum mx_axfr_result result = MX_AXFR_OK;

    axfr->records++;
    if (axfr->is_complete) {
        return bad(axfr, "goes on behind the final SOA record");
    }
    if (axfr->records == 1 && record->type != MX_TYPE_SOA) {
        return bad(axfr, "does not begin with the zone's SOA record");
    }
    if (record->klass != MX_CLASS_IN || mx_zone_type_refused(record->type)) {
        return bad(axfr, "has a record of a class or type that no zone has");
    }
    if (!mx_name_is_within(record->owner.wire, axfr->zone)) {
        return bad(axfr, "has a record that is not in the zone");
    }
    const uint8_t *rdata = plain_rdata(message, length, record, plain, &plain_length);
    if (rdata == NULL) {
        return bad(axfr, "has a record whose data does not fit its type");
    }
    if (record->type == MX_TYPE_SOA) {
        result = take_soa(axfr, record, rdata, plain_length);
    }
    if (result != MX_AXFR_OK || axfr->is_complete || taker == NULL) {
        return result;
    }
    struct mx_zone_record given = {.owner = record->owner.wire,
                                   .owner_length = (uint8_t)mx_name_length(record->owner.wire),
                                   .type = record->type,
                                   .klass = MX_CLASS_IN,
                                   .ttl = mx_zone_ttl(record->ttl),
                                   .rdata = rdata,
                                   .rdata_length = (uint16_t)plain_length,
                                   .place = {axfr->file, axfr->records, 1}};
    return taker(context, &given) ? MX_AXFR_OK : MX_AXFR_NO_MEMORY;
}

/* Authority and additional records: the signature is the last of them, nothing else matters. */
static bool skip_rest(struct mx_axfr *axfr, const uint8_t *message, size_t length, size_t at,
                      unsigned count) {
    while (count-- > 0) {
        if (!mx_wire_record(message, length, &at, &axfr->signature)) {
            return false;
        }
        axfr->is_signed = axfr->signature.type == MX_TYPE_TSIG;
        if (axfr->is_signed && count > 0) {
            return false;
        }
    }
    return at == length;
}

static enum mx_axfr_result check_header(struct mx_axfr *axfr, const uint8_t *message,
                                        size_t length) {
    if (length < MX_WIRE_HEADER) {
        return bad(axfr, "is shorter than a header");
    }
    unsigned flags = mx_wire_16(message + 2);
    if (mx_wire_16(message) != axfr->id) {
        return bad(axfr, "has another id than the request");
    }
    if ((flags & QR) == 0 || (flags & (OPCODE | TC)) != 0) {
        return bad(axfr, "is no answer to a request");
    }
    axfr->rcode = flags & RCODE;
    return MX_AXFR_OK;
}

enum mx_axfr_result mx_axfr_take(struct mx_axfr *axfr, const uint8_t *message, size_t length,
                                 mx_record_taker *taker, void *context) {
    size_t at = MX_WIRE_HEADER;
    struct mx_wire_record record;
    enum mx_axfr_result result = check_header(axfr, message, length);

    axfr->is_signed = false;
    axfr->messages++;
    if (result != MX_AXFR_OK) {
        return result;
    }
    unsigned answers = mx_wire_16(message + 6);
    unsigned rest = mx_wire_16(message + 8) + (unsigned)mx_wire_16(message + 10);
    if (!is_question(axfr, message, length, &at)) {
        return bad(axfr, "answers another question");
    }
    if (axfr->rcode != 0) {
        axfr->is_signed =
            answers == 0 && skip_rest(axfr, message, length, at, rest) && axfr->is_signed;
        return bad(axfr, "is a refusal");
    }
    for (unsigned i = 0; i < answers && result == MX_AXFR_OK; i++) {
        if (!mx_wire_record(message, length, &at, &record)) {
            return bad(axfr, "is malformed");
        }
        result = take_record(axfr, message, length, &record, taker, context);
    }
    if (result == MX_AXFR_OK && axfr->records == 0) {
        return bad(axfr, "has no records");
    }
    return result != MX_AXFR_OK || skip_rest(axfr, message, length, at, rest)
               ? result
               : bad(axfr, "is malformed");
}

enum mx_axfr_result mx_axfr_take_all(struct mx_axfr *axfr, const uint8_t *bytes, size_t length,
                                     mx_record_taker *taker, void *context) {
    enum mx_axfr_result result = MX_AXFR_OK;

    while (length >= 2 && result == MX_AXFR_OK) {
        size_t size = mx_wire_16(bytes);
        if (length - 2 < size) {
            return bad(axfr, "is cut short");
        }
        result = mx_axfr_take(axfr, bytes + 2, size, taker, context);
        bytes += 2 + size;
        length -= 2 + size;
    }
    return result;
}
