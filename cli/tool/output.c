/* Output whose failures are noticed. */
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"

struct cli_stream cli_standard_output = {.fd = STDOUT_FILENO, .name = "standard output"};
struct cli_stream cli_standard_error = {.fd = STDERR_FILENO, .name = "standard error"};

bool cli_shows_progress;

/* Not where SIGPIPE was ignored at the start: who did that wants to read of the failure. */
static bool dies_of_closed_pipe;

static bool is_closed_pipe(void) {
    return dies_of_closed_pipe && cli_standard_output.error == EPIPE;
}

static void reserve_streams(void) {
    static const int modes[] = {O_WRONLY, O_RDONLY, O_RDONLY}; /* using it fails, as if closed */

    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF && open("/dev/null", modes[fd]) != fd) {
            return;
        }
    }
}

void cli_streams_begin(void) {
    reserve_streams();
    dies_of_closed_pipe = signal(SIGPIPE, SIG_IGN) != SIG_IGN;
    signal(SIGXFSZ, SIG_IGN);
}

int cli_streams_end(int result) {
    sigset_t set;

    if (is_closed_pipe()) {
        sigemptyset(&set);
        sigaddset(&set, SIGPIPE);
        sigprocmask(SIG_UNBLOCK, &set, NULL);
        signal(SIGPIPE, SIG_DFL);
        raise(SIGPIPE);
    }
    return result;
}

int cli_sink(void *context, const char *bytes, size_t length) {
    struct cli_stream *stream = context;

    if (length > 0) {
        stream->last = bytes[length - 1];
    }
    if (cli_shows_progress && isatty(stream->fd)) {
        cli_shows_progress = false;
        cli_sink(&cli_standard_error, "\r\033[K", 4);
    }
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
    char line[1400]; /* the longest name and its message */

    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    cli_complain(tool, line);
    return CLI_SYSTEM;
}

enum cli_exit cli_complain_write(const char *tool, const char *name, int error) {
    return name == cli_standard_output.name && is_closed_pipe()
               ? CLI_SYSTEM
               : cli_complain_of(tool, "cannot write %.800s: %s", name, strerror(error));
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
