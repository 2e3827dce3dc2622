/* A zone is read again when a name turns out to matter after its records were skipped; a pipe is
 * empty by then. A small file costs more to read twice than to keep. */
#include "zone/scan/pipe.h"

/* They are in memory whole. */
enum { PIPE_MAX = 256 << 20, SMALL = 65536 };

int mx_zone_open(const char *path, struct mx_file *file, char **bytes) {
    int error = mx_file_open(file, path);
    size_t length = 0;

    *bytes = NULL;
    if (error == 0 && (!file->is_plain || file->size < SMALL)) {
        error = mx_file_read_rest(file, PIPE_MAX, bytes, &length);
        struct mx_file kept = mx_file_in_memory(*bytes, length);
        kept.device = file->device;
        kept.inode = file->inode;
        mx_file_close(file);
        *file = kept;
    }
    return error;
}
