/* Sorting of rows that mostly are in order already. */
#ifndef MX_BASE_SORT_H
#define MX_BASE_SORT_H

#include <stddef.h>

/* Sorts COUNT rows of SIZE bytes as qsort() does, which copies them all: rows in order are only
 * compared. */
void mx_sort(void *rows, size_t count, size_t size, int (*compare)(const void *, const void *));

#endif
