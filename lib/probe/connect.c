/* From the first SYN to a connection, or to the verdict that none can be made. */
#include "probe/connection.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

#include "base/monotonic.h"
#include "dns/sockaddr.h"
#include "probe/connect_error.h"
#include "probe/dialogue.h"

/* The last connection of an attempt lasts at least half a second. */
enum { MILLISECOND_NS = 1000000, LAST_MIN_MS = 500 };

static void on_connect(evutil_socket_t fd, short what, void *context);
static void on_time(evutil_socket_t fd, short what, void *context);

static uint64_t ms_since(uint64_t then) {
    return (mx_monotonic_ns() - then) / MILLISECOND_NS;
}

/* All connections get the same timeout, so that libevent can share it; the last gets the rest. */
static void time_out_connect(struct mx_probe_connection *connection) {
    const struct mx_probe_options *options = &connection->settings->options;
    uint64_t since = ms_since(connection->since);
    uint64_t left = since < options->timeout_ms ? options->timeout_ms - since : 0;

    if (connection->connects == 1 && options->timeout_ms <= options->socket_ms + LAST_MIN_MS) {
        mx_probe_time_out(connection, options->timeout_ms);
    } else if (left > options->socket_ms + LAST_MIN_MS) {
        mx_probe_time_out(connection, options->socket_ms);
    } else {
        mx_probe_set_timer(connection, left);
    }
}

/* Makes a non-blocking socket; returns 0 or an errno. */
static int open_socket(struct mx_probe_connection *connection) {
    bool is_ipv4 = connection->address.family == MX_IPV4;
    int fd = mx_socket_open(is_ipv4 ? AF_INET : AF_INET6, SOCK_STREAM);

    if (fd < 0) {
        return errno;
    }
    if (!is_ipv4) { /* an IPv4-mapped address would use IPv4, and seem to prove IPv6 */
        int on = 1;
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    }
    mx_probe_keep_icmp(fd, connection->address.family, true);
    connection->fd = fd;
    return 0;
}

static int begin_connect(const struct mx_probe_connection *connection) {
    struct sockaddr_storage to;
    socklen_t length =
        mx_sockaddr_of(&connection->address, connection->settings->options.port, &to);
    int begun = connect(connection->fd, (const struct sockaddr *)&to, length);

    return begun == 0 || errno == EINPROGRESS || errno == EINTR ? 0 : errno;
}

static bool is_shortage(int error) {
    return error == EMFILE || error == ENFILE;
}

/* Begins the next connection of the attempt, which may end at once and free CONNECTION. */
static void connect_once(struct mx_probe_connection *connection) {
    int error = connection->fd >= 0 ? 0 : open_socket(connection);

    if (error != 0) {
        mx_probe_failed(connection, error, true);
        return;
    }
    if (connection->connects++ > 0) { /* the first one waited for the pace */
        atomic_fetch_add(&connection->lane->later, 1);
    }
    error = begin_connect(connection);
    if (error != 0) {
        mx_probe_failed(connection, error, true);
        return;
    }
    if (!mx_probe_watch(connection, EV_WRITE, on_connect)) {
        mx_probe_local(connection, MX_CAUSE_LOCAL, ENOMEM);
        return;
    }
    time_out_connect(connection);
}

void mx_probe_begin(struct mx_probe_connection *connection) {
    struct mx_probe_lane *lane = connection->lane;

    TAILQ_INSERT_TAIL(&lane->flight, connection, link);
    evtimer_assign(&connection->timer, lane->base, on_time, connection);
    connection->began = connection->since = mx_monotonic_ns();
    if (lane->over != MX_CAUSE_NONE) {
        mx_probe_local(connection, lane->over, 0);
        return;
    }
    int error = open_socket(connection);
    if (is_shortage(error)) {
        connection->is_short = true;
        mx_probe_local(connection, MX_CAUSE_LOCAL, error);
    } else if (error != 0) {
        mx_probe_failed(connection, error, true);
    } else {
        connect_once(connection);
    }
}

static bool is_connected(int fd) {
    struct sockaddr_storage peer;
    socklen_t length = sizeof peer;

    return getpeername(fd, (struct sockaddr *)&peer, &length) == 0;
}

enum progress { TRIES, MADE, ENDED /* and closed */ };

static enum progress progress(struct mx_probe_connection *connection) {
    int error = 0;
    socklen_t length = sizeof error;

    if (getsockopt(connection->fd, SOL_SOCKET, SO_ERROR, &error, &length) != 0) {
        error = errno;
    }
    if (error == ETIMEDOUT) { /* the kernel's timeout was shorter than ours */
        mx_probe_close_socket(connection);
        connect_once(connection);
        return ENDED;
    }
    if (error == ECONNRESET || error == EPIPE) { /* closed already: its bytes can still be read */
        return MADE;
    }
    if (error != 0) {
        mx_probe_failed(connection, error, false);
        return ENDED;
    }
    if (is_connected(connection->fd)) {
        return MADE;
    }
    if (mx_probe_read_icmp(connection)) {
        mx_probe_failed(connection, EHOSTUNREACH, false);
        return ENDED;
    }
    return TRIES;
}

static void on_connect(evutil_socket_t fd, short what, void *context) {
    struct mx_probe_connection *connection = context;
    (void)fd, (void)what;

    if (progress(connection) == MADE) {
        mx_probe_talk(connection);
    }
}

/* A late loop may find the connection made meanwhile: that is checked before silence is reported.
 */
static void on_time(evutil_socket_t fd, short what, void *context) {
    struct mx_probe_connection *connection = context;
    uint64_t now = mx_monotonic_ns();
    (void)fd, (void)what;

    if (connection->phase_ends == 0) {
        mx_probe_local(connection, MX_CAUSE_LOCAL, ENOMEM);
        return;
    }
    if (now < connection->phase_ends) { /* the loop's clock is coarse */
        mx_probe_set_timer(connection, (connection->phase_ends - now) / MILLISECOND_NS + 1);
        return;
    }
    if (connection->phase == MX_PROBE_RETRIES) {
        connection->phase = MX_PROBE_CONNECTS;
        connection->since = now;
        connect_once(connection);
        return;
    }
    if (connection->phase != MX_PROBE_CONNECTS) {
        mx_probe_talk_late(connection);
        return;
    }
    enum progress made = progress(connection);
    if (made == MADE) {
        mx_probe_talk(connection);
    } else if (made == TRIES) {
        if (ms_since(connection->since) < connection->settings->options.timeout_ms) {
            mx_probe_close_socket(connection);
            connect_once(connection);
        } else {
            mx_probe_verdict(connection, MXTRAP_SILENT);
            mx_probe_close(connection);
        }
    }
}
