/* lib/base: what every room stands on, and nothing of mail or DNS. Memory (arena, grow), text
 * (text, json_text), numbers, files, an index by hash (index), tables looked up by name (table,
 * suggest), the clock, places in files, threads (ahead, jobs, share). It knows only the C library,
 * jansson and the statuses of the public headers; nothing flows through it. The tools may use text,
 * number, grow, file, suggest and jobs.
 *
 * This file: the bounded text builder. Bytes gather in a buffer and, where there is a sink, flow
 * into it. The first failure sticks: later calls do nothing, and the status is asked once, at the
 * end. */
#ifndef MX_BASE_TEXT_H
#define MX_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <mxtrap/sink.h>
#include <mxtrap/status.h>

/* ASCII, whatever the locale (RFC 4343). */
static inline char mx_lower(char c) {
    if (c >= 'A' && c <= 'Z') {
        return (char)(c - 'A' + 'a');
    }
    return c;
}

static inline bool mx_is_digit(char c) {
    return c >= '0' && c <= '9';
}

static inline bool mx_is_alpha(char c) {
    return mx_lower(c) >= 'a' && mx_lower(c) <= 'z';
}

static inline bool mx_ends_in(const char *text, const char *ending) {
    size_t length = strlen(text), tail = strlen(ending);
    return length > tail && strcmp(text + length - tail, ending) == 0;
}

/* The word at INDEX of the array WORDS; OTHER where it has none. */
#define MX_WORD_OF(words, index, other)                                                            \
    ((size_t)(index) < sizeof(words) / sizeof *(words) && (words)[index] != NULL ? (words)[index]  \
                                                                                 : (other))

struct mx_text {
    char *bytes;
    size_t length, capacity;
    size_t flushed; /* bytes that the sink has had already */
    bool is_fixed;  /* BYTES are the caller's: what does not fit is left out */
    enum mxtrap_status status;
    mxtrap_sink_fn *sink;
    void *context;
};

/* A zeroed struct is an empty text that grows on the heap; with a sink it stays within 64 KiB. */
#define MX_TEXT_INTO(function, argument)                                                           \
    ((struct mx_text){.sink = (function), .context = (argument)})

/* A text within a BUFFER of SIZE bytes, its NUL among them: the first piece that does not fit, and
 * what comes behind it, are left out. It is not to be freed. */
static inline struct mx_text mx_text_within(char *buffer, size_t size) {
    return (struct mx_text){.bytes = buffer, .capacity = size - 1, .is_fixed = true};
}

void mx_text_bytes(struct mx_text *text, const char *bytes, size_t length);

static inline void mx_text_string(struct mx_text *text, const char *string) {
    mx_text_bytes(text, string, strlen(string));
}

static inline void mx_text_char(struct mx_text *text, char c) {
    if (text->length < text->capacity && text->status == MXTRAP_OK) {
        text->bytes[text->length++] = c;
    } else {
        mx_text_bytes(text, &c, 1);
    }
}

void mx_text_unsigned(struct mx_text *text, uint64_t number);

/* Spaces until COLUMN bytes (from 0) have been written since MARK: one at the least, 64 at most. */
void mx_text_pad(struct mx_text *text, size_t mark, size_t column);

/* All bytes written up to now, the flushed ones included: a mark for mx_text_pad. */
size_t mx_text_position(const struct mx_text *text);

/* What is not printable ASCII, and the backslash, as \xNN: for text from outside. */
void mx_text_escaped(struct mx_text *text, const char *bytes, size_t length);

/* The same between double quotes, cut after 80 bytes with an ellipsis. */
void mx_text_quoted(struct mx_text *text, const char *bytes, size_t length);

/* printf: %s is for our own words alone, outside text goes through the two above. */
__attribute__((format(printf, 2, 3))) void mx_text_format(struct mx_text *text, const char *format,
                                                          ...);

/* Hands what is left to the sink; returns the status that stuck, MXTRAP_OK where none did. */
enum mxtrap_status mx_text_finish(struct mx_text *text);

/* The same, and frees the text. */
enum mxtrap_status mx_text_end(struct mx_text *text);

/* The text with a NUL after it; it belongs to the builder. NULL when it failed, but for one within
 * a buffer, of which there is always as much as fits. */
const char *mx_text_string_of(struct mx_text *text);

void mx_text_free(struct mx_text *text);

#endif
