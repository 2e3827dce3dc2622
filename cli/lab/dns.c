/* Serves DNS over UDP (RFC 1035 4.2.1) and TCP (4.2.2, RFC 7766). */
#include "lab.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <event2/buffer.h>

#include "tool/output.h"

/* A query by UDP has one question; a longer one is cut, and then malformed. */
enum { DOMAIN_PORT = 53, QUERY_MAX = 4096, BURST = 64, MESSAGE_MAX = 65535 };

/* The loopback addresses, for programs in the lab. Static, since they must outlive the listeners.
 */
static const struct lab_address own[] = {
    {.family = AF_INET, .bytes = {127, 0, 0, 1}, .serves_dns = true, .is_added = true},
    {.family = AF_INET6, .bytes = {[15] = 1}, .serves_dns = true, .is_added = true},
};

static void on_query(evutil_socket_t fd, short what, void *context) {
    const struct lab_server *server = context;

    (void)what;
    for (int i = 0; i < BURST; i++) {
        uint8_t query[QUERY_MAX];
        struct sockaddr_storage peer;
        socklen_t peer_length = sizeof peer;
        ssize_t got = recvfrom(fd, query, sizeof query, 0, (struct sockaddr *)&peer, &peer_length);
        uint8_t *answer = NULL;
        size_t length = 0;
        if (got < 0) {
            return;
        }
        if (lab_answer(server->records, query, (size_t)got, false, &answer, &length)) {
            /* A failure is ignored: datagrams may be lost. */
            sendto(fd, answer, length, 0, (const struct sockaddr *)&peer, peer_length);
            free(answer);
        }
    }
}

static void read_messages(struct lab_client *client) {
    struct evbuffer *input = bufferevent_get_input(client->stream);
    uint16_t prefix;

    while (!client->is_ending && !lab_client_is_full(client) &&
           evbuffer_copyout(input, &prefix, sizeof prefix) == sizeof prefix) {
        size_t length = ntohs(prefix);
        uint8_t *answer = NULL;
        if (evbuffer_get_length(input) < sizeof prefix + length) {
            return;
        }
        const uint8_t *message = evbuffer_pullup(input, (ev_ssize_t)(sizeof prefix + length));
        if (message == NULL || !lab_answer(client->server->records, message + sizeof prefix, length,
                                           true, &answer, &length)) {
            lab_client_end(client);
            return;
        }
        evbuffer_drain(input, sizeof prefix + ntohs(prefix));
        prefix = htons((uint16_t)length);
        bufferevent_write(client->stream, &prefix, sizeof prefix);
        bufferevent_write(client->stream, answer, length);
        free(answer);
    }
}

static const struct lab_service by_tcp = {.port = DOMAIN_PORT,
                                          .input_max = MESSAGE_MAX + sizeof(uint16_t),
                                          .idle_seconds = 30,
                                          .on_input = read_messages};

static bool serve(struct lab_server *server, const struct lab_address *address) {
    int fd = lab_server_bind(server->tool, address, DOMAIN_PORT, SOCK_DGRAM);

    if (fd < 0) {
        return false;
    }
    struct event *event = event_new(server->base, fd, EV_READ | EV_PERSIST, on_query, server);
    if (event == NULL || event_add(event, NULL) != 0) {
        cli_complain_of(server->tool, "cannot wait for queries");
        return false;
    }
    return lab_server_listen(server, address, &by_tcp);
}

static bool is_own(const struct lab_address *address) {
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
        if (own[i].family == address->family &&
            memcmp(own[i].bytes, address->bytes, sizeof own[i].bytes) == 0) {
            return true;
        }
    }
    return false;
}

/* Whether the loopback has ::1, which it lacks if IPv6 is disabled. */
static bool has_ipv6(void) {
    struct sockaddr_in6 name = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    int fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    bool is_there = fd >= 0 && bind(fd, (const struct sockaddr *)&name, sizeof name) == 0;

    if (fd >= 0) {
        evutil_closesocket(fd);
    }
    return is_there;
}

bool lab_dns_serve(struct lab_server *server, const struct lab_hosts *hosts) {
    if (!serve(server, &own[0]) || (has_ipv6() && !serve(server, &own[1]))) {
        return false;
    }
    for (size_t i = 0; i < hosts->count; i++) {
        const struct lab_address *address = &hosts->rows[i];
        if (address->serves_dns && address->is_added && !is_own(address) &&
            !serve(server, address)) {
            return false;
        }
    }
    return true;
}
