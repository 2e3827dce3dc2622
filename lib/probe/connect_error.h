/* Connections that could not be made, and the ICMP errors that give the reason. */
#ifndef MX_PROBE_CONNECT_ERROR_H
#define MX_PROBE_CONNECT_ERROR_H

#include "probe/connection.h"

/* Closes the connection with the verdict on ERROR; AT_ONCE: connect() itself returned it. */
void mx_probe_failed(struct mx_probe_connection *connection, int error, bool at_once);

/* Reads the socket's queue of ICMP errors into the outcome; false if it is empty. */
bool mx_probe_read_icmp(struct mx_probe_connection *connection);

/* Makes the kernel queue ICMP errors, or stop; stopping empties the queue. */
void mx_probe_keep_icmp(int fd, uint8_t family, bool keep);

#endif
