/* Connections that failed before they were made, and the ICMP errors that say why. */
#ifndef MX_PROBE_ERROR_H
#define MX_PROBE_ERROR_H

#include "probe/connection.h"

/* Closes the connection with the verdict on ERROR; AT_ONCE: connect() itself returned it. */
void mx_probe_failed(struct mx_probe_connection *connection, int error, bool at_once);

/* Reads the socket's queue of ICMP errors into the outcome; false if it is empty. */
bool mx_probe_read_icmp(struct mx_probe_connection *connection);

/* Has the kernel keep ICMP errors, or no longer: then those it kept are gone as well. */
void mx_probe_keep_icmp(int fd, uint8_t family, bool keep);

#endif
