/* Who may do what with a file that takes another one's place, and what else was said of that. */
#ifndef CLI_TOOL_ATTRIBUTES_H
#define CLI_TOOL_ATTRIBUTES_H

#include <stdbool.h>
#include <sys/stat.h>

enum { CLI_ATTRIBUTE_NAME = 256 }; /* Linux: XATTR_NAME_MAX and the NUL */

/* What could not be kept. */
struct cli_lost {
    const char *what; /* "the group"; NULL: nothing */
    char attribute[CLI_ATTRIBUTE_NAME];
    bool is_refused; /* somebody who could read the old file might not read the new one, or the
                      * other way round: it must not take the old one's place */
    int error;
};

/* Gives the new file FD what the file at PATH (no link), whose status is OLD, has: owner, group,
 * mode, access control list and extended attributes. LOST says what did not go. */
void cli_attributes_keep(int fd, const char *path, const struct stat *old, struct cli_lost *lost);

#endif
