/* What comes out of a scan: errors go to the findings, records and losses to the handler. */
#ifndef MX_ZONE_SCAN_REPORT_H
#define MX_ZONE_SCAN_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dns/name.h"
#include "zone/scan/lex.h"
#include "zone/scan/record.h"

struct mx_zone_reader;

/* Reports an error of the current file; MESSAGE is a constant. */
void mx_zone_error(struct mx_zone_reader *reader, uint32_t line, uint32_t column,
                   const char *message);

/* The same at TOKEN; and for a name that is wrong. Both return false. */
bool mx_zone_fail(struct mx_zone_reader *reader, const struct mx_zone_token *token,
                  const char *message);
bool mx_zone_fail_name(struct mx_zone_reader *reader, const struct mx_zone_token *token,
                       enum mx_name_error error);

/* Hands RECORD to the handler; the owner is the scanner's. */
void mx_zone_notify_record(struct mx_zone_reader *reader, struct mx_zone_record *record,
                           const char *comment, size_t comment_length);

/* Tells the handler which records of OWNER may be lost, or of any name where it is NULL. */
void mx_zone_notify_lost(struct mx_zone_reader *reader, const uint8_t *owner,
                         enum mx_zone_lost lost);

#endif
