/* One entry, a directive or a record, by BIND's rules. */
#ifndef MX_ZONE_SCAN_ENTRY_H
#define MX_ZONE_SCAN_ENTRY_H

#include "zone/scan/lex.h"

struct mx_zone_reader;

void mx_zone_entry_read(struct mx_zone_reader *reader, struct mx_zone_entry *entry);

#endif
