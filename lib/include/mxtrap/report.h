/* Writes findings: for people, one line each, FILE:LINE:COL: severity: message [rule-id]; and for
 * programs, as JSON. */
#ifndef MXTRAP_REPORT_H
#define MXTRAP_REPORT_H

#include <mxtrap/export.h>
#include <mxtrap/findings.h>
#include <mxtrap/sink.h>
#include <mxtrap/status.h>

#ifdef __cplusplus
extern "C" {
#endif

struct mxtrap_report_options {
    int colour;                    /* ANSI colours around the severity and the place */
    enum mxtrap_severity at_least; /* findings below it are left out */
};

/* Writes the findings as text to SINK, in the order reported; control characters in file names
 * come out escaped. Errors: MXTRAP_ERR_OUTPUT, MXTRAP_ERR_MEMORY. */
MXTRAP_API enum mxtrap_status mxtrap_report_text(const mxtrap_findings *findings,
                                                 const struct mxtrap_report_options *options,
                                                 mxtrap_sink *sink, void *context);

/* Writes the findings as one JSON object, mxtrap.lint/1: the files that were looked at, the
 * findings kept, and how many there are of each severity. Errors: MXTRAP_ERR_OUTPUT,
 * MXTRAP_ERR_MEMORY. */
MXTRAP_API enum mxtrap_status mxtrap_report_json(const mxtrap_findings *findings,
                                                 const char *const *files, size_t file_count,
                                                 mxtrap_sink *sink, void *context);

#ifdef __cplusplus
}
#endif

#endif
