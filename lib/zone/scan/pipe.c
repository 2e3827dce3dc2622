/* A zone is read again when a name came to matter after its records had been let go; a pipe has
 * nothing left by then. */
#include "zone/scan/pipe.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FIRST_CAPACITY = 65536 };

/* Room for at least one byte more; an errno. */
static int grow(struct mx_zone_once *once, size_t *capacity) {
    if (once->length < *capacity) {
        return 0;
    }
    size_t wider = *capacity == 0 ? FIRST_CAPACITY : *capacity * 2;
    if (wider > 2 * (size_t)MX_ZONE_ONCE_MAX) {
        return EFBIG;
    }
    char *bytes = realloc(once->bytes, wider);
    if (bytes == NULL) {
        return ENOMEM;
    }
    once->bytes = bytes;
    *capacity = wider;
    return 0;
}

static int read_all(struct mx_zone_once *once, int fd) {
    size_t capacity = 0;

    for (;;) {
        int error = grow(once, &capacity);
        if (error != 0) {
            return error;
        }
        ssize_t got = read(fd, once->bytes + once->length, capacity - once->length);
        if (got == 0) {
            return 0;
        }
        if (got < 0 && errno != EINTR) {
            return errno;
        }
        once->length += got > 0 ? (size_t)got : 0;
        if (once->length > MX_ZONE_ONCE_MAX) {
            return EFBIG;
        }
    }
}

int mx_zone_once_read(struct mx_zone_once *once, const char *path) {
    bool standard_input = strcmp(path, "-") == 0;
    int fd = standard_input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC), error = 0;
    struct stat status;

    *once = (struct mx_zone_once){0};
    if (fd < 0 || fstat(fd, &status) != 0) {
        error = errno;
    } else if (S_ISDIR(status.st_mode)) {
        error = EISDIR;
    } else if (standard_input || !S_ISREG(status.st_mode)) {
        error = read_all(once, fd);
    }
    if (fd >= 0 && !standard_input) {
        close(fd);
    }
    if (error != 0) {
        mx_zone_once_free(once);
    }
    return error;
}

void mx_zone_once_free(struct mx_zone_once *once) {
    free(once->bytes);
    *once = (struct mx_zone_once){0};
}
