/* Words for the one status enum. */
#include <mxtrap/status.h>

const char *mxtrap_strerror(enum mxtrap_status status) {
    switch (status) {
    case MXTRAP_OK:
        return "no error";
    case MXTRAP_ERR_MEMORY:
        return "out of memory";
    case MXTRAP_ERR_INPUT:
        return "the input cannot be read or parsed";
    case MXTRAP_ERR_OUTPUT:
        return "the output could not be written";
    case MXTRAP_ERR_ARGUMENT:
        return "an option or argument is not valid";
    }
    return "unknown status";
}
