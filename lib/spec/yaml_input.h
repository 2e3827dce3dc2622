/* Bytes of a YAML file on their way into libyaml. */
#ifndef MX_SPEC_YAML_INPUT_H
#define MX_SPEC_YAML_INPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/file.h"
#include "spec/kind.h"

/* Opened and closed by the caller. */
struct mx_yaml_input {
    struct mx_file file;
    int error;               /* errno of a failed read */
    bool starved;            /* more than the limit was read without an event coming out */
    char head[MX_KIND_HEAD]; /* how the file begins */
    size_t head_length;
    size_t since_event; /* bytes read since the caller last set it to 0 */
};

/* libyaml's read handler; DATA is the struct. */
int mx_yaml_input_read(void *data, unsigned char *buffer, size_t size, size_t *length);

#endif
