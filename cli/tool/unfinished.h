/* Temporary files, which neither a signal that ends the tool nor one that kills it leaves for ever.
 * Beside each target, a run has one file that it holds locked, .mxtrap.RUN, and its temporary
 * files, .mxtrap.RUN.NUMBER: where nobody holds the lock, the run is gone, and the next one takes
 * its files away. A lock says so across containers and hosts, and a process number does not. */
#ifndef CLI_TOOL_UNFINISHED_H
#define CLI_TOOL_UNFINISHED_H

#include <stdbool.h>
#include <sys/types.h>

struct cli_unfinished_run;

/* One temporary file; it stays where it is until the file has its name or is removed. */
struct cli_unfinished {
    struct cli_unfinished *next;
    struct cli_unfinished_run *run;
    char *path; /* NULL: there is none */
};

/* Makes a file of MODE beside TARGET and remembers it: HUP, INT and TERM remove it before they end
 * the tool. What runs that are gone left in TARGET's folder is removed first, once. The descriptor,
 * or -1 with errno. */
int cli_unfinished_open(struct cli_unfinished *file, const char *target, mode_t mode);

/* Gives it the name TARGET and forgets it; false with errno, and it is still there. */
bool cli_unfinished_rename(struct cli_unfinished *file, const char *target);

/* Removes and forgets it. */
void cli_unfinished_remove(struct cli_unfinished *file);

#endif
