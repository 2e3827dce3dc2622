/* The loop of a run that listens. A handler only sets a flag: the wait for packets ends with it. */
#include "live.h"

#include <signal.h>

#include "base/monotonic.h"
#include "names.h"
#include "state.h"
#include "tool/confine.h"
#include "write.h"

enum { WAIT_MS = 1000 };

static volatile sig_atomic_t is_over, is_asked;

static void note(int number) {
    if (number == SIGHUP) {
        is_asked = 1;
    } else {
        is_over = 1;
    }
}

static void begin_signals(void) {
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction action = {.sa_handler = note};

    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        sigaction(signals[i], &action, NULL);
    }
}

enum mxtrap_status cli_watch_listen(const struct cli_watch *settings, mxtrap_watch *watch,
                                    mxtrap_watch_live *live, mxtrap_findings *findings,
                                    enum cli_exit *result) {
    uint64_t interval = (uint64_t)settings->interval * 1000, next = mx_monotonic_ms() + interval;

    cli_confine_privileges();
    begin_signals();
    /* Those of the state: what came between is not known. */
    enum mxtrap_status status = mxtrap_watch_finish(watch);
    while (status == MXTRAP_OK && !is_over) {
        status = mxtrap_watch_live_poll(live, WAIT_MS, findings);
        bool is_due = interval > 0 && mx_monotonic_ms() >= next;
        if (status == MXTRAP_OK && (is_due || is_asked) && !is_over) {
            next = is_due ? next + interval : next;
            is_asked = 0;
            enum cli_exit written = cli_watch_names(settings, watch);
            written = written == CLI_HOLDS ? cli_watch_write(settings, watch) : written;
            *result = written != CLI_HOLDS ? written : *result;
            written = cli_watch_save(settings, watch);
            *result = written != CLI_HOLDS ? written : *result;
        }
    }
    return status;
}
