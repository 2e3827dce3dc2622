/* Zone files, record by record, as BIND reads them: libzscanner does what both read alike, and what
 * it reads otherwise (or not at all) is read here and given to it in a form that it knows. */
#ifndef MX_ZONE_SCAN_SCAN_H
#define MX_ZONE_SCAN_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <mxtrap/layout.h>

#include "base/arena.h"
#include "model/findings.h"
#include "zone/scan/foreign.h"

/* What hostile input may cost; more is an error of the file. */
enum {
    MX_ZONE_DEPTH = 20,          /* files that include each other, below the first */
    MX_ZONE_INCLUDES = 10000,    /* $INCLUDE lines that are followed, in all */
    MX_ZONE_GENERATED = 1 << 20, /* records that $GENERATE makes, in all */
    MX_ZONE_RECORD_MAX = 1 << 20 /* bytes of a line, or of the lines of one record */
};

/* What may stand in a line that could not be read. */
enum mx_zone_lost { MX_LOST_NOTHING = 0, MX_LOST_MX = 1, MX_LOST_ADDRESS = 2, MX_LOST_ANY = 3 };

/* Everything in it lives until the taker returns, but for the file's name. */
struct mx_zone_record {
    const uint8_t *owner; /* wire format, case as written */
    uint8_t owner_length; /* its octets */
    uint16_t type, klass; /* klass is always IN: BIND refuses what is not the zone's class */
    uint32_t ttl;         /* MX_TTL_DEFAULT for a fragment's record without any TTL in sight */
    const uint8_t *rdata; /* NULL where the type's text is known to BIND alone (no type of mail),
                             and where something is lost */
    uint8_t lost; /* enum mx_zone_lost: what a line hides that is in error, which is reported,
                     or of a foreign type. Of the owner; of anybody where its length is 0 */
    uint16_t rdata_length;
    struct mx_place place; /* the first token of the record */
    bool is_undotted;      /* an MX record's target was written with a dot inside and none at its
                              end; an SOA's owner lacks its final dot */
    const uint8_t *origin; /* of an SOA: what names after it are relative to */
    bool is_adrift;        /* the owner, or an MX record's target, is relative, and nothing says to
                              what: the origin is neither given nor in the file */
    enum mxtrap_role role; /* from "; mxtrap: dummy" or "real" in its comments; MX alone */
    const char *comment;   /* all of them, see mx_zone_entry; NULL: none, or no MX */
    size_t comment_length;
};

/* Marks in IGNORED the rules that a record's comment accepts. */
void mx_zone_ignored(const char *comment, size_t length, bool ignored[MX_RULE_COUNT]);

/* Takes a record; false when memory is out: the scan then stops. */
typedef bool mx_record_taker(void *context, const struct mx_zone_record *record);

struct mx_zone_scan_options {
    const uint8_t *origin; /* until the first $ORIGIN; NULL: the root */
    bool *ignored; /* MX_RULE_COUNT of them: rules that comments of the file accept become true
                      (of MX records, see mx_zone_ignored); NULL: no matter */
    struct mx_zone_foreign_seen *foreign; /* where these go; NULL: they are errors of the syntax */
    bool no_include;
    const char
        *include_root; /* no $INCLUDE leaves this folder, symbolic links followed; NULL: any */
};

/* Reads the file at PATH and what it includes. Names of files go into NAMES
 * and live as long as it. Every error is a finding with its place; messages quote no text of an
 * included file. Errors: MXTRAP_ERR_MEMORY (also when TAKER said so); MXTRAP_ERR_INPUT when
 * something could not be read: the records that could were taken all the same. */
enum mxtrap_status mx_zone_scan(const char *path, const struct mx_zone_scan_options *options,
                                struct mx_arena *names, mxtrap_findings *findings,
                                mx_record_taker *taker, void *context);

/* The same for LENGTH bytes that are there already; NAME stands for them in findings. */
enum mxtrap_status mx_zone_scan_bytes(const char *bytes, size_t length, const char *name,
                                      const struct mx_zone_scan_options *options,
                                      struct mx_arena *names, mxtrap_findings *findings,
                                      mx_record_taker *taker, void *context);

/* Reports that the file at PATH cannot be read at all, for the reason ERROR (an errno);
 * MXTRAP_ERR_INPUT, or MXTRAP_ERR_MEMORY where that is the reason, or NAMES has no room. */
enum mxtrap_status mx_zone_unreadable(const char *path, int error, struct mx_arena *names,
                                      mxtrap_findings *findings);

#endif
