/* A TCP connection to a name server, each step of it bounded in time. */
#ifndef MX_NET_TCP_H
#define MX_NET_TCP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Begin with fd -1 and the limits. */
struct mx_tcp {
    int fd;
    uint64_t step; /* milliseconds that one step may take: a connection, a wait for bytes */
    uint64_t end;  /* of everything, as mx_monotonic_ms has it */
    bool out_of_memory;
    const char *error; /* what failed, as a sentence; lives until the next failure in the process */
};

/* Connects to the addresses of SERVER, one after the other, until one accepts. False on failure,
 * as the next two. */
bool mx_tcp_connect(struct mx_tcp *tcp, const char *server, uint16_t port);

/* Sends, or receives, just LENGTH bytes. */
bool mx_tcp_send(struct mx_tcp *tcp, const uint8_t *bytes, size_t length);
bool mx_tcp_receive(struct mx_tcp *tcp, uint8_t *bytes, size_t length);

void mx_tcp_close(struct mx_tcp *tcp);

#endif
