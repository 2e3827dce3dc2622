/* Temporary files that no signal leaves behind for ever. In each target's folder a run has a locked
 * file, .mxtrap.RUN, and its temporary files, .mxtrap.RUN.NUMBER. A run whose file is not locked
 * has ended, and the next run removes its files. Locks work across containers and hosts; process
 * numbers do not. */
#ifndef CLI_TOOL_UNFINISHED_H
#define CLI_TOOL_UNFINISHED_H

#include <stdbool.h>
#include <sys/types.h>

struct cli_unfinished_run;

struct cli_unfinished { /* not to be moved while it has a path */
    struct cli_unfinished *next;
    struct cli_unfinished_run *run;
    char *path; /* NULL: none */
};

/* Creates a file of MODE in TARGET's folder, after removing leftovers there, once. HUP, INT and
 * TERM remove the file before they end the tool. Returns the descriptor, or -1 with errno. */
int cli_unfinished_open(struct cli_unfinished *file, const char *target, mode_t mode);

/* Renames it to TARGET; false with errno, and the file remains. */
bool cli_unfinished_rename(struct cli_unfinished *file, const char *target);

void cli_unfinished_remove(struct cli_unfinished *file);

#endif
