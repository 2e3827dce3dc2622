/* Others may write to the folder: links are not followed, only regular files are opened, and only
 * names of this program are removed. */
#include "leftovers.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/grow.h"

/* A run's own file: ".mxtrap.", eight letters, and the final NUL. */
enum { RUN_LENGTH = sizeof CLI_RUN_PREFIX - 1 + CLI_RUN_LETTERS, NAME_SPACE = RUN_LENGTH + 24 };

/* Files of one folder that one run removes. */
enum { FOUND_MAX = 1 << 20 };

struct found {
    char (*names)[NAME_SPACE];
    size_t count, capacity;
};

/* .mxtrap.RUN or .mxtrap.RUN.NUMBER */
static bool is_ours(const char *name) {
    size_t length = strlen(name);

    if (length < RUN_LENGTH || length >= NAME_SPACE ||
        strncmp(name, CLI_RUN_PREFIX, sizeof CLI_RUN_PREFIX - 1) != 0) {
        return false;
    }
    for (size_t i = sizeof CLI_RUN_PREFIX - 1; i < RUN_LENGTH; i++) {
        if (!isalnum((unsigned char)name[i])) {
            return false;
        }
    }
    return length == RUN_LENGTH ||
           (name[RUN_LENGTH] == '.' && length > RUN_LENGTH + 1 &&
            strspn(name + RUN_LENGTH + 1, "0123456789") == length - RUN_LENGTH - 1);
}

static bool add(struct found *found, const char *name) {
    void *grown = mx_grow(found->names, found->count, &found->capacity, NAME_SPACE);

    if (grown == NULL) {
        return false;
    }
    found->names = grown;
    memcpy(found->names[found->count++], name, strlen(name) + 1);
    return true;
}

static int compare(const void *a, const void *b) {
    return strcmp(a, b);
}

static bool is_regular(int folder, const char *name) {
    struct stat status;

    return fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status.st_mode);
}

static bool is_missing(int folder, const char *name) {
    struct stat status;

    return fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) != 0 && errno == ENOENT;
}

/* Locks the run's file if its owner has ended; returns its descriptor. -1: it has not, or unknown.
 */
static int lock_run(int folder, const char *name) {
    struct stat status;

    if (!is_regular(folder, name)) {
        return -1;
    }
    int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd >= 0 && (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode) ||
                    flock(fd, LOCK_EX | LOCK_NB) != 0)) {
        close(fd);
        fd = -1;
    }
    return fd;
}

/* Removes the files of the first name's run, if it has ended; returns their number. A run creates
 * its own file before the others and removes it after them, so without it the run has ended. */
static size_t remove_run(int folder, char (*names)[NAME_SPACE], size_t count) {
    char run[RUN_LENGTH + 1];
    size_t at = 0;

    memcpy(run, names[0], RUN_LENGTH);
    run[RUN_LENGTH] = '\0';
    int lock = lock_run(folder, run);
    bool is_gone = lock >= 0 || is_missing(folder, run);
    for (; at < count && strncmp(names[at], run, RUN_LENGTH) == 0; at++) {
        if (is_gone && names[at][RUN_LENGTH] != '\0' && is_regular(folder, names[at])) {
            unlinkat(folder, names[at], 0);
        }
    }
    if (lock >= 0) {
        unlinkat(folder, run, 0);
        close(lock);
    }
    return at;
}

void cli_leftovers_remove(const char *folder) {
    struct found found = {0};
    DIR *listing = opendir(folder);
    bool goes_on = listing != NULL;
    const struct dirent *entry;

    while (goes_on && found.count < FOUND_MAX && (entry = readdir(listing)) != NULL) {
        goes_on = !is_ours(entry->d_name) || add(&found, entry->d_name);
    }
    if (found.count > 0) {
        qsort(found.names, found.count, NAME_SPACE, compare);
    }
    for (size_t i = 0; i < found.count;) {
        i += remove_run(dirfd(listing), found.names + i, found.count - i);
    }
    if (listing != NULL) {
        closedir(listing);
    }
    free(found.names);
}
