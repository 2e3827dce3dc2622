/* The records of a zone, and who gets them. */
#ifndef MX_ZONE_SCAN_RECORD_H
#define MX_ZONE_SCAN_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <mxtrap/layout.h>

#include "base/place.h"

/* Everything in it lives until the handler returns, except for the file's name. */
struct mx_zone_record {
    const uint8_t *owner;  /* wire format, case as written */
    const uint8_t *rdata;  /* NULL: not read, of a type that has no part in mail */
    const uint8_t *origin; /* of an SOA: the origin of the names after it */
    struct mx_place place; /* the first token of the record */
    uint32_t file;         /* the number of its file: see struct mx_zone_scan_options */
    uint32_t target_hash;  /* of an MX record's target; 0: the handler has to make it */
    uint32_t ttl;          /* MX_TTL_DEFAULT where a fragment says nowhere what it is */
    uint16_t type;         /* its class is IN: BIND refuses others in the zone */
    uint16_t rdata_length;
    uint8_t owner_length; /* its octets */
    uint8_t role;         /* from "; mxtrap: dummy" or "real" in its comments; only of MX */
    bool is_ours;         /* these say so, or "none" of a null MX */
    bool is_undotted;     /* an MX record's target was written with a dot inside and none at its
                             end; an SOA's owner lacks its final dot */
    bool is_adrift;       /* the owner, or an MX record's target, is relative, and nothing says to
                             what: the origin is neither given nor in the file */
};

static inline struct mx_spot mx_zone_spot(const struct mx_zone_record *record) {
    return (struct mx_spot){.line = record->place.line,
                            .column = record->place.column,
                            .file = record->file & (MX_FILES_MAX - 1)};
}

/* What a line may have held that could not be read, or is of a type that only other servers know.
 */
enum mx_zone_lost { MX_LOST_NOTHING = 0, MX_LOST_MX = 1, MX_LOST_ADDRESS = 2, MX_LOST_ANY = 3 };

/* Who gets the records. Each function returns false when memory is out: the scan then stops. */
struct mx_zone_handler {
    bool (*record)(void *context, const struct mx_zone_record *record);

    /* Records of OWNER were lost, or of any name where it is NULL. Whoever keeps sets of records
     * has to know: a set with a part of it lost must not be taken for whole. */
    bool (*lost)(void *context, const uint8_t *owner, enum mx_zone_lost lost);

    void *context;
};

#endif
