/* Writes zones as what deploys them: zone fragments, complete zones, firewall rules, JSON. */
#ifndef MXTRAP_WRITE_H
#define MXTRAP_WRITE_H

#include <stddef.h>

#include <mxtrap/export.h>
#include <mxtrap/findings.h>
#include <mxtrap/layout.h>
#include <mxtrap/sink.h>
#include <mxtrap/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A row of the table of formats: bind, zone, nsupdate, json and more. */
typedef struct mxtrap_format mxtrap_format;

/* The format at INDEX, NULL past the end; the first, bind, is the default. */
MXTRAP_API const mxtrap_format *mxtrap_format_at(size_t index);

/* The format of this name, NULL where there is none; and a name that is near ("did you mean"). */
MXTRAP_API const mxtrap_format *mxtrap_format_find(const char *name);
MXTRAP_API const char *mxtrap_format_similar(const char *name);

/* Its name, and what it is in a few words; constants. */
MXTRAP_API const char *mxtrap_format_name(const mxtrap_format *format);
MXTRAP_API const char *mxtrap_format_what(const mxtrap_format *format);

/* Whether what it writes is a complete zone: rules then know that what is not there is nowhere. */
MXTRAP_API int mxtrap_format_is_complete_zone(const mxtrap_format *format);

/* Whether a stream has one zone and no more. */
MXTRAP_API int mxtrap_format_is_one_zone_a_file(const mxtrap_format *format);

/* Of a format that makes one text of all zones (firewall rules), what its file is called in a
 * folder; NULL for the others, whose files are called PREFIX ZONE SUFFIX, a file a zone. */
MXTRAP_API const char *mxtrap_format_run_file(const mxtrap_format *format);
MXTRAP_API const char *mxtrap_format_file_prefix(const mxtrap_format *format);
MXTRAP_API const char *mxtrap_format_file_suffix(const mxtrap_format *format);

/* Reports to FINDINGS what FORMAT needs and a chosen zone does not have (the name servers of a
 * complete zone), and what must not be written (rules that silence a real host, of any zone, chosen
 * or not; a dummy that stays open): the caller looks at the findings' severities. Errors:
 * MXTRAP_ERR_MEMORY; MXTRAP_ERR_INPUT when something was reported. */
MXTRAP_API enum mxtrap_status mxtrap_format_check(const mxtrap_format *format,
                                                  const mxtrap_zones *zones,
                                                  mxtrap_findings *findings);

/* Writes the chosen zones to SINK: the same input gives the same bytes, always.
 * Errors: MXTRAP_ERR_OUTPUT, MXTRAP_ERR_MEMORY; MXTRAP_ERR_ARGUMENT, before a byte is written, when
 * mxtrap_format_check has something to report, or a zone has no exchangers (its spec had errors).
 */
MXTRAP_API enum mxtrap_status mxtrap_write(const mxtrap_zones *zones, const mxtrap_format *format,
                                           mxtrap_sink_fn *sink, void *context);

/* The same for ZONE alone, chosen or not; MXTRAP_ERR_ARGUMENT for a format that makes one text of
 * all zones. */
MXTRAP_API enum mxtrap_status mxtrap_write_zone(const mxtrap_zone *zone,
                                                const mxtrap_format *format, mxtrap_sink_fn *sink,
                                                void *context);

#ifdef __cplusplus
}
#endif

#endif
