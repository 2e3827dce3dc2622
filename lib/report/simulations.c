/* The table of the formats of simulations, and the writer that all of them share. */
#include "report/simulations.h"

#include <stdlib.h>
#include <string.h>

#include "model/similar.h"

static const mxtrap_simulations_format formats[] = {
    {"text", "a table a layout", NULL, mx_simulations_text_layout, NULL},
    {"json", "one object, mxtrap.sim/1", mx_simulations_json_begin, mx_simulations_json_layout,
     mx_simulations_json_end},
    {"svg", "one picture", NULL, mx_simulations_svg_layout, mx_simulations_svg_end},
};

enum { FORMATS = sizeof formats / sizeof formats[0] };

const mxtrap_simulations_format *mxtrap_simulations_format_at(size_t index) {
    return index < FORMATS ? &formats[index] : NULL;
}

const mxtrap_simulations_format *mxtrap_simulations_format_find(const char *name) {
    for (size_t i = 0; i < FORMATS; i++) {
        if (strcmp(formats[i].name, name) == 0) {
            return &formats[i];
        }
    }
    return NULL;
}

const char *mxtrap_simulations_format_similar(const char *name) {
    struct mx_similar similar = {.word = name, .length = strlen(name)};

    for (size_t i = 0; i < FORMATS; i++) {
        mx_similar_try(&similar, formats[i].name);
    }
    return similar.best;
}

const char *mxtrap_simulations_format_name(const mxtrap_simulations_format *format) {
    return format->name;
}

const char *mxtrap_simulations_format_what(const mxtrap_simulations_format *format) {
    return format->what;
}

enum mxtrap_status mxtrap_simulations_begin(const mxtrap_simulations_format *format,
                                            const struct mxtrap_simulations_options *options,
                                            mxtrap_sink *sink, void *context,
                                            mxtrap_simulations_writer **out) {
    mxtrap_simulations_writer *writer = calloc(1, sizeof *writer);

    if (writer == NULL) {
        return MXTRAP_ERR_MEMORY;
    }
    writer->format = format;
    writer->text = MX_TEXT_INTO(sink, context);
    if (options != NULL) {
        writer->options = *options;
    }
    if (format->begin != NULL) {
        format->begin(writer);
    }
    *out = writer;
    return MXTRAP_OK;
}

enum mxtrap_status mxtrap_simulations_write(mxtrap_simulations_writer *writer,
                                            const mxtrap_simulation *simulation) {
    writer->format->layout(writer, simulation);
    writer->count++;
    return writer->text.status;
}

enum mxtrap_status mxtrap_simulations_end(mxtrap_simulations_writer *writer) {
    if (writer->format->end != NULL) {
        writer->format->end(writer);
    }
    enum mxtrap_status status = mx_text_finish(&writer->text);
    mx_text_free(&writer->kept);
    mx_text_free(&writer->text);
    free(writer);
    return status;
}
