/* One file, whole, up to a limit. */
#include "read/small_file.h"

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

enum mxtrap_status mx_small_file_read(const char *path, char *bytes, size_t most, size_t *length,
                                      mxtrap_findings *findings) {
    size_t taken = 0;
    bool standard_input = strcmp(path, "-") == 0;
    int fd = standard_input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    int error = fd < 0 ? errno : read_whole(fd, bytes, most, &taken);

    if (fd >= 0 && !standard_input) {
        close(fd);
    }
    if (error == 0) {
        *length = taken;
        return MXTRAP_OK;
    }
    mx_text_string(mx_finding_begin(findings), strerror(error));
    mx_finding_end(findings, MX_RULE_UNREADABLE, MXTRAP_ERROR, (struct mx_place){path, 1, 1});
    return mx_findings_status(findings) == MXTRAP_OK ? MXTRAP_ERR_INPUT : MXTRAP_ERR_MEMORY;
}
