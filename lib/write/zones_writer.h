/* lib/write: what is deployed, a file a format: zones, updates, firewall rules, policies, plans.
 * Layouts, changes and plans come in; text goes to the caller's sink, only after the format's check
 * found no error. The room knows lib/change, lib/rules and lib/model; report/formats.c has the
 * table of its formats.
 *
 * This file: a row of the table, for formats of zones. */
#ifndef MX_WRITE_ZONES_WRITER_H
#define MX_WRITE_ZONES_WRITER_H

#include <mxtrap/write.h>

#include "base/text.h"
#include "model/format.h"
#include "model/layout.h"

/* Writes one zone; FIRST is true for the first of a stream. */
typedef void mx_zone_writer(struct mx_text *text, const mxtrap_zone *zone, bool first);

/* Writes all chosen zones of a run as one text. MXTRAP_ERR_ARGUMENT, before a byte is written, if
 * its check would report something. LOG_GROUP: of NFLOG, for a format that can log; 0: nothing is
 * logged. */
typedef enum mxtrap_status mx_run_writer(struct mx_text *text, const mxtrap_zones *zones,
                                         unsigned log_group);

/* Reports to FINDINGS what the format needs and the chosen zones lack. Fails only with
 * MXTRAP_ERR_MEMORY. */
typedef enum mxtrap_status mx_format_checker(const mxtrap_zones *zones, mxtrap_findings *findings);

struct mx_zones_format {
    const char *before, *after; /* around all zones of a stream */
    /* In a folder, a zone's file has the zone's name between these two. A format with one text for
     * the run has one file, FILE_PREFIX. */
    const char *file_prefix, *file_suffix;
    mx_zone_writer *write;
    mx_run_writer *write_run;                   /* instead of the zone writer */
    bool (*can_write)(const mxtrap_zone *zone); /* NULL: always */
    mx_format_checker *check;                   /* NULL: nothing is needed */
};

mx_zone_writer mx_write_fragment, mx_write_include, mx_write_complete_zone, mx_write_json;
mx_zone_writer mx_write_octodns, mx_write_dnscontrol, mx_write_mta_sts;
mx_run_writer mx_write_nsupdate, mx_write_nftables, mx_write_iptables, mx_write_pf;
mx_format_checker mx_check_nsupdate, mx_check_firewall, mx_check_mta_sts;
bool mx_can_write_mta_sts(const mxtrap_zone *zone);

#endif
