/* Listens and accepts, with limits: the number of clients, and for each its input, its unsent
 * output and its time. */
#include "server.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <event2/buffer.h>
#include <event2/listener.h>

#include "tool/output.h"

enum { OUTPUT_MAX = 256 * 1024, BACKLOG = 1024 };

/* The purpose of a listener; never freed. */
struct door {
    struct lab_server *server;
    const struct lab_service *service;
    const struct lab_address *address;
};

static socklen_t fill(struct sockaddr_storage *out, const struct lab_address *address,
                      uint16_t port) {
    if (address->family == AF_INET) {
        struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(port)};
        memcpy(&v4.sin_addr, address->bytes, sizeof v4.sin_addr);
        memcpy(out, &v4, sizeof v4);
        return sizeof v4;
    }
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
    memcpy(&v6.sin6_addr, address->bytes, sizeof v6.sin6_addr);
    memcpy(out, &v6, sizeof v6);
    return sizeof v6;
}

int lab_server_bind(const char *tool, const struct lab_address *address, uint16_t port, int type) {
    struct sockaddr_storage name;
    socklen_t length = fill(&name, address, port);
    int on = 1;
    int fd = socket(address->family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        bind(fd, (const struct sockaddr *)&name, length) != 0) {
        char text[MXTRAP_ADDRESS_TEXT_MAX];
        cli_complain_of(tool, "cannot listen on %s port %u: %s", lab_address_text(address, text),
                        port, strerror(errno));
        if (fd >= 0) {
            close(fd);
        }
        return -1;
    }
    return fd;
}

static void free_client(struct lab_client *client) {
    client->server->clients--;
    bufferevent_free(client->stream);
    free(client);
}

static size_t pending(const struct lab_client *client) {
    return evbuffer_get_length(bufferevent_get_output(client->stream));
}

bool lab_client_is_full(const struct lab_client *client) {
    return pending(client) > OUTPUT_MAX;
}

void lab_client_end(struct lab_client *client) {
    client->is_ending = true;
    bufferevent_disable(client->stream, EV_READ);
}

static void on_read(struct bufferevent *stream, void *context) {
    struct lab_client *client = context;

    (void)stream;
    client->service->on_input(client);
    if (lab_client_is_full(client) || (client->is_ending && pending(client) == 0)) {
        free_client(client);
    }
}

static void on_sent(struct bufferevent *stream, void *context) {
    struct lab_client *client = context;

    (void)stream;
    if (client->is_ending) {
        free_client(client);
    }
}

/* A client that has closed its side still gets its answers. */
static void on_event(struct bufferevent *stream, short what, void *context) {
    struct lab_client *client = context;

    (void)stream;
    if ((what & BEV_EVENT_EOF) != 0 && pending(client) > 0) {
        lab_client_end(client);
    } else {
        free_client(client);
    }
}

static void on_accept(struct evconnlistener *listener, evutil_socket_t fd, struct sockaddr *peer,
                      int length, void *context) {
    const struct door *door = context;
    struct lab_server *server = door->server;
    const struct timeval idle = {.tv_sec = door->service->idle_seconds};
    struct lab_client *client =
        server->clients < server->clients_max ? calloc(1, sizeof *client) : NULL;

    (void)listener, (void)peer, (void)length;
    if (client == NULL) {
        close(fd);
        return;
    }
    *client = (struct lab_client){
        .server = server,
        .service = door->service,
        .address = door->address,
        .stream = bufferevent_socket_new(server->base, fd, BEV_OPT_CLOSE_ON_FREE)};
    if (client->stream == NULL) {
        close(fd);
        free(client);
        return;
    }
    server->clients++;
    bufferevent_setcb(client->stream, on_read, on_sent, on_event, client);
    bufferevent_setwatermark(client->stream, EV_READ, 0, door->service->input_max);
    bufferevent_set_timeouts(client->stream, &idle, &idle);
    if (door->service->greet != NULL) {
        door->service->greet(client);
    }
    bufferevent_enable(client->stream, EV_READ | EV_WRITE);
}

bool lab_server_listen(struct lab_server *server, const struct lab_address *address,
                       const struct lab_service *service) {
    int fd = lab_server_bind(server->tool, address, service->port, SOCK_STREAM);

    if (fd < 0) {
        return false;
    }
    struct door *door = malloc(sizeof *door);
    if (door != NULL) {
        *door = (struct door){server, service, address};
    }
    if (door == NULL || evconnlistener_new(server->base, on_accept, door, LEV_OPT_CLOSE_ON_EXEC,
                                           BACKLOG, fd) == NULL) {
        cli_complain_of(server->tool, "cannot listen: %s", strerror(errno));
        return false;
    }
    return true;
}
