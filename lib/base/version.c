/* The version, as the library that runs has it. */
#include <mxtrap/version.h>

const char *mxtrap_version(void) {
    return MXTRAP_VERSION;
}
