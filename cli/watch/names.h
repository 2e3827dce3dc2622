/* Names of lost sources, for mxtrap-watch. */
#ifndef CLI_WATCH_NAMES_H
#define CLI_WATCH_NAMES_H

#include "watch.h"

/* With --names, looks them up; questions without an answer are a warning. Call it before each
 * report. CLI_USAGE: --server is none, or resolv.conf cannot be read; reported. */
enum cli_exit cli_watch_names(const struct cli_watch *settings, mxtrap_watch *watch);

#endif
