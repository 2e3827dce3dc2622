/* Lists of a spec, which may be written as their only item. */
#include "spec/list.h"

#include "spec/error.h"
#include "spec/reader.h"

size_t mx_spec_list_length(const struct mx_node *node) {
    return node->kind == MX_SEQUENCE ? node->count : 1;
}

const struct mx_node *mx_spec_list_item(const struct mx_node *node, size_t index) {
    return node->kind == MX_SEQUENCE ? node->items[index] : node;
}

bool mx_spec_list_check(struct mx_spec_reader *reader, const struct mx_node *node,
                        const struct mx_path *path, size_t max) {
    size_t length = mx_spec_list_length(node);

    if (length > 0 && length <= max) {
        return true;
    }
    if (length == 0) {
        mx_spec_error(reader, MX_RULE_SPEC_MISSING, node, path, "the list is empty");
    } else {
        mx_spec_error(reader, MX_RULE_SPEC_VALUE, node, path,
                      "expected at most %zu items, found %zu", max, length);
    }
    return false;
}
