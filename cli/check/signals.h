/* Signals that end a run; its results are printed. */
#ifndef CLI_CHECK_SIGNALS_H
#define CLI_CHECK_SIGNALS_H

#include <stdbool.h>

#include <mxtrap/check.h>

/* From now on SIGINT, SIGTERM and SIGHUP end CHECK's run, so that its output is a complete
 * document. A signal within a second counts as the same one: timeout(1) sends it to its child and
 * to the child's group. A later one ends the process at once. */
void cli_signals_begin(mxtrap_check *check);

/* Whether one has come. */
bool cli_signals_came(void);

#endif
