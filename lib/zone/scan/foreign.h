/* What other servers' zone files have and BIND refuses: record types of their own, and the time
 * stamps of Microsoft's export. */
#ifndef MX_ZONE_SCAN_FOREIGN_H
#define MX_ZONE_SCAN_FOREIGN_H

#include <stdbool.h>
#include <stddef.h>

#include "model/findings.h"
#include "zone/scan/lex.h"

/* Whose addresses may be in a record that BIND cannot read. */
enum mx_zone_hides { MX_HIDES_NONE, MX_HIDES_OWNER, MX_HIDES_ZONE };

struct mx_zone_foreign {
    const char *name, *whose;
    enum mx_zone_hides hides;
};

enum {
    MX_FOREIGN_COUNT = 0
#define MX_FOREIGN(name, whose, hides) +1 /* NOLINT(bugprone-macro-parentheses) */
#include "zone/scan/foreign_types.def"
#undef MX_FOREIGN
};

/* Where each was met first in a zone; a line of 0: nowhere. */
struct mx_zone_foreign_seen {
    struct mx_place places[MX_FOREIGN_COUNT];
};

/* The row of the type at TOKENS, NULL where it is none; *USED says how many of them it is. */
const struct mx_zone_foreign *mx_zone_foreign_find(const struct mx_zone_token *tokens, size_t count,
                                                   size_t *used);

/* The row of time stamps, where TOKEN is one: [AGE:3633973]. NULL otherwise. */
const struct mx_zone_foreign *mx_zone_foreign_stamp(const struct mx_zone_token *token);

void mx_zone_foreign_note(struct mx_zone_foreign_seen *seen, const struct mx_zone_foreign *row,
                          struct mx_place place);

/* Reports foreign-type of each that was met, once. */
void mx_zone_foreign_report(const struct mx_zone_foreign_seen *seen, mxtrap_findings *findings);

#endif
