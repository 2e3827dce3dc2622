/* Port 25 of the lab's hosts. */
#ifndef CLI_LAB_SMTP_H
#define CLI_LAB_SMTP_H

#include "server.h"

/* Answers at the addresses of real hosts, and nothing at all at those of dummies; where those may
 * reset, nothing listens. False after a report. */
bool lab_smtp_serve(struct lab_server *server, const struct lab_hosts *hosts);

#endif
