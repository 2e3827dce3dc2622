/* One file, whole, up to a limit. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

/* An errno, 0 on success. */
static int read_whole(int fd, char *bytes, size_t most, size_t *length) {
    ssize_t got = 1;

    while (got != 0 && *length <= most) {
        got = read(fd, bytes + *length, most + 1 - *length);
        if (got < 0 && errno != EINTR) {
            return errno;
        }
        *length += got > 0 ? (size_t)got : 0;
    }
    return *length > most ? EFBIG : 0;
}

int mx_file_read(const char *path, char *bytes, size_t most, size_t *length) {
    size_t taken = 0;
    bool standard_input = strcmp(path, "-") == 0;
    int fd = standard_input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    int error = fd < 0 ? errno : read_whole(fd, bytes, most, &taken);

    if (fd >= 0 && !standard_input) {
        close(fd);
    }
    if (error == 0) {
        *length = taken;
    }
    return error;
}
