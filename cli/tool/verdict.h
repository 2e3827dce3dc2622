/* What findings mean for a tool: what is printed of them, and the exit status. */
#ifndef CLI_TOOL_VERDICT_H
#define CLI_TOOL_VERDICT_H

#include <stdbool.h>

#include <mxtrap/findings.h>
#include <mxtrap/findings_writer.h>

#include "options.h"

/* CLI_USAGE when the input could not be read, CLI_FINDINGS when there are errors (STRICT: or
 * warnings), else CLI_HOLDS. */
enum cli_exit cli_verdict(const mxtrap_findings *findings, bool strict);

/* What the last of FINDINGS says: why the call that reported it failed. */
const char *cli_why(const mxtrap_findings *findings);

/* What --quiet leaves: errors, and with --strict warnings too. COLOUR is for the descriptor FD. */
struct mxtrap_findings_writer_options cli_report_options(bool quiet, bool strict,
                                                         enum cli_colour colour, int fd);

/* Prints FINDINGS on standard error as OPTIONS want it, with the lines of FILES and of LIST (NULL:
 * nothing), which were read, that they are about. */
enum mxtrap_status cli_report(const mxtrap_findings *findings,
                              struct mxtrap_findings_writer_options options,
                              const char *const *files, size_t count, const struct cli_list *list);

#endif
