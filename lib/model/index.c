/* Open addressing with linear probing, at most three quarters full. Hashes stand apart from rows:
 * most searches end without touching a row. */
#include "model/index.h"

#include <stdlib.h>

enum { CAPACITY_FIRST = 64 };

/* Fibonacci hashing: FNV leaves near keys near each other, and probing would walk past them all. */
static size_t start(uint32_t hash, size_t capacity) {
    return (size_t)((hash * UINT64_C(11400714819323198485)) >> 32) & (capacity - 1);
}

/* 0 marks a free slot. */
static uint32_t mark(uint32_t hash) {
    return hash == 0 ? 1 : hash;
}

static void place(struct mx_index *index, uint32_t hash, const void *row) {
    size_t at = start(hash, index->capacity);
    while (index->hashes[at] != 0) {
        at = (at + 1) & (index->capacity - 1);
    }
    index->hashes[at] = hash;
    index->rows[at] = row;
}

uint32_t mx_hash(const void *bytes, size_t length) {
    const unsigned char *at = bytes;
    uint32_t hash = 2166136261U;
    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ at[i]) * 16777619U;
    }
    return hash;
}

static bool grow(struct mx_index *index, size_t capacity) {
    struct mx_index grown = {.hashes = calloc(capacity, sizeof *grown.hashes),
                             .rows = calloc(capacity, sizeof *grown.rows),
                             .capacity = capacity,
                             .count = index->count};

    if (grown.hashes == NULL || grown.rows == NULL) {
        mx_index_free(&grown);
        return false;
    }
    for (size_t i = 0; i < index->capacity; i++) {
        if (index->hashes[i] != 0) {
            place(&grown, index->hashes[i], index->rows[i]);
        }
    }
    mx_index_free(index);
    *index = grown;
    return true;
}

const void *mx_index_find(const struct mx_index *index, uint32_t hash, const void *key,
                          mx_index_equal *equal) {
    if (index->capacity == 0) {
        return NULL;
    }
    hash = mark(hash);
    size_t at = start(hash, index->capacity);
    while (index->hashes[at] != 0) {
        if (index->hashes[at] == hash && equal(index->rows[at], key)) {
            return index->rows[at];
        }
        at = (at + 1) & (index->capacity - 1);
    }
    return NULL;
}

bool mx_index_reserve(struct mx_index *index, size_t count) {
    size_t capacity = index->capacity == 0 ? CAPACITY_FIRST : index->capacity;

    while (count > capacity / 4 * 3) {
        capacity *= 2;
    }
    return capacity == index->capacity || grow(index, capacity);
}

bool mx_index_add(struct mx_index *index, uint32_t hash, const void *row) {
    if (!mx_index_reserve(index, index->count + 1)) {
        return false;
    }
    place(index, mark(hash), row);
    index->count++;
    return true;
}

/* Rows behind the gap move up to it unless they would then stand ahead of where their search
 * begins: no search ends at a slot that was once taken. */
static void close_gap(struct mx_index *index, size_t gap) {
    size_t last = index->capacity - 1;

    for (size_t at = (gap + 1) & last; index->hashes[at] != 0; at = (at + 1) & last) {
        size_t from = start(index->hashes[at], index->capacity);
        if (((at - from) & last) >= ((at - gap) & last)) {
            index->hashes[gap] = index->hashes[at];
            index->rows[gap] = index->rows[at];
            gap = at;
        }
    }
    index->hashes[gap] = 0;
}

void mx_index_remove(struct mx_index *index, uint32_t hash, const void *row) {
    if (index->capacity == 0) {
        return;
    }
    size_t at = start(mark(hash), index->capacity);
    while (index->hashes[at] != 0) {
        if (index->rows[at] == row) {
            close_gap(index, at);
            index->count--;
            return;
        }
        at = (at + 1) & (index->capacity - 1);
    }
}

void mx_index_free(struct mx_index *index) {
    free(index->hashes);
    free(index->rows);
    *index = (struct mx_index){0};
}
