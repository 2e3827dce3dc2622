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

/* Begins a document in FORMAT, of the kind MXTRAP_FORMAT_SIMULATIONS. *OUT is owned by the caller
 * (mxtrap_simulation_writer_end frees it) on success and untouched on failure. OPTIONS may be NULL
 * (all zero). SINK is called with CONTEXT. Errors: MXTRAP_ERR_ARGUMENT (the format is of another
 * kind, the size of the options), MXTRAP_ERR_MEMORY. */
MXTRAP_API enum mxtrap_status
mxtrap_simulation_writer_begin(mxtrap_simulation_writer **out, const mxtrap_format *format,
                               const struct mxtrap_simulation_writer_options *options,
                               mxtrap_sink_fn *sink, void *context);

/* Adds SIMULATION, which may be freed afterwards. Errors: MXTRAP_ERR_OUTPUT, MXTRAP_ERR_MEMORY. */
MXTRAP_API enum mxtrap_status mxtrap_simulation_writer_write(mxtrap_simulation_writer *writer,
                                                             const mxtrap_simulation *simulation);

/* Ends the document, which is valid only then, and frees WRITER, also after an error. Errors:
 * MXTRAP_ERR_OUTPUT, MXTRAP_ERR_MEMORY. */
MXTRAP_API enum mxtrap_status mxtrap_simulation_writer_end(mxtrap_simulation_writer *writer);

MXTRAP_END_DECLS

#endif
