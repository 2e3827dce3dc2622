/* RRsets that are larger than BIND loads: those of any type whose records follow one another in the
 * file, and those of which not all is kept. */
#ifndef MX_ZONE_TOO_MANY_H
#define MX_ZONE_TOO_MANY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "dns/name.h"
#include "model/findings.h"
#include "model/layout.h"
#include "zone/scan/record.h"

struct mx_zone_large;

struct mx_zone_many {
    struct mx_arena *arena;
    struct mx_zone_large *first, **last; /* to be reported */
    uint8_t owner[MX_NAME_MAX];          /* of the records that are met one after the other */
    size_t owner_length;
    uint16_t type;
    size_t count; /* of their data; all differ up to the last one that was reported */
    uint32_t hashes[MX_RECORDS_LOADED + 1];
};

void mx_zone_many_init(struct mx_zone_many *many, struct mx_arena *arena);

/* Counts a record of any type. False when memory is out. */
bool mx_zone_many_add(struct mx_zone_many *many, const struct mx_zone_record *record);

/* Remembers that records of TYPE of OWNER, from PLACE on, are not kept. False as above. */
bool mx_zone_many_add_cut(struct mx_zone_many *many, const uint8_t *owner, uint16_t type,
                          struct mx_place place);

/* Whether NAME is an exchanger. */
typedef bool mx_zone_is_exchanger_fn(const void *context, const uint8_t *name);

/* Reports them, except those that the rule too-many-records finds in the layouts: the addresses of
 * exchangers. An RRset of which not all is kept is reported also where the rule IS_IGNORED: nothing
 * else is known of the rest. */
void mx_zone_many_report(const struct mx_zone_many *many, mx_zone_is_exchanger_fn *is_exchanger,
                         const void *context, bool is_ignored, mxtrap_findings *findings);

#endif
