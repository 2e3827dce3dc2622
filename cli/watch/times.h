/* Times as options: --since, --until. */
#ifndef CLI_WATCH_TIMES_H
#define CLI_WATCH_TIMES_H

#include <stdint.h>

#include "tool/options.h"

/* Reads "2026-11-29" or "2026-11-29T10:00:00Z" (RFC 3339, UTC) into *MS since 1970; CLI_USAGE for
 * anything else, which is reported as that of OPTION. */
enum cli_exit cli_take_time(const struct cli_tool *tool, const char *option, const char *argument,
                            int64_t *ms);

#endif
