/* Simulations for people: for each layout a table that fits 80 columns, a row a sender and a column
 * an exchanger, and a summary. */
#include "report/simulation_grid.h"
#include "report/simulation_writer.h"

/* Room for five columns of 8 or eight of 5, with the names, the verdict and the delay. */
enum {
    COLUMNS_MAX = 8,
    COLUMNS_WIDE = 5,
    WIDE = 8,
    NARROW = 5,
    NAME = 18,
    NAME_LENGTH_MAX = 36,
    VERDICT = 11,
    DELAY = 9
};

struct table {
    struct mx_text *text;
    const struct mxtrap_simulation_writer_options *options;
    const mxtrap_simulation *simulation;
    struct mx_grid grid;
    size_t width, name; /* of a column, of the names */
};

static void spaces(struct mx_text *text, size_t used, size_t width) {
    for (; used < width; used++) {
        mx_text_char(text, ' ');
    }
}

/* WORD, right-aligned in a field, in an ANSI COLOUR if it is not NULL. WORD is freed. */
static void field(const struct table *table, struct mx_text *word, size_t width,
                  const char *colour) {
    struct mx_text *text = table->text;
    const char *string = mx_text_string_of(word);
    bool is_coloured = colour != NULL && table->options->colour;

    if (string == NULL) {
        text->status = MXTRAP_ERR_MEMORY;
    } else {
        spaces(text, strlen(string), width);
        mx_text_string(text, is_coloured ? colour : "");
        mx_text_string(text, string);
        mx_text_string(text, is_coloured ? "\033[0m" : "");
    }
    mx_text_free(word);
}

static void name(const struct table *table, const char *indent, const char *word) {
    mx_text_string(table->text, indent);
    mx_text_string(table->text, word);
    spaces(table->text, strlen(indent) + strlen(word), table->name);
}

/* The lines above the columns. */
enum head { HOST, PREFERENCE, ROLE };

static void write_head(const struct table *table, enum head head) {
    static const char *const titles[] = {
        [HOST] = "exchanger", [PREFERENCE] = "preference", [ROLE] = "role"};

    name(table, "", titles[head]);
    for (size_t i = 0; i < table->grid.count; i++) {
        const struct mx_grid_column *column = &table->grid.columns[i];
        const struct mxtrap_exchanger *exchanger = &table->grid.layout->exchangers[column->first];
        struct mx_text word = {0};
        if (head == HOST) {
            mx_grid_head(&word, &table->grid, i, table->width - 1);
        } else if (column->count > 1) {
            mx_text_string(&word, "...");
        } else if (head == PREFERENCE) {
            mx_text_unsigned(&word, exchanger->preference);
        } else {
            const char *role = mxtrap_role_name((enum mxtrap_role)exchanger->role);
            mx_text_bytes(&word, role, table->width == WIDE ? strlen(role) : 1);
        }
        field(table, &word, table->width, NULL);
    }
    mx_text_char(table->text, '\n');
}

static void write_walk(const struct table *table, const struct mxtrap_walk *walk) {
    bool is_bot = mxtrap_sender_kind(walk->sender) == MXTRAP_SENDER_BOT;
    bool is_good = walk->is_known && is_bot == (walk->delivered == 0);
    struct mx_text verdict = {0}, delay = {0};

    name(table, "  ", mxtrap_sender_name(walk->sender));
    for (size_t i = 0; i < table->grid.count; i++) {
        struct mx_text word = {0};
        bool answers = mx_grid_cell(&word, &table->grid, i, walk, table->width - 2);
        mx_text_string(&word, word.length == 0 ? "." : answers ? "*" : "");
        field(table, &word, table->width, answers ? "\033[1m" : NULL);
    }
    mx_grid_verdict(&verdict, walk);
    field(table, &verdict, VERDICT, is_good ? "\033[32m" : walk->is_known ? "\033[31m" : NULL);
    mx_text_string(&delay, walk->by_moment ? ">= " : "");
    mx_text_format(&delay, "%llu s", (unsigned long long)walk->seconds);
    mx_text_char(table->text, ' ');
    field(table, &delay, DELAY - 1, NULL);
    mx_text_char(table->text, '\n');
}

static void write_walks(const struct table *table, enum mxtrap_sender_kind kind,
                        const char *title) {
    const struct mxtrap_walk *walk;

    mx_text_string(table->text, title);
    for (size_t i = 0; (walk = mxtrap_simulation_at(table->simulation, i)) != NULL; i++) {
        if (mxtrap_sender_kind(walk->sender) == kind) {
            write_walk(table, walk);
        }
    }
}

static size_t longest_name(const mxtrap_simulation *simulation) {
    const struct mxtrap_walk *walk;
    size_t longest = NAME;

    for (size_t i = 0; (walk = mxtrap_simulation_at(simulation, i)) != NULL; i++) {
        size_t length = strlen(mxtrap_sender_name(walk->sender)) + strlen("  ");
        longest = length > longest ? length : longest;
    }
    return longest < NAME_LENGTH_MAX ? longest : NAME_LENGTH_MAX;
}

void mx_simulations_text_layout(struct mxtrap_simulation_writer *writer,
                                const mxtrap_simulation *simulation) {
    const mxtrap_layout *layout = mxtrap_simulation_layout(simulation);
    struct mx_text *text = &writer->text;
    struct table table = {.text = text,
                          .options = &writer->options,
                          .simulation = simulation,
                          .grid = mx_grid_of(layout, COLUMNS_MAX),
                          .name = longest_name(simulation)};

    table.width = table.grid.count > COLUMNS_WIDE ? NARROW : WIDE;
    mx_text_string(text, writer->count > 0 ? "\n" : "");
    mx_name_write(text, layout->owner, NULL);
    if (mx_layout_is_null(layout)) {
        mx_text_string(text, ": " MX_GRID_NULL "\n");
        return;
    }
    mx_text_format(text, ": %u exchanger%s, %s\n", layout->count, layout->count == 1 ? "" : "s",
                   mx_grid_dummies(layout));
    if (!writer->options.quiet) {
        write_head(&table, HOST);
        write_head(&table, PREFERENCE);
        write_head(&table, ROLE);
        write_walks(&table, MXTRAP_SENDER_BOT, "bots\n");
        write_walks(&table, MXTRAP_SENDER_MTA, "MTAs\n");
        write_walks(&table, MXTRAP_SENDER_PROGRAM, "programs\n");
        mx_grid_cut_names(text, &table.grid, table.width - 1);
    }
    mx_grid_summary(text, simulation);
}
