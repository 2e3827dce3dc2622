/* lib/zone: a zone's records into layouts, from a file (scan/) or a transfer (lib/net).
 *
 * Each record goes to hosts (the names that have a part in mail; the rest are skipped), sets (the
 * MX records of one owner), spf or too_many; all of it together is struct mx_zone_found. A name
 * that turns out to matter after its records were skipped makes the zone be read again. Then make
 * builds the layouts: classify says what is known of each target, alias follows CNAMEs, roles tells
 * dummies from real hosts. The room knows names, policies and the model; it knows no rules, but
 * reports what only a reader can see. */
#ifndef MX_ZONE_ZONE_FILE_H
#define MX_ZONE_ZONE_FILE_H

#include <mxtrap/zone_file.h>

#include "zone/scan/scan.h"

/* A source of records: READ reads them all, in the same order each time it is called. It is called
 * again where an MX record comes after the records of its target. Status as of mx_zone_scan. */
struct mx_zone_records {
    enum mxtrap_status (*read)(const void *source, const struct mx_zone_scan_options *options,
                               struct mx_arena *names, mxtrap_findings *findings,
                               const struct mx_zone_handler *handler);
    const void *source;
    const char *file;           /* what findings about the whole of it name */
    bool has_file;              /* it is one that a name server may load, and keep a journal of */
    const char *include_folder; /* see struct mx_zone_scan_options */
};

/* See mxtrap_zone_file_read. */
enum mxtrap_status mx_zone_read(mxtrap_zones *zones, const struct mx_zone_records *records,
                                const struct mxtrap_zone_file_options *options,
                                mxtrap_findings *findings);

#endif
