/* What all pictures share: classes of shapes and texts. A style sheet sets their colours by
 * variables, so that a picture is light or dark as the viewer prefers. Renderers that know no
 * variables (librsvg) drop those rules, and find the light colours as attributes. */
#ifndef MX_REPORT_SVG_H
#define MX_REPORT_SVG_H

#include "base/text.h"

/* The rules of all classes, for a style sheet that sets the variables of colours.h. */
void mx_svg_rules(struct mx_text *text);

/* What <svg> itself has: its name, size, the colour and the font of its text. */
void mx_svg_root(struct mx_text *text, size_t width, size_t height);

/* The attribute "class" with the CLASSES, words with a space between, and what they set. */
void mx_svg_class(struct mx_text *text, const char *classes);

/* A text at X with its baseline at Y, escaped. */
void mx_svg_label(struct mx_text *text, size_t x, size_t y, const char *classes,
                  const char *string);

/* A rectangle. */
struct mx_svg_box {
    size_t x, y, width, height, radius;
};
void mx_svg_box(struct mx_text *text, struct mx_svg_box box, const char *classes);

/* A thin line. */
void mx_svg_rule(struct mx_text *text, size_t x, size_t y, size_t to_x, size_t to_y);

#endif
