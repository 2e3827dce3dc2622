/* Open addressing with linear probing, at most seven eighths full. Hashes stand apart from their
 * rows: most searches touch one line of memory, and end without touching a row. */
/* getentropy, which POSIX has since 2024 */
#define _DEFAULT_SOURCE /* NOLINT(bugprone-reserved-identifier,cert-dcl*): the libc reads it */
#include "base/index.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CAPACITY_FIRST = 64, KEYS = 32 };

/* What the hash is keyed with: a word for each of a name's. */
static uint64_t keys[KEYS];
static atomic_bool are_chosen;
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* Near words come out far from each other, and probing would walk past them all otherwise. */
static uint64_t scatter(uint64_t word) {
    word *= UINT64_C(0x9e3779b97f4a7c15);
    return word ^ word >> 32;
}

/* At the first use. Where there is no randomness to be had, names can be made to collide, and
 * nothing else is lost. */
static void choose_keys(void) {
    if (getentropy(keys, sizeof keys) != 0) {
        for (size_t i = 0; i < KEYS; i++) {
            keys[i] = scatter(i + 1);
        }
    }
    atomic_store_explicit(&are_chosen, true, memory_order_release);
}

/* Nothing runs when the library is loaded: a program may never need a table. */
static void need_keys(void) {
    if (!atomic_load_explicit(&are_chosen, memory_order_acquire)) {
        pthread_once(&once, choose_keys);
    }
}

static uint64_t load(const unsigned char *at) {
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return word;
}

/* UMAC's NH (RFC 4418 5.2): of two keys of one length, one pair in 2^32 collides. */
static uint64_t product(uint64_t word, uint64_t key) {
    uint32_t low = (uint32_t)word + (uint32_t)key;
    uint32_t high = (uint32_t)(word >> 32) + (uint32_t)(key >> 32);
    return (uint64_t)low * high;
}

/* Eight bytes at a time, each with the bits of FOLD set; the last eight may overlap those before.
 */
static uint32_t hash_words(const unsigned char *at, size_t length, uint64_t fold) {
    uint64_t hash = length, last = 0;
    size_t key = 0;

    need_keys();
    if (length >= sizeof last) {
        last = load(at + length - sizeof last);
        for (; length > sizeof last; at += sizeof last, length -= sizeof last) {
            hash += product(load(at) | fold, keys[key]);
            key = (key + 1) % KEYS;
            hash = key == 0 ? scatter(hash) : hash;
        }
    } else {
        memcpy(&last, at, length);
    }
    return (uint32_t)scatter(hash + product(last | fold, keys[key]));
}

uint32_t mx_hash(const void *bytes, size_t length) {
    return hash_words(bytes, length, 0);
}

uint64_t mx_hash_lasting(uint64_t before, const void *bytes, size_t length) {
    const unsigned char *at = bytes;

    for (size_t i = 0; i < length; i++) {
        before = (before ^ at[i]) * UINT64_C(0x100000001b3);
    }
    return before;
}

uint32_t mx_hash_folded(const void *bytes, size_t length) {
    return hash_words(bytes, length, UINT64_C(0x2020202020202020));
}

/* 0 stands for a free slot. */
static uint32_t taken(uint32_t hash) {
    return hash != 0 ? hash : 1;
}

static void place(struct mx_index *index, uint32_t hash, const void *row) {
    size_t at = hash & (index->capacity - 1);

    while (index->hashes[at] != 0) {
        at = (at + 1) & (index->capacity - 1);
    }
    index->hashes[at] = hash;
    index->rows[at] = row;
}

static bool resize(struct mx_index *index, size_t capacity) {
    uint32_t *hashes = realloc(index->hashes, capacity * sizeof *hashes);

    if (hashes == NULL) {
        return false;
    }
    index->hashes = hashes;
    const void **rows = realloc(index->rows, capacity * sizeof *rows);
    if (rows == NULL) {
        return false;
    }
    index->rows = rows;
    memset(hashes + index->capacity, 0, (capacity - index->capacity) * sizeof *hashes);
    index->capacity = capacity;
    return true;
}

/* The table grows where it is: a large one is neither copied nor in memory twice. Rows are placed
 * anew from behind a gap on: what stood in a row's way has had its turn then, and the row goes to
 * its old slot, or to one as far behind its new begin, at the most. */
static bool grow(struct mx_index *index, size_t capacity) {
    size_t before = index->capacity, gap = 0;

    if (!resize(index, capacity)) {
        return false;
    }
    while (gap < before && index->hashes[gap] != 0) {
        gap++;
    }
    for (size_t i = 1; i <= before; i++) {
        size_t at = (gap + i) & (before - 1);
        uint32_t hash = index->hashes[at];
        if (hash != 0) {
            index->hashes[at] = 0;
            place(index, hash, index->rows[at]);
        }
    }
    return true;
}

const void *mx_index_find(const struct mx_index *index, uint32_t hash, const void *key,
                          mx_index_equal *equal) {
    if (index->capacity == 0) {
        return NULL;
    }
    hash = taken(hash);
    size_t at = hash & (index->capacity - 1);
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

    while (count > capacity / 8 * 7) {
        capacity *= 2;
    }
    return capacity == index->capacity || grow(index, capacity);
}

bool mx_index_add(struct mx_index *index, uint32_t hash, const void *row) {
    if (!mx_index_reserve(index, index->count + 1)) {
        return false;
    }
    place(index, taken(hash), row);
    index->count++;
    return true;
}

/* Rows behind the gap move up to it unless they would then stand ahead of where their search
 * begins: no search ends at a slot that was once taken. */
static void close_gap(struct mx_index *index, size_t gap) {
    size_t last = index->capacity - 1;

    for (size_t at = (gap + 1) & last; index->hashes[at] != 0; at = (at + 1) & last) {
        size_t from = index->hashes[at] & last;
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
    size_t at = taken(hash) & (index->capacity - 1);
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
