/* A file that is small enough to be read whole. */
#ifndef MX_SMALL_FILE_H
#define MX_SMALL_FILE_H

#include <stddef.h>

/* Reads the file at PATH into BYTES, which has room for MOST + 1; an errno, 0 on success, EFBIG for
 * more than MOST. *LENGTH is set in each case. Not through stdio, whose buffer would keep a secret.
 */
int mx_small_file_read(const char *path, char *bytes, size_t most, size_t *length);

#endif
