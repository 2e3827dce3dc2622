/* Two processes and the command. The outer one waits and forwards signals. The inner one is the
 * first of its process namespace: it makes the network, serves, starts the command and reaps; when
 * it ends, the kernel ends all processes in the namespace. */
#include "lab.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tool/output.h"

enum { NOT_RUNNABLE = 126, NOT_FOUND = 127, BY_SIGNAL = 128, SPARE_FILES = 64, GRACE = 5 };

/* Forwarded to the command if a person or a program sent them. */
static const int forwarded[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGCONT};

struct inside {
    struct lab_server server;
    struct rlimit files; /* the original limit */
    sigset_t mask;       /* the original mask */
    struct event *grace;
    int ending; /* the signal that will end the command, or 0 */
    pid_t command;
    int status; /* of the command, as from waitpid */
};

/* Signals that were ignored at the start, like SIGHUP under nohup, stay ignored. */
static sigset_t watched(void) {
    struct sigaction before;
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    for (size_t i = 0; i < sizeof forwarded / sizeof forwarded[0]; i++) {
        if (sigaction(forwarded[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN) {
            sigaddset(&set, forwarded[i]);
        }
    }
    return set;
}

/* A terminal sends a signal (Ctrl-C) to the command, too, so only a signal sent to one process is
 * forwarded. */
static bool is_sent(int code) {
    return code <= 0;
}

static bool ends(int number) {
    return number == SIGHUP || number == SIGINT || number == SIGQUIT || number == SIGTERM;
}

static int exit_status(int status) {
    return WIFEXITED(status) ? WEXITSTATUS(status) : BY_SIGNAL + WTERMSIG(status);
}

static void become(const char *tool, const struct inside *inside, char *const *command) {
    setrlimit(RLIMIT_NOFILE, &inside->files);
    signal(SIGPIPE, SIG_DFL);
    signal(SIGXFSZ, SIG_DFL);
    sigprocmask(SIG_SETMASK, &inside->mask, NULL);
    execvp(command[0], command);
    int error = errno;
    cli_complain_of(tool, "cannot run %.800s: %s", command[0], strerror(error));
    _exit(error == ENOENT ? NOT_FOUND : NOT_RUNNABLE);
}

/* Forwards a signal. After one that asks it to end, the command is killed after GRACE seconds, with
 * all that it started. */
static void forward(struct inside *inside, int number) {
    const struct timeval grace = {.tv_sec = GRACE};

    kill(inside->command, number);
    if (inside->ending == 0 && ends(number)) {
        inside->ending = number;
        evtimer_add(inside->grace, &grace);
    }
}

static void on_late(evutil_socket_t fd, short what, void *context) {
    struct inside *inside = context;

    (void)fd, (void)what;
    inside->status = inside->ending; /* as from waitpid after this signal */
    event_base_loopbreak(inside->server.base);
}

static void on_signal(evutil_socket_t fd, short what, void *context) {
    struct inside *inside = context;
    struct signalfd_siginfo information;

    (void)what;
    while (read(fd, &information, sizeof information) == sizeof information) {
        int status;
        pid_t ended;
        if (information.ssi_signo != SIGCHLD) {
            if (is_sent(information.ssi_code)) {
                forward(inside, (int)information.ssi_signo);
            }
            continue;
        }
        while ((ended = waitpid(-1, &status, WNOHANG)) > 0) {
            if (ended == inside->command) {
                inside->status = status;
                event_base_loopbreak(inside->server.base);
                return; /* its process id may be reused from now on */
            }
        }
    }
}

/* The outer process has ended. */
static void on_alone(evutil_socket_t fd, short what, void *context) {
    (void)fd, (void)what, (void)context;
    _exit(CLI_SYSTEM);
}

/* Files for every host's sockets, and the rest for clients. */
static void raise_file_limit(struct inside *inside, size_t sockets) {
    getrlimit(RLIMIT_NOFILE, &inside->files);
    struct rlimit most = {inside->files.rlim_max, inside->files.rlim_max};
    setrlimit(RLIMIT_NOFILE, &most);
    getrlimit(RLIMIT_NOFILE, &most);
    size_t used = sockets + SPARE_FILES;
    inside->server.clients_max = most.rlim_cur > used ? most.rlim_cur - used : 1;
}

static bool watch(struct inside *inside, int fd, event_callback_fn function) {
    struct event *event =
        fd < 0 ? NULL : event_new(inside->server.base, fd, EV_READ | EV_PERSIST, function, inside);

    return event != NULL && event_add(event, NULL) == 0;
}

static int serve(struct inside *inside, const struct lab_hosts *hosts, int outer,
                 char *const *command) {
    const char *tool = inside->server.tool;
    sigset_t set = watched();

    raise_file_limit(inside, 3 * hosts->count);
    inside->server.base = event_base_new();
    if (inside->server.base == NULL || !watch(inside, outer, on_alone) ||
        !watch(inside, signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC), on_signal)) {
        return (int)cli_complain_of(tool, "cannot watch for events: %s", strerror(errno));
    }
    if (!lab_dns_serve(&inside->server, hosts) || !lab_smtp_serve(&inside->server, hosts)) {
        return CLI_SYSTEM;
    }
    inside->grace = evtimer_new(inside->server.base, on_late, inside);
    inside->command = inside->grace == NULL ? -1 : fork();
    if (inside->command < 0) {
        return (int)cli_complain_of(tool, "cannot make a process: %s", strerror(errno));
    }
    if (inside->command == 0) {
        become(tool, inside, command);
    }
    event_base_dispatch(inside->server.base);
    return exit_status(inside->status);
}

/* Waits for the inner process; returns its exit status. */
static int wait_for(const char *tool, pid_t inner) {
    sigset_t set = watched();
    siginfo_t information;
    int status;

    for (;;) {
        int number = sigwaitinfo(&set, &information);
        if (number == SIGCHLD && waitpid(inner, &status, WNOHANG) == inner) {
            break;
        }
        if (number > 0 && number != SIGCHLD && is_sent(information.si_code)) {
            kill(inner, number);
        }
    }
    return WIFEXITED(status)
               ? WEXITSTATUS(status)
               : (int)cli_complain_of(tool, "the lab was ended by signal %d", WTERMSIG(status));
}

int lab_run(const char *tool, const struct lab_records *records, struct lab_hosts *hosts,
            char *const *command) {
    struct inside inside = {.server = {.tool = tool, .records = records}};
    sigset_t set = watched();
    int line[2]; /* the outer process has the write end, and never writes */
    int result = CLI_SYSTEM;

    if (pipe2(line, O_CLOEXEC) != 0) {
        return (int)cli_complain_of(tool, "cannot make a pipe: %s", strerror(errno));
    }
    signal(SIGCHLD, SIG_DFL); /* if our parent ignored it, waitpid would not work */
    sigprocmask(SIG_BLOCK, &set, &inside.mask);
    pid_t inner = lab_namespace_fork(tool);
    if (inner == 0) {
        close(line[1]);
        if (lab_namespace_enter(tool) == CLI_HOLDS && lab_addresses_add(tool, hosts) == CLI_HOLDS) {
            result = serve(&inside, hosts, line[0], command);
        }
        _exit(result);
    }
    close(line[0]);
    if (inner > 0) {
        result = wait_for(tool, inner);
    }
    close(line[1]);
    sigprocmask(SIG_SETMASK, &inside.mask, NULL);
    return result;
}
