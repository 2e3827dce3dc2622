/* $GENERATE */
#ifndef MX_ZONE_SCAN_GENERATE_H
#define MX_ZONE_SCAN_GENERATE_H

#include "zone/scan/lex.h"

struct mx_zone_reader;

void mx_zone_generate(struct mx_zone_reader *reader, struct mx_zone_entry *entry);

#endif
