/* The first phase of an attempt: connecting. */
#ifndef MX_PROBE_CONNECT_H
#define MX_PROBE_CONNECT_H

#include "probe/connection.h"

/* Begins the attempt, on the thread of its lane. */
void mx_probe_begin(struct mx_probe_connection *connection);

#endif
