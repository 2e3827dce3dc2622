/* The MX sets of a zone: its own, and those of the list `sets`. */
#ifndef MX_SPEC_SETS_H
#define MX_SPEC_SETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/index.h"
#include "model/layout.h"
#include "spec/mapping.h"
#include "spec/path.h"

struct mx_spec_reader;

/* Settings that a zone and a set may have from a layout, and a set from its zone. */
struct mx_settings {
    uint32_t ttl;
    uint8_t silence; /* enum mx_silence */
    bool has_ttl, has_silence;
};
struct mx_settings mx_spec_settings(struct mx_spec_reader *reader, const struct mx_fields *fields,
                                    const struct mx_path *path);

/* Adds those of MORE that SETTINGS lacks. */
void mx_settings_fill(struct mx_settings *settings, const struct mx_settings *more);

/* Values of an exchanger's address_ttls until its set's TTL is known. */
#define MX_TTL_OF_SET UINT32_MAX
#define MX_TTL_OF_ZONE (UINT32_MAX - 1)

struct mx_spec_set {
    struct mxtrap_exchanger *exchangers; /* by preference, in the zones' arena */
    size_t count, owner_count;
    struct mx_settings settings; /* its own, then its layout's */
    const char *layout;          /* NULL: the exchangers are its own */
    size_t layout_length;
    struct mx_place layout_place;
    bool has_ttls; /* some entry says the TTL of its addresses */
};

struct mx_spec_owner;

/* A zone as it is read. The sets are in the work arena, or with the layouts if the zone waits for
 * one of them. */
struct mx_spec_zone {
    mxtrap_zone *zone;        /* in the zones' arena */
    mxtrap_layout *layouts;   /* the zone's own, while they can still be filled in */
    struct mx_spec_set *sets; /* the zone's own, without owners where it has none; then `sets` */
    size_t set_count;
    struct mx_spec_owner *first_owner, **next_owner; /* of all sets, in order */
    size_t owner_count;
    struct mx_index owners;
    size_t index; /* in the list `zones`, for paths; SIZE_MAX: it is a document's root */
    bool waits;   /* for a layout */
};

/* Reads the owners, exchangers and settings of all sets of ZONE, whose origin and name servers are
 * known. Errors are reported. */
void mx_spec_sets_read(struct mx_spec_reader *reader, const struct mx_fields *fields,
                       const struct mx_path *path, struct mx_spec_zone *zone);

/* Once every layout is known: gives the zone's layouts their exchangers and settings. */
void mx_spec_sets_finish(struct mx_spec_reader *reader, struct mx_spec_zone *zone);

#endif
