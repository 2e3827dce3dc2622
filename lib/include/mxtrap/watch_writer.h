/* Writes the result of a watch, in the formats of mxtrap-watch. */
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
    int anonymize; /* replace addresses by others that share prefixes as the true ones do */
    unsigned top;  /* list so many lost sources of each layout; 0: all */
};
#define MXTRAP_WATCH_WRITER_OPTIONS_INIT MXTRAP_SIZED(mxtrap_watch_writer_options)

/* Writes one document in FORMAT, of the kind MXTRAP_FORMAT_WATCH (NULL: its first). OPTIONS may be
 * NULL (all zero). Errors: MXTRAP_ERR_ARGUMENT (the format is of another kind, the size of the
 * options), MXTRAP_ERR_OUTPUT, MXTRAP_ERR_MEMORY. */
MXTRAP_API enum mxtrap_status mxtrap_watch_write(const mxtrap_watch *watch,
                                                 const mxtrap_format *format,
                                                 const struct mxtrap_watch_writer_options *options,
                                                 mxtrap_sink_fn *sink, void *context);

MXTRAP_END_DECLS

#endif
