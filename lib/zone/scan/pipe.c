/* A zone is read again when a name turns out to matter after its records were skipped; a pipe is
 * empty by then. */
#include "zone/scan/pipe.h"

#include "base/file.h"

/* It is in memory whole. */
enum { PIPE_MAX = 256 << 20 };

int mx_zone_pipe_read(const char *path, char **bytes, size_t *length) {
    struct mx_file file;
    int error = mx_file_open(&file, path);

    *bytes = NULL;
    *length = 0;
    if (error == 0 && !file.is_plain) {
        error = mx_file_read_rest(&file, PIPE_MAX, bytes, length);
    }
    mx_file_close(&file);
    return error;
}
