/* The table of the formats of simulations, and the writer that all of them share. */
#include "report/simulation_writer.h"

#include <stdlib.h>

#include "base/options.h"
#include "base/table.h"

static const mxtrap_simulations_format formats[] = {
    {"text", "a table a layout", NULL, mx_simulations_text_layout, NULL},
    {"json", "one object, mxtrap.sim/1", mx_simulations_json_begin, mx_simulations_json_layout,
     mx_simulations_json_end},
    {"svg", "one picture", NULL, mx_simulations_svg_layout, mx_simulations_svg_end},
};

const mxtrap_simulations_format *mxtrap_simulations_format_at(size_t index) {
    return mx_table_at(MX_TABLE(formats), index);
}

const mxtrap_simulations_format *mxtrap_simulations_format_find(const char *name) {
    return mx_table_find(MX_TABLE(formats), name);
}

const char *mxtrap_simulations_format_similar(const char *name) {
    return mx_table_suggest(MX_TABLE(formats), name);
}

const char *mxtrap_simulations_format_name(const mxtrap_simulations_format *format) {
    return format->name;
}

const char *mxtrap_simulations_format_what(const mxtrap_simulations_format *format) {
    return format->what;
}

enum mxtrap_status mxtrap_simulation_writer_begin(
    mxtrap_simulation_writer **out, const mxtrap_simulations_format *format,
    const struct mxtrap_simulation_writer_options *options, mxtrap_sink_fn *sink, void *context) {
    mxtrap_simulation_writer *writer = calloc(1, sizeof *writer);

    if (writer == NULL) {
        return MXTRAP_ERR_MEMORY;
    }
    writer->format = format;
    writer->text = MX_TEXT_INTO(sink, context);
    enum mxtrap_status status = mx_options_read(&writer->options, sizeof writer->options, options);
    if (status != MXTRAP_OK) {
        free(writer);
        return status;
    }
    if (format->begin != NULL) {
        format->begin(writer);
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
