/* libyaml's read handler: remembers why a read failed, and bounds how much one event may take. */
#include "spec/yaml_input.h"

#include <errno.h>
#include <string.h>

/* The input without an event is kept in memory whole: a scalar or a comment above this is refused.
 */
static const size_t STARVED_ABOVE = (size_t)16 << 20;

int mx_yaml_input_read(void *data, unsigned char *buffer, size_t size, size_t *length) {
    struct mx_yaml_input *input = data;

    if (input->since_event > STARVED_ABOVE) {
        input->starved = true;
        return 0;
    }
    ssize_t got = mx_file_next(&input->file, buffer, size);
    if (got < 0) {
        input->error = errno;
        return 0;
    }
    if (input->head_length < sizeof input->head) {
        size_t room = sizeof input->head - input->head_length;
        size_t more = (size_t)got < room ? (size_t)got : room;
        memcpy(input->head + input->head_length, buffer, more);
        input->head_length += more;
    }
    input->since_event += (size_t)got;
    *length = (size_t)got;
    return 1;
}
