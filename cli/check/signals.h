/* Signals that end a run: what is known is printed. */
#ifndef CLI_CHECK_SIGNALS_H
#define CLI_CHECK_SIGNALS_H

#include <stdbool.h>

#include <mxtrap/check.h>

/* From now on SIGINT, SIGTERM and SIGHUP end CHECK's run, which then comes to a whole document.
 * What comes within a second is the same signal: timeout(1) sends it to its child, then to the
 * child's group. One that comes later ends the process at once. */
void cli_signals_begin(mxtrap_check *check);

/* Whether one has come. */
bool cli_signals_came(void);

#endif
