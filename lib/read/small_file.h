/* A file that is small enough to be read whole. */
#ifndef MX_SMALL_FILE_H
#define MX_SMALL_FILE_H

#include <stddef.h>

#include "model/findings.h"

/* Reads the file at PATH ("-": standard input) into BYTES, which has room for MOST + 1; what
 * forbids it is reported to FINDINGS, EFBIG for more than MOST. Not through stdio, whose buffer
 * would keep a secret. Errors: MXTRAP_ERR_INPUT, MXTRAP_ERR_MEMORY; *LENGTH is then untouched. */
enum mxtrap_status mx_small_file_read(const char *path, char *bytes, size_t most, size_t *length,
                                      mxtrap_findings *findings);

#endif
