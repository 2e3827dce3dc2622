/* The one way to read a file. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/grow.h"

int mx_file_open(struct mx_file *file, const char *path) {
    bool is_input = strcmp(path, "-") == 0;
    struct mx_file opened = {.fd = is_input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC),
                             .is_owned = !is_input};
    struct stat status = {0};
    int error = 0;

    if (opened.fd < 0 || fstat(opened.fd, &status) != 0) {
        error = errno;
    } else if (S_ISDIR(status.st_mode)) {
        error = EISDIR;
    }
    opened.is_plain = !is_input && S_ISREG(status.st_mode);
    opened.size = opened.is_plain ? (size_t)status.st_size : 0;
    opened.device = status.st_dev;
    opened.inode = status.st_ino;
    if (error != 0) {
        mx_file_close(&opened);
    }
    *file = opened;
    return error;
}

void mx_file_close(struct mx_file *file) {
    if (file->is_owned && file->fd >= 0) {
        close(file->fd);
    }
    *file = (struct mx_file){.fd = -1};
}

struct mx_file mx_file_in_memory(const char *bytes, size_t length) {
    return (struct mx_file){.fd = -1, .bytes = bytes, .left = length};
}

ssize_t mx_file_next(struct mx_file *file, void *bytes, size_t size) {
    ssize_t got;

    if (file->fd < 0) {
        size = size < file->left ? size : file->left;
        if (size > 0) {
            memcpy(bytes, file->bytes, size);
            file->bytes += size;
            file->left -= size;
        }
        return (ssize_t)size;
    }
    do {
        got = read(file->fd, bytes, size);
    } while (got < 0 && errno == EINTR);
    return got;
}

ssize_t mx_file_peek(const struct mx_file *file, void *bytes, size_t size) {
    struct mx_file copy = *file;
    ssize_t got;

    if (file->fd < 0) {
        return mx_file_next(&copy, bytes, size);
    }
    do {
        got = pread(file->fd, bytes, size, 0);
    } while (got < 0 && errno == EINTR);
    return got;
}

int mx_file_read(const char *path, char *bytes, size_t max, size_t *length) {
    struct mx_file file;
    size_t filled = 0;
    ssize_t got = 1;
    int error = mx_file_open(&file, path);

    while (error == 0 && got > 0 && filled <= max) {
        got = mx_file_next(&file, bytes + filled, max + 1 - filled);
        error = got < 0 ? errno : 0;
        filled += got > 0 ? (size_t)got : 0;
    }
    mx_file_close(&file);
    error = error == 0 && filled > max ? EFBIG : error;
    if (error == 0) {
        *length = filled;
    }
    return error;
}

int mx_file_read_rest(struct mx_file *file, size_t max, char **bytes, size_t *length) {
    enum { PIECE = 4096 };
    size_t filled = 0, pieces = 0;
    char *kept = NULL;
    ssize_t got = 1;
    int error = 0;

    /* At the size that a plain file had there is no need to ask whether it ends there. */
    while (error == 0 && got > 0 && (filled == 0 || filled != file->size)) {
        char *grown = mx_grow(kept, filled / PIECE, &pieces, PIECE);
        if (grown == NULL) {
            error = ENOMEM;
            break;
        }
        kept = grown;
        got = mx_file_next(file, kept + filled, pieces * PIECE - filled);
        error = got < 0 ? errno : 0;
        filled += got > 0 ? (size_t)got : 0;
        error = filled > max ? EFBIG : error;
    }
    if (error != 0) {
        free(kept);
        return error;
    }
    *bytes = kept;
    *length = filled;
    return 0;
}
