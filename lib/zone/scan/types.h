/* Record types, as far as reading their text takes: what kind of field stands where. */
#ifndef MX_ZONE_SCAN_TYPES_H
#define MX_ZONE_SCAN_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dns/wire.h"
#include "zone/scan/lex.h"

struct mx_zone_type {
    const char *name;
    uint16_t number;
    /* One letter a field of the text; the last one stands for all that follow.
     * n name, t character-string, T text of any length, h hex digits, b Base64 (the two may have
     * blanks in them), k key=value, w a word that is taken as it is.
     * NULL: BIND reads the type's text, libzscanner does not, and it is no type of mail. */
    const char *fields;
    bool is_lenient; /* no type of mail, and BIND takes forms of its text that libzscanner lacks */
    bool refused;    /* BIND takes it from no zone file (a question's type, or obsolete) */
};

/* The row of the type that TOKEN names, by mnemonic or as TYPE###; NULL where no row has it. */
const struct mx_zone_type *mx_zone_type_find(const struct mx_zone_token *token);

/* The type's mnemonic; NULL where no row has the number. */
const char *mx_zone_type_name(uint16_t number);

/* Whether TOKEN is TYPE### (RFC 3597 5). */
bool mx_zone_type_is_number(const struct mx_zone_token *token);

/* Whether BIND takes this type from no zone file. */
bool mx_zone_type_refused(uint16_t number);

/* Whether text fields stand in the type: libzscanner takes parentheses beside them for text. */
bool mx_zone_type_has_text(uint16_t number);

/* Whether RDATA is well formed for its type (for types of mail and SRV; else true): what was
 * written as \# and hex digits has not been looked at by anyone. */
bool mx_zone_rdata_fits(uint16_t type, const uint8_t *rdata, size_t length);

#endif
