/* RRsets that are larger than BIND loads: those of any type that stand together in the file, and
 * those of which not all is kept. */
#ifndef MX_ZONE_TOO_MANY_H
#define MX_ZONE_TOO_MANY_H

#include "zone/hosts.h"
#include "zone/scan/scan.h"

struct mx_zone_large;

struct mx_zone_many {
    struct mx_arena *arena;
    struct mx_zone_large *first, **last; /* what is to be told */
    uint8_t owner[MX_NAME_MAX];          /* of the records that are met one after the other */
    size_t owner_length;
    uint16_t type;
    size_t count; /* of their data; all differ up to the last one that was told */
    uint32_t hashes[MX_RECORDS_LOADED + 1];
};

void mx_zone_many_init(struct mx_zone_many *many, struct mx_arena *arena);

/* Takes a record of any type. False when memory is out. */
bool mx_zone_many_take(struct mx_zone_many *many, const struct mx_zone_record *record);

/* Takes it that records of TYPE of OWNER, from PLACE on, are not kept. False as above. */
bool mx_zone_many_cut(struct mx_zone_many *many, const uint8_t *owner, uint16_t type,
                      struct mx_place place);

/* Reports what was taken, but what the rule too-many-records finds in the layouts. What is not kept
 * is told also where the rule IS_IGNORED: nothing else is known of it. */
void mx_zone_many_report(const struct mx_zone_many *many, const struct mx_zone_hosts *hosts,
                         bool is_ignored, mxtrap_findings *findings);

#endif
