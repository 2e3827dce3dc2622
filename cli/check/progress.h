/* Progress of a long run, on one line of standard error. */
#ifndef CLI_CHECK_PROGRESS_H
#define CLI_CHECK_PROGRESS_H

#include <stdbool.h>

#include <mxtrap/check.h>

#include "names.h"

/* Shows progress if standard error is a terminal, or FORCED, unless QUIET. NAMES are those of the
 * check; they are counted. */
void cli_progress_begin(mxtrap_check *check, struct cli_names *names, bool forced, bool quiet);

/* Draws the line again, where something was written to the terminal since. */
void cli_progress_again(void);

/* Clears the line. */
void cli_progress_end(void);

#endif
