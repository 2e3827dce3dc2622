/* Signals are blocked while files are created and the list is changed, so that the handler always
 * finds a consistent list with all files. */
#include "unfinished.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "leftovers.h"

static const int signals[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGXCPU};
enum { SIGNALS = sizeof signals / sizeof signals[0] };

enum { TRIES_MAX = 100 }; /* of random names */

/* A folder's locked file, which exists as long as temporary files in it. */
struct cli_unfinished_run {
    struct cli_unfinished_run *next;
    size_t folder; /* the length of PATH up to and including its last slash */
    size_t files, numbered;
    int fd;
    char path[];
};

static struct cli_unfinished *list;
static struct cli_unfinished_run *runs;

/* Calls only async-signal-safe functions (POSIX 2.4.3). */
static void end(int number) {
    for (const struct cli_unfinished *file = list; file != NULL; file = file->next) {
        unlink(file->path);
    }
    for (const struct cli_unfinished_run *run = runs; run != NULL; run = run->next) {
        unlink(run->path);
    }
    signal(number, SIG_DFL);
    raise(number); /* delivered when the handler returns */
}

/* Ignored signals (nohup) stay ignored. */
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

static void block_signals(sigset_t *before) {
    sigset_t set;

    sigemptyset(&set);
    for (size_t i = 0; i < SIGNALS; i++) {
        sigaddset(&set, signals[i]);
    }
    sigprocmask(SIG_BLOCK, &set, before);
    install(&set);
}

static void restore_signals(const sigset_t *before) {
    int error = errno;

    sigprocmask(SIG_SETMASK, before, NULL);
    errno = error;
}

static bool random_name(char *name) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    unsigned char random[CLI_RUN_LETTERS];

    if (getentropy(random, sizeof random) != 0) {
        return false;
    }
    for (size_t i = 0; i < sizeof random; i++) {
        name[i] = letters[random[i] % (sizeof letters - 1)];
    }
    return true;
}

/* Creates and locks the run's file. Another run may have locked it first, to remove it as a
 * leftover: then it fails with EEXIST. */
static int make_run_file(const char *path) {
    struct stat status;
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

    if (fd < 0) {
        return -1;
    }
    bool is_taken = flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    if (is_taken || fstat(fd, &status) != 0 || status.st_nlink == 0) {
        close(fd);
        errno = EEXIST;
        return -1;
    }
    return fd;
}

static size_t folder_of(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash == NULL ? 0 : (size_t)(slash - path) + 1;
}

static void clean(const char *target, size_t folder) {
    char *name = folder == 0 ? strdup(".") : strndup(target, folder);

    if (name != NULL) {
        cli_leftovers_remove(name);
    }
    free(name);
}

static struct cli_unfinished_run *new_run(const char *target, size_t folder) {
    size_t length = folder + sizeof CLI_RUN_PREFIX - 1 + CLI_RUN_LETTERS;
    struct cli_unfinished_run *run = calloc(1, sizeof *run + length + 1);

    if (run == NULL) {
        return NULL;
    }
    clean(target, folder);
    memcpy(run->path, target, folder);
    memcpy(run->path + folder, CLI_RUN_PREFIX, sizeof CLI_RUN_PREFIX - 1);
    run->folder = folder;
    run->fd = -1;
    for (int i = 0; run->fd < 0 && i < TRIES_MAX && (i == 0 || errno == EEXIST); i++) {
        if (!random_name(run->path + length - CLI_RUN_LETTERS)) {
            break;
        }
        run->fd = make_run_file(run->path);
    }
    if (run->fd < 0) {
        int error = errno;
        free(run);
        errno = error;
        return NULL;
    }
    run->next = runs;
    runs = run;
    return run;
}

static struct cli_unfinished_run *run_for(const char *target) {
    size_t folder = folder_of(target);
    struct cli_unfinished_run *run = runs;

    while (run != NULL && (run->folder != folder || strncmp(run->path, target, folder) != 0)) {
        run = run->next;
    }
    return run != NULL ? run : new_run(target, folder);
}

/* Removes the run's file after its last temporary file. */
static void end_run(struct cli_unfinished_run *run) {
    struct cli_unfinished_run **at = &runs;

    if (run->files > 0) {
        return;
    }
    while (*at != run) {
        at = &(*at)->next;
    }
    *at = run->next;
    unlink(run->path);
    close(run->fd);
    free(run);
}

static void forget(struct cli_unfinished *file) {
    struct cli_unfinished **at = &list;

    while (*at != NULL && *at != file) {
        at = &(*at)->next;
    }
    if (*at != NULL) {
        *at = file->next;
        file->run->files--;
        end_run(file->run);
    }
    free(file->path);
    file->path = NULL;
}

static int open_in(struct cli_unfinished_run *run, struct cli_unfinished *file, mode_t mode) {
    size_t space = strlen(run->path) + 24;
    int fd = -1;

    file->path = malloc(space);
    if (file->path != NULL) {
        snprintf(file->path, space, "%s.%zu", run->path, run->numbered++);
        fd = open(file->path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
    }
    if (fd < 0) {
        int error = errno;
        free(file->path);
        file->path = NULL;
        end_run(run);
        errno = error;
        return -1;
    }
    file->run = run;
    file->next = list;
    list = file;
    run->files++;
    return fd;
}

int cli_unfinished_open(struct cli_unfinished *file, const char *target, mode_t mode) {
    sigset_t before;

    block_signals(&before);
    struct cli_unfinished_run *run = run_for(target);
    int fd = run == NULL ? -1 : open_in(run, file, mode);
    restore_signals(&before);
    return fd;
}

bool cli_unfinished_rename(struct cli_unfinished *file, const char *target) {
    sigset_t before;

    block_signals(&before);
    bool is_renamed = rename(file->path, target) == 0;
    if (is_renamed) {
        forget(file);
    }
    restore_signals(&before);
    return is_renamed;
}

void cli_unfinished_remove(struct cli_unfinished *file) {
    sigset_t before;

    block_signals(&before);
    unlink(file->path);
    forget(file);
    restore_signals(&before);
}
