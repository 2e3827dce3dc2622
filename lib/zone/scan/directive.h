/* The lines that begin with "$". */
#ifndef MX_ZONE_SCAN_DIRECTIVE_H
#define MX_ZONE_SCAN_DIRECTIVE_H

#include "zone/scan/lex.h"

struct mx_zone_reader;

void mx_zone_directive_read(struct mx_zone_reader *reader, struct mx_zone_entry *entry);

#endif
