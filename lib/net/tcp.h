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
    uint64_t end;  /* when all must be done, in mx_monotonic_ms */
    bool out_of_memory;
    const char *error; /* of a failure, as a sentence; valid until the process's next failure */
};

/* Connects to the first address of SERVER that accepts. This and the next two return false on
 * failure. */
bool mx_tcp_connect(struct mx_tcp *tcp, const char *server, uint16_t port);

/* Sends, or receives, exactly LENGTH bytes. */
bool mx_tcp_send(struct mx_tcp *tcp, const uint8_t *bytes, size_t length);
bool mx_tcp_receive(struct mx_tcp *tcp, uint8_t *bytes, size_t length);

void mx_tcp_close(struct mx_tcp *tcp);

#endif
