/* A record's type and data in the form that libzscanner knows. */
#ifndef MX_ZONE_SCAN_RENDER_H
#define MX_ZONE_SCAN_RENDER_H

#include <stdbool.h>
#include <stddef.h>

#include "zone/scan/lex.h"
#include "zone/scan/types.h"

struct mx_zone_reader;

/* Writes them on one line, names absolute, digits in one piece, into READER->rendered. False when a
 * token is in error, which was reported. */
bool mx_zone_render(struct mx_zone_reader *reader, const struct mx_rrtype *type,
                    struct mx_zone_token *tokens, size_t count);

#endif
