/* Lists of a spec, which may be written as their only item. */
#ifndef MX_SPEC_LIST_H
#define MX_SPEC_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "spec/node.h"
#include "spec/path.h"

struct mx_spec_reader;

/* How many items NODE has, and the item at INDEX. */
size_t mx_spec_list_length(const struct mx_node *node);
const struct mx_node *mx_spec_list_item(const struct mx_node *node, size_t index);

/* Whether it has 1 to MAX items; if not, that is reported. */
bool mx_spec_list_check(struct mx_spec_reader *reader, const struct mx_node *node,
                        const struct mx_path *path, size_t max);

#endif
