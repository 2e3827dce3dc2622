/* Record types as tokens of a zone file name them. */
#ifndef MX_ZONE_SCAN_TYPES_H
#define MX_ZONE_SCAN_TYPES_H

#include <stdbool.h>
#include <stdint.h>

#include "dns/rrtype.h"
#include "zone/scan/lex.h"

/* The row of the type that TOKEN names, by mnemonic or as TYPE###; NULL where no row has it. */
const struct mx_rrtype *mx_zone_type_find(const struct mx_zone_token *token);

/* Whether TOKEN is TYPE### (RFC 3597 5). */
bool mx_zone_type_is_number(const struct mx_zone_token *token);

/* Whether the type has text fields: libzscanner takes parentheses beside them for text. */
bool mx_zone_type_has_text(uint16_t number);

#endif
