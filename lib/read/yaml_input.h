/* Bytes of a YAML file on their way into libyaml, with what an error needs to name their place. */
#ifndef MX_YAML_INPUT_H
#define MX_YAML_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mx_yaml_input {
    int fd;
    bool owned;         /* opened here: closed here */
    int error;          /* errno of a failed read */
    bool starved;       /* more than the limit was read without an event coming out */
    size_t since_event; /* bytes given since the caller last set it to 0 */
    char *chunk;        /* the bytes given last */
    size_t chunk_length;
    size_t chunk_offset; /* where it begins in the file */
    uint32_t chunk_line; /* line and column of its first byte, from 1 */
    uint32_t chunk_column;
};

/* Opens PATH ("-": standard input); an errno, 0 on success. A directory is EISDIR. */
int mx_yaml_input_open(struct mx_yaml_input *input, const char *path);

/* libyaml's read handler; DATA is the struct. */
int mx_yaml_input_read(void *data, unsigned char *buffer, size_t size, size_t *length);

/* Line and column of the byte at OFFSET, which lies in the last chunk; what lies before it is
 * taken for its first byte. */
void mx_yaml_input_place(const struct mx_yaml_input *input, size_t offset, uint32_t *line,
                         uint32_t *column);

void mx_yaml_input_close(struct mx_yaml_input *input);

#endif
