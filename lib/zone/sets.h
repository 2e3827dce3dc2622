/* The MX sets of a zone file: records of one owner gathered into one set. */
#ifndef MX_ZONE_SETS_H
#define MX_ZONE_SETS_H

#include "model/layout.h"
#include "zone/hosts.h"
#include "zone/scan/record.h"
#include "zone/spf.h"

/* The MX records of one owner, in the order of the file. */
struct mx_zone_set {
    struct mx_zone_set *next;
    struct mxtrap_exchanger *exchangers;
    uint16_t count, capacity;
    bool is_partial : 1; /* a record of the owner could not be read */
    bool is_cut : 1;     /* it has more than are kept */
    bool has_cname : 1;
    uint8_t owner[];
};

struct mx_zone_gathered;

struct mx_zone_sets {
    struct mx_arena *arena;
    struct mx_zone_hosts *hosts;
    struct mx_zone_spf *spf;
    struct mx_index by_owner;
    struct mx_zone_set *first, **last;
    size_t count;
    struct mx_zone_gathered *gathered; /* MX records of one owner, which mostly come together */
    size_t gathered_count, gathered_capacity;
    struct mx_name owner; /* whose they are */
    size_t owner_length;
    uint32_t owner_hash;
    struct mx_zone_doubles doubles;
    size_t lost_count;
    struct mx_zone_skipped aliases; /* owners of CNAME records that had no MX records by then */
    bool missed;                    /* one of them became one: read again */
    bool wants_owners;              /* their addresses too */
    bool is_partial;                /* a record of an unknown owner could not be read */
};

void mx_zone_sets_init(struct mx_zone_sets *sets, struct mx_arena *arena,
                       struct mx_zone_hosts *hosts, struct mx_zone_spf *spf);
void mx_zone_sets_free(struct mx_zone_sets *sets);

/* Adds an MX record. False when memory is out. */
bool mx_zone_sets_add(struct mx_zone_sets *sets, const struct mx_zone_record *record);

/* Remembers that an MX record of OWNER (NULL: of any owner) was in a line that could not be read:
 * the set, or all of them, are partial. False as above. */
bool mx_zone_sets_add_lost(struct mx_zone_sets *sets, const uint8_t *owner);

/* Adds a CNAME record, whose owner may have MX records as well. False as above. */
bool mx_zone_sets_add_cname(struct mx_zone_sets *sets, const struct mx_zone_record *record);

/* Puts the records that wait for others of their owner into its set: before records of another
 * type, and at the end. False as above. */
bool mx_zone_sets_flush(struct mx_zone_sets *sets);

/* The set of OWNER, of this hash; NULL where none is closed. */
struct mx_zone_set *mx_zone_sets_find(const struct mx_zone_sets *sets, const uint8_t *owner,
                                      uint32_t hash);

#endif
