/* A zone may be read again, a pipe or standard input only once: these are kept in memory, and so is
 * a small file, which is read by one call. */
#ifndef MX_ZONE_SCAN_PIPE_H
#define MX_ZONE_SCAN_PIPE_H

#include "base/file.h"

/* Opens PATH ("-": standard input) as FILE, to be closed also after a failure. Unless it is a plain
 * file with a name, of 64 KiB or more, FILE is *BYTES, which free() frees; else *BYTES is NULL. An
 * errno, 0 on success; a directory is EISDIR, more than 256 MiB from a pipe are EFBIG. */
int mx_zone_open(const char *path, struct mx_file *file, char **bytes);

#endif
