/* What runs that were killed left behind. */
#ifndef CLI_TOOL_LEFTOVERS_H
#define CLI_TOOL_LEFTOVERS_H

/* ".mxtrap.", and what a run's name has after it. */
#define CLI_RUN_PREFIX ".mxtrap."
enum { CLI_RUN_LETTERS = 8 };

/* Removes the temporary files in FOLDER whose run is gone. What cannot be removed stays, without a
 * word: it is in nobody's way. */
void cli_leftovers_remove(const char *folder);

#endif
