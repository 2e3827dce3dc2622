/* BIND's own program applies the journal, whose format is BIND's affair. It gets an argument vector
 * and no shell; what it writes is bounded, and so is its time. */
#include "journal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/grow.h"
#include "base/monotonic.h"
#include "base/text.h"
#include "tool/inputs.h"
#include "tool/output.h"
#include "tool/pipes.h"

#define PROGRAM "named-compilezone"

extern char **environ;

enum {
    ZONE_MAX = 256 * 1024 * 1024, /* as of a zone from a pipe */
    SAID_MAX = 16 * 1024,         /* of its diagnostics: the rest is dropped */
    PIECE = 64 * 1024,
    SECONDS = 600,
    STEP_NS = 1000000,
    ENDINGS = 2
};

/* What one descriptor of the program writes. */
struct written {
    char *bytes;
    size_t length, pieces, max;
    bool is_cut; /* there was more than MAX */
};

struct run {
    pid_t program;
    struct pollfd pipes[ENDINGS]; /* its standard output, and standard error */
    struct written written[ENDINGS];
    uint64_t end; /* monotonic, in ms */
    bool is_late;
};

bool cli_has_journal(const char *path) {
    struct mx_text name = {0};
    struct stat status;

    mx_text_string(&name, path);
    mx_text_string(&name, ".jnl");
    const char *journal = mx_text_string_of(&name);
    bool has = strcmp(path, "-") != 0 && !cli_is_spec(path) && journal != NULL &&
               stat(journal, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0;
    mx_text_free(&name);
    return has;
}

/* The zone that the file's SOA record names: the program needs it as an argument. Names in a file
 * that does not say where it belongs are below the root, which has no mail. */
static bool find_zone(char *buffer, const char *path) {
    struct mxtrap_zone_file_options options = MXTRAP_ZONE_FILE_OPTIONS_INIT;
    mxtrap_findings *findings = NULL; /* the program reports the errors of the file */
    mxtrap_zones *zones = NULL;
    bool is_found = false;

    options.is_state = 1;
    if (mxtrap_findings_new(&findings) == MXTRAP_OK && mxtrap_zones_new(&zones) == MXTRAP_OK &&
        mxtrap_zone_file_read(zones, path, &options, findings) != MXTRAP_ERR_MEMORY) {
        is_found = mxtrap_zones_count(zones) > 0;
    }
    if (is_found) {
        is_found = strcmp(mxtrap_zone_origin(buffer, mxtrap_zones_at(zones, 0)), ".") != 0;
    }
    mxtrap_zones_free(zones);
    mxtrap_findings_free(findings);
    return is_found;
}

/* Starts it with the signals as they were before this tool set them; errno, or 0. */
static int spawn(struct run *run, const char *const *words, const int *out, const int *errors) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t defaults;

    if (posix_spawn_file_actions_init(&actions) != 0) {
        return ENOMEM;
    }
    if (posix_spawnattr_init(&attributes) != 0) {
        posix_spawn_file_actions_destroy(&actions);
        return ENOMEM;
    }
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    sigaddset(&defaults, SIGXFSZ);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    int error =
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0) != 0 ||
                posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO) != 0 ||
                posix_spawn_file_actions_adddup2(&actions, errors[1], STDERR_FILENO) != 0
            ? ENOMEM
            : posix_spawnp(&run->program, words[0], &actions, &attributes, (char *const *)words,
                           environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

static int start(struct run *run, const char *const *words) {
    int out[2] = {-1, -1}, errors[2] = {-1, -1};
    int error = cli_pipe_open(out) && cli_pipe_open(errors) ? 0 : errno;

    if (error == 0) {
        error = spawn(run, words, out, errors);
    }
    if (error == 0) {
        run->pipes[0] = (struct pollfd){.fd = out[0], .events = POLLIN};
        run->pipes[1] = (struct pollfd){.fd = errors[0], .events = POLLIN};
        out[0] = errors[0] = -1;
    }
    cli_pipe_close(out);
    cli_pipe_close(errors);
    return error;
}

/* Keeps what there is to read. False when memory is out; at the end the descriptor is closed. */
static bool read_some(struct pollfd *from, struct written *to) {
    char *grown = mx_grow(to->bytes, to->length / PIECE, &to->pieces, PIECE);

    if (grown == NULL) {
        return false;
    }
    to->bytes = grown;
    ssize_t got = read(from->fd, to->bytes + to->length, to->pieces * PIECE - to->length);
    if (got < 0 && errno == EINTR) {
        return true;
    }
    if (got <= 0) {
        close(from->fd);
        from->fd = -1; /* poll() skips it */
        return true;
    }
    to->length += (size_t)got;
    to->is_cut = to->is_cut || to->length > to->max;
    to->length = to->is_cut ? to->max : to->length;
    return true;
}

/* Until both ends are closed, time is over, or the zone is too large. False when memory is out. */
static bool read_all(struct run *run) {
    bool has_memory = true;

    while (has_memory && !run->written[0].is_cut &&
           (run->pipes[0].fd >= 0 || run->pipes[1].fd >= 0)) {
        uint64_t now = mx_monotonic_ms();
        run->is_late = now >= run->end;
        if (run->is_late) {
            break;
        }
        poll(run->pipes, ENDINGS, (int)(run->end - now));
        for (int i = 0; i < ENDINGS && has_memory; i++) {
            if (run->pipes[i].revents != 0 && run->pipes[i].fd >= 0) {
                has_memory = read_some(&run->pipes[i], &run->written[i]);
            }
            run->pipes[i].revents = 0;
        }
    }
    return has_memory;
}

/* Its status for waitpid(); it is killed if there is no reason to wait, or no time. */
static int end(struct run *run, bool is_wanted) {
    const struct timespec step = {0, STEP_NS};
    int status = 0;
    pid_t ended = 0;

    while (is_wanted && !run->is_late && (ended = waitpid(run->program, &status, WNOHANG)) == 0) {
        nanosleep(&step, NULL);
        run->is_late = mx_monotonic_ms() >= run->end;
    }
    if (ended == 0) {
        kill(run->program, SIGKILL);
        waitpid(run->program, &status, 0);
    }
    for (int i = 0; i < ENDINGS; i++) {
        if (run->pipes[i].fd >= 0) {
            close(run->pipes[i].fd);
        }
    }
    return status;
}

/* Its diagnostics, each line after the name of both tools. */
static void relay(const struct cli_tool *tool, const struct written *said) {
    for (size_t at = 0, next; at < said->length; at = next + 1) {
        const char *line = said->bytes + at, *newline = memchr(line, '\n', said->length - at);
        next = newline == NULL ? said->length : (size_t)(newline - said->bytes);
        if (next > at) {
            struct mx_text text = MX_TEXT_INTO(cli_sink, &cli_standard_error);
            mx_text_format(&text, "%s: " PROGRAM ": ", tool->name);
            mx_text_escaped(&text, line, next - at);
            mx_text_char(&text, '\n');
            mx_text_end(&text);
        }
    }
}

static enum cli_exit complain(const struct cli_tool *tool, const char *path, const char *why) {
    cli_complain_of(tool->name, "%s and its journal cannot be read: " PROGRAM " %s", path, why);
    return CLI_USAGE;
}

static enum cli_exit judge(const struct cli_tool *tool, const struct cli_journal *journal,
                           const struct run *run, int status) {
    char why[80];
    struct mx_text text = mx_text_within(why, sizeof why);

    if (run->is_late) {
        mx_text_format(&text, "has not ended within %u seconds", journal->deadline);
    } else if (run->written[0].is_cut) {
        mx_text_format(&text, "writes more than %d MiB", ZONE_MAX / 1024 / 1024);
    } else if (WIFEXITED(status) && WEXITSTATUS(status) != 0) {
        mx_text_format(&text, "ends with status %d", WEXITSTATUS(status));
    } else if (WIFSIGNALED(status)) {
        mx_text_format(&text, "is killed by signal %d", WTERMSIG(status));
    }
    if (text.length > 0 || !journal->is_quiet) {
        relay(tool, &run->written[1]);
    }
    return text.length > 0 ? complain(tool, journal->path, mx_text_string_of(&text)) : CLI_HOLDS;
}

static enum cli_exit run_program(const struct cli_tool *tool, const struct cli_journal *journal,
                                 struct run *run) {
    /* What the zone may contain is for the rules to judge: the program only reads. */
    const char *const words[] = {PROGRAM, "-j",          "-i",          "none",   "-k", "ignore",
                                 "-m",    "ignore",      "-M",          "ignore", "-n", "ignore",
                                 "-r",    "ignore",      "-S",          "ignore", "-T", "ignore",
                                 "-W",    "ignore",      "-s",          "full",   "-o", "-",
                                 "--",    journal->zone, journal->path, NULL};
    int error = start(run, words);

    if (error == ENOENT || error == EACCES) {
        return complain(tool, journal->path,
                        "is not found; it is part of BIND (Debian: bind9-utils)");
    }
    if (error != 0) {
        return cli_complain_of(tool->name, PROGRAM ": %s", strerror(error));
    }
    bool has_memory = read_all(run);
    int status = end(run, has_memory && !run->written[0].is_cut);
    return has_memory ? judge(tool, journal, run, status)
                      : cli_finish(tool->name, MXTRAP_ERR_MEMORY);
}

enum cli_exit cli_journal_read(const struct cli_tool *tool, const struct cli_journal *journal,
                               char **bytes, size_t *length) {
    struct cli_journal asked = *journal;
    struct run run = {.written = {{.max = ZONE_MAX}, {.max = SAID_MAX}}};
    char zone[MXTRAP_NAME_TEXT_MAX];

    if (asked.zone == NULL && !find_zone(zone, asked.path)) {
        cli_complain_of(tool->name, "%s does not name its zone: --journal needs --origin",
                        asked.path);
        return CLI_USAGE;
    }
    asked.zone = asked.zone != NULL ? asked.zone : zone;
    asked.deadline = asked.deadline > 0 ? asked.deadline : SECONDS;
    run.end = mx_monotonic_ms() + (uint64_t)asked.deadline * 1000;
    enum cli_exit result = run_program(tool, &asked, &run);
    free(run.written[1].bytes);
    if (result != CLI_HOLDS) {
        free(run.written[0].bytes);
        return result;
    }
    *bytes = run.written[0].bytes;
    *length = run.written[0].length;
    return result;
}
