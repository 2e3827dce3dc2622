/* One file, whole, up to a limit. */
#include "read/small_file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

int mx_small_file_read(const char *path, char *bytes, size_t most, size_t *length) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    int error = fd < 0 ? errno : 0;
    ssize_t got = 1;

    *length = 0;
    while (error == 0 && got > 0 && *length <= most) {
        got = read(fd, bytes + *length, most + 1 - *length);
        error = got < 0 && errno != EINTR ? errno : 0;
        *length += got > 0 ? (size_t)got : 0;
        got = got < 0 && error == 0 ? 1 : got;
    }
    if (fd >= 0) {
        close(fd);
    }
    return error == 0 && *length > most ? EFBIG : error;
}
