/* Addresses as the calls of sockets have them. */
#ifndef MX_DNS_SOCKADDR_H
#define MX_DNS_SOCKADDR_H

#include <sys/socket.h>

#include "dns/address.h"

/* Fills OUT with ADDRESS and PORT; returns its length. */
socklen_t mx_sockaddr_of(const struct mx_address *address, uint16_t port,
                         struct sockaddr_storage *out);

/* The address in FROM; its family is 0 if it is neither IPv4 nor IPv6. */
struct mx_address mx_sockaddr_address(const struct sockaddr_storage *from);

/* A socket of this family and type that does not block and that programs started later do not get;
 * -1: see errno. */
int mx_socket_open(int family, int type);

#endif
