/* Lookups in the table of record types, and the check of their data. */
#include "dns/rrtype.h"

#include <string.h>
#include <strings.h>

#include "dns/name.h"

#define PLAIN false, false
#define LENIENT true, false
#define REFUSED false, true
#define FORM(before, names, after)                                                                 \
    { MX_RDATA_FORM, before, names, after }
#define STRINGS                                                                                    \
    { MX_RDATA_STRINGS, 0, 0, 0 }
#define MORE_THAN(octets)                                                                          \
    { MX_RDATA_MORE_THAN, octets, 0, 0 }
#define ANY                                                                                        \
    { MX_RDATA_ANY, 0, 0, 0 }

static const struct mx_rrtype types[] = {
#define MX_RRTYPE(NAME, name, number, text, how, data) {name, number, text, how, data},
#include "dns/rrtypes.def"
#undef MX_RRTYPE
};

enum row {
#define MX_RRTYPE(NAME, name, number, text, how, data) ROW_##NAME,
#include "dns/rrtypes.def"
#undef MX_RRTYPE
    ROW_COUNT
};

const struct mx_rrtype *mx_rrtype_of(uint16_t number) {
    switch (number) {
#define MX_RRTYPE(NAME, name, number, text, how, data)                                             \
    case MX_TYPE_##NAME:                                                                           \
        return &types[ROW_##NAME];
#include "dns/rrtypes.def"
#undef MX_RRTYPE
    default:
        return NULL;
    }
}

const struct mx_rrtype *mx_rrtype_find(const char *name, size_t length) {
    for (size_t i = 0; i < ROW_COUNT && length > 0; i++) {
        /* Most names differ in their first letter (bit 5 is its case). */
        if (((types[i].name[0] ^ name[0]) & ~0x20) == 0 && strlen(types[i].name) == length &&
            strncasecmp(types[i].name, name, length) == 0) {
            return &types[i];
        }
    }
    return NULL;
}

bool mx_rrtype_is_refused(uint16_t number) {
    const struct mx_rrtype *type = mx_rrtype_of(number);
    return number == 0 || (number >= 128 && number <= 255) || (type != NULL && type->is_refused);
}

/* The octets of a name without compression at RDATA, 0 where there is none. */
static size_t name_at(const uint8_t *rdata, size_t length) {
    size_t at = 0;
    while (at < length && rdata[at] != 0 && rdata[at] <= MX_LABEL_MAX) {
        at += 1U + rdata[at];
    }
    return at < length && rdata[at] == 0 && at < MX_NAME_MAX ? at + 1 : 0;
}

static bool are_strings(const uint8_t *rdata, size_t length) {
    size_t at = 0;
    while (at < length) {
        at += 1U + rdata[at];
    }
    return length > 0 && at == length;
}

static bool has_form(const struct mx_rdata_form *form, const uint8_t *rdata, size_t length) {
    size_t at = form->before;

    for (unsigned i = 0; i < form->names; i++) {
        size_t name = at > length ? 0 : name_at(rdata + at, length - at);
        if (name == 0) {
            return false;
        }
        at += name;
    }
    return at + form->after == length;
}

bool mx_rdata_fits(uint16_t type, const uint8_t *rdata, size_t length) {
    const struct mx_rrtype *row = mx_rrtype_of(type);

    switch (row != NULL ? row->data.kind : MX_RDATA_ANY) {
    case MX_RDATA_FORM:
        return has_form(&row->data, rdata, length);
    case MX_RDATA_STRINGS:
        return are_strings(rdata, length);
    case MX_RDATA_MORE_THAN:
        return length > row->data.before;
    case MX_RDATA_ANY:
        break;
    }
    return true;
}
