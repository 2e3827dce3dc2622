/* One question to one server. The answer is kept in the struct and delivered by the timer, so that
 * the callback runs only from the event loop. */
#include "net/ask.h"

#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/util.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/monotonic.h"
#include "dns/wire.h"

enum { TRIES = 3, TIMEOUT_MS = 5000, PACKETS_A_TURN = 16 };

struct mx_dns_ask {
    struct event_base *base;
    struct mx_dns_server server;
    struct mx_name name;
    uint16_t type, id;
    bool recurse, edns;
    mx_dns_done *done;
    void *context;

    struct event *timer, *readable;
    struct bufferevent *tcp;
    evutil_socket_t fd;
    uint64_t began;
    unsigned timeout_ms, tries;
    bool strayed; /* a packet came that does not answer the question */

    bool ended;
    struct mx_arena arena;
    struct mx_dns_answer answer;
};

static void close_sockets(struct mx_dns_ask *ask) {
    if (ask->readable != NULL) {
        event_free(ask->readable);
        ask->readable = NULL;
    }
    if (ask->fd >= 0) {
        evutil_closesocket(ask->fd);
        ask->fd = -1;
    }
    if (ask->tcp != NULL) {
        bufferevent_free(ask->tcp);
        ask->tcp = NULL;
    }
}

void mx_dns_ask_cancel(struct mx_dns_ask *ask) {
    if (ask != NULL) {
        close_sockets(ask);
        if (ask->timer != NULL) {
            event_free(ask->timer);
        }
        mx_arena_free(&ask->arena);
        free(ask);
    }
}

/* The answer is complete: the timer delivers it in the next round of the loop. */
static void end(struct mx_dns_ask *ask) {
    ask->ended = true;
    close_sockets(ask);
    event_active(ask->timer, EV_TIMEOUT, 0);
}

static void end_with(struct mx_dns_ask *ask, enum mx_dns_result result, const char *why) {
    mx_dns_answer_error(&ask->answer, result, ask->name.wire, why);
    end(ask);
}

static void end_with_errno(struct mx_dns_ask *ask, const char *transport, int error) {
    char why[MX_DNS_WHY_MAX], server[MX_DNS_SERVER_TEXT_MAX];

    snprintf(why, sizeof why, "%s%s: %s", transport, mx_dns_server_print(&ask->server, server),
             strerror(error));
    end_with(ask, error == ENOMEM ? MX_DNS_NO_MEMORY : MX_DNS_UNREACHABLE, why);
}

static void end_late(struct mx_dns_ask *ask) {
    char why[MX_DNS_WHY_MAX], server[MX_DNS_SERVER_TEXT_MAX];

    mx_dns_server_print(&ask->server, server);
    if (ask->strayed) {
        snprintf(why, sizeof why, "%s: sent no answer to the question", server);
    } else {
        snprintf(why, sizeof why, "%s%s: no answer in %u ms", ask->tcp != NULL ? "by TCP, " : "",
                 server, ask->timeout_ms);
    }
    end_with(ask, ask->strayed ? MX_DNS_MALFORMED : MX_DNS_TIMEOUT, why);
}

/* The timer fires when the next try is due, or the timeout is over. */
static bool set_timer(struct mx_dns_ask *ask) {
    uint64_t spent = mx_monotonic_ms() - ask->began, due = ask->timeout_ms;

    if (ask->tcp == NULL && ask->tries < TRIES) {
        due = (uint64_t)ask->timeout_ms * ((1U << ask->tries) - 1) / ((1U << TRIES) - 1);
    }
    uint64_t wait = due > spent ? due - spent : 0;
    struct timeval time = {.tv_sec = (time_t)(wait / 1000),
                           .tv_usec = (suseconds_t)(wait % 1000 * 1000)};
    return event_add(ask->timer, &time) == 0;
}

static void send_query(struct mx_dns_ask *ask) {
    uint8_t query[MX_WIRE_QUERY_MAX];
    size_t length =
        mx_wire_query(query, ask->id, ask->name.wire, ask->type, ask->recurse, ask->edns);

    ask->tries++;
    if (send(ask->fd, query, length, 0) < 0 && errno != EAGAIN && errno != ENOBUFS) {
        end_with_errno(ask, "", errno);
    } else if (!set_timer(ask)) {
        end_with(ask, MX_DNS_NO_MEMORY, NULL);
    }
}

static void read_tcp(struct bufferevent *tcp, void *context) {
    struct mx_dns_ask *ask = context;
    struct evbuffer *input = bufferevent_get_input(tcp);
    uint8_t prefix[2];

    if (evbuffer_copyout(input, prefix, sizeof prefix) < (ssize_t)sizeof prefix) {
        return;
    }
    size_t length = mx_wire_16(prefix);
    if (evbuffer_get_length(input) < length + sizeof prefix) {
        return;
    }
    const uint8_t *bytes = evbuffer_pullup(input, (ssize_t)(length + sizeof prefix));
    if (bytes == NULL) {
        end_with(ask, MX_DNS_NO_MEMORY, NULL);
        return;
    }
    bytes += sizeof prefix;
    if (mx_dns_answer_is_for(bytes, length, ask->id, ask->name.wire, ask->type)) {
        mx_dns_answer_read(&ask->answer, &ask->arena, bytes, length, ask->name.wire, ask->type);
        end(ask);
    } else {
        end_with(ask, MX_DNS_MALFORMED, "by TCP, the server sent no answer to the question");
    }
}

static void tcp_happened(struct bufferevent *tcp, short what, void *context) {
    struct mx_dns_ask *ask = context;
    (void)tcp;

    if ((what & BEV_EVENT_ERROR) != 0) {
        end_with_errno(ask, "by TCP, ", EVUTIL_SOCKET_ERROR());
    } else if ((what & BEV_EVENT_EOF) != 0) {
        end_with(ask, MX_DNS_MALFORMED, "by TCP, the answer was cut short");
    }
}

static void ask_by_tcp(struct mx_dns_ask *ask) {
    uint8_t query[2 + MX_WIRE_QUERY_MAX];
    size_t length =
        mx_wire_query(query + 2, ask->id, ask->name.wire, ask->type, ask->recurse, ask->edns);

    mx_wire_put_16(query, (uint16_t)length);
    close_sockets(ask);
    ask->tcp = bufferevent_socket_new(ask->base, -1, BEV_OPT_CLOSE_ON_FREE);
    if (ask->tcp == NULL || bufferevent_write(ask->tcp, query, length + 2) != 0 ||
        !set_timer(ask)) {
        end_with(ask, MX_DNS_NO_MEMORY, NULL);
        return;
    }
    bufferevent_setcb(ask->tcp, read_tcp, NULL, tcp_happened, ask);
    bufferevent_setwatermark(ask->tcp, EV_READ, 0, 2 + MX_DNS_PACKET_MAX);
    bufferevent_enable(ask->tcp, EV_READ | EV_WRITE);
    if (bufferevent_socket_connect(ask->tcp, (struct sockaddr *)&ask->server.address,
                                   (int)ask->server.length) != 0 &&
        !ask->ended) {
        end_with_errno(ask, "by TCP, ", errno);
    }
}

static void read_packet(struct mx_dns_ask *ask, const uint8_t *packet, size_t length) {
    if (!mx_dns_answer_is_for(packet, length, ask->id, ask->name.wire, ask->type)) {
        ask->strayed = true;
        return;
    }
    mx_dns_answer_read(&ask->answer, &ask->arena, packet, length, ask->name.wire, ask->type);
    if (ask->answer.truncated) {
        ask_by_tcp(ask);
    } else if (ask->edns &&
               (ask->answer.rcode == MX_RCODE_FORMERR || ask->answer.rcode == MX_RCODE_NOTIMP)) {
        ask->edns = false;
        send_query(ask);
    } else {
        end(ask);
    }
}

static void read_udp(evutil_socket_t fd, short what, void *context) {
    struct mx_dns_ask *ask = context;
    uint8_t packet[MX_DNS_PACKET_MAX];
    (void)what;

    for (int i = 0; i < PACKETS_A_TURN && ask->fd == fd; i++) {
        ssize_t length = recv(fd, packet, sizeof packet, 0);
        if (length >= 0) {
            read_packet(ask, packet, (size_t)length);
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            return;
        } else if (errno != EINTR) {
            end_with_errno(ask, "", errno);
        }
    }
}

static void timer_fired(evutil_socket_t fd, short what, void *context) {
    struct mx_dns_ask *ask = context;
    (void)fd, (void)what;

    if (ask->ended) {
        ask->done(ask->context, &ask->answer);
        mx_dns_ask_cancel(ask);
    } else if (ask->tcp == NULL && ask->tries < TRIES) {
        send_query(ask);
    } else {
        end_late(ask);
    }
}

/* The socket is connected, so that the kernel drops packets from elsewhere and reports ICMP errors.
 */
static void open_udp(struct mx_dns_ask *ask) {
    ask->fd = mx_socket_open(ask->server.address.ss_family, SOCK_DGRAM);
    if (ask->fd < 0 ||
        connect(ask->fd, (struct sockaddr *)&ask->server.address, ask->server.length) != 0) {
        end_with_errno(ask, "", errno);
        return;
    }
    ask->readable = event_new(ask->base, ask->fd, EV_READ | EV_PERSIST, read_udp, ask);
    if (ask->readable == NULL || event_add(ask->readable, NULL) != 0) {
        end_with(ask, MX_DNS_NO_MEMORY, NULL);
        return;
    }
    send_query(ask);
}

enum mxtrap_status mx_dns_ask(struct mx_dns_ask **out, struct event_base *base,
                              const struct mx_dns_server *server,
                              const struct mx_dns_question *question, mx_dns_done *done,
                              void *context) {
    struct mx_dns_ask *ask = calloc(1, sizeof *ask);
    if (ask == NULL) {
        return MXTRAP_ERR_MEMORY;
    }
    ask->fd = -1;
    ask->timer = event_new(base, -1, 0, timer_fired, ask);
    if (ask->timer == NULL) {
        free(ask);
        return MXTRAP_ERR_MEMORY;
    }
    ask->base = base;
    ask->server = *server;
    memcpy(ask->name.wire, question->name, mx_name_length(question->name));
    ask->type = question->type;
    ask->recurse = question->recurse;
    ask->edns = true;
    ask->timeout_ms = question->timeout_ms > 0 ? question->timeout_ms : TIMEOUT_MS;
    ask->done = done;
    ask->context = context;
    ask->began = mx_monotonic_ms();
    evutil_secure_rng_get_bytes(&ask->id, sizeof ask->id);
    if (out != NULL) {
        *out = ask;
    }
    open_udp(ask);
    return MXTRAP_OK;
}
