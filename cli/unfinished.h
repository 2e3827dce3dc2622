/* Temporary files, which a signal that ends the tool must not leave behind. */
#ifndef CLI_UNFINISHED_H
#define CLI_UNFINISHED_H

#include <stdbool.h>

/* One temporary file; it stays where it is until the file has its name or is removed. */
struct cli_unfinished {
    struct cli_unfinished *next;
    char *path; /* NULL: there is none */
};

/* Makes the file as mkstemp does, of the template FILE->path, and remembers it: HUP, INT and TERM
 * remove it before they end the tool. The descriptor, or -1 with errno. */
int cli_unfinished_open(struct cli_unfinished *file);

/* Gives it the name TARGET and forgets it; false with errno, and it is still there. */
bool cli_unfinished_rename(struct cli_unfinished *file, const char *target);

/* Removes and forgets it. */
void cli_unfinished_remove(struct cli_unfinished *file);

#endif
