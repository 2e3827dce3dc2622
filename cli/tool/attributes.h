/* Permissions and attributes of a file that replaces another. */
#ifndef CLI_TOOL_ATTRIBUTES_H
#define CLI_TOOL_ATTRIBUTES_H

#include <stdbool.h>
#include <sys/stat.h>

enum { CLI_ATTRIBUTE_NAME = 256 }; /* Linux: XATTR_NAME_MAX and the NUL */

/* A property that could not be kept. */
struct cli_lost {
    const char *what; /* "the group"; NULL: nothing */
    char attribute[CLI_ATTRIBUTE_NAME];
    bool is_refused; /* it changes who can read the file, so the old one must not be replaced */
    int error;
};

/* Copies owner, group, mode, access control list and extended attributes from the file at PATH (not
 * a link), whose status is OLD, to the new file FD. LOST is what could not be kept. */
void cli_attributes_keep(int fd, const char *path, const struct stat *old, struct cli_lost *lost);

#endif
