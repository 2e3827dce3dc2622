/* Mappings of a spec, merge keys (<<) resolved. */
#ifndef MX_SPEC_MAPPING_H
#define MX_SPEC_MAPPING_H

#include <stdbool.h>
#include <stddef.h>

#include "spec/keys.h"
#include "spec/node.h"
#include "spec/path.h"

struct mx_spec_reader;

/* A mapping's pairs: what the mapping says itself goes before what it merges. Pairs whose key is
 * given twice or is no text are reported and left out. */
struct mx_pairs {
    const struct mx_node **items; /* key, value, key, value ..., in the work arena */
    size_t count;                 /* pairs */
};
bool mx_spec_pairs(struct mx_spec_reader *reader, const struct mx_node *node,
                   const struct mx_path *path, struct mx_pairs *out);

/* A mapping read through the table: the value of each key that it has, by the key's id. */
struct mx_fields {
    const struct mx_node *node;
    const struct mx_node *values[MX_KEY_COUNT];
};

/* Reads NODE as a mapping of the CONTEXTS' keys; unknown ones are reported, with "did you mean".
 * False when it is no mapping. */
bool mx_spec_fields(struct mx_spec_reader *reader, const struct mx_node *node,
                    const struct mx_path *path, unsigned contexts, struct mx_fields *out);

#endif
