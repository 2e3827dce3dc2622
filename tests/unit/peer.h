/* Other sides for the prober's tests: a process that listens on loopback and plays a script. What
 * it hears must be what the script has, or its exit status says so. */
#ifndef PEER_H
#define PEER_H

#include "unit.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>

enum peer_step_kind {
    PEER_END,   /* close */
    PEER_SAY,   /* TEXT */
    PEER_DRIP,  /* TEXT, a byte every MS */
    PEER_FLOOD, /* TEXT, again and again until nobody takes it */
    PEER_HEAR,  /* a line that is TEXT, with CRLF behind it */
    PEER_QUIET, /* nothing, for MS */
    PEER_GONE,  /* the other side's close, for as long as it takes */
    PEER_RESET, /* close with a reset */
    PEER_CALL   /* CALL goes on with the socket */
};

struct peer_step {
    enum peer_step_kind kind;
    const char *text;
    unsigned ms;
    bool (*call)(int fd);
};

struct peer {
    struct mx_address address;
    uint16_t port;
    pid_t pid;
    int fd; /* of one that only listens, pid 0 */
};

static inline bool peer_send(int fd, const char *bytes, size_t length) {
    while (length > 0) {
        ssize_t sent = send(fd, bytes, length, MSG_NOSIGNAL);
        if (sent <= 0) {
            return false;
        }
        bytes += sent;
        length -= (size_t)sent;
    }
    return true;
}

/* A line with its end, at most SIZE bytes of it; how many there are. */
static inline size_t peer_read_line(int fd, char *line, size_t size) {
    size_t length = 0;

    while (length < size && recv(fd, line + length, 1, 0) == 1) {
        if (line[length++] == '\n') {
            break;
        }
    }
    return length;
}

static inline bool peer_hear(int fd, const char *text) {
    char line[600];
    size_t length = peer_read_line(fd, line, sizeof line);
    bool is_it = length == strlen(text) + 2 && memcmp(line, text, length - 2) == 0 &&
                 line[length - 2] == '\r';
    if (!is_it) {
        fprintf(stderr, "heard %.*s and not %s\n", (int)length, line, text);
    }
    return is_it;
}

static inline bool peer_play_step(int fd, const struct peer_step *step) {
    struct linger reset = {.l_onoff = 1};
    struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
    char byte;

    switch (step->kind) {
    case PEER_SAY:
        peer_send(fd, step->text, strlen(step->text));
        return true;
    case PEER_DRIP:
        for (const char *at = step->text; *at != '\0'; at++) {
            if (!peer_send(fd, at, 1) || (at[1] != '\0' && poll(&poll_fd, 1, (int)step->ms) != 0)) {
                return false;
            }
        }
        return true;
    case PEER_FLOOD:
        while (peer_send(fd, step->text, strlen(step->text))) {
        }
        return true;
    case PEER_HEAR:
        return peer_hear(fd, step->text);
    case PEER_QUIET:
        return poll(&poll_fd, 1, (int)step->ms) == 0;
    case PEER_GONE:
        return recv(fd, &byte, 1, 0) <= 0;
    case PEER_RESET:
        return setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset) == 0;
    case PEER_CALL:
        return step->call(fd);
    case PEER_END:
        break;
    }
    return true;
}

/* A socket that listens on loopback, at *PORT, or at a free one where that is 0. */
static inline int peer_listen(struct peer *peer, uint8_t family) {
    struct sockaddr_in ipv4 = {.sin_family = AF_INET, .sin_port = htons(peer->port)};
    struct sockaddr_in6 ipv6 = {.sin6_family = AF_INET6, .sin6_port = htons(peer->port)};
    bool is_ipv4 = family == MX_IPV4;
    struct sockaddr *name = is_ipv4 ? (struct sockaddr *)&ipv4 : (struct sockaddr *)&ipv6;
    socklen_t length = is_ipv4 ? sizeof ipv4 : sizeof ipv6;
    int fd = socket(is_ipv4 ? AF_INET : AF_INET6, SOCK_STREAM, 0), on = 1;

    peer->address = address_of(is_ipv4 ? "127.0.0.1" : "::1");
    assert_int_equal(inet_pton(AF_INET, "127.0.0.1", &ipv4.sin_addr), 1);
    assert_int_equal(inet_pton(AF_INET6, "::1", &ipv6.sin6_addr), 1);
    assert_true(fd >= 0);
    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on), 0);
    assert_int_equal(bind(fd, name, length), 0);
    assert_int_equal(listen(fd, 64), 0);
    assert_int_equal(getsockname(fd, name, &length), 0);
    peer->port = ntohs(is_ipv4 ? ipv4.sin_port : ipv6.sin6_port);
    return fd;
}

/* Plays STEPS to the next connection. */
static inline void peer_play(int listener, const struct peer_step *steps) {
    int fd = accept(listener, NULL, NULL);
    const struct peer_step *step = steps;

    for (; step->kind != PEER_END; step++) {
        if (!peer_play_step(fd, step)) {
            fprintf(stderr, "peer: step %d failed\n", (int)(step - steps));
            _exit(1);
        }
    }
    close(fd);
}

static inline void peer_serve(int listener, const struct peer_step *steps, unsigned times) {
    for (; times > 0; times--) {
        peer_play(listener, steps);
    }
    _exit(0);
}

/* Plays STEPS (the last of them PEER_END) to as many connections as TIMES, one after the other. */
static inline struct peer peer_begin(uint8_t family, const struct peer_step *steps,
                                     unsigned times) {
    struct peer peer = {.fd = -1};
    int listener = peer_listen(&peer, family);

    peer.pid = fork();
    assert_true(peer.pid >= 0);
    if (peer.pid == 0) {
        alarm(300);
        peer_serve(listener, steps, times);
    }
    close(listener);
    return peer;
}

/* The peer has heard what it was to hear, and as many connections. */
static inline void peer_end(const struct peer *peer) {
    int status = -1;
    assert_int_equal(waitpid(peer->pid, &status, 0), peer->pid);
    if (status != 0) {
        fail_msg("the peer ended with %d", status);
    }
}

/* How many files this process has open. */
static inline unsigned open_files(void) {
    unsigned count = 0;
    for (int fd = 0; fd < 1024; fd++) {
        count += fcntl(fd, F_GETFD) >= 0 ? 1 : 0;
    }
    return count;
}

#endif
