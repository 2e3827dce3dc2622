/* An index: finds a row among many by a key that the caller hashes and compares. */
#ifndef MX_INDEX_H
#define MX_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mx_index {
    uint32_t *hashes;
    const void **rows;
    size_t capacity, count;
};

/* A zeroed struct is an empty index. Rows are pointers of the caller's, never NULL. */

/* FNV-1a over bytes: a hash for whatever has no folding of its own. */
uint32_t mx_hash(const void *bytes, size_t length);

typedef bool mx_index_equal(const void *row, const void *key);

/* The row whose hash is HASH and for which EQUAL(row, KEY) holds; NULL where there is none. */
const void *mx_index_find(const struct mx_index *index, uint32_t hash, const void *key,
                          mx_index_equal *equal);

/* Makes room for COUNT rows in all; false when memory is out. */
bool mx_index_reserve(struct mx_index *index, size_t count);

/* Adds ROW, whether or not an equal one is there; false when memory is out. */
bool mx_index_add(struct mx_index *index, uint32_t hash, const void *row);

/* Takes out ROW, which was added with HASH; nothing happens where it is not there. */
void mx_index_remove(struct mx_index *index, uint32_t hash, const void *row);

void mx_index_free(struct mx_index *index);

#endif
