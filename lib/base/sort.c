/* Findings come in the order of their file mostly, and there may be a hundred thousand. */
#include "base/sort.h"

#include <stdlib.h>

void mx_sort(void *rows, size_t count, size_t size, int (*compare)(const void *, const void *)) {
    const char *bytes = rows;
    size_t i = 1;

    while (i < count && compare(bytes + (i - 1) * size, bytes + i * size) <= 0) {
        i++;
    }
    if (i < count) {
        qsort(rows, count, size, compare);
    }
}
