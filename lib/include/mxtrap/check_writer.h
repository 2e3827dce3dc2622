/* Writes what a check came to, one domain after the other, in the formats of mxtrap-check. */
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
    int quiet;   /* the same: leave out what passed */
    int strict;  /* nagios: a domain that passes with warnings is one, as with --strict */
};
#define MXTRAP_CHECK_WRITER_OPTIONS_INIT MXTRAP_SIZED(mxtrap_check_writer_options)

/* Writes one document into a sink. Results are not kept, but for the formats whose form asks for
 * it: nagios and prometheus keep a line or some of each. */
typedef struct mxtrap_check_writer mxtrap_check_writer;

/* Begins the document. *OUT is the caller's (mxtrap_check_writer_end frees it), untouched on
 * failure. OPTIONS may be NULL. Errors: MXTRAP_ERR_MEMORY. */
MXTRAP_API enum mxtrap_status
mxtrap_check_writer_begin(mxtrap_check_writer **out, const mxtrap_format *format,
                          const struct mxtrap_check_writer_options *options, mxtrap_sink_fn *sink,
                          void *context);

/* Writes RESULT, and hands all that is whole to the sink. Errors: MXTRAP_ERR_OUTPUT,
 * MXTRAP_ERR_MEMORY. */
MXTRAP_API enum mxtrap_status mxtrap_check_writer_write(mxtrap_check_writer *writer,
                                                        const struct mxtrap_result *result);

/* How many results of VERDICT were written. */
MXTRAP_API size_t mxtrap_check_writer_count(const mxtrap_check_writer *writer,
                                            enum mxtrap_verdict verdict);

/* Says that the results are not all that was asked for: of such nagios says UNKNOWN where it would
 * say OK or WARNING. Where there are none at all, junit has an error and github a warning. */
MXTRAP_API void mxtrap_check_writer_partial(mxtrap_check_writer *writer);

/* Ends the document, with which it is valid, and frees WRITER. Errors as above. */
MXTRAP_API enum mxtrap_status mxtrap_check_writer_end(mxtrap_check_writer *writer);

MXTRAP_END_DECLS

#endif
