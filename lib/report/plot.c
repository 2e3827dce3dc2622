/* Bars and their labels. No meaning is in a colour only. */
#include "report/plot.h"

#include "report/page.h"
#include "report/svg.h"

/* Lengths in pixels. */
enum { WIDTH = 720, NAME = 130, LEFT = 140, BARS = 480, ROW = 40, HIGH = 32, CLASS = 24 };

/* The width of a bar and the gap after it. DATES: the least distance of two dates. */
enum { PITCH_MAX = 24, PITCH_MIN = BARS / MX_PLOT_BARS_MAX, DATES = 200 };

static void begin(struct mx_text *text, const char *title, size_t height) {
    mx_text_string(text, "<div class=\"wide\"><svg ");
    mx_svg_root(text, WIDTH, height);
    mx_page_between(text, ">\n<title>", title, "</title>\n");
}

static void end(struct mx_text *text) {
    mx_text_string(text, "</svg></div>\n");
}

/* At least a pixel of what is more than nothing. */
static size_t scaled(uint64_t count, uint64_t most, size_t length) {
    size_t size = most == 0 ? 0 : (size_t)((double)count / (double)most * (double)length + 0.5);
    return size == 0 && count > 0 ? 1 : size;
}

static void draw_number(struct mx_text *text, size_t x, size_t y, const char *before,
                        uint64_t number) {
    char words[64];
    struct mx_text word = mx_text_within(words, sizeof words);

    mx_text_format(&word, "%s%llu", before, (unsigned long long)number);
    mx_svg_label(text, x, y, "faint", mx_text_string_of(&word));
}

static size_t pitch_of(const struct mx_plot_days *plot) {
    return BARS / plot->bars < PITCH_MAX ? BARS / plot->bars : PITCH_MAX;
}

/* The bars of a series, which stand on a line at Y. */
static void draw_series(struct mx_text *text, const struct mx_plot_days *plot, size_t row,
                        size_t y) {
    const struct mx_plot_series *series = &plot->series[row];
    size_t pitch = pitch_of(plot);
    uint64_t most = 0;

    for (size_t i = 0; i < plot->bars; i++) {
        most = series->bars[i] > most ? series->bars[i] : most;
    }
    mx_svg_label(text, NAME, y - 8, "end", series->name);
    for (size_t i = 0; i < plot->bars; i++) {
        size_t height = scaled(series->bars[i], most, HIGH);
        if (height > 0) {
            mx_svg_box(text,
                       (struct mx_svg_box){LEFT + i * pitch, y - height, pitch - 1, height, 0},
                       "bar");
        }
    }
    mx_svg_rule(text, LEFT, y, LEFT + BARS, y);
    draw_number(text, LEFT + BARS + 8, y - 8, "at most ", most);
}

void mx_plot_days(struct mx_text *text, const struct mx_plot_days *plot) {
    size_t width = plot->bars * pitch_of(plot);

    begin(text, plot->title, plot->count * ROW + ROW);
    for (size_t i = 0; i < plot->count; i++) {
        draw_series(text, plot, i, (i + 1) * ROW);
    }
    size_t y = plot->count * ROW + ROW / 2;
    mx_svg_label(text, LEFT, y, "faint", plot->first);
    if (plot->bars > 1) {
        mx_svg_label(text, LEFT + (width > DATES ? width : DATES), y, "faint end", plot->last);
    }
    end(text);
}

void mx_plot_classes(struct mx_text *text, const char *title, const struct mx_plot_class *classes,
                     size_t count) {
    size_t first = 0;
    uint64_t most = 0;

    while (first < count && classes[first].count == 0) {
        first++;
    }
    while (count > first && classes[count - 1].count == 0) {
        count--;
    }
    for (size_t i = first; i < count; i++) {
        most = classes[i].count > most ? classes[i].count : most;
    }
    if (first == count) {
        return;
    }
    begin(text, title, (count - first) * CLASS);
    for (size_t i = first; i < count; i++) {
        size_t y = (i - first) * CLASS, width = scaled(classes[i].count, most, BARS);
        mx_svg_label(text, NAME, y + 17, "end", classes[i].name);
        if (width > 0) {
            mx_svg_box(text, (struct mx_svg_box){LEFT, y + 4, width, CLASS - 8, 0}, "bar");
        }
        draw_number(text, LEFT + width + 8, y + 17, "", classes[i].count);
    }
    end(text);
}
