/* Where something was written. */
#ifndef MX_BASE_PLACE_H
#define MX_BASE_PLACE_H

#include <stdint.h>

/* FILE lives as long as what it came from, and is copied when reported; line and column count
 * from 1. */
struct mx_place {
    const char *file;
    uint32_t line, column;
};

#endif
