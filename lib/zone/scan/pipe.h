/* What can be read but once, a pipe or standard input, is kept: a zone may be read again. */
#ifndef MX_ZONE_SCAN_PIPE_H
#define MX_ZONE_SCAN_PIPE_H

#include <stddef.h>

/* More than this is refused (EFBIG): it sits in memory whole. */
enum { MX_ZONE_ONCE_MAX = 256 << 20 };

struct mx_zone_once {
    char *bytes; /* for mx_zone_once_free; NULL: a plain file, of which nothing was read */
    size_t length;
};

/* Reads what PATH ("-": standard input) leads to, unless it is a plain file with a name. An errno,
 * 0 on success; a directory is EISDIR. */
int mx_zone_once_read(struct mx_zone_once *once, const char *path);

void mx_zone_once_free(struct mx_zone_once *once);

#endif
