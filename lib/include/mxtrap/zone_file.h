/* Reads zone files (RFC 1035 5): any zone that BIND reads, whole or a fragment, into layouts. */
#ifndef MXTRAP_ZONE_FILE_H
#define MXTRAP_ZONE_FILE_H

#include <stddef.h>

#include <mxtrap/export.h>
#include <mxtrap/findings.h>
#include <mxtrap/layout.h>
#include <mxtrap/options.h>
#include <mxtrap/status.h>

MXTRAP_BEGIN_DECLS

/* Whether a host that an option names as a dummy is an exchanger. */
struct mxtrap_dummy_seen {
    int is_exchanger;                   /* in some file that was read */
    char similar[MXTRAP_NAME_TEXT_MAX]; /* else the exchanger most like it; "" where none is */
};

struct mxtrap_zone_file_options {
    size_t size;        /* of this struct */
    const char *origin; /* presentation format, final dot or not; NULL: the owner of the SOA */
    const char *const *dummies; /* host names that are dummies, all others are real; see below */
    size_t dummy_count;
    int no_dummies; /* there are none: all hosts are real */
    /* One a dummy, zeroed before the first file. NULL: a dummy that would be a name of a file's
     * zone, but is not there, is a warning, `unknown-dummy`. */
    struct mxtrap_dummy_seen *seen;
    const mxtrap_zones
        *spec;      /* what the zone is meant to be: roles, and what it accepts; or NULL */
    int is_state;   /* for <mxtrap/change.h>: the zone is what DNS has. It is not judged here, and
                     * is added even if it has no MX set */
    int no_include; /* $INCLUDE is an error */
    const char *include_root; /* no $INCLUDE leaves this folder; NULL: it may */
    int owner_addresses; /* keep the A and AAAA records of MX owners, for mxtrap_simulate; where one
                          * comes before its MX records, the file may be read twice */
    /* The state that is to come: addresses of names that are exchangers only there are kept as
     * well, since caches may have them. NULL: there is none */
    const mxtrap_zones *next;
};
#define MXTRAP_ZONE_FILE_OPTIONS_INIT MXTRAP_SIZED(mxtrap_zone_file_options)

/* Reads the zone file at PATH ("-": standard input) and adds the layouts of every MX owner in it to
 * ZONES, as one zone: that of the SOA, else OPTIONS->origin, else the nearest name above all
 * owners. OPTIONS may be NULL.
 *
 * Roles come from the layout that OPTIONS->spec has for the owner name (a host that it does not
 * name is real), else from OPTIONS->dummies or no_dummies, else from the comments "; mxtrap: dummy"
 * and "; mxtrap: real" of the set, else from what is said of its hosts in other sets of the zone.
 * Else they are assumed, for this set only: of three exchangers or more, whose first and last are
 * hosts of the zone itself with preferences of their own, these two are dummies. Where that cannot
 * be, the roles are unknown. See mxtrap_layout_roles.
 *
 * MXTRAP_ERR_INPUT: FINDINGS has every error of the file and of what it includes; the layouts that
 * could be read are in ZONES. MXTRAP_ERR_ARGUMENT: the origin or a dummy is not a domain name.
 * MXTRAP_ERR_MEMORY: ZONES is then incomplete. */
MXTRAP_API enum mxtrap_status mxtrap_zone_file_read(mxtrap_zones *zones, const char *path,
                                                    const struct mxtrap_zone_file_options *options,
                                                    mxtrap_findings *findings);

/* The same for LENGTH bytes in memory, which need no NUL at their end. NAME stands for the file in
 * findings; it is copied, and never opened. Of LENGTH 0, BYTES may be NULL.
 *
 * Such a zone has no folder of its own, and often an author who is not trusted: $INCLUDE is an
 * error (of the rule unreadable) unless OPTIONS->include_root names a folder. Relative paths begin
 * there, those of a file that was included first in its own folder; no path leaves it. */
MXTRAP_API enum mxtrap_status mxtrap_zone_file_parse(mxtrap_zones *zones, const char *bytes,
                                                     size_t length, const char *name,
                                                     const struct mxtrap_zone_file_options *options,
                                                     mxtrap_findings *findings);

/* To be called after the last file: reports `unknown-dummy` for each dummy of OPTIONS that is not
 * an exchanger of any zone, according to OPTIONS->seen: an error with OPTIONS->is_state, else a
 * warning. Errors: MXTRAP_ERR_ARGUMENT (the size of the options), MXTRAP_ERR_MEMORY. */
MXTRAP_API enum mxtrap_status
mxtrap_zone_file_unseen(const struct mxtrap_zone_file_options *options, mxtrap_findings *findings);

MXTRAP_END_DECLS

#endif
