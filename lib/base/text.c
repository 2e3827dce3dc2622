/* The bounded text builder, and the one escaper. */
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SINK_CHUNK = 65536, QUOTED_MAX = 80 };

static void fail(struct mx_text *text, enum mxtrap_status status) {
    if (text->status == MXTRAP_OK) {
        text->status = status;
    }
}

static void flush(struct mx_text *text) {
    if (text->length > 0 && text->sink(text->context, text->bytes, text->length) != 0) {
        fail(text, MXTRAP_ERR_OUTPUT);
    }
    text->flushed += text->length;
    text->length = 0;
}

/* Room for MORE bytes; false when the text has failed. */
static int reserve(struct mx_text *text, size_t more) {
    if (text->status != MXTRAP_OK) {
        return 0;
    }
    if (more <= text->capacity - text->length) {
        return 1;
    }
    if (text->sink != NULL && text->capacity >= SINK_CHUNK) {
        flush(text);
        if (text->status != MXTRAP_OK || more <= text->capacity) {
            return text->status == MXTRAP_OK;
        }
    }
    if (text->is_fixed) {
        fail(text, MXTRAP_ERR_MEMORY);
        return 0;
    }
    size_t wanted = text->sink != NULL ? SINK_CHUNK : 128;
    while (wanted < text->length + more) {
        wanted *= 2;
    }
    char *bytes = realloc(text->bytes, wanted);
    if (bytes == NULL) {
        fail(text, MXTRAP_ERR_MEMORY);
        return 0;
    }
    text->bytes = bytes;
    text->capacity = wanted;
    return 1;
}

void mx_text_bytes(struct mx_text *text, const char *bytes, size_t length) {
    if (reserve(text, length) && length > 0) {
        memcpy(text->bytes + text->length, bytes, length);
        text->length += length;
    }
}

void mx_text_unsigned(struct mx_text *text, uint64_t number) {
    char digits[20];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    mx_text_bytes(text, digits + at, sizeof digits - at);
}

size_t mx_text_position(const struct mx_text *text) {
    return text->flushed + text->length;
}

void mx_text_pad(struct mx_text *text, size_t mark, size_t column) {
    static const char spaces[] = "                                                                ";
    size_t written = mx_text_position(text) - mark;
    size_t count = written < column ? column - written : 1;

    mx_text_bytes(text, spaces, count < sizeof spaces - 1 ? count : sizeof spaces - 1);
}

void mx_text_escaped(struct mx_text *text, const char *bytes, size_t length) {
    static const char hex[] = "0123456789abcdef";
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (c >= 0x20 && c < 0x7f && c != '\\') {
            mx_text_char(text, (char)c);
        } else {
            const char escape[4] = {'\\', 'x', hex[c >> 4], hex[c & 15]};
            mx_text_bytes(text, escape, sizeof escape);
        }
    }
}

void mx_text_quoted(struct mx_text *text, const char *bytes, size_t length) {
    mx_text_char(text, '"');
    mx_text_escaped(text, bytes, length < QUOTED_MAX ? length : QUOTED_MAX);
    mx_text_string(text, length > QUOTED_MAX ? "...\"" : "\"");
}

void mx_text_format(struct mx_text *text, const char *format, ...) {
    va_list arguments;
    char line[512];

    va_start(arguments, format);
    int length = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    if (length < 0) {
        fail(text, MXTRAP_ERR_MEMORY);
        return;
    }
    mx_text_bytes(text, line, (size_t)length < sizeof line ? (size_t)length : sizeof line - 1);
}

enum mxtrap_status mx_text_finish(struct mx_text *text) {
    if (text->status == MXTRAP_OK && text->sink != NULL) {
        flush(text);
    }
    return text->status;
}

enum mxtrap_status mx_text_end(struct mx_text *text) {
    enum mxtrap_status status = mx_text_finish(text);

    mx_text_free(text);
    return status;
}

const char *mx_text_string_of(struct mx_text *text) {
    if (!text->is_fixed && !reserve(text, 1)) {
        return NULL;
    }
    text->bytes[text->length] = '\0';
    return text->bytes;
}

void mx_text_free(struct mx_text *text) {
    free(text->bytes);
    text->bytes = NULL;
    text->length = text->capacity = 0;
}
