/* Writes what a watch saw, in the formats of mxtrap-watch. */
#ifndef MXTRAP_WATCH_WRITER_H
#define MXTRAP_WATCH_WRITER_H

#include <stddef.h>

#include <mxtrap/export.h>
#include <mxtrap/format.h>
#include <mxtrap/options.h>
#include <mxtrap/sink.h>
#include <mxtrap/status.h>
#include <mxtrap/watch.h>

MXTRAP_BEGIN_DECLS

struct mxtrap_watch_writer_options {
    size_t size;   /* of this struct */
    int colour;    /* text: ANSI colours */
    int anonymize; /* write other addresses, which share prefixes as the true ones do */
    unsigned top;  /* of the sources that were lost, of each layout; 0: all */
};
#define MXTRAP_WATCH_WRITER_OPTIONS_INIT MXTRAP_SIZED(mxtrap_watch_writer_options)

/* Writes one document. FORMAT: NULL is the default; OPTIONS may be NULL. Errors:
 * MXTRAP_ERR_OUTPUT, MXTRAP_ERR_MEMORY, MXTRAP_ERR_ARGUMENT (a format of another kind). */
MXTRAP_API enum mxtrap_status mxtrap_watch_write(const mxtrap_watch *watch,
                                                 const mxtrap_format *format,
                                                 const struct mxtrap_watch_writer_options *options,
                                                 mxtrap_sink_fn *sink, void *context);

MXTRAP_END_DECLS

#endif
