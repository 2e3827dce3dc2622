/* Writes simulations, one layout after the other, in the formats of mxtrap-sim. */
#ifndef MXTRAP_SIMULATION_WRITER_H
#define MXTRAP_SIMULATION_WRITER_H

#include <stddef.h>

#include <mxtrap/export.h>
#include <mxtrap/format.h>
#include <mxtrap/options.h>
#include <mxtrap/simulate.h>
#include <mxtrap/sink.h>
#include <mxtrap/status.h>

MXTRAP_BEGIN_DECLS

struct mxtrap_simulation_writer_options {
    size_t size; /* of this struct */
    int colour;  /* text: ANSI colours */
    int quiet;   /* text: leave out the tables */
};
#define MXTRAP_SIMULATION_WRITER_OPTIONS_INIT MXTRAP_SIZED(mxtrap_simulation_writer_options)

/* Writes one document into a sink. */
typedef struct mxtrap_simulation_writer mxtrap_simulation_writer;

/* Begins the document. *OUT is the caller's (mxtrap_simulation_writer_end frees it), untouched on
 * failure. OPTIONS may be NULL. Errors: MXTRAP_ERR_MEMORY. */
MXTRAP_API enum mxtrap_status
mxtrap_simulation_writer_begin(mxtrap_simulation_writer **out, const mxtrap_format *format,
                               const struct mxtrap_simulation_writer_options *options,
                               mxtrap_sink_fn *sink, void *context);

/* Writes SIMULATION, which may be freed then. Errors: MXTRAP_ERR_OUTPUT, MXTRAP_ERR_MEMORY. */
MXTRAP_API enum mxtrap_status mxtrap_simulation_writer_write(mxtrap_simulation_writer *writer,
                                                             const mxtrap_simulation *simulation);

/* Ends the document, with which it is valid, and frees WRITER. Errors as above. */
MXTRAP_API enum mxtrap_status mxtrap_simulation_writer_end(mxtrap_simulation_writer *writer);

MXTRAP_END_DECLS

#endif
