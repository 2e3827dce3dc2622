/* One way through every table of names. */
#include "base/table.h"

#include <string.h>

#include "base/suggest.h"

static const char *name_of(const void *row) {
    return *(const char *const *)row;
}

const void *mx_table_at(struct mx_table table, size_t index) {
    return index < table.count ? (const char *)table.rows + index * table.row_size : NULL;
}

const void *mx_table_find(struct mx_table table, const char *name) {
    for (size_t i = 0; i < table.count; i++) {
        const void *row = mx_table_at(table, i);
        if (strcmp(name_of(row), name) == 0) {
            return row;
        }
    }
    return NULL;
}

const char *mx_table_suggest(struct mx_table table, const char *name) {
    struct mx_suggest similar = {.word = name, .length = strlen(name)};

    for (size_t i = 0; i < table.count; i++) {
        mx_suggest_try(&similar, name_of(mx_table_at(table, i)));
    }
    return similar.best;
}
