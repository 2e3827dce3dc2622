/* The handler calls only async-signal-safe functions (POSIX 2.4.3). */
#include "signals.h"

#include <errno.h>
#include <signal.h>
#include <time.h>

enum { SECOND_NS = 1000000000 };

static mxtrap_check *running;
static volatile sig_atomic_t has_come;
static struct timespec first;

/* Whether the first signal came at least a second ago. */
static bool is_later(void) {
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    time_t seconds = now.tv_sec - first.tv_sec;
    return seconds > 1 || (seconds == 1 && now.tv_nsec >= first.tv_nsec);
}

static void stop(int number) {
    int error = errno;

    if (has_come == 0) {
        clock_gettime(CLOCK_MONOTONIC, &first);
        has_come = 1;
        /* Only stores and writes to a pipe: mxtrap/check.h promises it for this use. */
        mxtrap_check_stop(running); /* NOLINT(bugprone-signal-handler,cert-sig30-c) */
    } else if (is_later()) {
        signal(number, SIG_DFL);
        raise(number); /* delivered when the handler returns */
    }
    errno = error;
}

void cli_signals_begin(mxtrap_check *check) {
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction action = {.sa_handler = stop, .sa_flags = SA_RESTART}, before;

    running = check;
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        sigaddset(&action.sa_mask, signals[i]);
    }
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        bool is_kept = signals[i] == SIGHUP && sigaction(SIGHUP, NULL, &before) == 0 &&
                       before.sa_handler == SIG_IGN; /* nohup(1) */
        if (!is_kept) {
            sigaction(signals[i], &action, NULL);
        }
    }
}

bool cli_signals_came(void) {
    return has_come != 0;
}
