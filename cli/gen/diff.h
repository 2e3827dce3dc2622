/* mxtrap-gen --diff. */
#ifndef CLI_GEN_DIFF_H
#define CLI_GEN_DIFF_H

#include "generate.h"

/* Prints the steps from the state STATES[0] to the spec or zone file STATES[1], if the rules have
 * nothing against that one. What is wrong is reported. */
enum cli_exit cli_diff(const struct generation *settings, const char *const *states);

#endif
