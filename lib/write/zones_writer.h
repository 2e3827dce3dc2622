/* Writes zones in any of their formats: one file a format, a row of the table each
 * (report/formats.c). */
#ifndef MX_WRITE_ZONES_WRITER_H
#define MX_WRITE_ZONES_WRITER_H

#include <mxtrap/write.h>

#include "base/text.h"
#include "model/format.h"
#include "model/layout.h"

/* Writes one zone; FIRST is true for the first of a stream. */
typedef void mx_zone_writer(struct mx_text *text, const mxtrap_zone *zone, bool first);

/* Writes all chosen zones of a run as one text; MXTRAP_ERR_ARGUMENT, before a byte is written,
 * where its check has something to report. */
typedef enum mxtrap_status mx_run_writer(struct mx_text *text, const mxtrap_zones *zones);

/* Reports what a format needs and the chosen zones do not have. MXTRAP_ERR_MEMORY alone: what is
 * wrong is in FINDINGS. */
typedef enum mxtrap_status mx_format_checker(const mxtrap_zones *zones, mxtrap_findings *findings);

struct mx_zones_format {
    const char *before, *after; /* what stands around all zones of a stream */
    /* In a folder, a zone's file is its name between these two. Of a format that is one text for
     * the run there is one file, whose name is FILE_PREFIX. */
    const char *file_prefix, *file_suffix;
    mx_zone_writer *write;
    mx_run_writer *write_run;                   /* takes the place of the zone writer */
    bool (*can_write)(const mxtrap_zone *zone); /* NULL: the check has nothing to say of it */
    mx_format_checker *check;                   /* NULL: nothing is needed */
};

mx_zone_writer mx_write_fragment, mx_write_complete_zone, mx_write_json;
mx_zone_writer mx_write_octodns, mx_write_dnscontrol, mx_write_mta_sts;
mx_run_writer mx_write_nsupdate, mx_write_nftables, mx_write_iptables, mx_write_pf;
mx_format_checker mx_check_nsupdate, mx_check_firewall, mx_check_mta_sts;
bool mx_can_write_mta_sts(const mxtrap_zone *zone);

#endif
