/* The keeper, the program and the process that relays its standard error are one process group,
 * which is not that of the terminal: its signals are for the check, which ends the program itself.
 */
#include "keeper.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"
#include "tool/output.h"
#include "tool/pipes.h"

enum {
    STARTS = 2,
    LINE_MAX_LENGTH = 512,
    LINES_MAX = 1000, /* of a program's diagnostics: the rest is dropped */
    GRACE_MS = 2000,
    STEP_MS = 20,
    STEP_NS = 20000000
};

/* The pipes of a start: the program reads from TO and writes into FROM. */
struct start {
    int to[2], from[2];
};

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
}

static void run_program(const struct start *start, const int *errors, const char *const *words) {
    if (dup2(start->to[0], STDIN_FILENO) >= 0 && dup2(start->from[1], STDOUT_FILENO) >= 0 &&
        dup2(errors[1], STDERR_FILENO) >= 0) {
        execvp(words[0], (char *const *)words);
        fprintf(stderr, "%s: %s\n", words[0], strerror(errno));
    }
    _exit(127);
}

/* A child that ends by signals as any program. */
static pid_t fork_child(void) {
    static const int defaults[] = {SIGPIPE, SIGINT, SIGTERM, SIGHUP};
    pid_t child = fork();

    for (size_t i = 0; child == 0 && i < sizeof defaults / sizeof defaults[0]; i++) {
        signal(defaults[i], SIG_DFL);
    }
    return child;
}

/* Runs the program to its end. The keeper holds none of its pipes meanwhile, so that the check sees
 * the end. */
static void run(struct start *starts, size_t number, const char *name, const char *const *words) {
    int errors[2] = {-1, -1};
    pid_t program = cli_pipe_open(errors) ? fork_child() : -1;

    if (program == 0) {
        run_program(&starts[number], errors, words);
    }
    cli_pipe_close(starts[number].to);
    cli_pipe_close(starts[number].from);
    pid_t relayer = program > 0 ? fork_child() : -1;
    if (relayer == 0) {
        for (size_t i = number + 1; i < STARTS; i++) {
            cli_pipe_close(starts[i].to);
            cli_pipe_close(starts[i].from);
        }
        close(errors[1]);
        relay(errors[0], name);
        _exit(0);
    }
    cli_pipe_close(errors);
    if (program > 0) {
        waitpid(program, NULL, 0);
    }
}

static void keep(struct start *starts, const char *name, const char *const *words) {
    char byte;

    setpgid(0, 0);
    signal(SIGTERM, SIG_IGN); /* it ends after the program, and waits for it */
    run(starts, 0, name, words);
    for (size_t i = 1; i < STARTS && read(starts[i].to[0], &byte, 1) == 1; i++) {
        run(starts, i, name, words);
    }
    while (wait(NULL) > 0) {
    }
    _exit(0);
}

void cli_keeper_close(struct cli_keeper *keeper) {
    const int ends[] = {keeper->next_to, keeper->next_from, keeper->to, keeper->from};

    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        if (ends[i] >= 0) {
            close(ends[i]);
        }
    }
}

/* In the keeper: what is the check's, and would hide its end from this and other programs. */
static void close_near_ends(struct cli_keeper *keepers, size_t index, struct start *starts) {
    for (size_t i = 0; i < index; i++) {
        cli_keeper_close(&keepers[i]);
    }
    for (size_t i = 0; i < STARTS; i++) {
        close(starts[i].to[1]);
        close(starts[i].from[0]);
        starts[i].to[1] = starts[i].from[0] = -1;
    }
}

bool cli_keeper_start(struct cli_keeper *keepers, size_t index, const char *name,
                      const char *const *words) {
    struct start starts[STARTS] = {{{-1, -1}, {-1, -1}}, {{-1, -1}, {-1, -1}}};
    struct cli_keeper *keeper = &keepers[index];
    bool is_open = true;

    for (size_t i = 0; i < STARTS; i++) {
        is_open = is_open && cli_pipe_open(starts[i].to) && cli_pipe_open(starts[i].from);
    }
    pid_t process = is_open ? fork() : -1;
    if (process == 0) {
        close_near_ends(keepers, index, starts);
        keep(starts, name, words);
    }
    if (process > 0) {
        *keeper = (struct cli_keeper){process, starts[0].from[0], starts[0].to[1],
                                      starts[1].from[0], starts[1].to[1]};
        for (size_t i = 0; i < STARTS; i++) {
            starts[i].to[1] = starts[i].from[0] = -1;
        }
    }
    for (size_t i = 0; i < STARTS; i++) {
        cli_pipe_close(starts[i].to);
        cli_pipe_close(starts[i].from);
    }
    return process > 0;
}

int cli_keeper_again(void *context, int *from, int *to) {
    struct cli_keeper *keeper = context;

    if (keeper->next_to < 0 || write(keeper->next_to, "", 1) != 1) {
        return -1;
    }
    close(keeper->from);
    close(keeper->to);
    *from = keeper->from = keeper->next_from;
    *to = keeper->to = keeper->next_to;
    keeper->next_from = keeper->next_to = -1;
    return 0;
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

void cli_keeper_end(const struct cli_keeper *keeper) {
    static const int signals[] = {SIGTERM, SIGKILL};

    for (size_t i = 0; keeper->process > 0 && !wait_for(keeper->process) &&
                       i < sizeof signals / sizeof signals[0];
         i++) {
        kill(-keeper->process, signals[i]);
    }
}
