/* Writes findings, for people and for programs. */
#ifndef MXTRAP_FINDINGS_WRITER_H
#define MXTRAP_FINDINGS_WRITER_H

#include <stddef.h>

#include <mxtrap/export.h>
#include <mxtrap/findings.h>
#include <mxtrap/format.h>
#include <mxtrap/options.h>
#include <mxtrap/sink.h>
#include <mxtrap/status.h>

MXTRAP_BEGIN_DECLS

struct mxtrap_findings_writer_options {
    size_t size;                   /* of this struct */
    int colour;                    /* text: ANSI colours around the severity and the place */
    enum mxtrap_severity at_least; /* findings below it are left out */
    const char *const *files;      /* what was looked at: listed where the format has room for it */
    size_t file_count;
    /* text: after a finding in one of FILES, its line, with a caret. The file is opened again for
     * that. No line of an included file is ever shown. */
    int source_lines;
    int strict; /* warnings count as errors: for at_least, for quiet, and for junit */
    int quiet;  /* text and gcc: only errors */
    /* Findings that a baseline has were removed, so many of them: text, gcc and json say it. */
    int has_baseline;
    size_t known;
};
#define MXTRAP_FINDINGS_WRITER_OPTIONS_INIT MXTRAP_SIZED(mxtrap_findings_writer_options)

/* Writes FINDINGS in FORMAT (NULL: text) to SINK, in the order reported; control characters in file
 * names come out escaped. OPTIONS may be NULL (all zero). Errors: MXTRAP_ERR_ARGUMENT (FORMAT is
 * not of the kind MXTRAP_FORMAT_FINDINGS, the size of the options), MXTRAP_ERR_OUTPUT,
 * MXTRAP_ERR_MEMORY. */
MXTRAP_API enum mxtrap_status
mxtrap_findings_write(const mxtrap_findings *findings, const mxtrap_format *format,
                      const struct mxtrap_findings_writer_options *options, mxtrap_sink_fn *sink,
                      void *context);

MXTRAP_END_DECLS

#endif
