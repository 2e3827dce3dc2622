/* An index: finds a row among many by a key that the caller hashes and compares. */
#ifndef MX_BASE_INDEX_H
#define MX_BASE_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mx_index {
    uint32_t *hashes; /* a slot each; 0: the slot is free */
    const void **rows;
    size_t capacity, count;
};

/* A zeroed struct is an empty index. Rows are pointers of the caller's. */

/* A hash of bytes as they are; and of a text in which the case of letters does not count. It is
 * another one in each process: who writes a zone or a spec cannot make keys that collide. */
uint32_t mx_hash(const void *bytes, size_t length);
uint32_t mx_hash_folded(const void *bytes, size_t length);

/* The hash of what BEFORE is the hash of, and of BYTES after it: the same in each process, for what
 * a file keeps (FNV-1a). Begin with MX_HASH_LASTING. */
#define MX_HASH_LASTING UINT64_C(0xcbf29ce484222325)
uint64_t mx_hash_lasting(uint64_t before, const void *bytes, size_t length);

typedef bool mx_index_equal(const void *row, const void *key);

/* The row whose hash is HASH and for which EQUAL(row, KEY) holds; NULL where there is none. */
const void *mx_index_find(const struct mx_index *index, uint32_t hash, const void *key,
                          mx_index_equal *equal);

/* Says that the row of this HASH will be asked for soon: memory is slow, and may as well begin. */
static inline void mx_index_expect(const struct mx_index *index, uint32_t hash) {
    if (index->capacity > 0) {
        __builtin_prefetch(&index->hashes[hash & (index->capacity - 1)]);
        __builtin_prefetch(&index->rows[hash & (index->capacity - 1)]);
    }
}

/* Makes room for COUNT rows in all; false when memory is out. */
bool mx_index_reserve(struct mx_index *index, size_t count);

/* Adds ROW, whether or not an equal one is there; false when memory is out. */
bool mx_index_add(struct mx_index *index, uint32_t hash, const void *row);

/* Takes out ROW, which was added with HASH; nothing happens where it is not there. */
void mx_index_remove(struct mx_index *index, uint32_t hash, const void *row);

void mx_index_free(struct mx_index *index);

#endif
