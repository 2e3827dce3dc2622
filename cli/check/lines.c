/* One buffer: the current line, and the bytes read after it. Of a line that is too long, the
 * beginning is kept, and the rest discarded as it is read. */
#include "lines.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { READ_MAX = 65536 };

/* Room for one more read, and for a NUL; false when memory is out. */
static bool make_room(struct cli_lines *lines) {
    size_t needed = lines->filled + READ_MAX + 1, capacity = lines->capacity;

    if (needed <= capacity) {
        return true;
    }
    capacity = needed < 2 * capacity ? 2 * capacity : needed;
    char *bytes = realloc(lines->bytes, capacity);
    if (bytes == NULL) {
        lines->error = ENOMEM;
        return false;
    }
    lines->bytes = bytes;
    lines->capacity = capacity;
    return true;
}

/* Reads once; false: nothing yet, the end, or an error. */
static bool read_more(struct cli_lines *lines) {
    struct pollfd there = {.fd = lines->fd, .events = POLLIN};

    if (lines->is_stream && poll(&there, 1, 0) <= 0) {
        return false;
    }
    if (!make_room(lines)) {
        return false;
    }
    ssize_t got = read(lines->fd, lines->bytes + lines->filled, READ_MAX);
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) {
        return !lines->is_stream; /* else the caller asks again */
    }
    lines->error = got < 0 ? errno : 0;
    lines->is_at_end = got == 0;
    lines->filled += got > 0 ? (size_t)got : 0;
    return got >= 0;
}

/* The line ends before END, the place of its line end or the end of the input. */
static enum cli_line return_line(struct cli_lines *lines, size_t end) {
    size_t length = lines->discards ? lines->most : end - lines->taken;

    lines->line = lines->bytes + lines->taken;
    lines->has_end = end < lines->filled;
    lines->whole += lines->has_end ? (long long)(end + 1 - lines->taken) + lines->discarded : 0;
    lines->is_too_long = lines->discards || length > lines->most;
    lines->length = length < lines->most ? length : lines->most;
    lines->line[lines->length] = '\0';
    lines->taken = lines->has_end ? end + 1 : end;
    lines->discards = false;
    lines->discarded = 0;
    lines->number++;
    return CLI_LINE;
}

/* Discards lines already returned, and the rest of a line that is too long. Returns where the next
 * read begins. */
static size_t make_front(struct cli_lines *lines) {
    if (lines->taken > 0) {
        lines->filled -= lines->taken;
        memmove(lines->bytes, lines->bytes + lines->taken, lines->filled);
        lines->taken = 0;
    }
    if (lines->filled > lines->most) {
        lines->discarded += (long long)(lines->filled - lines->most);
        lines->filled = lines->most;
        lines->discards = true;
    }
    return lines->filled;
}

enum cli_line cli_lines_next(struct cli_lines *lines) {
    size_t looked = lines->taken;

    for (;;) {
        const char *end = looked < lines->filled
                              ? memchr(lines->bytes + looked, '\n', lines->filled - looked)
                              : NULL;
        if (end != NULL) {
            return return_line(lines, (size_t)(end - lines->bytes));
        }
        if (lines->is_at_end && lines->taken < lines->filled) {
            return return_line(lines, lines->filled);
        }
        if (lines->is_at_end || lines->error != 0) {
            return CLI_LINE_END;
        }
        looked = make_front(lines);
        if (!read_more(lines)) {
            return lines->error != 0 ? CLI_LINE_END : CLI_LINE_NOT_YET;
        }
    }
}

/* An unfinished line is dropped. */
void cli_lines_stop(struct cli_lines *lines) {
    while (lines->filled > lines->taken && lines->bytes[lines->filled - 1] != '\n') {
        lines->filled--;
    }
    lines->is_at_end = true;
}

void cli_lines_free(struct cli_lines *lines) {
    free(lines->bytes);
    lines->bytes = NULL;
}
