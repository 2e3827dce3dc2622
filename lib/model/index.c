/* Open addressing with linear probing, at most three quarters full. */
#include "model/index.h"

#include <stdlib.h>

struct mx_index_slot {
    const void *row;
    uint32_t hash;
};

enum { CAPACITY_FIRST = 64 };

/* FNV's low bits are even enough; this spreads what is not hashed as well. */
static size_t start(uint32_t hash, size_t capacity) {
    return (hash ^ (hash >> 15)) & (capacity - 1);
}

static void place(struct mx_index_slot *slots, size_t capacity, struct mx_index_slot slot) {
    size_t at = start(slot.hash, capacity);
    while (slots[at].row != NULL) {
        at = (at + 1) & (capacity - 1);
    }
    slots[at] = slot;
}

uint32_t mx_hash(const void *bytes, size_t length) {
    const unsigned char *at = bytes;
    uint32_t hash = 2166136261U;
    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ at[i]) * 16777619U;
    }
    return hash;
}

static bool grow(struct mx_index *index) {
    size_t capacity = index->capacity == 0 ? CAPACITY_FIRST : index->capacity * 2;
    struct mx_index_slot *slots = calloc(capacity, sizeof *slots);

    if (slots == NULL) {
        return false;
    }
    for (size_t i = 0; i < index->capacity; i++) {
        if (index->slots[i].row != NULL) {
            place(slots, capacity, index->slots[i]);
        }
    }
    free(index->slots);
    index->slots = slots;
    index->capacity = capacity;
    return true;
}

const void *mx_index_find(const struct mx_index *index, uint32_t hash, const void *key,
                          mx_index_equal *equal) {
    if (index->capacity == 0) {
        return NULL;
    }
    size_t at = start(hash, index->capacity);
    while (index->slots[at].row != NULL) {
        if (index->slots[at].hash == hash && equal(index->slots[at].row, key)) {
            return index->slots[at].row;
        }
        at = (at + 1) & (index->capacity - 1);
    }
    return NULL;
}

bool mx_index_add(struct mx_index *index, uint32_t hash, const void *row) {
    if (index->count >= index->capacity / 4 * 3 && !grow(index)) {
        return false;
    }
    place(index->slots, index->capacity, (struct mx_index_slot){row, hash});
    index->count++;
    return true;
}

void mx_index_free(struct mx_index *index) {
    free(index->slots);
    *index = (struct mx_index){0};
}
