/* A record that was not read by libzscanner: read by BIND's rules, then rendered for it. */
#ifndef MX_ZONE_SCAN_PENDING_RECORD_H
#define MX_ZONE_SCAN_PENDING_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/place.h"
#include "zone/scan/foreign.h"
#include "zone/scan/lex.h"
#include "zone/scan/record.h"

struct mx_zone_reader;

struct mx_zone_pending {
    const struct mx_zone_token *owner; /* NULL: not written */
    struct mx_zone_token *tokens;      /* those of the type and the data */
    size_t count;
    uint32_t ttl;
    bool has_ttl;
    struct mx_place place;
    const char *comment;
    size_t comment_length;
};

/* Reads class and TTL, in either order, from TOKENS on; how many tokens they are, -1 when the class
 * is not IN (reported). */
long mx_zone_pending_read_head(struct mx_zone_reader *reader, struct mx_zone_pending *record,
                               const struct mx_zone_token *tokens, size_t count);

/* Reads type and data and hands the record to the handler; false when it is in error, which was
 * reported. The owner is the scanner's. */
bool mx_zone_pending_read(struct mx_zone_reader *reader, struct mx_zone_pending *record);

/* What is lost with a record of TYPE. */
enum mx_zone_lost mx_zone_lost_with(uint16_t type);

/* Notes the foreign ROW at TOKEN, and what the entry's comment accepts. */
void mx_zone_foreign_add(struct mx_zone_reader *reader, const struct mx_zone_foreign *row,
                         const struct mx_zone_token *token, const char *comment, size_t length);

#endif
