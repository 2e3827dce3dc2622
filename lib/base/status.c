/* Words for the one status enum. */
#include "base/text.h"

const char *mxtrap_strerror(enum mxtrap_status status) {
    static const char *const words[] = {
        [MXTRAP_OK] = "no error",
        [MXTRAP_ERR_MEMORY] = "out of memory",
        [MXTRAP_ERR_INPUT] = "the input cannot be read or parsed",
        [MXTRAP_ERR_OUTPUT] = "the output could not be written",
        [MXTRAP_ERR_ARGUMENT] = "an option or argument is not valid",
    };
    return MX_WORD_OF(words, status, "unknown status");
}
