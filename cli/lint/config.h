/* The configuration file of a zone file or spec: .mxtrap.yaml in its folder or above. */
#ifndef CLI_LINT_CONFIG_H
#define CLI_LINT_CONFIG_H

#include <mxtrap/config.h>

#include "tool/options.h"

struct cli_config;

/* The configurations of a run; all zero, but for TOOL. */
struct cli_configs {
    const struct cli_tool *tool;
    struct cli_config *list;
    size_t count, capacity;
    char *folder; /* the last one that was asked for, and its */
    const mxtrap_config *of_folder;
};

/* The configuration for the file at PATH ("-": of the working directory); NULL: none. It is in the
 * nearest folder that has one, from the file's own up to the root of its git repository. Its errors
 * go to FINDINGS. One that belongs to somebody else than the folder, root and the user is not used,
 * which is said on standard error. False when memory is out. */
bool cli_config_find(struct cli_configs *configs, const char *path, const mxtrap_config **out,
                     mxtrap_findings *findings);

void cli_configs_free(struct cli_configs *configs);

#endif
