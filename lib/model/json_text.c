/* The one way from jansson's values to bytes. */
#include "model/json_text.h"

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
