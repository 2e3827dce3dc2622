/* Options of callers who were built with an older header. */
#include "base/options.h"

#include <string.h>

/* 0 where the size cannot be one: forgotten, or of a newer header. */
static size_t size_of(const void *given, size_t most) {
    size_t size;

    memcpy(&size, given, sizeof size);
    return size < sizeof size || size > most ? 0 : size;
}

enum mxtrap_status mx_options_read(void *own, size_t size, const void *given) {
    size_t known = given == NULL ? sizeof size : size_of(given, size);

    if (known == 0) {
        return MXTRAP_ERR_ARGUMENT;
    }
    memset(own, 0, size);
    if (given != NULL) {
        memcpy(own, given, known);
    }
    memcpy(own, &size, sizeof size);
    return MXTRAP_OK;
}

enum mxtrap_status mx_options_write(void *out, const void *own, size_t size) {
    size_t room = size_of(out, size);

    if (room == 0) {
        return MXTRAP_ERR_ARGUMENT;
    }
    memcpy((char *)out + sizeof size, (const char *)own + sizeof size, room - sizeof size);
    return MXTRAP_OK;
}
