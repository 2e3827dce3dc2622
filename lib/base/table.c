/* One way through every table of names. */
#include "base/table.h"

#include <string.h>

#include "base/suggest.h"

static const char *name_of(const void *row) {
    return *(const char *const *)row;
}

const void *mx_named_at(struct mx_named table, size_t index) {
    return index < table.count ? (const char *)table.rows + index * table.row_size : NULL;
}

const void *mx_named_find(struct mx_named table, const char *name) {
    for (size_t i = 0; i < table.count; i++) {
        const void *row = mx_named_at(table, i);
        if (strcmp(name_of(row), name) == 0) {
            return row;
        }
    }
    return NULL;
}

const char *mx_named_similar(struct mx_named table, const char *name) {
    struct mx_similar similar = {.word = name, .length = strlen(name)};

    for (size_t i = 0; i < table.count; i++) {
        mx_similar_try(&similar, name_of(mx_named_at(table, i)));
    }
    return similar.best;
}
