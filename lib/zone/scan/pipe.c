/* A zone is read again when a name turns out to matter after its records were skipped; a pipe is
 * empty by then. */
#include "zone/scan/pipe.h"

/* It is in memory whole. */
enum { PIPE_MAX = 256 << 20 };

int mx_zone_open(const char *path, struct mx_file *file, char **bytes) {
    int error = mx_file_open(file, path);
    size_t length = 0;

    *bytes = NULL;
    if (error == 0 && !file->is_plain) {
        error = mx_file_read_rest(file, PIPE_MAX, bytes, &length);
        mx_file_close(file);
        *file = mx_file_in_memory(*bytes, length);
    }
    return error;
}
