/* The fewest lines to delete and insert (E. W. Myers, An O(ND) Difference Algorithm, 1986), after
 * common lines at both ends are removed. Above a limit of differences the rest is replaced as a
 * whole, so that time and memory are linear in the texts. */
#include "unified.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { CONTEXT = 3, DIFFERENCES_MAX = 500 };

struct line {
    const char *bytes;
    size_t length;
};

struct side {
    struct line *lines;
    size_t count;
    bool *changed; /* by line: deleted from the old text, or inserted in the new one */
};

static bool is_same(const struct line *a, const struct line *b) {
    return a->length == b->length && memcmp(a->bytes, b->bytes, a->length) == 0;
}

/* Lines include their line end, which the last one may lack. */
static bool split(struct side *side, struct cli_bytes text) {
    const char *at = text.bytes, *end = text.bytes + text.length;
    size_t count = 1;

    for (const char *c = at; c < end; c++) {
        count += *c == '\n' ? 1 : 0;
    }
    side->lines = calloc(count, sizeof *side->lines);
    side->changed = calloc(count, sizeof *side->changed);
    while (side->lines != NULL && at < end) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        stop = stop == NULL ? end : stop + 1;
        side->lines[side->count++] = (struct line){at, (size_t)(stop - at)};
        at = stop;
    }
    return side->lines != NULL && side->changed != NULL;
}

/* The part of both texts that is compared: the first line that differs, and the number of lines. */
struct middle {
    struct side *old, *now;
    size_t from;
    int olds, nows;
};

/* The furthest line of the old text reached with DIFFERENCES on DIAGONAL. Row D of TABLE, with the
 * diagonals -D to D, begins at D * D. */
static int *furthest(int *table, int differences, int diagonal) {
    return &table[differences * differences + differences + diagonal];
}

/* Whether the path on the diagonal comes from the next one, by an inserted line. */
static bool is_insertion(int *table, int differences, int diagonal) {
    return diagonal == -differences ||
           (diagonal != differences && *furthest(table, differences - 1, diagonal - 1) <
                                           *furthest(table, differences - 1, diagonal + 1));
}

static int begin_of(int *table, int differences, int diagonal) {
    if (differences == 0) {
        return 0;
    }
    return is_insertion(table, differences, diagonal)
               ? *furthest(table, differences - 1, diagonal + 1)
               : *furthest(table, differences - 1, diagonal - 1) + 1;
}

/* Returns the number of differences; -1: more than the limit. */
static int search(const struct middle *middle, int *table) {
    const struct line *old = middle->old->lines + middle->from;
    const struct line *now = middle->now->lines + middle->from;

    for (int differences = 0; differences <= DIFFERENCES_MAX; differences++) {
        for (int diagonal = -differences; diagonal <= differences; diagonal += 2) {
            int x = begin_of(table, differences, diagonal), y = x - diagonal;
            while (x < middle->olds && y >= 0 && y < middle->nows && is_same(&old[x], &now[y])) {
                x++;
                y++;
            }
            *furthest(table, differences, diagonal) = x;
            if (diagonal == middle->olds - middle->nows && x >= middle->olds) {
                return differences;
            }
        }
    }
    return -1;
}

/* Marks changed lines backwards from the end, one difference at a time. */
static void mark(const struct middle *middle, int *table, int differences) {
    int diagonal = middle->olds - middle->nows;

    for (; differences > 0; differences--) {
        int x = begin_of(table, differences, diagonal);
        if (is_insertion(table, differences, diagonal)) {
            middle->now->changed[middle->from + (size_t)(x - diagonal - 1)] = true;
            diagonal++;
        } else {
            middle->old->changed[middle->from + (size_t)(x - 1)] = true;
            diagonal--;
        }
    }
}

static void mark_all(const struct middle *middle) {
    memset(middle->old->changed + middle->from, true, (size_t)middle->olds);
    memset(middle->now->changed + middle->from, true, (size_t)middle->nows);
}

static bool compare(struct side *old, struct side *now) {
    size_t from = 0, olds = old->count, nows = now->count;
    int *table = calloc(DIFFERENCES_MAX + 1, (DIFFERENCES_MAX + 1) * sizeof *table);

    while (from < olds && from < nows && is_same(&old->lines[from], &now->lines[from])) {
        from++;
    }
    while (olds > from && nows > from && is_same(&old->lines[olds - 1], &now->lines[nows - 1])) {
        olds--;
        nows--;
    }
    struct middle middle = {old, now, from, (int)(olds - from), (int)(nows - from)};
    int differences = table == NULL || olds - from > INT_MAX / 2 || nows - from > INT_MAX / 2
                          ? -1
                          : search(&middle, table);
    if (differences >= 0) {
        mark(&middle, table, differences);
    } else if (table != NULL) {
        mark_all(&middle);
    }
    bool is_done = table != NULL;
    free(table);
    return is_done;
}

static void write_line(struct mx_text *text, char sign, const struct line *line) {
    mx_text_char(text, sign);
    for (size_t i = 0; i < line->length; i++) {
        char c = line->bytes[i];
        if (((unsigned char)c < ' ' && c != '\t' && c != '\n') || c == 0x7f) {
            mx_text_escaped(text, &c, 1);
        } else {
            mx_text_char(text, c);
        }
    }
    if (line->bytes[line->length - 1] != '\n') {
        mx_text_string(text, "\n\\ No newline at end of file\n");
    }
}

/* A place in both texts. */
struct at {
    size_t old, now;
};

static bool is_end(const struct side *old, const struct side *now, struct at at) {
    return at.old == old->count && at.now == now->count;
}

static bool is_changed(const struct side *old, const struct side *now, struct at at) {
    return (at.old < old->count && old->changed[at.old]) ||
           (at.now < now->count && now->changed[at.now]);
}

/* Writes one line: deleted, inserted or common. */
static void step(struct mx_text *text, const struct side *old, const struct side *now,
                 struct at *at) {
    if (at->old < old->count && old->changed[at->old]) {
        if (text != NULL) {
            write_line(text, '-', &old->lines[at->old]);
        }
        at->old++;
    } else if (at->now < now->count && now->changed[at->now]) {
        if (text != NULL) {
            write_line(text, '+', &now->lines[at->now]);
        }
        at->now++;
    } else {
        if (text != NULL) {
            write_line(text, ' ', &old->lines[at->old]);
        }
        at->old++;
        at->now++;
    }
}

/* The end of the hunk of the change at AT: changes close to each other share a hunk. */
static struct at hunk_end(const struct side *old, const struct side *now, struct at at) {
    size_t kept = 0;
    struct at end = at;

    while (!is_end(old, now, at) && kept <= (size_t)2 * CONTEXT) {
        bool changes = is_changed(old, now, at);
        step(NULL, old, now, &at);
        kept = changes ? 0 : kept + 1;
        end = kept <= CONTEXT ? at : end;
    }
    return end;
}

/* "-5,7": an empty range begins at the line before it. */
static void write_range(struct mx_text *text, char sign, size_t from, size_t to) {
    mx_text_format(text, "%c%zu,%zu", sign, to > from ? from + 1 : from, to - from);
}

static void write_hunks(struct mx_text *text, const struct side *old, const struct side *now) {
    struct at at = {0, 0};

    while (!is_end(old, now, at)) {
        if (!is_changed(old, now, at)) {
            step(NULL, old, now, &at);
            continue;
        }
        size_t before = at.old < at.now ? at.old : at.now;
        before = before < CONTEXT ? before : CONTEXT;
        struct at end = hunk_end(old, now, at);
        at.old -= before;
        at.now -= before;
        mx_text_string(text, "@@ ");
        write_range(text, '-', at.old, end.old);
        mx_text_char(text, ' ');
        write_range(text, '+', at.now, end.now);
        mx_text_string(text, " @@\n");
        while (at.old != end.old || at.now != end.now) {
            step(text, old, now, &at);
        }
    }
}

bool cli_unified(struct mx_text *text, const char *path, struct cli_bytes old,
                 struct cli_bytes new_text) {
    struct side before = {0}, after = {0};
    bool is_done = split(&before, old) && split(&after, new_text) && compare(&before, &after);

    if (is_done) {
        mx_text_string(text, "--- ");
        mx_text_escaped(text, old.bytes == NULL ? "/dev/null" : path,
                        strlen(old.bytes == NULL ? "/dev/null" : path));
        mx_text_string(text, "\n+++ ");
        mx_text_escaped(text, path, strlen(path));
        mx_text_char(text, '\n');
        write_hunks(text, &before, &after);
    }
    free(before.lines);
    free(before.changed);
    free(after.lines);
    free(after.changed);
    return is_done;
}
