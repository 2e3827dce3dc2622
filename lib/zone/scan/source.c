/* The window over a zone file's bytes. */
#include "zone/scan/source.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "zone/scan/limits.h"

/* Small enough for the second cache level, where the scanner then finds it. */
enum { CHUNK = 131072, CAPACITY = MX_ZONE_RECORD_MAX };

int mx_zone_source_open(struct mx_zone_source *source, struct mx_file file) {
    source->file = file;
    source->at_end = source->lacks_end = source->has_crlf = false;
    source->error = 0;
    source->filled = source->complete = 0;
    if (source->window == NULL) {
        /* One byte more for the line end that the last line may lack. */
        source->window = malloc(CAPACITY + 1 + MX_ZONE_SOURCE_SLACK);
    }
    return source->window == NULL ? ENOMEM : 0;
}

/* Up to SIZE bytes after the filled ones; 0 at the end and on failure. */
static size_t read_some(struct mx_zone_source *source, size_t size) {
    ssize_t got = mx_file_next(&source->file, source->window + source->filled, size);

    if (got < 0) {
        source->error = errno;
        return 0;
    }
    return (size_t)got;
}

bool mx_zone_source_convert(struct mx_zone_source *source, size_t from) {
    char *at = source->window + from, *end = source->window + source->filled;
    bool any = false;

    source->has_crlf = true;
    while (at + 1 < end && (at = memchr(at, '\r', (size_t)(end - at))) != NULL && at + 1 < end) {
        /* A backslash before it would make the blank part of a token. */
        if (at[1] == '\n' && (at == source->window || at[-1] != '\\')) {
            *at = ' ';
            any = true;
        }
        at++;
    }
    return any;
}

/* Only the new bytes can hold a line end behind the last one known. */
static void find_complete(struct mx_zone_source *source, size_t new_from) {
    for (size_t at = source->filled; at > new_from; at--) {
        if (source->window[at - 1] == '\n') {
            source->complete = at;
            return;
        }
    }
}

static void end_last_line(struct mx_zone_source *source) {
    source->at_end = true;
    if (source->complete < source->filled) {
        source->lacks_end = true;
        source->window[source->filled++] = '\n';
        source->complete = source->filled;
    }
}

enum mx_zone_fill mx_zone_source_fill(struct mx_zone_source *source, size_t keep) {
    if (source->at_end) {
        return MX_ZONE_ENDED;
    }
    if (keep > 0) {
        memmove(source->window, source->window + keep, source->filled - keep);
        source->filled -= keep;
        source->complete -= source->complete > keep ? keep : source->complete;
    }
    size_t room = CAPACITY - source->filled, before = source->filled;
    if (room == 0) {
        return MX_ZONE_FULL;
    }
    size_t got = read_some(source, room < CHUNK ? room : CHUNK);
    if (got == 0) {
        end_last_line(source);
        return source->filled > before ? MX_ZONE_FILLED : MX_ZONE_ENDED;
    }
    source->filled += got;
    if (source->has_crlf) {
        mx_zone_source_convert(source, before > 0 ? before - 1 : 0);
    }
    find_complete(source, before);
    return MX_ZONE_FILLED;
}

bool mx_zone_source_is_raw(const struct mx_zone_source *source) {
    static const char raw[] = {0, 0, 0,
                               2}; /* masterformat of BIND 9, lib/dns/include/dns/types.h */
    char start[sizeof raw];

    return mx_file_peek(&source->file, start, sizeof start) == (ssize_t)sizeof start &&
           memcmp(start, raw, sizeof raw) == 0;
}

void mx_zone_source_close(struct mx_zone_source *source) {
    mx_file_close(&source->file);
}

void mx_zone_source_free(struct mx_zone_source *source) {
    mx_zone_source_close(source);
    free(source->window);
    source->window = NULL;
}
