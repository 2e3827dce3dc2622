/* The formats of simulations from the inside: one file a format, each with these three functions.
 */
#ifndef MX_REPORT_SIMULATION_WRITER_H
#define MX_REPORT_SIMULATION_WRITER_H

#include <mxtrap/simulation_writer.h>

#include "base/text.h"

struct mxtrap_simulation_writer {
    const struct mx_simulations_format *format;
    struct mxtrap_simulation_writer_options options;
    struct mx_text text;  /* into the sink */
    struct mx_text kept;  /* what a format can write only once all is known */
    size_t count;         /* simulations written up to now */
    size_t width, height; /* svg: of what was drawn up to now */
};

typedef void mx_simulations_step(struct mxtrap_simulation_writer *writer);
typedef void mx_simulations_layout(struct mxtrap_simulation_writer *writer,
                                   const mxtrap_simulation *simulation);

struct mx_simulations_format {
    mx_simulations_step *begin; /* NULL: nothing stands before the first layout */
    mx_simulations_layout *layout;
    mx_simulations_step *end; /* NULL: nor behind the last */
};

mx_simulations_layout mx_simulations_text_layout, mx_simulations_json_layout,
    mx_simulations_svg_layout;
mx_simulations_step mx_simulations_json_begin, mx_simulations_json_end, mx_simulations_svg_end;

#endif
