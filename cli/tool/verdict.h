/* Findings of a tool: which are printed, and the exit status. */
#ifndef CLI_TOOL_VERDICT_H
#define CLI_TOOL_VERDICT_H

#include <stdbool.h>

#include <mxtrap/findings.h>
#include <mxtrap/findings_writer.h>

#include "options.h"

/* CLI_USAGE when the input could not be read, CLI_FINDINGS when there are errors (STRICT: or
 * warnings), else CLI_HOLDS. */
enum cli_exit cli_verdict(const mxtrap_findings *findings, bool strict);

/* The message of the last of FINDINGS: the reason of a failed call. */
const char *cli_why(const mxtrap_findings *findings);

/* The exit status of a call with FINDINGS; a failure is reported. */
enum cli_exit cli_failed(const struct cli_tool *tool, enum mxtrap_status status,
                         const mxtrap_findings *findings);

/* With --quiet: errors only, and with --strict warnings too. COLOUR is for the descriptor FD. */
struct mxtrap_findings_writer_options cli_report_options(bool quiet, bool strict,
                                                         enum cli_colour colour, int fd);

/* Prints FINDINGS on standard error by OPTIONS, with their source lines in FILES and in LIST (NULL:
 * none). */
enum mxtrap_status cli_report(const mxtrap_findings *findings,
                              struct mxtrap_findings_writer_options options,
                              const char *const *files, size_t count, const struct cli_list *list);

#endif
