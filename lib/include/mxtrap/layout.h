/* Zones and their layouts. A layout is one owner name's MX set; a zone has one or more of them.
 *
 * Everything that is reached from an mxtrap_zones lives as long as it and is read-only. Pointers to
 * zones stay valid while more zones are added. */
#ifndef MXTRAP_LAYOUT_H
#define MXTRAP_LAYOUT_H

#include <stddef.h>
#include <stdint.h>

#include <mxtrap/export.h>
#include <mxtrap/name.h>
#include <mxtrap/status.h>

MXTRAP_BEGIN_DECLS

/* What an exchanger is for: a dummy answers nobody on port 25, a real host receives mail. */
enum mxtrap_role { MXTRAP_ROLE_UNKNOWN, MXTRAP_ROLE_DUMMY, MXTRAP_ROLE_REAL };

/* Where the roles of a layout come from. A plan is made only of known roles. */
enum mxtrap_roles {
    MXTRAP_ROLES_KNOWN,   /* from a spec, an option, a comment or a probe */
    MXTRAP_ROLES_ASSUMED, /* the zone file does not have them: see mxtrap_zone_file_read */
    MXTRAP_ROLES_UNKNOWN  /* nor could they be assumed: some role is unknown, none is a dummy */
};

typedef struct mxtrap_zones mxtrap_zones; /* what was read, in the order of reading */
typedef struct mxtrap_zone mxtrap_zone;
typedef struct mxtrap_layout mxtrap_layout;
typedef struct mxtrap_exchanger mxtrap_exchanger;

/* Makes an empty set. *OUT is owned by the caller (mxtrap_zones_free) on success and untouched on
 * failure. Errors: MXTRAP_ERR_MEMORY. */
MXTRAP_API enum mxtrap_status mxtrap_zones_new(mxtrap_zones **out);

/* Frees the set and all that was reached from it; NULL is allowed. */
MXTRAP_API void mxtrap_zones_free(mxtrap_zones *zones);

/* How many zones there are, and the one at INDEX, in the order of reading; NULL past the end. */
MXTRAP_API size_t mxtrap_zones_count(const mxtrap_zones *zones);
MXTRAP_API const mxtrap_zone *mxtrap_zones_at(const mxtrap_zones *zones, size_t index);

/* Chooses the zone of this NAME (presentation format, final dot or not, any case). Once one zone
 * is chosen, rules and writers skip all that are not. Errors: MXTRAP_ERR_ARGUMENT (no zone has that
 * name), MXTRAP_ERR_MEMORY. */
MXTRAP_API enum mxtrap_status mxtrap_zones_choose(mxtrap_zones *zones, const char *name);

/* The name of a zone that looks like NAME ("did you mean"), in BUFFER of MXTRAP_NAME_TEXT_MAX
 * bytes; NULL where none does. */
MXTRAP_API const char *mxtrap_zones_similar(char *buffer, const mxtrap_zones *zones,
                                            const char *name);

/* 1 if the zone is chosen, or none is; else 0: rules and writers skip it. */
MXTRAP_API int mxtrap_zone_is_chosen(const mxtrap_zones *zones, const mxtrap_zone *zone);

/* The zone's origin, written into BUFFER of MXTRAP_NAME_TEXT_MAX bytes; returns BUFFER. */
MXTRAP_API const char *mxtrap_zone_origin(char *buffer, const mxtrap_zone *zone);

/* Its layouts, one an owner name, in the order of reading; NULL past the end. */
MXTRAP_API size_t mxtrap_zone_layout_count(const mxtrap_zone *zone);
MXTRAP_API const mxtrap_layout *mxtrap_zone_layout_at(const mxtrap_zone *zone, size_t index);

/* The owner name, written into BUFFER of MXTRAP_NAME_TEXT_MAX bytes; returns BUFFER. */
MXTRAP_API const char *mxtrap_layout_owner(char *buffer, const mxtrap_layout *layout);

/* 1 if its dummies may answer port 25 with a TCP reset (a spec's silence: reset); 0 if they must
 * not answer at all (silence: drop, the default). */
MXTRAP_API int mxtrap_layout_accepts_reset(const mxtrap_layout *layout);

/* Where its roles come from. */
MXTRAP_API enum mxtrap_roles mxtrap_layout_roles(const mxtrap_layout *layout);

/* Its exchangers in order of preference, ties in the order written; NULL past the end. */
MXTRAP_API size_t mxtrap_layout_exchanger_count(const mxtrap_layout *layout);
MXTRAP_API const mxtrap_exchanger *mxtrap_layout_exchanger_at(const mxtrap_layout *layout,
                                                              size_t index);

/* The exchanger's host name, written into BUFFER of MXTRAP_NAME_TEXT_MAX bytes; returns BUFFER. */
MXTRAP_API const char *mxtrap_exchanger_host(char *buffer, const mxtrap_exchanger *exchanger);

/* The preference of its MX record; the lowest is tried first (RFC 5321 5.1). */
MXTRAP_API uint16_t mxtrap_exchanger_preference(const mxtrap_exchanger *exchanger);
MXTRAP_API enum mxtrap_role mxtrap_exchanger_role(const mxtrap_exchanger *exchanger);

/* How many addresses of it are known, and the one at INDEX: text (RFC 5952), written into BUFFER of
 * MXTRAP_ADDRESS_TEXT_MAX bytes; returns BUFFER, or NULL past the end. */
MXTRAP_API size_t mxtrap_exchanger_address_count(const mxtrap_exchanger *exchanger);
MXTRAP_API const char *mxtrap_exchanger_address_at(char *buffer, const mxtrap_exchanger *exchanger,
                                                   size_t index);

/* "dummy", "real" or "unknown"; a constant. */
MXTRAP_API const char *mxtrap_role_name(enum mxtrap_role role);

MXTRAP_END_DECLS

#endif
