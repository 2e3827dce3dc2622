/* Progress of a long run, on one line of standard error. */
#ifndef CLI_CHECK_PROGRESS_H
#define CLI_CHECK_PROGRESS_H

#include <stdbool.h>

#include <mxtrap/check.h>

#include "names.h"

/* Shows it from now on where standard error is a terminal, or FORCED; not where QUIET. NAMES are
 * those that the check will take: they are counted. */
void cli_progress_begin(mxtrap_check *check, struct cli_names *names, bool forced, bool quiet);

/* Clears the line. */
void cli_progress_end(void);

#endif
