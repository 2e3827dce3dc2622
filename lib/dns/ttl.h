/* TTLs as people write them: seconds, or numbers with BIND's units, as in 1h30m. */
#ifndef MX_DNS_TTL_H
#define MX_DNS_TTL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Reads TEXT, all LENGTH bytes of it, as a number of seconds up to MAX, the way BIND's
 * dns_ttl_fromtext does: numbers with the units w, d, h, m and s in either case, in any order, or
 * one number without a unit. False leaves *OUT as it was. */
bool mx_ttl_parse(const char *text, size_t length, uint32_t max, uint32_t *out);

#endif
