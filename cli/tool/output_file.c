/* Replaces a file atomically: writes a temporary file in the same folder, with the permissions of
 * the old one, and renames it after it is complete and on the disk. */
#include "output_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

enum { LINKS_MAX = 40 /* as in the kernel */, PATH_SPACE = 4096 };

static bool fail(struct cli_file *file, int error) {
    file->stream.error = error;
    return false;
}

/* NAME in the folder of PATH. */
static char *beside(const char *path, const char *name) {
    const char *slash = strrchr(path, '/');
    size_t folder = slash == NULL || name[0] == '/' ? 0 : (size_t)(slash - path) + 1;
    char *joined = malloc(folder + strlen(name) + 1);

    if (joined != NULL) {
        memcpy(joined, path, folder);
        memcpy(joined + folder, name, strlen(name) + 1);
    }
    return joined;
}

/* The content of the link at PATH; NULL with errno: not a link, or an error. */
static char *link_at(const char *path) {
    struct stat status;
    if (lstat(path, &status) != 0 || !S_ISLNK(status.st_mode)) {
        errno = 0;
        return NULL;
    }
    char *text = malloc(PATH_SPACE);
    ssize_t length = text == NULL ? -1 : readlink(path, text, PATH_SPACE - 1);
    if (length < 0) {
        free(text);
        return NULL;
    }
    text[length] = '\0';
    return text;
}

/* The path of the new file: a dangling link is followed, not replaced. NULL with errno. */
static char *follow(const char *path) {
    char *at = strdup(path);

    for (int i = 0; at != NULL; i++) {
        char *next = i < LINKS_MAX ? link_at(at) : NULL;
        if (next == NULL) {
            if (i < LINKS_MAX && errno == 0) {
                return at;
            }
            errno = i < LINKS_MAX ? errno : ELOOP;
            free(at);
            return NULL;
        }
        char *joined = beside(at, next);
        free(next);
        free(at);
        at = joined;
    }
    return NULL;
}

static bool open_new(struct cli_file *file) {
    file->stream.fd = cli_unfinished_open(&file->temporary, file->target, 0666);
    return file->stream.fd >= 0 || fail(file, errno);
}

static bool open_instead(struct cli_file *file, const struct stat *old) {
    file->stream.fd = cli_unfinished_open(&file->temporary, file->target, 0600);
    if (file->stream.fd < 0) {
        return fail(file, errno);
    }
    cli_attributes_keep(file->stream.fd, file->target, old, &file->lost);
    return !file->lost.is_refused || fail(file, file->lost.error);
}

bool cli_file_open(struct cli_file *file, const char *path) {
    struct stat status;
    bool exists = stat(path, &status) == 0;
    bool is_regular = exists && S_ISREG(status.st_mode);

    *file = (struct cli_file){.stream = {.fd = -1, .name = path}};
    if (!exists && errno != ENOENT) {
        return fail(file, errno);
    }
    if (is_regular && access(path, W_OK) != 0) {
        return fail(file, errno);
    }
    file->target = is_regular ? realpath(path, NULL) : exists ? strdup(path) : follow(path);
    if (file->target == NULL) {
        return fail(file, errno);
    }
    if (is_regular) {
        return open_instead(file, &status);
    }
    if (!exists) {
        return open_new(file);
    }
    file->stream.fd = open(path, O_WRONLY | O_CLOEXEC);
    return file->stream.fd >= 0 || fail(file, errno);
}

static bool file_sync(struct cli_file *file) {
    return file->temporary.path == NULL || fsync(file->stream.fd) == 0 || fail(file, errno);
}

bool cli_file_close(struct cli_file *file) {
    int fd = file->stream.fd;

    file->stream.fd = -1;
    return close(fd) == 0 || fail(file, errno);
}

bool cli_file_commit(struct cli_file *file) {
    return file->temporary.path == NULL || cli_unfinished_rename(&file->temporary, file->target) ||
           fail(file, errno);
}

/* A folder that is writable but not readable cannot be opened to sync it. */
bool cli_folder_sync(const char *folder) {
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0) {
        sync();
        return true;
    }
    bool is_synced =
        fsync(fd) == 0 || errno == EINVAL || errno == ENOTSUP; /* not supported there */
    int error = errno;
    close(fd);
    errno = error;
    return is_synced;
}

static bool target_folder_sync(struct cli_file *file) {
    const char *slash = strrchr(file->target, '/');
    char *folder =
        slash == NULL ? strdup(".") : strndup(file->target, (size_t)(slash - file->target) + 1);
    bool is_synced = folder != NULL && cli_folder_sync(folder);

    if (!is_synced) {
        fail(file, folder == NULL ? ENOMEM : errno);
    }
    free(folder);
    return is_synced;
}

void cli_file_discard(struct cli_file *file) {
    if (file->stream.fd >= 0) {
        close(file->stream.fd);
        file->stream.fd = -1;
    }
    if (file->temporary.path != NULL) {
        cli_unfinished_remove(&file->temporary);
    }
    free(file->target);
    file->target = NULL;
}

/* "the group", "the extended attribute user.x" */
static void write_lost(const struct cli_lost *lost, struct mx_text *text) {
    mx_text_string(text, lost->what);
    if (lost->attribute[0] != '\0') {
        mx_text_char(text, ' ');
        mx_text_escaped(text, lost->attribute, strlen(lost->attribute));
    }
    mx_text_string(text, " of the existing file cannot be kept");
}

enum cli_exit cli_file_complain(const char *tool, const struct cli_file *file, const char *name) {
    char words[CLI_ATTRIBUTE_NAME * 4 + 100];
    struct mx_text text = mx_text_within(words, sizeof words);

    if (!file->lost.is_refused) {
        return cli_complain_write(tool, name, file->stream.error);
    }
    write_lost(&file->lost, &text);
    return cli_complain_of(tool, "cannot write %.800s: %s: %s", name, mx_text_string_of(&text),
                           strerror(file->lost.error));
}

void cli_file_warn(const char *tool, const struct cli_file *file, const char *name) {
    char words[CLI_ATTRIBUTE_NAME * 4 + 100];
    struct mx_text text = mx_text_within(words, sizeof words);

    if (file->temporary.path != NULL && file->lost.what != NULL) {
        write_lost(&file->lost, &text);
        cli_complain_of(tool, "%.800s: %s: %s", name, mx_text_string_of(&text),
                        strerror(file->lost.error));
    }
}

enum cli_exit cli_file_finish(const char *tool, struct cli_file *file, const char *name,
                              enum mxtrap_status status) {
    enum cli_exit result = CLI_SYSTEM;
    bool is_new_name = file->temporary.path != NULL;

    if (status == MXTRAP_ERR_MEMORY) {
        cli_complain(tool, mxtrap_strerror(status));
    } else if (status != MXTRAP_OK || !file_sync(file) || !cli_file_close(file)) {
        cli_file_complain(tool, file, name);
    } else {
        cli_file_warn(tool, file, name);
        if (cli_file_commit(file) && (!is_new_name || target_folder_sync(file))) {
            result = CLI_HOLDS;
        } else {
            cli_file_complain(tool, file, name);
        }
    }
    cli_file_discard(file);
    return result;
}
