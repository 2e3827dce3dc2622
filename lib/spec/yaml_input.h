/* Bytes of a YAML file on their way into libyaml. */
#ifndef MX_SPEC_YAML_INPUT_H
#define MX_SPEC_YAML_INPUT_H

#include <stdbool.h>
#include <stddef.h>

struct mx_yaml_input {
    int fd;
    bool owned;         /* opened here: closed here */
    int error;          /* errno of a failed read */
    bool starved;       /* more than the limit was read without an event coming out */
    size_t since_event; /* bytes given since the caller last set it to 0 */
};

/* Opens PATH ("-": standard input); an errno, 0 on success. A directory is EISDIR. */
int mx_yaml_input_open(struct mx_yaml_input *input, const char *path);

/* libyaml's read handler; DATA is the struct. */
int mx_yaml_input_read(void *data, unsigned char *buffer, size_t size, size_t *length);

void mx_yaml_input_close(struct mx_yaml_input *input);

#endif
