/* Where in a document something stands: zones[3].mx[1].address. */
#ifndef MX_SPEC_PATH_H
#define MX_SPEC_PATH_H

#include <stddef.h>

#include "base/text.h"
#include "spec/keys.h"

/* One step of a path; a chain on the C stack. */
struct mx_path {
    const struct mx_path *parent;
    const char *key; /* NULL: an index */
    size_t key_length;
    size_t index;
};

/* The step from PARENT (NULL: the root) to the value of a key, or to an item of a list. */
struct mx_path mx_path_key(const struct mx_path *parent, enum mx_spec_key_id key);
struct mx_path mx_path_index(const struct mx_path *parent, size_t index);

/* Writes it; NULL is the root, which has no text. */
void mx_path_write(struct mx_text *text, const struct mx_path *path);

#endif
