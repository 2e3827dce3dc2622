/* --help and --version. */
#ifndef CLI_TOOL_HELP_H
#define CLI_TOOL_HELP_H

#include "base/text.h"
#include "options.h"

/* Print --help and --version on standard output; CLI_HOLDS, or CLI_SYSTEM when that failed. */
enum cli_exit cli_help(const struct cli_tool *tool, const char *unused);
enum cli_exit cli_version(const struct cli_tool *tool, const char *unused);

/* Writes the rest of TEXT to standard output and frees it; returns the exit status. */
enum cli_exit cli_print(const struct cli_tool *tool, struct mx_text *text);

#endif
