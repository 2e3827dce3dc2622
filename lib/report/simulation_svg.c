/* Simulations as one picture, SVG 1.1 without external parts: a row a sender, its attempts as a
 * line from exchanger to exchanger. Light or dark as the viewer prefers. */
#include "report/colours.h"
#include "report/simulation_grid.h"
#include "report/simulation_writer.h"
#include "report/svg.h"

/* Lengths in pixels. A picture ends with a note after DRAWN_MAX layouts. */
enum {
    COLUMNS_MAX = 12,
    HEAD_MAX = 11,
    CELL_MAX = 9,
    DRAWN_MAX = 200,
    LEFT = 24,
    NAME = 270,
    COLUMN = 108,
    VERDICT = 110,
    DELAY = 90,
    ROW = 30,
    LINE = 20,
    GAP = 28,
    TITLE_LETTER = 12, /* about the widest average of letters */
    LETTER = 9
};

/* Before the rules of the classes. */
static const char style[] = "<style>\n"
                            "svg{" MX_COLOURS_LIGHT "background:var(--page);fill:var(--text)}\n"
                            "@media (prefers-color-scheme:dark){svg{" MX_COLOURS_DARK "}}\n";

struct picture {
    struct mx_text *text;
    const mxtrap_simulation *simulation;
    struct mx_grid grid;
    size_t y;
    size_t needs; /* the width of lines that may be wider than the table */
};

static size_t column_x(size_t column) {
    return NAME + column * COLUMN + COLUMN / 2;
}

static size_t width_of(const struct picture *picture) {
    return NAME + picture->grid.count * COLUMN + VERDICT + DELAY + LEFT;
}

/* The text of WORD, which it frees. */
static void label_of(const struct picture *picture, size_t x, size_t y, const char *class,
                     struct mx_text *word) {
    const char *string = mx_text_string_of(word);

    if (string == NULL) {
        picture->text->status = MXTRAP_ERR_MEMORY;
    } else {
        mx_svg_label(picture->text, x, y, class, string);
    }
    mx_text_free(word);
}

/* A line of text of its own, of letters of this width. */
static void draw_line(struct picture *picture, const char *class, size_t letter,
                      const char *string) {
    size_t width = 2 * (size_t)LEFT + letter * strlen(string);

    picture->needs = width > picture->needs ? width : picture->needs;
    mx_svg_label(picture->text, LEFT, picture->y, class, string);
}

static void draw_title(struct picture *picture) {
    const mxtrap_layout *layout = picture->grid.layout;
    char owner[MXTRAP_NAME_TEXT_MAX];
    struct mx_text legend = {0};

    picture->y += GAP;
    draw_line(picture, "title", TITLE_LETTER, mxtrap_layout_owner(owner, layout));
    picture->y += LINE;
    if (mx_layout_is_null(layout)) {
        draw_line(picture, "faint", LETTER, "It " MX_GRID_NULL ".");
        return;
    }
    mx_text_string(&legend, mx_grid_dummies(layout));
    if (legend.length > 0) {
        legend.bytes[0] = (char)(legend.bytes[0] - 'a' + 'A'); /* a sentence begins */
    }
    mx_text_string(&legend, ". Numbers: attempts, in order.");
    label_of(picture, LEFT, picture->y, "faint", &legend);
    picture->y += GAP;
}

static void draw_head(struct picture *picture) {
    size_t y = picture->y;

    mx_svg_label(picture->text, LEFT, y, "head", "sender");
    for (size_t i = 0; i < picture->grid.count; i++) {
        const struct mx_grid_column *column = &picture->grid.columns[i];
        const struct mxtrap_exchanger *exchanger = &picture->grid.layout->exchangers[column->first];
        bool is_dummy = exchanger->role == MXTRAP_ROLE_DUMMY;
        struct mx_text host = {0}, role = {0};
        mx_grid_head(&host, &picture->grid, i, HEAD_MAX);
        label_of(picture, column_x(i), y, "head middle", &host);
        if (column->count == 1) {
            mx_text_format(&role, "%u %s", (unsigned)exchanger->preference,
                           mxtrap_role_name((enum mxtrap_role)exchanger->role));
            label_of(picture, column_x(i), y + LINE, is_dummy ? "middle dummy" : "middle good",
                     &role);
        }
    }
    mx_svg_label(picture->text, width_of(picture) - DELAY - LEFT, y, "head end", "result");
    mx_svg_label(picture->text, width_of(picture) - LEFT, y, "head end", "time");
    picture->y += LINE + ROW / 2;
    mx_svg_rule(picture->text, LEFT, picture->y, width_of(picture) - LEFT, picture->y);
}

/* The line from exchanger to exchanger. */
static void draw_way(const struct picture *picture, const struct mxtrap_walk *walk, size_t y) {
    size_t last = SIZE_MAX;

    if (walk->attempt_count == 0) {
        return;
    }
    mx_text_string(picture->text, "<polyline");
    mx_svg_class(picture->text, "way");
    mx_text_string(picture->text, " points=\"");
    for (size_t i = 0; i < walk->attempt_count; i++) {
        size_t column = mx_grid_column_of(&picture->grid, &walk->attempts[i]);
        if (column != last) {
            mx_text_format(picture->text, "%zu,%zu ", column_x(column), y);
        }
        last = column;
    }
    mx_text_string(picture->text, "\"/>\n");
}

/* A circle, which WIDTH may stretch, around X and Y. */
static void draw_stop(const struct picture *picture, size_t x, size_t y, size_t width,
                      bool answers) {
    mx_svg_box(picture->text, (struct mx_svg_box){x - width / 2, y - 11, width, 22, 11},
               answers ? "there" : "stop");
}

/* The circles on it, with the numbers of the attempts. */
static void draw_stops(const struct picture *picture, const struct mxtrap_walk *walk, size_t y) {
    for (size_t i = 0; i < picture->grid.count; i++) {
        struct mx_text word = {0};
        bool answers = mx_grid_cell(&word, &picture->grid, i, walk, CELL_MAX);
        size_t width = 16 + 8 * word.length;
        if (word.length > 0) {
            draw_stop(picture, column_x(i), y, width, answers);
            label_of(picture, column_x(i), y + 5, answers ? "number inside" : "number", &word);
        } else {
            picture->text->status = word.status != MXTRAP_OK ? word.status : picture->text->status;
            mx_text_free(&word);
        }
    }
}

static void draw_walk(struct picture *picture, const struct mxtrap_walk *walk, size_t row) {
    bool is_bot = mxtrap_sender_kind(walk->sender) == MXTRAP_SENDER_BOT;
    bool is_good = is_bot == (walk->delivered == 0);
    size_t y = picture->y + ROW / 2;
    struct mx_text verdict = {0}, delay = {0};

    if (row % 2 == 1) {
        mx_svg_box(
            picture->text,
            (struct mx_svg_box){LEFT / 2, picture->y, width_of(picture) - LEFT, ROW, .radius = 0},
            "band");
    }
    mx_svg_label(picture->text, LEFT, y + 5, "", mxtrap_sender_name(walk->sender));
    draw_way(picture, walk, y);
    draw_stops(picture, walk, y);
    mx_grid_verdict(&verdict, walk);
    label_of(picture, width_of(picture) - DELAY - LEFT, y + 5,
             !walk->is_known ? "end faint"
             : is_good       ? "end good"
                             : "end bad",
             &verdict);
    if (walk->is_known) {
        mx_text_format(&delay, "%llu s", (unsigned long long)walk->seconds);
    }
    label_of(picture, width_of(picture) - LEFT, y + 5, "end", &delay);
    picture->y += ROW;
}

static void draw_walks(struct picture *picture, enum mxtrap_sender_kind kind, const char *title) {
    const struct mxtrap_walk *walk;
    size_t row = 0;

    picture->y += GAP;
    mx_svg_label(picture->text, LEFT, picture->y, "faint", title);
    picture->y += ROW / 3;
    for (size_t i = 0; (walk = mxtrap_simulation_at(picture->simulation, i)) != NULL; i++) {
        if (mxtrap_sender_kind(walk->sender) == kind) {
            draw_walk(picture, walk, row++);
        }
    }
}

static void draw_summary(struct picture *picture) {
    struct mx_text lines = {0};

    mx_grid_summary(&lines, picture->simulation);
    mx_grid_cut_names(&lines, &picture->grid, HEAD_MAX);
    const char *at = mx_text_string_of(&lines);
    if (at == NULL) {
        picture->text->status = MXTRAP_ERR_MEMORY;
    }
    for (size_t i = 0; at != NULL && *at != '\0'; i++) {
        struct mx_text line = {0};
        size_t length = strcspn(at, "\n");
        mx_text_bytes(&line, at, length);
        const char *string = mx_text_string_of(&line);
        picture->y += i == 0 ? GAP : LINE;
        if (string != NULL) {
            draw_line(picture, i == 0 ? "head" : "faint", LETTER, string);
        } else {
            picture->text->status = MXTRAP_ERR_MEMORY;
        }
        mx_text_free(&line);
        at += length + (at[length] == '\n' ? 1 : 0);
    }
    mx_text_free(&lines);
}

void mx_simulations_svg_layout(struct mxtrap_simulation_writer *writer,
                               const mxtrap_simulation *simulation) {
    struct picture picture = {.text = &writer->kept,
                              .simulation = simulation,
                              .grid = mx_grid_of(mxtrap_simulation_layout(simulation), COLUMNS_MAX),
                              .y = writer->height};

    if (writer->count >= DRAWN_MAX) {
        return;
    }
    draw_title(&picture);
    if (!mx_layout_is_null(picture.grid.layout)) {
        draw_head(&picture);
        draw_walks(&picture, MXTRAP_SENDER_BOT, "bots");
        draw_walks(&picture, MXTRAP_SENDER_MTA, "MTAs");
        draw_walks(&picture, MXTRAP_SENDER_PROGRAM, "programs");
        draw_summary(&picture);
        writer->has_walks = true;
    }
    writer->height = picture.y + GAP;
    size_t width = width_of(&picture) > picture.needs ? width_of(&picture) : picture.needs;
    writer->width = width > writer->width ? width : writer->width;
}

/* What the circles mean, once for all layouts. */
static void draw_legend(struct picture *picture) {
    static const struct {
        const char *what;
        bool answers;
    } rows[] = {{"an attempt that gets no answer, or a refusal", false},
                {"the host that takes the mail", true}};

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        picture->y += ROW;
        draw_stop(picture, LEFT + 12, picture->y, 24, rows[i].answers);
        mx_svg_label(picture->text, LEFT + 12, picture->y + 5,
                     rows[i].answers ? "number inside" : "number", "1");
        mx_svg_label(picture->text, LEFT + 36, picture->y + 5, "faint", rows[i].what);
    }
}

void mx_simulations_svg_end(struct mxtrap_simulation_writer *writer) {
    struct picture rest = {.text = &writer->kept, .y = writer->height};
    size_t width = writer->width > NAME ? writer->width : NAME;
    struct mx_text more = {0};

    if (writer->count > DRAWN_MAX) {
        mx_text_format(&more, "and %zu more layouts, which are not drawn",
                       writer->count - DRAWN_MAX);
        label_of(&rest, LEFT, rest.y + LINE / 2, "head", &more);
        rest.y += LINE;
    }
    if (writer->has_walks) {
        draw_legend(&rest);
    }
    const char *drawn = mx_text_string_of(&writer->kept);
    if (drawn == NULL) {
        writer->text.status = MXTRAP_ERR_MEMORY;
        return;
    }
    mx_text_string(&writer->text, "<svg ");
    mx_svg_root(&writer->text, width, rest.y + LINE);
    mx_text_string(&writer->text, " aria-label=\"mxtrap-sim\">\n"
                                  "<title>Who reaches which mail exchanger</title>\n");
    mx_text_string(&writer->text, style);
    mx_svg_rules(&writer->text);
    mx_text_string(&writer->text, "</style>\n");
    mx_svg_box(&writer->text, (struct mx_svg_box){.width = width, .height = rest.y + LINE}, "page");
    mx_text_string(&writer->text, drawn);
    mx_text_string(&writer->text, "</svg>\n");
}
