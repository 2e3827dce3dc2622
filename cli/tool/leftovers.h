/* Temporary files of runs that were killed. */
#ifndef CLI_TOOL_LEFTOVERS_H
#define CLI_TOOL_LEFTOVERS_H

/* The name of a run's file: a prefix and letters. */
#define CLI_RUN_PREFIX ".mxtrap."
enum { CLI_RUN_LETTERS = 8 };

/* Removes the temporary files in FOLDER of runs that have ended. Failures are not reported, since
 * the files do no harm. */
void cli_leftovers_remove(const char *folder);

#endif
