/* Paths in a document. */
#include "spec/path.h"

#include <string.h>

#include "spec/keys.h"

struct mx_path mx_path_key(const struct mx_path *parent, enum mx_spec_key_id key) {
    const char *name = mx_spec_key_name(key);

    return (struct mx_path){parent, name, strlen(name), 0};
}

struct mx_path mx_path_index(const struct mx_path *parent, size_t index) {
    return (struct mx_path){parent, NULL, 0, index};
}

void mx_path_write(struct mx_text *text, const struct mx_path *path) {
    if (path == NULL) {
        return;
    }
    mx_path_write(text, path->parent);
    if (path->key == NULL) {
        mx_text_format(text, "[%zu]", path->index);
        return;
    }
    if (path->parent != NULL) {
        mx_text_char(text, '.');
    }
    mx_text_escaped(text, path->key, path->key_length);
}
