/* mxtrap-check --serve: the far side, for a check that runs elsewhere. */
#ifndef CLI_CHECK_SERVE_H
#define CLI_CHECK_SERVE_H

#include "options.h"

/* Serves standard input and output until the input ends. */
enum cli_exit cli_serve(const struct cli_check_settings *settings, const struct cli_given *given);

#endif
