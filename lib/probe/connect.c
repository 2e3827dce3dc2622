/* From the first SYN to a connection, or to the verdict that there is none; and the end of both. */
#include "probe/parts.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/monotonic.h"

/* The last connection of an attempt lasts half a second at the least. */
enum { MILLISECOND_NS = 1000000, LEAST_MS = 500, RETRY_MS = 100 };

static void on_connect(evutil_socket_t fd, short what, void *argument);
static void on_time(evutil_socket_t fd, short what, void *argument);

static uint64_t ms_since(uint64_t then) {
    return (mx_monotonic_ns() - then) / MILLISECOND_NS;
}

static struct timeval timeval_of(uint64_t ms) {
    return (struct timeval){(time_t)(ms / 1000), (suseconds_t)(ms % 1000 * 1000)};
}

/* Without a timer nothing would ever end: then the connection ends at once, for want of memory. */
static void add_timer(struct mx_probe_connection *connection, uint64_t ms,
                      const struct timeval *tv) {
    connection->phase_ends = mx_monotonic_ns() + ms * MILLISECOND_NS;
    if (evtimer_add(&connection->timer, tv) != 0) {
        connection->phase_ends = 0;
        event_active(&connection->timer, EV_TIMEOUT, 1);
    }
}

static void set_timer(struct mx_probe_connection *connection, uint64_t ms) {
    struct timeval tv = timeval_of(ms);
    add_timer(connection, ms, &tv);
}

void mx_probe_time_out(struct mx_probe_connection *connection, unsigned ms) {
    struct timeval tv = timeval_of(ms);
    const struct timeval *common = event_base_init_common_timeout(connection->lane->base, &tv);

    add_timer(connection, ms, common != NULL ? common : &tv);
}

/* All begin with the same time, which is a common one; the last one's is what is left. */
static void time_out_connect(struct mx_probe_connection *connection) {
    const struct mx_probe_options *options = &connection->prober->options;
    uint64_t since = ms_since(connection->since);
    uint64_t left = since < options->timeout_ms ? options->timeout_ms - since : 0;

    if (connection->connects == 1 && options->timeout_ms <= options->socket_ms + LEAST_MS) {
        mx_probe_time_out(connection, options->timeout_ms);
    } else if (left > options->socket_ms + LEAST_MS) {
        mx_probe_time_out(connection, options->socket_ms);
    } else {
        set_timer(connection, left);
    }
}

bool mx_probe_watch(struct mx_probe_connection *connection, short what,
                    event_callback_fn callback) {
    if (event_initialized(&connection->io)) {
        event_del(&connection->io);
    }
    return event_assign(&connection->io, connection->lane->base, connection->fd,
                        (short)(what | EV_PERSIST), callback, connection) == 0 &&
           event_add(&connection->io, NULL) == 0;
}

static void close_socket(struct mx_probe_connection *connection) {
    if (event_initialized(&connection->io)) {
        event_del(&connection->io);
    }
    if (connection->fd >= 0) {
        close(connection->fd);
        connection->fd = -1;
    }
}

void mx_probe_leave(struct mx_probe_connection *connection) {
    struct mx_probe_connections *flight = &connection->lane->flight;
    struct mx_probe_connection *before = connection->before, *after = connection->after;

    evtimer_del(&connection->timer);
    close_socket(connection);
    *(before != NULL ? &before->after : &flight->first) = after;
    *(after != NULL ? &after->before : &flight->last) = before;
}

void mx_probe_connection_free(struct mx_probe_connection *connection) {
    if (connection->dialogue != NULL) {
        mx_tls_free(connection->dialogue->tls);
        free(connection->dialogue);
    }
    free(connection);
}

void mx_probe_close(struct mx_probe_connection *connection) {
    mx_probe_leave(connection);
    mx_probe_lane_back(connection);
}

void mx_probe_retry(struct mx_probe_connection *connection) {
    close_socket(connection);
    connection->phase = MX_PROBE_RETRIES;
    connection->has_retried = true;
    set_timer(connection, RETRY_MS);
}

/* What comes of the second connection, made since EHLO was refused on the first, takes nothing back
 * unless it says more. */
static enum mxtrap_state settle(struct mx_probe_connection *connection, enum mxtrap_state state) {
    bool says_more = state == MXTRAP_ANSWERS || state == MXTRAP_REJECTS || state == MXTRAP_UNPROBED;

    if (connection->name_refused == 0 || says_more) {
        return state;
    }
    connection->outcome.code = connection->name_refused;
    connection->outcome.has_icmp = false;
    connection->outcome.offender = (struct mx_address){0};
    return MXTRAP_REJECTS;
}

void mx_probe_verdict(struct mx_probe_connection *connection, enum mxtrap_state state) {
    if (connection->phase != MX_PROBE_QUITS) {
        state = settle(connection, state);
        connection->phase = MX_PROBE_QUITS;
        connection->outcome.state = state;
        connection->outcome.ms = (uint32_t)ms_since(connection->began);
        connection->outcome.ended = mx_monotonic_ns() / MILLISECOND_NS;
    }
}

void mx_probe_local(struct mx_probe_connection *connection, enum mx_cause cause, int error) {
    if (connection->phase != MX_PROBE_QUITS) {
        connection->outcome.cause = cause;
        connection->outcome.error = error;
    }
    mx_probe_verdict(connection, MXTRAP_UNPROBED);
    mx_probe_close(connection);
}

/* A non-blocking socket that is connecting; the errno where there is none. */
static int open_socket(struct mx_probe_connection *connection) {
    bool is_ipv4 = connection->address.family == MX_IPV4;
    int fd = socket(is_ipv4 ? AF_INET : AF_INET6, SOCK_STREAM, 0);

    if (fd < 0) {
        return errno;
    }
    if (evutil_make_socket_nonblocking(fd) != 0 || evutil_make_socket_closeonexec(fd) != 0) {
        int error = errno;
        close(fd);
        return error;
    }
    if (!is_ipv4) { /* an IPv4-mapped address would go by IPv4, and prove that IPv6 works */
        int on = 1;
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    }
    mx_probe_keep_icmp(fd, connection->address.family, true);
    connection->fd = fd;
    return 0;
}

static int begin_connect(const struct mx_probe_connection *connection) {
    const struct mx_address *address = &connection->address;
    uint16_t port = htons(connection->prober->options.port);
    struct sockaddr_in ipv4 = {.sin_family = AF_INET, .sin_port = port};
    struct sockaddr_in6 ipv6 = {.sin6_family = AF_INET6, .sin6_port = port};

    memcpy(&ipv4.sin_addr, address->bytes, sizeof ipv4.sin_addr);
    memcpy(&ipv6.sin6_addr, address->bytes, sizeof ipv6.sin6_addr);
    int begun = address->family == MX_IPV4
                    ? connect(connection->fd, (const struct sockaddr *)&ipv4, sizeof ipv4)
                    : connect(connection->fd, (const struct sockaddr *)&ipv6, sizeof ipv6);
    return begun == 0 || errno == EINPROGRESS || errno == EINTR ? 0 : errno;
}

static bool is_shortage(int error) {
    return error == EMFILE || error == ENFILE;
}

/* Begins the next connection of the attempt; the connection may be closed when it returns. */
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

    mx_probe_connections_add(&lane->flight, connection);
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

/* Whether the connection is made, has failed (it is then closed) or goes on trying. */
enum progress { TRIES, MADE, ENDED };

static enum progress progress(struct mx_probe_connection *connection) {
    int error = 0;
    socklen_t length = sizeof error;

    if (getsockopt(connection->fd, SOL_SOCKET, SO_ERROR, &error, &length) != 0) {
        error = errno;
    }
    if (error == ETIMEDOUT) { /* the kernel gave up before its time: it has not ours */
        close_socket(connection);
        connect_once(connection);
        return ENDED;
    }
    if (error == ECONNRESET || error == EPIPE) { /* made, and gone: what it said is still there */
        return MADE;
    }
    if (error != 0) {
        mx_probe_failed(connection, error, false);
        return ENDED;
    }
    if (is_connected(connection->fd)) {
        return MADE;
    }
    if (mx_probe_take_icmp(connection)) {
        mx_probe_failed(connection, EHOSTUNREACH, false);
        return ENDED;
    }
    return TRIES;
}

static void on_connect(evutil_socket_t fd, short what, void *argument) {
    struct mx_probe_connection *connection = argument;
    (void)fd;
    (void)what;

    if (progress(connection) == MADE) {
        mx_probe_talk(connection);
    }
}

/* The loop may be late, and the connection made meanwhile: silence is believed last of all. */
static void on_time(evutil_socket_t fd, short what, void *argument) {
    struct mx_probe_connection *connection = argument;
    uint64_t now = mx_monotonic_ns();
    (void)fd;
    (void)what;

    if (connection->phase_ends == 0) {
        mx_probe_local(connection, MX_CAUSE_LOCAL, ENOMEM);
        return;
    }
    if (now < connection->phase_ends) { /* the loop's clock is a coarse one */
        set_timer(connection, (connection->phase_ends - now) / MILLISECOND_NS + 1);
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
        if (ms_since(connection->since) < connection->prober->options.timeout_ms) {
            close_socket(connection);
            connect_once(connection);
        } else {
            mx_probe_verdict(connection, MXTRAP_SILENT);
            mx_probe_close(connection);
        }
    }
}
