/* libyaml's read handler: keeps what a failed read was, and bounds what one event takes. */
#include "spec/yaml_input.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A scalar or comment above this would sit in memory whole, however little is left of it. */
static const size_t STARVED_ABOVE = (size_t)16 << 20;

int mx_yaml_input_open(struct mx_yaml_input *input, const char *path) {
    struct stat status;
    bool standard_input = strcmp(path, "-") == 0;
    int fd = standard_input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    int error = 0;

    if (fd < 0 || fstat(fd, &status) != 0) {
        error = errno;
    } else if (S_ISDIR(status.st_mode)) {
        error = EISDIR;
    }
    if (error != 0) {
        if (fd >= 0 && !standard_input) {
            close(fd);
        }
        return error;
    }
    *input = (struct mx_yaml_input){.fd = fd, .owned = !standard_input};
    return 0;
}

int mx_yaml_input_read(void *data, unsigned char *buffer, size_t size, size_t *length) {
    struct mx_yaml_input *input = data;
    ssize_t got;

    if (input->since_event > STARVED_ABOVE) {
        input->starved = true;
        return 0;
    }
    do {
        got = read(input->fd, buffer, size);
    } while (got < 0 && errno == EINTR);
    if (got < 0) {
        input->error = errno;
        return 0;
    }
    input->since_event += (size_t)got;
    *length = (size_t)got;
    return 1;
}

void mx_yaml_input_close(struct mx_yaml_input *input) {
    if (input->owned) {
        close(input->fd);
    }
    *input = (struct mx_yaml_input){.fd = -1};
}
