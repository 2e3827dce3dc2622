/* The comments of mxtrap-gen: "; mxtrap: dummy, ignore single-real-host". */
#ifndef MX_ZONE_SCAN_COMMENT_H
#define MX_ZONE_SCAN_COMMENT_H

#include <stdbool.h>
#include <stddef.h>

#include <mxtrap/layout.h>

#include "model/rule.h"

/* Whether comments, LENGTH bytes that begin after a semicolon, give a role; unknown of a null MX.
 */
bool mx_zone_role(const char *comment, size_t length, enum mxtrap_role *out);

/* Marks in IGNORED the rules that a record's comment accepts. */
void mx_zone_ignored(const char *comment, size_t length, bool ignored[MX_RULE_COUNT]);

#endif
