/* The one growing array. */
#include "base/grow.h"

#include <stdint.h>
#include <stdlib.h>

enum { FIRST_CAPACITY = 16 };

void *mx_grow(void *items, size_t count, size_t *capacity, size_t size) {
    if (count < *capacity) {
        return items;
    }
    if (*capacity > SIZE_MAX / 2 / size) {
        return NULL;
    }
    size_t wider = *capacity == 0 ? FIRST_CAPACITY : *capacity * 2;
    void *grown = realloc(items, wider * size);
    if (grown != NULL) {
        *capacity = wider;
    }
    return grown;
}
