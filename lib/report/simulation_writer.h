/* The formats of simulations from the inside: each has these three functions. */
#ifndef MX_REPORT_SIMULATION_WRITER_H
#define MX_REPORT_SIMULATION_WRITER_H

#include <mxtrap/simulation_writer.h>

#include <stdbool.h>

#include "base/text.h"

struct mxtrap_simulation_writer {
    const struct mx_simulations_format *format;
    struct mxtrap_simulation_writer_options options;
    struct mx_text text;  /* into the sink */
    struct mx_text kept;  /* text that a format writes at the end */
    size_t count;         /* simulations written so far */
    size_t width, height; /* svg: of the picture so far */
    bool has_walks;       /* svg: some layout is drawn, and not only named */
};

typedef void mx_simulations_step(struct mxtrap_simulation_writer *writer);
typedef void mx_simulations_layout(struct mxtrap_simulation_writer *writer,
                                   const mxtrap_simulation *simulation);

struct mx_simulations_format {
    mx_simulations_step *begin; /* NULL: none */
    mx_simulations_layout *layout;
    mx_simulations_step *end; /* NULL: none */
};

mx_simulations_layout mx_simulations_text_layout, mx_simulations_json_layout,
    mx_simulations_svg_layout;
mx_simulations_step mx_simulations_json_begin, mx_simulations_json_end, mx_simulations_svg_end;

#endif
