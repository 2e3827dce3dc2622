/* The owners whose records were skipped. The first few are kept as they are: most files have no
 * more, and a large table would cost more than the rest of such a file. The others are a Bloom
 * filter, a fixed table of bits, in which a name sets two. A name that turns out to have a part in
 * mail is looked up: it was skipped, or, in rare cases, shares its hash or both bits with names
 * that were, which costs one needless reading. */
#ifndef MX_ZONE_SKIPPED_NAMES_H
#define MX_ZONE_SKIPPED_NAMES_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

enum {
    MX_ZONE_SKIPPED_FEW = 128,
    MX_ZONE_SKIPPED_LOG = 23,
    MX_ZONE_SKIPPED_BITS = 1 << MX_ZONE_SKIPPED_LOG
};

struct mx_zone_skipped {
    uint32_t few[MX_ZONE_SKIPPED_FEW]; /* hashes */
    uint32_t count;                    /* of them */
    uint8_t *bits;                     /* NULL: there were no more; else it has all */
};

static inline void mx_zone_skipped_free(struct mx_zone_skipped *skipped) {
    free(skipped->bits);
    skipped->bits = NULL;
}

/* The two bits of a hash. */
static inline uint32_t mx_zone_skipped_first(uint32_t hash) {
    return hash & (MX_ZONE_SKIPPED_BITS - 1);
}

static inline uint32_t mx_zone_skipped_second(uint32_t hash) {
    return hash * 0x9e3779b1U >> (32 - MX_ZONE_SKIPPED_LOG);
}

static inline void mx_zone_skipped_set(uint8_t *bits, uint32_t hash) {
    uint32_t first = mx_zone_skipped_first(hash), second = mx_zone_skipped_second(hash);

    bits[first / 8] |= (uint8_t)(1U << (first % 8));
    bits[second / 8] |= (uint8_t)(1U << (second % 8));
}

/* False when memory is out. */
static inline bool mx_zone_skipped_add(struct mx_zone_skipped *skipped, uint32_t hash) {
    if (skipped->bits == NULL && skipped->count < MX_ZONE_SKIPPED_FEW) {
        skipped->few[skipped->count++] = hash;
        return true;
    }
    if (skipped->bits == NULL) {
        skipped->bits = calloc(MX_ZONE_SKIPPED_BITS / 8, 1);
        if (skipped->bits == NULL) {
            return false;
        }
        for (uint32_t i = 0; i < skipped->count; i++) {
            mx_zone_skipped_set(skipped->bits, skipped->few[i]);
        }
    }
    mx_zone_skipped_set(skipped->bits, hash);
    return true;
}

static inline bool mx_zone_skipped_has(const struct mx_zone_skipped *skipped, uint32_t hash) {
    uint32_t first = mx_zone_skipped_first(hash), second = mx_zone_skipped_second(hash), at = 0;

    if (skipped->bits == NULL) {
        while (at < skipped->count && skipped->few[at] != hash) {
            at++;
        }
        return at < skipped->count;
    }
    return (skipped->bits[first / 8] >> (first % 8) & 1) != 0 &&
           (skipped->bits[second / 8] >> (second % 8) & 1) != 0;
}

#endif
