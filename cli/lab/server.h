/* Sockets and clients of the lab's services. */
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

/* A service over TCP. GREET may be NULL; ON_INPUT is called after each input. Both may end the
 * client, and must then return at once. */
struct lab_service {
    uint16_t port;
    size_t input_max; /* octets kept of one client */
    int idle_seconds;
    void (*greet)(struct lab_client *client);
    void (*on_input)(struct lab_client *client);
};

struct lab_client {
    struct lab_server *server;
    const struct lab_service *service;
    const struct lab_address *address; /* to which it connected */
    struct bufferevent *stream;
    bool is_ending;
};

/* Makes a non-blocking socket of TYPE (SOCK_DGRAM or SOCK_STREAM) bound to the address and port; -1
 * after a report. */
int lab_server_bind(const char *tool, const struct lab_address *address, uint16_t port, int type);

/* Serves at the address; false after a report. */
bool lab_server_listen(struct lab_server *server, const struct lab_address *address,
                       const struct lab_service *service);

/* Whether so much output is pending that the client will be dropped: read no more of its input. */
bool lab_client_is_full(const struct lab_client *client);

/* Sends what is pending, then closes. */
void lab_client_end(struct lab_client *client);

#endif
