/* Time that goes on evenly, whatever is done to the clock. */
#ifndef MX_BASE_MONOTONIC_H
#define MX_BASE_MONOTONIC_H

#include <stdint.h>
#include <time.h>

static inline uint64_t mx_monotonic_ns(void) {
    struct timespec now = {0};

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static inline uint64_t mx_monotonic_ms(void) {
    return mx_monotonic_ns() / 1000000;
}

#endif
