/* Completion scripts for shells. */
#ifndef CLI_TOOL_COMPLETION_H
#define CLI_TOOL_COMPLETION_H

#include "options.h"

/* bash, zsh, fish. */
extern const struct cli_words cli_shells;

/* Prints the script for SHELL, which is one of them, on standard output. */
enum cli_exit cli_completion(const struct cli_tool *tool, const char *shell);

#endif
