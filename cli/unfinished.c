/* The list is changed only while the signals wait: their handler never meets it half changed, nor a
 * file that is there and not in it. */
#include "unfinished.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const int signals[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGXCPU};
enum { SIGNALS = sizeof signals / sizeof signals[0] };

static struct cli_unfinished *list;

/* What it calls may be called in a handler (POSIX 2.4.3). */
static void end(int number) {
    for (const struct cli_unfinished *file = list; file != NULL; file = file->next) {
        unlink(file->path);
    }
    signal(number, SIG_DFL);
    raise(number); /* comes when the handler returns */
}

/* Signals that are ignored (nohup) stay so. */
static void install(const sigset_t *set) {
    static bool is_done;
    struct sigaction action = {.sa_handler = end, .sa_mask = *set}, before;

    for (size_t i = 0; i < SIGNALS && !is_done; i++) {
        if (sigaction(signals[i], NULL, &before) == 0 && before.sa_handler == SIG_DFL) {
            sigaction(signals[i], &action, NULL);
        }
    }
    is_done = true;
}

static void hold(sigset_t *before) {
    sigset_t set;

    sigemptyset(&set);
    for (size_t i = 0; i < SIGNALS; i++) {
        sigaddset(&set, signals[i]);
    }
    sigprocmask(SIG_BLOCK, &set, before);
    install(&set);
}

static void let_go(const sigset_t *before) {
    int error = errno;

    sigprocmask(SIG_SETMASK, before, NULL);
    errno = error;
}

static void forget(struct cli_unfinished *file) {
    struct cli_unfinished **at = &list;

    while (*at != NULL && *at != file) {
        at = &(*at)->next;
    }
    if (*at != NULL) {
        *at = file->next;
    }
    free(file->path);
    file->path = NULL;
}

int cli_unfinished_open(struct cli_unfinished *file) {
    sigset_t before;

    hold(&before);
    int fd = mkstemp(file->path);
    if (fd >= 0) {
        file->next = list;
        list = file;
    }
    let_go(&before);
    return fd;
}

bool cli_unfinished_rename(struct cli_unfinished *file, const char *target) {
    sigset_t before;

    hold(&before);
    bool is_renamed = rename(file->path, target) == 0;
    if (is_renamed) {
        forget(file);
    }
    let_go(&before);
    return is_renamed;
}

void cli_unfinished_remove(struct cli_unfinished *file) {
    sigset_t before;

    hold(&before);
    unlink(file->path);
    forget(file);
    let_go(&before);
}
