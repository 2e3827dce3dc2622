/* Whether the options of mxtrap-gen and its operands fit together. */
#ifndef CLI_GEN_OPTIONS_H
#define CLI_GEN_OPTIONS_H

#include "generate.h"

/* Finds the format that was named, and looks at what the options say of each other and of the
 * operands; a mistake is reported. */
enum cli_exit cli_generate_settle(struct generation *settings, const struct cli_given *given);

#endif
