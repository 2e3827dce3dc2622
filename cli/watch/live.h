/* mxtrap-watch while packets come. */
#ifndef CLI_WATCH_LIVE_H
#define CLI_WATCH_LIVE_H

#include "watch.h"

/* Listens at LIVE, which is open, until SIGINT or SIGTERM comes, and writes a report each
 * --interval and at SIGHUP. Gives up privileges. *RESULT: of writing, untouched where it worked.
 * Errors: those of mxtrap_watch_live_poll. */
enum mxtrap_status cli_watch_listen(const struct cli_watch *settings, mxtrap_watch *watch,
                                    mxtrap_watch_live *live, mxtrap_findings *findings,
                                    enum cli_exit *result);

#endif
