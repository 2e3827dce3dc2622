/* Reads a row of the table of formats. */
#include "model/format.h"

const char *mxtrap_format_name(const mxtrap_format *format) {
    return format->name;
}

const char *mxtrap_format_description(const mxtrap_format *format) {
    return format->description;
}

int mxtrap_format_has(const mxtrap_format *format, enum mxtrap_format_trait trait) {
    return (format->traits & trait) != 0;
}
