/* What came of one file. */
#ifndef CLI_LINT_OUTCOME_H
#define CLI_LINT_OUTCOME_H

#include "settings.h"

#include <mxtrap/config.h>

/* Leaves out the findings of these rules. Errors: those of mxtrap_findings_ignore. */
enum mxtrap_status cli_ignore_rules(const struct cli_list *ignored, mxtrap_findings *findings);

/* Freed by cli_outcome_free. */
struct cli_outcome {
    mxtrap_findings *findings;
    enum mxtrap_status status;
    enum cli_exit result;            /* of a failure that was reported on standard error */
    char *name;                      /* of the file in findings; NULL: its path */
    struct mxtrap_dummy_seen seen[]; /* one a dummy of the options */
};

/* Reads the file at PATH and runs the rules over its readable part; IS_BARE: a folder without
 * files. What the options do not say, CONFIG says, which may be NULL. NULL: memory is out. */
struct cli_outcome *cli_outcome_of(const struct cli_lint *settings, const mxtrap_config *config,
                                   const char *path, bool is_bare);

void cli_outcome_free(struct cli_outcome *outcome);

#endif
