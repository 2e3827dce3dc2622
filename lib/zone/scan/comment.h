/* The comments of mxtrap-gen: "; mxtrap: dummy, ignore single-real-host". */
#ifndef MX_ZONE_SCAN_COMMENT_H
#define MX_ZONE_SCAN_COMMENT_H

#include <stdbool.h>
#include <stddef.h>

#include <mxtrap/layout.h>

#include "model/findings.h"

/* Whether comments, LENGTH bytes that begin after a semicolon, give a role; unknown of a null MX.
 */
bool mx_zone_role(const char *comment, size_t length, enum mxtrap_role *out);

/* Gives the rules that the comment at PLACE accepts that place in IGNORED, without a column if the
 * comment gives a role as well; what is no rule, or none that can be ignored, is reported. */
void mx_zone_ignored(const char *comment, size_t length, struct mx_place ignored[MX_RULE_COUNT],
                     struct mx_place place, mxtrap_findings *findings);

#endif
