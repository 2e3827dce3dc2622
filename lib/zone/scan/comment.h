/* The comments of mxtrap-gen: "; mxtrap: dummy, ignore single-real-host". */
#ifndef MX_ZONE_SCAN_COMMENT_H
#define MX_ZONE_SCAN_COMMENT_H

#include <stdbool.h>
#include <stddef.h>

#include <mxtrap/layout.h>

#include "model/rule.h"

/* The role that comments give; LENGTH bytes, which begin after a semicolon. */
enum mxtrap_role mx_zone_role(const char *comment, size_t length);

/* Marks in IGNORED the rules that a record's comment accepts. */
void mx_zone_ignored(const char *comment, size_t length, bool ignored[MX_RULE_COUNT]);

#endif
