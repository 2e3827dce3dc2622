/* The owners whose records were let go, as a fixed table of bits: a name that turns out to have a
 * part in mail after all was among them, or, hardly ever, shares its bits with some that were. */
#ifndef MX_ZONE_SKIPPED_NAMES_H
#define MX_ZONE_SKIPPED_NAMES_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

enum { MX_ZONE_DROPPED_LOG = 23, MX_ZONE_DROPPED_BITS = 1 << MX_ZONE_DROPPED_LOG };

struct mx_zone_dropped {
    uint8_t *bits; /* NULL: none was let go */
};

/* Makes room, once; false when memory is out. */
static inline bool mx_zone_dropped_init(struct mx_zone_dropped *dropped) {
    if (dropped->bits == NULL) {
        dropped->bits = calloc(MX_ZONE_DROPPED_BITS / 8, 1);
    }
    return dropped->bits != NULL;
}

static inline void mx_zone_dropped_free(struct mx_zone_dropped *dropped) {
    free(dropped->bits);
    dropped->bits = NULL;
}

/* Two bits stand for a hash: where few were let go, hardly any other has both. */
static inline uint32_t mx_zone_dropped_first(uint32_t hash) {
    return hash & (MX_ZONE_DROPPED_BITS - 1);
}

static inline uint32_t mx_zone_dropped_second(uint32_t hash) {
    return hash * 0x9e3779b1U >> (32 - MX_ZONE_DROPPED_LOG);
}

/* There is room: see mx_zone_dropped_init. */
static inline void mx_zone_dropped_add(struct mx_zone_dropped *dropped, uint32_t hash) {
    uint32_t first = mx_zone_dropped_first(hash), second = mx_zone_dropped_second(hash);

    dropped->bits[first / 8] |= (uint8_t)(1U << (first % 8));
    dropped->bits[second / 8] |= (uint8_t)(1U << (second % 8));
}

static inline bool mx_zone_dropped_has(const struct mx_zone_dropped *dropped, uint32_t hash) {
    uint32_t first = mx_zone_dropped_first(hash), second = mx_zone_dropped_second(hash);

    return dropped->bits != NULL && (dropped->bits[first / 8] >> (first % 8) & 1) != 0 &&
           (dropped->bits[second / 8] >> (second % 8) & 1) != 0;
}

#endif
