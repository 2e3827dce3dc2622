/* libyaml names an offset and no line for bytes that are not UTF-8, so lines are counted here. */
#include "read/yaml_input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHUNK = 65536 };

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
    char *chunk = error == 0 ? malloc(CHUNK) : NULL;
    if (error == 0 && chunk == NULL) {
        error = ENOMEM;
    }
    if (error != 0) {
        if (fd >= 0 && !standard_input) {
            close(fd);
        }
        return error;
    }
    *input = (struct mx_yaml_input){
        .fd = fd, .owned = !standard_input, .chunk = chunk, .chunk_line = 1, .chunk_column = 1};
    return 0;
}

static bool is_continuation(char c) {
    return ((unsigned char)c & 0xc0) == 0x80;
}

void mx_yaml_input_place(const struct mx_yaml_input *input, size_t offset, uint32_t *line,
                         uint32_t *column) {
    size_t length = offset > input->chunk_offset ? offset - input->chunk_offset : 0;

    *line = input->chunk_line;
    *column = input->chunk_column;
    const char *at = input->chunk;
    const char *end = at + (length < input->chunk_length ? length : input->chunk_length);
    const char *newline;
    while (at < end && (newline = memchr(at, '\n', (size_t)(end - at))) != NULL) {
        ++*line;
        *column = 1;
        at = newline + 1;
    }
    for (; at < end; at++) {
        *column += is_continuation(*at) ? 0 : 1;
    }
}

int mx_yaml_input_read(void *data, unsigned char *buffer, size_t size, size_t *length) {
    struct mx_yaml_input *input = data;
    ssize_t got;

    mx_yaml_input_place(input, input->chunk_offset + input->chunk_length, &input->chunk_line,
                        &input->chunk_column);
    input->chunk_offset += input->chunk_length;
    input->chunk_length = 0;
    if (input->since_event > STARVED_ABOVE) {
        input->starved = true;
        return 0;
    }
    do {
        got = read(input->fd, input->chunk, size < CHUNK ? size : CHUNK);
    } while (got < 0 && errno == EINTR);
    if (got < 0) {
        input->error = errno;
        return 0;
    }
    memcpy(buffer, input->chunk, (size_t)got);
    input->chunk_length = (size_t)got;
    input->since_event += (size_t)got;
    *length = (size_t)got;
    return 1;
}

void mx_yaml_input_close(struct mx_yaml_input *input) {
    if (input->owned) {
        close(input->fd);
    }
    free(input->chunk);
    *input = (struct mx_yaml_input){.fd = -1};
}
