/* Writing so that a failure is seen and a reader never finds half a file. */
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "model/text.h"

struct cli_stream cli_standard_output = {.fd = STDOUT_FILENO, .name = "standard output"};
struct cli_stream cli_standard_error = {.fd = STDERR_FILENO, .name = "standard error"};

void cli_hold_streams(void) {
    static const int modes[] = {O_WRONLY, O_RDONLY, O_RDONLY}; /* each fails, as before */

    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF && open("/dev/null", modes[fd]) != fd) {
            return;
        }
    }
}

int cli_sink(void *context, const char *bytes, size_t length) {
    struct cli_stream *stream = context;

    while (length > 0) {
        ssize_t written = write(stream->fd, bytes, length);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written < 0) {
            stream->error = errno;
            return -1;
        }
        bytes += written;
        length -= (size_t)written;
    }
    return 0;
}

void cli_complain(const char *tool, const char *message) {
    struct mx_text text = MX_TEXT_INTO(cli_sink, &cli_standard_error);

    mx_text_string(&text, tool);
    mx_text_string(&text, ": ");
    mx_text_escaped(&text, message, strlen(message));
    mx_text_char(&text, '\n');
    mx_text_end(&text);
}

enum cli_exit cli_complain_of(const char *tool, const char *format, ...) {
    va_list arguments;
    char line[1400]; /* the longest name, and words around it */

    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    cli_complain(tool, line);
    return CLI_SYSTEM;
}

enum cli_exit cli_complain_write(const char *tool, const char *name, int error) {
    return cli_complain_of(tool, "cannot write %.800s: %s", name, strerror(error));
}

enum cli_exit cli_finish(const char *tool, enum mxtrap_status status) {
    if (status == MXTRAP_ERR_OUTPUT) {
        return cli_complain_write(tool, cli_standard_output.name, cli_standard_output.error);
    }
    if (status != MXTRAP_OK) {
        cli_complain(tool, mxtrap_strerror(status));
        return CLI_SYSTEM;
    }
    return CLI_HOLDS;
}

static bool fail(struct cli_file *file, int error) {
    file->stream.error = error;
    return false;
}

/* PATH's folder and ".mxtrap.XXXXXX". */
static char *temporary_name(const char *path) {
    const char *slash = strrchr(path, '/');
    size_t folder = slash == NULL ? 0 : (size_t)(slash - path) + 1;
    static const char pattern[] = ".mxtrap.XXXXXX";
    char *name = malloc(folder + sizeof pattern);

    if (name != NULL) {
        memcpy(name, path, folder);
        memcpy(name + folder, pattern, sizeof pattern);
    }
    return name;
}

/* The mode of the file that is replaced, or what the umask leaves of 0666. */
static mode_t mode_for(const struct stat *old) {
    if (old != NULL) {
        return old->st_mode & 07777;
    }
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

static bool open_temporary(struct cli_file *file, const struct stat *old) {
    file->temporary.path = temporary_name(file->target);
    if (file->temporary.path == NULL) {
        return fail(file, ENOMEM);
    }
    file->stream.fd = cli_unfinished_open(&file->temporary);
    if (file->stream.fd < 0) {
        int error = errno;
        free(file->temporary.path);
        file->temporary.path = NULL;
        return fail(file, error);
    }
    /* The owner stays where we may say so: a name server must go on reading its zone. */
    if (old != NULL && fchown(file->stream.fd, old->st_uid, old->st_gid) != 0 && errno != EPERM) {
        return fail(file, errno);
    }
    return fchmod(file->stream.fd, mode_for(old)) == 0 || fail(file, errno);
}

bool cli_file_open(struct cli_file *file, const char *path) {
    struct stat status;
    bool exists = stat(path, &status) == 0;
    bool is_regular = exists && S_ISREG(status.st_mode);

    *file = (struct cli_file){.stream = {.fd = -1, .name = path}};
    if (is_regular && access(path, W_OK) != 0) {
        return fail(file, errno);
    }
    file->target = is_regular ? realpath(path, NULL) : strdup(path);
    if (file->target == NULL) {
        return fail(file, errno);
    }
    if (!exists || is_regular) {
        return open_temporary(file, exists ? &status : NULL);
    }
    file->stream.fd = open(path, O_WRONLY | O_CLOEXEC);
    return file->stream.fd >= 0 || fail(file, errno);
}

/* Waits until the bytes are on the disk. */
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

enum cli_exit cli_file_finish(const char *tool, struct cli_file *file, const char *name,
                              enum mxtrap_status status) {
    enum cli_exit result = CLI_SYSTEM;

    if (status == MXTRAP_ERR_MEMORY) {
        cli_complain(tool, mxtrap_strerror(status));
    } else if (status != MXTRAP_OK || !file_sync(file) || !cli_file_close(file) ||
               !cli_file_commit(file)) {
        cli_complain_write(tool, name, file->stream.error);
    } else {
        result = CLI_HOLDS;
    }
    cli_file_discard(file);
    return result;
}
