/* The writer of simulations, shared by all formats. */
#include "report/simulation_writer.h"

#include <stdlib.h>

#include "base/options.h"
#include "model/format.h"

enum mxtrap_status
mxtrap_simulation_writer_begin(mxtrap_simulation_writer **out, const mxtrap_format *format,
                               const struct mxtrap_simulation_writer_options *options,
                               mxtrap_sink_fn *sink, void *context) {
    mxtrap_simulation_writer *writer;

    format = format == NULL ? mxtrap_format_at(MXTRAP_FORMAT_SIMULATIONS, 0) : format;
    if (format->simulations == NULL) {
        return MXTRAP_ERR_ARGUMENT;
    }
    writer = calloc(1, sizeof *writer);
    if (writer == NULL) {
        return MXTRAP_ERR_MEMORY;
    }
    writer->format = format->simulations;
    writer->text = MX_TEXT_INTO(sink, context);
    enum mxtrap_status status = mx_options_read(&writer->options, sizeof writer->options, options);
    if (status != MXTRAP_OK) {
        free(writer);
        return status;
    }
    if (writer->format->begin != NULL) {
        writer->format->begin(writer);
    }
    *out = writer;
    return MXTRAP_OK;
}

enum mxtrap_status mxtrap_simulation_writer_write(mxtrap_simulation_writer *writer,
                                                  const mxtrap_simulation *simulation) {
    writer->format->layout(writer, simulation);
    writer->count++;
    return writer->text.status;
}

enum mxtrap_status mxtrap_simulation_writer_end(mxtrap_simulation_writer *writer) {
    if (writer->format->end != NULL) {
        writer->format->end(writer);
    }
    enum mxtrap_status status = mx_text_end(&writer->text);
    mx_text_free(&writer->kept);
    free(writer);
    return status;
}
