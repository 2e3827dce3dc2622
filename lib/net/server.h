/* The address of a DNS server. */
#ifndef MX_NET_SERVER_H
#define MX_NET_SERVER_H

#include "dns/sockaddr.h"
#include "model/findings.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MX_DNS_PORT = 53, MX_DNS_SERVER_TEXT_MAX = 80, MX_DNS_SERVERS_MAX = 16 };

struct mx_dns_server {
    struct sockaddr_storage address;
    socklen_t length;
};

/* Parses ADDR or ADDR@PORT (default 53), IPv4 or IPv6 with its %zone; false leaves *OUT. */
bool mx_dns_server_parse(struct mx_dns_server *out, const char *text, size_t length);

struct mx_dns_server mx_dns_server_of(const struct mx_address *address, uint16_t port);

/* Reads COUNT TEXTS into OUT, of MX_DNS_SERVERS_MAX. MXTRAP_ERR_ARGUMENT: FINDINGS have the reason;
 * MXTRAP_ERR_MEMORY. */
enum mxtrap_status mx_dns_servers_read(struct mx_dns_server *out, const char *const *texts,
                                       size_t count, mxtrap_findings *findings);

/* "192.0.2.53@53" into BUFFER of MX_DNS_SERVER_TEXT_MAX bytes; returns BUFFER. */
const char *mx_dns_server_print(const struct mx_dns_server *server, char *buffer);

#endif
