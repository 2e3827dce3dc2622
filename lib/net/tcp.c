/* Non-blocking sockets, and poll() before each step. */
#include "net/tcp.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/monotonic.h"

static bool fail(struct mx_tcp *tcp, const char *error) {
    tcp->error = error;
    return false;
}

static bool fail_errno(struct mx_tcp *tcp, int error) {
    tcp->out_of_memory = error == ENOMEM;
    return fail(tcp, strerror(error));
}

static const char too_long[] = "the transfer takes too long";

static bool await(struct mx_tcp *tcp, short events) {
    uint64_t now = mx_monotonic_ms(), step_end = now + tcp->step;
    uint64_t end = step_end < tcp->end ? step_end : tcp->end;
    struct pollfd polled = {.fd = tcp->fd, .events = events};
    int ready;

    if (now >= tcp->end) {
        return fail(tcp, too_long);
    }
    do {
        now = mx_monotonic_ms();
        ready = poll(&polled, 1, now < end ? (int)(end - now) : 0);
    } while (ready < 0 && errno == EINTR);
    if (ready < 0) {
        return fail_errno(tcp, errno);
    }
    return ready > 0 || fail(tcp, mx_monotonic_ms() >= tcp->end ? too_long : "timeout");
}

static bool connect_to(struct mx_tcp *tcp, const struct addrinfo *address) {
    int error = 0;
    socklen_t size = sizeof error;

    tcp->fd = socket(address->ai_family, address->ai_socktype, address->ai_protocol);
    if (tcp->fd < 0 || fcntl(tcp->fd, F_SETFD, FD_CLOEXEC) < 0 ||
        fcntl(tcp->fd, F_SETFL, O_NONBLOCK) < 0) {
        return fail_errno(tcp, errno);
    }
    if (connect(tcp->fd, address->ai_addr, address->ai_addrlen) == 0) {
        return true;
    }
    if (errno != EINPROGRESS && errno != EINTR) {
        return fail_errno(tcp, errno);
    }
    if (!await(tcp, POLLOUT)) {
        return false;
    }
    if (getsockopt(tcp->fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0) {
        error = errno;
    }
    return error == 0 || fail_errno(tcp, error);
}

bool mx_tcp_connect(struct mx_tcp *tcp, const char *server, uint16_t port) {
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV};
    struct addrinfo *addresses = NULL;
    bool connected = false;
    char service[8];

    snprintf(service, sizeof service, "%u", (unsigned)port);
    int error = getaddrinfo(server, service, &hints, &addresses);
    if (error != 0) {
        tcp->out_of_memory = error == EAI_MEMORY;
        return error == EAI_SYSTEM ? fail_errno(tcp, errno) : fail(tcp, gai_strerror(error));
    }
    for (const struct addrinfo *at = addresses; at != NULL && !connected; at = at->ai_next) {
        mx_tcp_close(tcp);
        connected = connect_to(tcp, at);
    }
    freeaddrinfo(addresses);
    return connected;
}

static bool would_block(int error) {
    return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

bool mx_tcp_send(struct mx_tcp *tcp, const uint8_t *bytes, size_t length) {
    while (length > 0) {
        if (!await(tcp, POLLOUT)) {
            return false;
        }
        ssize_t sent = send(tcp->fd, bytes, length, MSG_NOSIGNAL);
        if (sent < 0 && !would_block(errno)) {
            return fail_errno(tcp, errno);
        }
        bytes += sent > 0 ? sent : 0;
        length -= sent > 0 ? (size_t)sent : 0;
    }
    return true;
}

bool mx_tcp_receive(struct mx_tcp *tcp, uint8_t *bytes, size_t length) {
    while (length > 0) {
        if (!await(tcp, POLLIN)) {
            return false;
        }
        ssize_t got = recv(tcp->fd, bytes, length, 0);
        if (got == 0) {
            return fail(tcp, "the server closed the connection before the end of the transfer");
        }
        if (got < 0 && !would_block(errno)) {
            return fail_errno(tcp, errno);
        }
        bytes += got > 0 ? got : 0;
        length -= got > 0 ? (size_t)got : 0;
    }
    return true;
}

void mx_tcp_close(struct mx_tcp *tcp) {
    if (tcp->fd >= 0) {
        close(tcp->fd);
    }
    tcp->fd = -1;
}
