/* Writes the results of a check, one domain after the other, in the formats of mxtrap-check. */
#ifndef MXTRAP_CHECK_WRITER_H
#define MXTRAP_CHECK_WRITER_H

#include <stddef.h>

#include <mxtrap/check_result.h>
#include <mxtrap/export.h>
#include <mxtrap/format.h>
#include <mxtrap/options.h>
#include <mxtrap/sink.h>
#include <mxtrap/status.h>

MXTRAP_BEGIN_DECLS

struct mxtrap_check_writer_options {
    size_t size; /* of this struct */
    int colour;  /* ANSI colours, where the format is for people */
    int quiet;   /* the same: leave out domains that passed */
    int strict;  /* nagios: a domain that passes with warnings is a WARNING */
};
#define MXTRAP_CHECK_WRITER_OPTIONS_INIT MXTRAP_SIZED(mxtrap_check_writer_options)

/* Writes one document into a sink. Results are not kept, except that nagios, prometheus and spec,
 * whose form needs it, keep some of each. */
typedef struct mxtrap_check_writer mxtrap_check_writer;

/* Begins a document in FORMAT, of the kind MXTRAP_FORMAT_RESULTS. *OUT is owned by the caller
 * (mxtrap_check_writer_end frees it) on success and untouched on failure. OPTIONS may be NULL (all
 * zero). SINK is called with CONTEXT. Errors: MXTRAP_ERR_ARGUMENT (the format is of another kind,
 * the size of the options), MXTRAP_ERR_MEMORY. */
MXTRAP_API enum mxtrap_status
mxtrap_check_writer_begin(mxtrap_check_writer **out, const mxtrap_format *format,
                          const struct mxtrap_check_writer_options *options, mxtrap_sink_fn *sink,
                          void *context);

/* Adds RESULT to the document, and hands what is complete to the sink. Errors: MXTRAP_ERR_OUTPUT,
 * MXTRAP_ERR_MEMORY; after one, mxtrap_check_writer_end returns it too. */
MXTRAP_API enum mxtrap_status mxtrap_check_writer_write(mxtrap_check_writer *writer,
                                                        const struct mxtrap_result *result);

/* How many results of VERDICT were written. Of the format spec, which does not judge: domains in
 * the spec (pass), without an MX set (fail), and refused (inconclusive). */
MXTRAP_API size_t mxtrap_check_writer_count(const mxtrap_check_writer *writer,
                                            enum mxtrap_verdict verdict);

/* Which domains the format spec left out, and why; of other formats NULL. Owned by WRITER. */
MXTRAP_API const mxtrap_findings *mxtrap_check_writer_findings(const mxtrap_check_writer *writer);

/* Marks the document as one that lacks results: nagios then says UNKNOWN instead of OK or WARNING,
 * and no spec is written. If there are no results at all, junit has an error and github a warning.
 */
MXTRAP_API void mxtrap_check_writer_partial(mxtrap_check_writer *writer);

/* Ends the document, which is valid only then, and frees WRITER, also after an error. Errors:
 * MXTRAP_ERR_OUTPUT, MXTRAP_ERR_MEMORY. */
MXTRAP_API enum mxtrap_status mxtrap_check_writer_end(mxtrap_check_writer *writer);

MXTRAP_END_DECLS

#endif
