/* Writes zones in the forms that deploy them: zone fragments, complete zones, firewall rules, JSON.
 */
#ifndef MXTRAP_WRITE_H
#define MXTRAP_WRITE_H

#include <stddef.h>

#include <mxtrap/export.h>
#include <mxtrap/findings.h>
#include <mxtrap/format.h>
#include <mxtrap/layout.h>
#include <mxtrap/sink.h>
#include <mxtrap/status.h>

MXTRAP_BEGIN_DECLS

/* Of a format that makes one text of all zones (firewall rules), what its file is called in a
 * folder; NULL for the others, whose files are called PREFIX ZONE SUFFIX, a file a zone. */
MXTRAP_API const char *mxtrap_format_run_file(const mxtrap_format *format);
MXTRAP_API const char *mxtrap_format_file_prefix(const mxtrap_format *format);
MXTRAP_API const char *mxtrap_format_file_suffix(const mxtrap_format *format);

/* Reports to FINDINGS what FORMAT needs and a chosen zone does not have (the name servers of a
 * complete zone), and what must not be written (rules that silence a real host, of any zone, chosen
 * or not; a dummy that stays open): the caller looks at the findings' severities. Errors:
 * MXTRAP_ERR_INPUT if something is reported, MXTRAP_ERR_ARGUMENT (FORMAT is not of the kind
 * MXTRAP_FORMAT_ZONES), MXTRAP_ERR_MEMORY. */
MXTRAP_API enum mxtrap_status mxtrap_format_check(const mxtrap_format *format,
                                                  const mxtrap_zones *zones,
                                                  mxtrap_findings *findings);

/* Writes the chosen zones to SINK: the same input gives the same bytes, always.
 * Errors: MXTRAP_ERR_OUTPUT, MXTRAP_ERR_MEMORY; MXTRAP_ERR_ARGUMENT, before a byte is written, when
 * mxtrap_format_check has something to report, or a zone has no exchangers (its spec had errors).
 */
MXTRAP_API enum mxtrap_status mxtrap_write(const mxtrap_zones *zones, const mxtrap_format *format,
                                           mxtrap_sink_fn *sink, void *context);

/* The same of firewall rules that also copy the first packet of each connection to TCP port 25 to
 * the NFLOG group GROUP (1 to 65535), where mxtrap_watch can see it. MXTRAP_ERR_ARGUMENT also for a
 * format without MXTRAP_FORMAT_CAN_LOG, and for group 0, to which the kernel logs other packets. */
MXTRAP_API enum mxtrap_status mxtrap_write_logging(const mxtrap_zones *zones,
                                                   const mxtrap_format *format, unsigned group,
                                                   mxtrap_sink_fn *sink, void *context);

/* The same for one ZONE, chosen or not. MXTRAP_ERR_ARGUMENT also for a format that makes one text
 * of all zones. */
MXTRAP_API enum mxtrap_status mxtrap_write_zone(const mxtrap_zone *zone,
                                                const mxtrap_format *format, mxtrap_sink_fn *sink,
                                                void *context);

MXTRAP_END_DECLS

#endif
