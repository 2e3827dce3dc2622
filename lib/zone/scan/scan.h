/* Zone files, record by record, as BIND reads them.
 *
 * libzscanner reads most lines. Lines that it refuses, or reads otherwise than BIND, are read here
 * and handed to it again in a form that it knows. So a line takes this way:
 *
 *     source    bytes of a file, in a window
 *     loop      runs libzscanner over whole lines; where it stops, or may be wrong:
 *     lex       BIND's tokens of one entry
 *     entry     a directive or a record; an entry in error: which records may be lost with it
 *     directive $ORIGIN, $TTL, include ($INCLUDE), generate ($GENERATE)
 *     pending_record, render   the record in libzscanner's form
 *     report    errors to the findings, records and losses to the handler
 *     scan_ahead    all of this in a thread of its own, where the file is large
 *
 * The room knows names, record types and findings. It knows nothing of layouts: to it an MX record
 * is a record. A zone transfer (lib/net) is another source of the same records. */
#ifndef MX_ZONE_SCAN_SCAN_H
#define MX_ZONE_SCAN_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/file.h"
#include "model/findings.h"
#include "zone/scan/foreign.h"
#include "zone/scan/record.h"

struct mx_zone_scan_options {
    size_t file;           /* the number of the file; those that it includes have the next ones */
    const uint8_t *origin; /* until the first $ORIGIN; NULL: the root */
    /* MX_RULE_COUNT of them: rules that comments of the file accept get the comment's place; NULL:
     * not wanted */
    struct mx_place *ignored;
    struct mx_zone_foreign_seen *foreign; /* gets these; NULL: they are syntax errors */
    bool no_include;
    const char
        *include_root; /* no $INCLUDE leaves this folder, symbolic links followed; NULL: any */
    const char
        *include_folder; /* that relative paths of the first file begin in, and others where
                          * there is no such file; NULL: its own, and the working directory */
    size_t ahead_from;   /* of how many bytes on a thread of its own scans; 0: MX_ZONE_AHEAD_FROM */
};

/* Less is read before a thread has begun. */
enum { MX_ZONE_AHEAD_FROM = 1 << 20 };

/* Reads FILE, a plain one or one in memory, from its beginning, and the files that it includes; it
 * stays open, and NAME is its file in findings. Names of files go into NAMES and live as long as
 * it. Every error is a finding with its place; messages quote no text of an included file.
 * A large file is scanned in a thread of its own, which alone may use FINDINGS and what OPTIONS
 * point to before the scan ends; HANDLER is called in the caller's thread.
 * Errors: MXTRAP_ERR_MEMORY (also when HANDLER said so); MXTRAP_ERR_INPUT when something could not
 * be read: all other records were handled, and the handler knows what may be lost;
 * MXTRAP_ERR_ARGUMENT where HANDLER lacks a function: it would take a set with a part of it lost
 * for whole. */
enum mxtrap_status mx_zone_scan(const struct mx_file *file, const char *name,
                                const struct mx_zone_scan_options *options, struct mx_arena *names,
                                mxtrap_findings *findings, const struct mx_zone_handler *handler);

/* The same in this thread, whatever the file's size. */
enum mxtrap_status mx_zone_scan_here(const struct mx_file *file, const char *name,
                                     const struct mx_zone_scan_options *options,
                                     struct mx_arena *names, mxtrap_findings *findings,
                                     const struct mx_zone_handler *handler);

/* Reports that the file at PATH cannot be read at all, for the reason ERROR (an errno);
 * MXTRAP_ERR_INPUT, or MXTRAP_ERR_MEMORY where that is the reason, or NAMES has no room. */
enum mxtrap_status mx_zone_unreadable(const char *path, int error, struct mx_arena *names,
                                      mxtrap_findings *findings);

#endif
