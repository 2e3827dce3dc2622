/* Writing the report of mxtrap-watch. */
#ifndef CLI_WATCH_WRITE_H
#define CLI_WATCH_WRITE_H

#include "watch.h"

/* Writes the report where --output says; CLI_SYSTEM, which is reported, where that fails. */
enum cli_exit cli_watch_write(const struct cli_watch *settings, const mxtrap_watch *watch);

/* Warns, without --quiet, of what is missing in the report. */
void cli_watch_warn(const struct cli_watch *settings, const mxtrap_watch *watch);

#endif
