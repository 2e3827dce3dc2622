/* The lab's name server. */
#ifndef CLI_LAB_DNS_H
#define CLI_LAB_DNS_H

#include "server.h"

/* Serves the records by UDP and TCP, at the loopback addresses and at those of the name servers;
 * false after a report. */
bool lab_dns_serve(struct lab_server *server, const struct lab_hosts *hosts);

#endif
