/* The one way from names and bytes to jansson's values, and from those to text. */
#include "base/json_text.h"

json_t *mx_json_of_text(struct mx_text *text) {
    const char *string = mx_text_string_of(text);
    json_t *json = string == NULL ? NULL : json_string(string);

    mx_text_free(text);
    return json;
}

json_t *mx_json_bytes(const char *bytes, size_t length) {
    struct mx_text escaped = {0};

    if (bytes == NULL) {
        return json_null();
    }
    mx_text_escaped(&escaped, bytes, length);
    return mx_json_of_text(&escaped);
}

json_t *mx_json_append(json_t *list, json_t *item) {
    if (json_array_append_new(list, item) != 0) {
        json_decref(list);
        return NULL;
    }
    return list;
}

json_t *mx_json_with(json_t *object, const char *key, json_t *value) {
    if (json_object_set_new(object, key, value) != 0) {
        json_decref(object);
        return NULL;
    }
    return object;
}

static int append(const char *bytes, size_t length, void *context) {
    struct mx_text *text = context;
    mx_text_bytes(text, bytes, length);
    return text->status == MXTRAP_OK ? 0 : -1;
}

void mx_json_write(struct mx_text *text, json_t *value) {
    if (json_dump_callback(value, append, text, JSON_ENCODE_ANY) != 0 &&
        text->status == MXTRAP_OK) {
        text->status = MXTRAP_ERR_MEMORY;
    }
    json_decref(value);
}

void mx_json_write_item(struct mx_text *text, bool first, json_t *value) {
    mx_text_string(text, first ? "\n  " : ",\n  ");
    mx_json_write(text, value);
}
