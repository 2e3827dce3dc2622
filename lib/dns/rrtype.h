/* Record types: the one table (rrtypes.def). */
#ifndef MX_DNS_RRTYPE_H
#define MX_DNS_RRTYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
#define MX_RRTYPE(NAME, name, number, text, how, data) MX_TYPE_##NAME = (number),
#include "dns/rrtypes.def"
#undef MX_RRTYPE
    /* Of messages only, never of a zone (RFC 8945, RFC 5936): they have no row. */
    MX_TYPE_TSIG = 250,
    MX_TYPE_AXFR = 252
};

enum { MX_CLASS_IN = 1, MX_CLASS_ANY = 255 };

enum mx_rdata_kind { MX_RDATA_ANY, MX_RDATA_FORM, MX_RDATA_STRINGS, MX_RDATA_MORE_THAN };

/* The data of a type. MX_RDATA_FORM: octets, then names, which a message may compress (RFC 3597 4),
 * then octets. MX_RDATA_MORE_THAN: longer than BEFORE octets. */
struct mx_rdata_form {
    enum mx_rdata_kind kind;
    uint8_t before, names, after;
};

struct mx_rrtype {
    const char *name;
    uint16_t number;
    const char *text; /* its fields in a zone file; see rrtypes.def */
    bool is_lenient, is_refused;
    struct mx_rdata_form data;
};

/* The row of a type; NULL where no row has the number. */
const struct mx_rrtype *mx_rrtype_of(uint16_t number);

/* The row of the type of this name, in either case; NULL where no row has it. */
const struct mx_rrtype *mx_rrtype_find(const char *name, size_t length);

/* Whether BIND takes this type from no zone: type 0, and types of questions (RFC 6895 3.1). */
bool mx_rrtype_is_refused(uint16_t number);

/* Whether RDATA, its names without compression, is well formed for its type; true for types whose
 * data is not checked. */
bool mx_rdata_fits(uint16_t type, const uint8_t *rdata, size_t length);

#endif
