/* A zone's records into layouts, wherever they come from. */
#ifndef MX_ZONE_ZONE_FILE_H
#define MX_ZONE_ZONE_FILE_H

#include <mxtrap/zone_file.h>

#include "zone/scan/scan.h"

/* A source gives its records to TAKER, in the same order each time it is asked: it is asked again
 * where an MX record's target was met before it. Its status is as that of mx_zone_scan. */
struct mx_zone_records {
    enum mxtrap_status (*give)(const void *source, const struct mx_zone_scan_options *options,
                               struct mx_arena *names, mxtrap_findings *findings,
                               mx_record_taker *taker, void *context);
    const void *source;
    const char *file; /* what findings about the whole of it name */
};

/* See mxtrap_zone_file_read. */
enum mxtrap_status mx_zone_read(mxtrap_zones *zones, const struct mx_zone_records *records,
                                const struct mxtrap_zone_file_options *options,
                                mxtrap_findings *findings);

#endif
