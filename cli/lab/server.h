/* What the lab's services share: sockets at addresses, and clients in bounded number. */
#ifndef CLI_LAB_SERVER_H
#define CLI_LAB_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <event2/bufferevent.h>
#include <event2/event.h>

#include "hosts.h"
#include "records.h"

struct lab_server {
    const char *tool;
    struct event_base *base;
    const struct lab_records *records;
    size_t clients, clients_max;
};

struct lab_client;

/* A service over TCP. GREET may be NULL; TAKE is called whenever input came. Both may end the
 * client, after which they return at once. */
struct lab_service {
    uint16_t port;
    size_t input_max; /* octets of one client that are kept */
    int idle_seconds;
    void (*greet)(struct lab_client *client);
    void (*take)(struct lab_client *client);
};

struct lab_client {
    struct lab_server *server;
    const struct lab_service *service;
    const struct lab_address *address; /* which it connected to */
    struct bufferevent *stream;
    bool is_ending;
};

/* A socket bound to the port at the address, of type SOCK_DGRAM or SOCK_STREAM, that does not
 * block; -1 after a report. */
int lab_server_bind(const char *tool, const struct lab_address *address, uint16_t port, int type);

/* Serves at the address; false after a report. */
bool lab_server_listen(struct lab_server *server, const struct lab_address *address,
                       const struct lab_service *service);

/* Whether so much is pending that the client will be dropped: take no more of its input. */
bool lab_client_is_full(const struct lab_client *client);

/* Sends what is pending, then closes. */
void lab_client_end(struct lab_client *client);

#endif
