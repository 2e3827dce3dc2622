/* The texts of the heads and cells of a simulation's table. */
#include "report/simulation_grid.h"

static bool has_dummy(const mxtrap_layout *layout) {
    size_t at = 0;

    while (at < layout->count && layout->exchangers[at].role != MXTRAP_ROLE_DUMMY) {
        at++;
    }
    return at < layout->count;
}

const char *mx_grid_dummies(const mxtrap_layout *layout) {
    switch (mxtrap_layout_roles(layout)) {
    case MXTRAP_ROLES_UNKNOWN:
        return "none known to be a dummy: all are taken as real";
    case MXTRAP_ROLES_ASSUMED:
        return "dummies (assumed) are silent";
    case MXTRAP_ROLES_KNOWN:
        break;
    }
    return !has_dummy(layout)                    ? "no dummies"
           : layout->silence == MX_SILENCE_RESET ? "dummies refuse"
                                                 : "dummies are silent";
}

struct mx_grid mx_grid_of(const mxtrap_layout *layout, size_t most) {
    struct mx_grid grid = {.layout = layout};
    size_t front = layout->count <= most ? layout->count : most / 2;
    size_t back = layout->count <= most ? 0 : most - front - 1;

    for (size_t i = 0; i < front; i++) {
        grid.columns[grid.count++] = (struct mx_grid_column){i, 1};
    }
    if (layout->count > front) {
        grid.columns[grid.count++] = (struct mx_grid_column){front, layout->count - front - back};
    }
    for (size_t i = layout->count - back; i < layout->count; i++) {
        grid.columns[grid.count++] = (struct mx_grid_column){i, 1};
    }
    return grid;
}

/* Appends at most WIDTH bytes of WORD; a longer one is cut and ends in MARK. */
static void append_cut(struct mx_text *text, const char *word, size_t width, char mark) {
    size_t length = strlen(word);

    if (length <= width) {
        mx_text_string(text, word);
    } else if (width > 0) {
        mx_text_bytes(text, word, width - 1);
        mx_text_char(text, mark);
    }
}

/* The name, cut where it is too long. */
static void append_name(struct mx_text *text, const struct mx_grid *grid, size_t column,
                        size_t width) {
    const struct mx_grid_column *at = &grid->columns[column];
    struct mx_text word = {0};

    if (at->count > 1) {
        mx_text_format(&word, "+%zu", at->count);
    } else {
        mx_name_write(&word, grid->layout->exchangers[at->first].host, grid->layout->zone->origin);
    }
    const char *string = mx_text_string_of(&word);
    if (string == NULL) {
        text->status = MXTRAP_ERR_MEMORY;
    } else {
        append_cut(text, string, width, '~');
    }
    mx_text_free(&word);
}

/* Names that look the same once they are cut are numbers. */
void mx_grid_head(struct mx_text *text, const struct mx_grid *grid, size_t column, size_t width) {
    struct mx_text word = {0}, other = {0};
    bool is_alike = false;

    append_name(&word, grid, column, width);
    const char *head = mx_text_string_of(&word);
    for (size_t i = 0; head != NULL && i < grid->count && !is_alike; i++) {
        other.length = 0;
        append_name(&other, grid, i, width);
        const char *name = mx_text_string_of(&other);
        is_alike = i != column && name != NULL && strcmp(name, head) == 0;
    }
    if (head == NULL) {
        text->status = MXTRAP_ERR_MEMORY;
    } else if (is_alike) {
        mx_text_format(text, "#%zu", grid->columns[column].first + 1);
    } else {
        mx_text_string(text, head);
    }
    mx_text_free(&word);
    mx_text_free(&other);
}

void mx_grid_cut_names(struct mx_text *text, const struct mx_grid *grid, size_t width) {
    for (size_t i = 0; i < grid->count; i++) {
        const struct mx_grid_column *column = &grid->columns[i];
        const struct mxtrap_exchanger *exchanger = &grid->layout->exchangers[column->first];
        struct mx_text word = {0};
        mx_grid_head(&word, grid, i, width);
        const char *head = mx_text_string_of(&word);
        if (head == NULL) {
            text->status = MXTRAP_ERR_MEMORY;
        } else if (head[0] == '#' || (head[0] != '\0' && head[strlen(head) - 1] == '~')) {
            mx_text_format(text, "  %s %u: ", head, (unsigned)exchanger->preference);
            mx_name_write(text, exchanger->host, NULL);
            mx_text_char(text, '\n');
        }
        mx_text_free(&word);
    }
}

size_t mx_grid_column_of(const struct mx_grid *grid, const struct mxtrap_attempt *attempt) {
    size_t index = (size_t)(attempt->exchanger - grid->layout->exchangers);
    size_t column = 0;

    while (column + 1 < grid->count && index >= grid->columns[column + 1].first) {
        column++;
    }
    return column;
}

bool mx_grid_cell(struct mx_text *text, const struct mx_grid *grid, size_t column,
                  const struct mxtrap_walk *walk, size_t width) {
    char bytes[64];
    struct mx_text word = mx_text_within(bytes, sizeof bytes);
    bool answers = false;

    for (size_t i = 0; i < walk->attempt_count; i++) {
        size_t first = i;
        while (i < walk->attempt_count && mx_grid_column_of(grid, &walk->attempts[i]) == column) {
            answers = walk->attempts[i].outcome == MXTRAP_OUTCOME_ANSWERS;
            i++;
        }
        if (i > first && word.length <= width) {
            mx_text_format(&word, i - first > 1 ? "%s%zu-%zu" : "%s%zu", word.length > 0 ? "," : "",
                           first + 1, i);
        }
    }
    append_cut(text, mx_text_string_of(&word), width, '+');
    return answers;
}

void mx_grid_percent(struct mx_text *text, double percent) {
    if (percent <= 1e-10 || percent >= 100 - 1e-10) {
        mx_text_string(text, percent < 1 ? "0 %" : "100 %");
    } else if (percent < 0.1) {
        mx_text_string(text, "< 0.1 %");
    } else if (percent > 99.9) {
        mx_text_string(text, "> 99.9 %");
    } else {
        mx_text_format(text, "%.*f %%", percent < 1 || percent > 99 ? 1 : 0, percent);
    }
}

bool mx_grid_is_chance(const struct mxtrap_walk *walk) {
    return walk->is_known && walk->probability > 1e-12 && walk->probability < 1 - 1e-12;
}

void mx_grid_verdict(struct mx_text *text, const struct mxtrap_walk *walk) {
    bool is_bot = mxtrap_sender_kind(walk->sender) == MXTRAP_SENDER_BOT;

    if (!walk->is_known) {
        mx_text_string(text, "not known");
    } else if (walk->by_moment) {
        mx_text_string(text, "may fail");
    } else if (mx_grid_is_chance(walk)) {
        mx_grid_percent(text, walk->probability * 100);
    } else if (walk->delivered) {
        mx_text_string(text, "delivered");
    } else {
        mx_text_string(text, is_bot ? "trapped" : "fails");
    }
}

void mx_grid_seconds(struct mx_text *text, uint64_t seconds) {
    bool is_minutes = seconds >= 120 && seconds % 60 == 0;

    mx_text_unsigned(text, is_minutes ? seconds / 60 : seconds);
    mx_text_string(text, is_minutes ? " min" : " s");
}
