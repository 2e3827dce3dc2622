/* Single tokens of a zone file, read as BIND reads them. */
#ifndef MX_ZONE_SCAN_TEXT_H
#define MX_ZONE_SCAN_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dns/name.h"
#include "zone/scan/lex.h"

/* Reads seconds with or without the units w, d, h, m, s; false for a token that is no TTL to BIND.
 */
bool mx_zone_seconds(const struct mx_zone_token *token, uint32_t *seconds);

/* RFC 2181 8: a TTL with the highest bit set is taken for 0. */
uint32_t mx_zone_ttl(uint32_t seconds);

/* Whether TOKEN names a class; *IS_IN says whether it is IN. */
bool mx_zone_class(const struct mx_zone_token *token, bool *is_in);

/* The bytes of a character-string, escapes resolved, into OUT, which has room for LENGTH bytes.
 * How many there are, SIZE_MAX for a bad escape. */
size_t mx_zone_string(char *out, const char *text, size_t length);

/* Whether the name of TOKEN is relative to the origin, and not "@"; and whether it has a dot inside
 * as well, so that it may lack its final one. */
bool mx_zone_is_relative(const struct mx_zone_token *token);
bool mx_zone_is_undotted(const struct mx_zone_token *token);

#endif
