/* A file that is small enough to be read whole. */
#ifndef MX_BASE_FILE_H
#define MX_BASE_FILE_H

#include <stddef.h>

/* Reads the file at PATH ("-": standard input) into BYTES, which has room for MOST + 1. Not through
 * stdio, whose buffer would keep a secret. Returns 0, or an errno, which is EFBIG for a file of
 * more than MOST bytes; *LENGTH is then untouched. */
int mx_file_read(const char *path, char *bytes, size_t most, size_t *length);

#endif
