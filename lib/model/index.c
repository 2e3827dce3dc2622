/* Open addressing with linear probing, at most three quarters full. A hash stands beside its row in
 * the table: most searches touch one line of memory, and end without touching a row. */
#include "model/index.h"

#include <stdlib.h>
#include <string.h>

enum { CAPACITY_FIRST = 64 };

static void place(struct mx_index *index, struct mx_slot slot) {
    size_t at = slot.hash & (index->capacity - 1);
    while (index->slots[at].row != NULL) {
        at = (at + 1) & (index->capacity - 1);
    }
    index->slots[at] = slot;
}

/* Both halves of a product: near keys come out far from each other, and probing would walk past
 * them all otherwise. */
static uint64_t mix(uint64_t hash, uint64_t word) {
    hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ hash >> 32;
}

static uint64_t load(const unsigned char *at) {
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return word;
}

/* Eight bytes at a time, each with the bits of FOLD set; the last eight may overlap those before.
 */
static uint32_t hash_words(const unsigned char *at, size_t length, uint64_t fold) {
    uint64_t hash = length, last = 0;

    if (length >= sizeof last) {
        last = load(at + length - sizeof last);
        for (; length > sizeof last; at += sizeof last, length -= sizeof last) {
            hash = mix(hash, load(at) | fold);
        }
    } else {
        memcpy(&last, at, length);
    }
    return (uint32_t)mix(mix(hash, last | fold), 0);
}

uint32_t mx_hash(const void *bytes, size_t length) {
    return hash_words(bytes, length, 0);
}

uint32_t mx_hash_folded(const void *bytes, size_t length) {
    return hash_words(bytes, length, UINT64_C(0x2020202020202020));
}

/* The table grows where it is: a large one is neither copied nor in memory twice. Rows are placed
 * anew from behind a gap on: what stood in a row's way has had its turn then, and the row goes to
 * its old slot, or to one as far behind its new begin, at the most. */
static bool grow(struct mx_index *index, size_t capacity) {
    struct mx_slot *slots = realloc(index->slots, capacity * sizeof *slots);
    size_t before = index->capacity, gap = 0;

    if (slots == NULL) {
        return false;
    }
    memset(slots + before, 0, (capacity - before) * sizeof *slots);
    index->slots = slots;
    index->capacity = capacity;
    while (gap < before && slots[gap].row != NULL) {
        gap++;
    }
    for (size_t i = 1; i <= before; i++) {
        struct mx_slot *slot = &slots[(gap + i) & (before - 1)];
        if (slot->row != NULL) {
            struct mx_slot moved = *slot;
            slot->row = NULL;
            place(index, moved);
        }
    }
    return true;
}

const void *mx_index_find(const struct mx_index *index, uint32_t hash, const void *key,
                          mx_index_equal *equal) {
    if (index->capacity == 0) {
        return NULL;
    }
    size_t at = hash & (index->capacity - 1);
    while (index->slots[at].row != NULL) {
        if (index->slots[at].hash == hash && equal(index->slots[at].row, key)) {
            return index->slots[at].row;
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
    place(index, (struct mx_slot){row, hash});
    index->count++;
    return true;
}

/* Rows behind the gap move up to it unless they would then stand ahead of where their search
 * begins: no search ends at a slot that was once taken. */
static void close_gap(struct mx_index *index, size_t gap) {
    size_t last = index->capacity - 1;

    for (size_t at = (gap + 1) & last; index->slots[at].row != NULL; at = (at + 1) & last) {
        size_t from = index->slots[at].hash & last;
        if (((at - from) & last) >= ((at - gap) & last)) {
            index->slots[gap] = index->slots[at];
            gap = at;
        }
    }
    index->slots[gap].row = NULL;
}

void mx_index_remove(struct mx_index *index, uint32_t hash, const void *row) {
    if (index->capacity == 0) {
        return;
    }
    size_t at = hash & (index->capacity - 1);
    while (index->slots[at].row != NULL) {
        if (index->slots[at].row == row) {
            close_gap(index, at);
            index->count--;
            return;
        }
        at = (at + 1) & (index->capacity - 1);
    }
}

void mx_index_free(struct mx_index *index) {
    free(index->slots);
    *index = (struct mx_index){0};
}
