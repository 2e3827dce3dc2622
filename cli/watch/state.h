/* The state of mxtrap-watch, which outlives it. */
#ifndef CLI_WATCH_STATE_H
#define CLI_WATCH_STATE_H

#include "tool/output_file.h"
#include "watch.h"

/* Goes on from the state in --state, if there is one; errors in it are reported. */
enum cli_exit cli_watch_restore(const struct cli_watch *settings, mxtrap_watch *watch);

/* Writes the state beside the old one, which cli_file_finish with *STATUS replaces. */
void cli_watch_begin_save(const struct cli_watch *settings, const mxtrap_watch *watch,
                          struct cli_file *file, enum mxtrap_status *status);

/* Replaces the old state, if there is a --state; CLI_SYSTEM, which is reported, where that fails.
 */
enum cli_exit cli_watch_save(const struct cli_watch *settings, const mxtrap_watch *watch);

#endif
