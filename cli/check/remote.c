/* As rsync does: the words of the remote shell, then the host, then the words of the remote
 * command. No shell of this machine reads any of them. */
#include "remote.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"
#include "tool/output.h"

enum {
    REMOTES_MAX = 16,
    NAME_MAX_LENGTH = 64,
    WORDS_MAX = 64,
    LINE_MAX_LENGTH = 512,
    LINES_MAX = 1000, /* of a program's diagnostics: the rest is dropped */
    GRACE_MS = 2000,
    STEP_MS = 20,
    STEP_NS = 20000000
};

struct remote {
    char name[NAME_MAX_LENGTH + 1];
    const char *host;
    pid_t program, relay; /* 0: none */
    int from, to;         /* -1: none */
};

struct cli_remotes {
    size_t count;
    struct remote list[REMOTES_MAX];
    struct mxtrap_check_vantage vantages[REMOTES_MAX];
};

/* "NAME=HOST", or a host that is its own name. */
static bool read_via(struct remote *remote, const char *via) {
    const char *equals = strchr(via, '=');
    size_t length = equals != NULL ? (size_t)(equals - via) : strlen(via);

    remote->host = equals != NULL ? equals + 1 : via;
    if (length == 0 || length > NAME_MAX_LENGTH || remote->host[0] == '\0' ||
        remote->host[0] == '-') { /* which the program would take for an option */
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        if (via[i] <= ' ' || via[i] > '~') {
            return false;
        }
        remote->name[i] = via[i];
    }
    remote->name[length] = '\0';
    return true;
}

/* Cuts TEXT at its blanks, into one word more than there may be at most. */
static size_t split(char *text, const char **words) {
    size_t count = 0;

    for (char *word = strtok(text, " \t"); word != NULL && count <= WORDS_MAX;
         word = strtok(NULL, " \t")) {
        words[count++] = word;
    }
    return count;
}

/* Writes what the program says on its standard error, with NAME before each line. */
static void relay(int from, const char *name) {
    FILE *input = fdopen(from, "r");
    char line[LINE_MAX_LENGTH];

    for (int i = 0; input != NULL && i < LINES_MAX && fgets(line, sizeof line, input) != NULL;
         i++) {
        struct mx_text text = MX_TEXT_INTO(cli_sink, &cli_standard_error);
        mx_text_string(&text, name);
        mx_text_string(&text, ": ");
        mx_text_escaped(&text, line, strcspn(line, "\r\n"));
        mx_text_char(&text, '\n');
        mx_text_finish(&text);
    }
    while (input != NULL && fgets(line, sizeof line, input) != NULL) {
    }
    _exit(0);
}

static void run_program(const int *to, const int *from, const int *errors,
                        const char *const *words) {
    static const int defaults[] = {SIGPIPE, SIGINT, SIGTERM, SIGHUP};

    for (size_t i = 0; i < sizeof defaults / sizeof defaults[0]; i++) {
        signal(defaults[i], SIG_DFL);
    }
    setpgid(0, 0); /* the terminal's signals are for the check, which ends the program itself */
    if (dup2(to[0], STDIN_FILENO) >= 0 && dup2(from[1], STDOUT_FILENO) >= 0 &&
        dup2(errors[1], STDERR_FILENO) >= 0) {
        execvp(words[0], (char *const *)words);
        fprintf(stderr, "%s: %s\n", words[0], strerror(errno));
    }
    _exit(127);
}

static void close_pair(const int *pair) {
    for (int i = 0; i < 2; i++) {
        if (pair[i] >= 0) {
            close(pair[i]);
        }
    }
}

static bool open_pair(int *pair) {
    return pipe(pair) == 0 && fcntl(pair[0], F_SETFD, FD_CLOEXEC) == 0 &&
           fcntl(pair[1], F_SETFD, FD_CLOEXEC) == 0;
}

/* The program, and the process that relays what it says. */
static bool start(struct remote *remote, const char *const *words) {
    int to[2] = {-1, -1}, from[2] = {-1, -1}, errors[2] = {-1, -1};
    bool is_started = false;

    if (!open_pair(to) || !open_pair(from) || !open_pair(errors)) {
        goto done;
    }
    remote->program = fork();
    if (remote->program == 0) {
        run_program(to, from, errors, words);
    }
    remote->relay = remote->program > 0 ? fork() : 0;
    if (remote->relay == 0 && remote->program > 0) {
        close_pair(to);
        close_pair(from);
        close(errors[1]);
        setpgid(0, 0);
        relay(errors[0], remote->name);
    }
    is_started = remote->program > 0 && remote->relay > 0;
    if (is_started) {
        remote->from = from[0];
        remote->to = to[1];
        from[0] = to[1] = -1;
    }
done:
    close_pair(to);
    close_pair(from);
    close_pair(errors);
    return is_started;
}

/* Cuts the two commands into words, from which the program is started. */
static enum cli_exit start_command(struct remote *remote, char *shell, char *command) {
    const char *words[2 * WORDS_MAX + 2] = {NULL};
    const char *more[WORDS_MAX + 1] = {NULL};
    size_t count = split(shell, words);
    size_t more_count = split(command, more);

    if (count == 0) {
        return cli_usage(&cli_check_tool, "--remote-shell has no word");
    }
    if (count > WORDS_MAX || more_count > WORDS_MAX) {
        return cli_usage(&cli_check_tool, "--remote-%s has more than %d words",
                         count > WORDS_MAX ? "shell" : "command", WORDS_MAX);
    }
    words[count++] = remote->host;
    memcpy(words + count, more, more_count * sizeof *more);
    return start(remote, words) ? CLI_HOLDS : cli_finish(cli_check_tool.name, MXTRAP_ERR_MEMORY);
}

static enum cli_exit start_one(struct remote *remote, const struct cli_check_settings *settings) {
    const char *shell =
        settings->remote_shell != NULL ? settings->remote_shell : "ssh -oBatchMode=yes";
    const char *command =
        settings->remote_command != NULL ? settings->remote_command : "mxtrap-check --serve";
    char *copies[2] = {strdup(shell), strdup(command)};
    enum cli_exit result = copies[0] != NULL && copies[1] != NULL
                               ? start_command(remote, copies[0], copies[1])
                               : cli_finish(cli_check_tool.name, MXTRAP_ERR_MEMORY);

    free(copies[0]);
    free(copies[1]);
    return result;
}

static enum cli_exit read_all(struct cli_remotes *remotes, const struct cli_list *via) {
    for (size_t i = 0; i < via->count; i++) {
        struct remote *remote = &remotes->list[i];
        *remote = (struct remote){.from = -1, .to = -1};
        if (!read_via(remote, via->items[i])) {
            return cli_usage(&cli_check_tool, "--via takes [NAME=]HOST, not \"%s\"", via->items[i]);
        }
        for (size_t other = 0; other < i; other++) {
            if (strcmp(remotes->list[other].name, remote->name) == 0) {
                return cli_usage(&cli_check_tool, "two vantage points are called %s", remote->name);
            }
        }
        remotes->count++;
    }
    return CLI_HOLDS;
}

enum cli_exit cli_remotes_start(struct cli_remotes **out, struct cli_check_settings *settings) {
    enum cli_exit result = CLI_HOLDS;

    if (settings->via.count == 0) {
        return result;
    }
    if (settings->via.count > REMOTES_MAX) {
        return cli_usage(&cli_check_tool, "there are more than %d vantage points", REMOTES_MAX);
    }
    struct cli_remotes *remotes = calloc(1, sizeof *remotes);
    if (remotes == NULL) {
        return cli_finish(cli_check_tool.name, MXTRAP_ERR_MEMORY);
    }
    *out = remotes;
    signal(SIGPIPE, SIG_IGN); /* a program that ended is a vantage point lost, not the end */
    result = read_all(remotes, &settings->via);
    for (size_t i = 0; i < remotes->count && result == CLI_HOLDS; i++) {
        if (strcmp(remotes->list[i].host, "here") != 0) {
            result = start_one(&remotes->list[i], settings);
        }
    }
    for (size_t i = 0; i < remotes->count; i++) {
        const struct remote *remote = &remotes->list[i];
        remotes->vantages[i] =
            (struct mxtrap_check_vantage){remote->name, remote->from, remote->to};
    }
    settings->check.vantages = remotes->vantages;
    settings->check.vantage_count = remotes->count;
    return result;
}

/* Whether CHILD has ended within GRACE_MS. */
static bool wait_for(pid_t child) {
    const struct timespec step = {0, STEP_NS};

    for (int waited = 0; waited < GRACE_MS; waited += STEP_MS) {
        if (waitpid(child, NULL, WNOHANG) != 0) {
            return true;
        }
        nanosleep(&step, NULL);
    }
    return false;
}

static void end_child(pid_t child) {
    static const int signals[] = {SIGTERM, SIGKILL};

    for (size_t i = 0; child > 0 && !wait_for(child) && i < sizeof signals / sizeof signals[0];
         i++) {
        kill(-child, signals[i]);
    }
}

void cli_remotes_end(struct cli_remotes *remotes) {
    for (size_t i = 0; remotes != NULL && i < remotes->count; i++) {
        const struct remote *remote = &remotes->list[i];
        if (remote->to >= 0) {
            close(remote->to);
            close(remote->from);
        }
    }
    for (size_t i = 0; remotes != NULL && i < remotes->count; i++) {
        end_child(remotes->list[i].program);
        end_child(remotes->list[i].relay);
    }
    free(remotes);
}
