/* A zone may be read again, a pipe or standard input only once: these are kept in memory. */
#ifndef MX_ZONE_SCAN_PIPE_H
#define MX_ZONE_SCAN_PIPE_H

#include <stddef.h>

/* Reads PATH ("-": standard input) into *BYTES (free() frees them), unless it is a plain file with
 * a name: *BYTES is then NULL. An errno, 0 on success; a directory is EISDIR, more than 256 MiB are
 * EFBIG. */
int mx_zone_pipe_read(const char *path, char **bytes, size_t *length);

#endif
