/* The run of mxtrap-lint. */
#ifndef CLI_LINT_LINT_H
#define CLI_LINT_LINT_H

#include "settings.h"

/* Lints the files, specs or zone files by their names, and those in folders, and reports on
 * standard output. */
enum cli_exit cli_lint(const struct cli_tool *tool, struct cli_lint *settings,
                       const char *const *operands, size_t count);

#endif
