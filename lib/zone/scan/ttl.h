/* The TTL of a record that has none of its own. */
#ifndef MX_ZONE_SCAN_TTL_H
#define MX_ZONE_SCAN_TTL_H

#include <stddef.h>
#include <stdint.h>

#include "base/place.h"
#include "zone/scan/lex.h"

struct mx_zone_reader;

/* The TTL that SECONDS of TOKEN are: 0 above 2^31 - 1 (RFC 2181 8), with a warning. */
uint32_t mx_zone_ttl_read(struct mx_zone_reader *reader, const struct mx_zone_token *token,
                          uint32_t seconds);

/* $TTL; and the TTL of the last record that had one. */
void mx_zone_ttl_set_default(struct mx_zone_reader *reader, uint32_t ttl);
void mx_zone_ttl_set_last(struct mx_zone_reader *reader, uint32_t ttl);

/* The TTL of a record without one, by what came before it. */
uint32_t mx_zone_ttl_missing(struct mx_zone_reader *reader, struct mx_place place, uint16_t type,
                             const uint8_t *rdata, size_t length);

/* The file is a whole zone: a record before this without any TTL is an error after all. */
void mx_zone_ttl_saw_soa(struct mx_zone_reader *reader);

#endif
