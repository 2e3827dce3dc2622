/* Arrays on the heap that grow item by item. */
#ifndef MX_BASE_GROW_H
#define MX_BASE_GROW_H

#include <stddef.h>

/* Makes room for one item more in ITEMS, COUNT items of SIZE bytes with room for *CAPACITY (NULL
 * and 0 at first). Returns the array, which may have moved; NULL when memory is out: ITEMS and
 * *CAPACITY are then as they were. The room doubles, so that adding takes constant time on average;
 * free() frees the array. */
void *mx_grow(void *items, size_t count, size_t *capacity, size_t size);

#endif
