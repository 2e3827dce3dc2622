/* $INCLUDE, and the stack of open files. */
#ifndef MX_ZONE_SCAN_INCLUDE_H
#define MX_ZONE_SCAN_INCLUDE_H

#include <stdint.h>

#include "zone/scan/lex.h"
#include "zone/scan/reader.h"

/* Opens the file that TOKEN names; ORIGIN is the origin of the names in it. */
void mx_zone_include(struct mx_zone_reader *reader, const struct mx_zone_token *token,
                     const uint8_t *origin);

/* Begins FILE, whose source is open. */
void mx_zone_file_begin(struct mx_zone_reader *reader, struct mx_zone_file *file, const char *name,
                        const uint8_t *origin);

/* Ends the innermost file and goes back to the one that includes it. */
void mx_zone_file_end(struct mx_zone_reader *reader);

#endif
