/* Pages: --help, --version, and those of rules. */
#ifndef CLI_TOOL_HELP_H
#define CLI_TOOL_HELP_H

#include "base/text.h"
#include "options.h"

/* Print --help and --version on standard output; CLI_HOLDS, or CLI_SYSTEM when that failed. */
enum cli_exit cli_help(const struct cli_tool *tool, const char *unused);
enum cli_exit cli_version(const struct cli_tool *tool, const char *unused);

/* Writes the rest of TEXT to standard output and frees it; returns the exit status. */
enum cli_exit cli_print(const struct cli_tool *tool, struct mx_text *text);

/* Prints a line a rule: id, highest severity, title. */
enum cli_exit cli_list_rules(const struct cli_tool *tool, const char *unused);

/* Prints the page of the rule ID, which exists. */
enum cli_exit cli_explain(const struct cli_tool *tool, const char *id);

#endif
