/* Vantage points elsewhere: the programs that lead to them, ssh as a rule. */
#ifndef CLI_CHECK_REMOTE_H
#define CLI_CHECK_REMOTE_H

#include "options.h"

struct cli_remotes;

/* Starts a program for each --via, and sets the options of the check. *OUT is the caller's
 * (cli_remotes_end), also after a failure, which was reported; NULL without --via. */
enum cli_exit cli_remotes_start(struct cli_remotes **out, struct cli_check_settings *settings);

/* Ends the programs and waits for them: those that do not end by themselves are terminated. After
 * the check was freed. NULL is allowed. */
void cli_remotes_end(struct cli_remotes *remotes);

#endif
