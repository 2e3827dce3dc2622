/* The owners whose records were skipped, as a Bloom filter: a fixed table of bits, in which a name
 * sets two. A name that turns out to have a part in mail is looked up in it: it was skipped, or, in
 * rare cases, shares both bits with names that were, which costs one needless reading. */
#ifndef MX_ZONE_SKIPPED_NAMES_H
#define MX_ZONE_SKIPPED_NAMES_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

enum { MX_ZONE_SKIPPED_LOG = 23, MX_ZONE_SKIPPED_BITS = 1 << MX_ZONE_SKIPPED_LOG };

struct mx_zone_skipped {
    uint8_t *bits; /* NULL: none was skipped */
};

/* Makes room, once; false when memory is out. */
static inline bool mx_zone_skipped_init(struct mx_zone_skipped *skipped) {
    if (skipped->bits == NULL) {
        skipped->bits = calloc(MX_ZONE_SKIPPED_BITS / 8, 1);
    }
    return skipped->bits != NULL;
}

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

/* After mx_zone_skipped_init. */
static inline void mx_zone_skipped_add(struct mx_zone_skipped *skipped, uint32_t hash) {
    uint32_t first = mx_zone_skipped_first(hash), second = mx_zone_skipped_second(hash);

    skipped->bits[first / 8] |= (uint8_t)(1U << (first % 8));
    skipped->bits[second / 8] |= (uint8_t)(1U << (second % 8));
}

static inline bool mx_zone_skipped_has(const struct mx_zone_skipped *skipped, uint32_t hash) {
    uint32_t first = mx_zone_skipped_first(hash), second = mx_zone_skipped_second(hash);

    return skipped->bits != NULL && (skipped->bits[first / 8] >> (first % 8) & 1) != 0 &&
           (skipped->bits[second / 8] >> (second % 8) & 1) != 0;
}

#endif
