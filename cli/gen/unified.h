/* The difference of two texts, line by line. */
#ifndef CLI_GEN_UNIFIED_H
#define CLI_GEN_UNIFIED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

struct cli_bytes {
    const char *bytes; /* NULL: the file does not exist */
    size_t length;
};

/* Writes the difference of OLD and NEW, which are not equal, as a unified diff of the file PATH.
 * Control characters are escaped. False when memory is out. */
bool cli_unified(struct mx_text *text, const char *path, struct cli_bytes old,
                 struct cli_bytes new_text);

#endif
