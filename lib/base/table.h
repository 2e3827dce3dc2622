/* Tables whose rows have a name: the row of a name, and the name that was meant. */
#ifndef MX_BASE_TABLE_H
#define MX_BASE_TABLE_H

#include <stddef.h>

/* Any rows that begin with a const char *: their name. */
struct mx_table {
    const void *rows;
    size_t row_size, count;
};

#define MX_TABLE(table)                                                                            \
    ((struct mx_table){(table), sizeof(table)[0], sizeof(table) / sizeof(table)[0]})

/* The row at INDEX; NULL past the end. */
const void *mx_table_at(struct mx_table table, size_t index);

/* The row of this name; NULL where there is none. */
const void *mx_table_find(struct mx_table table, const char *name);

/* The name in the table that is near NAME ("did you mean"); NULL where none is. */
const char *mx_table_suggest(struct mx_table table, const char *name);

#endif
