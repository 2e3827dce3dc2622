/* The table of classes, written as rules and as attributes. */
#include "report/svg.h"

#include "report/colours.h"
#include "report/escape.h"

/* A property with a colour, in both forms. */
#define SET(property, colour)                                                                      \
    property ":var(--" #colour ");", " " property "=\"" MX_LIGHT_##colour "\""
#define SET_BOTH(fill, stroke)                                                                     \
    "fill:var(--" #fill ");stroke:var(--" #stroke ");",                                            \
        " fill=\"" MX_LIGHT_##fill "\" stroke=\"" MX_LIGHT_##stroke "\""

/* OTHERS has no colour: it is the same in both forms, but for the signs between. */
static const struct {
    const char *name, *rules, *attributes, *others;
} rows[] = {
    {"page", SET("fill", page), ""},
    {"band", SET("fill", band), ""},
    {"title", "", "", "font-size:18px;font-weight:600;"},
    {"head", "", "", "font-weight:600;"},
    {"faint", SET("fill", faint), ""},
    {"good", SET("fill", good), ""},
    {"bad", SET("fill", bad), ""},
    {"dummy", SET("fill", dummy), ""},
    {"bar", SET("fill", real), ""},
    {"middle", "", "", "text-anchor:middle;"},
    {"end", "", "", "text-anchor:end;"},
    {"rule", SET("stroke", rule), ""},
    {"way", SET("stroke", faint), "fill:none;stroke-width:2;"},
    {"stop", SET_BOTH(page, dummy), "stroke-width:2;"},
    {"there", SET_BOTH(good, good), "stroke-width:2;"},
    {"number", "", "", "font-size:13px;font-weight:600;text-anchor:middle;"},
    {"inside", SET("fill", page), ""},
};

enum { CLASSES = sizeof rows / sizeof rows[0] };

void mx_svg_rules(struct mx_text *text) {
    for (size_t i = 0; i < CLASSES; i++) {
        mx_text_format(text, "svg .%s{%s%s}\n", rows[i].name, rows[i].rules, rows[i].others);
    }
}

void mx_svg_root(struct mx_text *text, size_t width, size_t height) {
    mx_text_format(text,
                   "xmlns=\"http://www.w3.org/2000/svg\" width=\"%zu\" height=\"%zu\" "
                   "viewBox=\"0 0 %zu %zu\" role=\"img\" fill=\"" MX_LIGHT_text
                   "\" font-family=\"system-ui,sans-serif\" font-size=\"14px\"",
                   width, height, width, height);
}

/* property:value; as property="value" */
static void write_attributes(struct mx_text *text, const char *properties) {
    bool is_value = false;

    for (const char *at = properties; *at != '\0'; at++) {
        if (!is_value && (at == properties || at[-1] == ';')) {
            mx_text_char(text, ' ');
        }
        if (*at == ':' || *at == ';') {
            mx_text_string(text, *at == ':' ? "=\"" : "\"");
            is_value = *at == ':';
        } else {
            mx_text_char(text, *at);
        }
    }
}

static void write_class(struct mx_text *text, const char *name, size_t length) {
    for (size_t i = 0; i < CLASSES; i++) {
        if (strlen(rows[i].name) == length && memcmp(rows[i].name, name, length) == 0) {
            mx_text_string(text, rows[i].attributes);
            write_attributes(text, rows[i].others);
        }
    }
}

void mx_svg_class(struct mx_text *text, const char *classes) {
    if (classes[0] == '\0') {
        return;
    }
    mx_text_format(text, " class=\"%s\"", classes);
    while (*classes != '\0') {
        size_t length = strcspn(classes, " ");
        write_class(text, classes, length);
        classes += length + (classes[length] == ' ');
    }
}

void mx_svg_label(struct mx_text *text, size_t x, size_t y, const char *classes,
                  const char *string) {
    mx_text_format(text, "<text x=\"%zu\" y=\"%zu\"", x, y);
    mx_svg_class(text, classes);
    mx_text_char(text, '>');
    mx_escape_xml(text, string);
    mx_text_string(text, "</text>\n");
}

void mx_svg_box(struct mx_text *text, struct mx_svg_box box, const char *classes) {
    mx_text_format(text, "<rect x=\"%zu\" y=\"%zu\" width=\"%zu\" height=\"%zu\"", box.x, box.y,
                   box.width, box.height);
    if (box.radius > 0) {
        mx_text_format(text, " rx=\"%zu\"", box.radius);
    }
    mx_svg_class(text, classes);
    mx_text_string(text, "/>\n");
}

void mx_svg_rule(struct mx_text *text, size_t x, size_t y, size_t to_x, size_t to_y) {
    mx_text_format(text, "<line x1=\"%zu\" y1=\"%zu\" x2=\"%zu\" y2=\"%zu\"", x, y, to_x, to_y);
    mx_svg_class(text, "rule");
    mx_text_string(text, "/>\n");
}
