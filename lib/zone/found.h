/* All that is found in a zone's records: layouts are made of it. */
#ifndef MX_ZONE_FOUND_H
#define MX_ZONE_FOUND_H

#include <mxtrap/zone_file.h>

#include "zone/hosts.h"
#include "zone/scan/foreign.h"
#include "zone/sets.h"
#include "zone/spf.h"
#include "zone/too_many.h"

struct mx_zone_found {
    struct mx_zone_many many;
    struct mx_zone_hosts hosts;
    struct mx_zone_spf spf;
    struct mx_zone_sets sets;
    struct mx_arena *arena; /* the zones': what outlives the reading */
    struct mx_files *files; /* theirs too */
    const char *name;       /* of the file that the last record was in */
    struct mx_name origin;
    bool has_origin, has_soa, is_read_again;
    bool is_adrift;                         /* a name was relative to an origin that nothing says */
    struct mx_place ignored[MX_RULE_COUNT]; /* where a comment, or the spec, says so */
    struct mx_zone_foreign_seen foreign;
    struct mx_place slip; /* of an SOA whose owner lacks its final dot; its line is 0: none */
    struct mx_place first_place; /* of the SOA, else of the first MX record, if any */
    uint32_t negative_ttl;       /* that of the SOA (RFC 2308 5); 0 without one */
    uint32_t serial;             /* that of the SOA */
    struct mx_name above;        /* the nearest name above all owners met */
    bool has_above;
};

/* Adds the zone of what was found in the FILE at PATH to ZONES. False when memory is out. */
bool mx_zone_make(struct mx_zone_found *file, const char *path, mxtrap_zones *zones,
                  const struct mxtrap_zone_file_options *options);

#endif
