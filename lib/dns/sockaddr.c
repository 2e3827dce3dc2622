/* The only place that knows sockaddr_in and sockaddr_in6. They are copied, never cast (C11 6.5). */
#include "dns/sockaddr.h"

#include <netinet/in.h>
#include <string.h>

socklen_t mx_sockaddr_of(const struct mx_address *address, uint16_t port,
                         struct sockaddr_storage *out) {
    struct sockaddr_in ipv4 = {.sin_family = AF_INET, .sin_port = htons(port)};
    struct sockaddr_in6 ipv6 = {.sin6_family = AF_INET6, .sin6_port = htons(port)};

    *out = (struct sockaddr_storage){0};
    if (address->family == MX_IPV4) {
        memcpy(&ipv4.sin_addr, address->bytes, sizeof ipv4.sin_addr);
        memcpy(out, &ipv4, sizeof ipv4);
        return sizeof ipv4;
    }
    memcpy(&ipv6.sin6_addr, address->bytes, sizeof ipv6.sin6_addr);
    memcpy(out, &ipv6, sizeof ipv6);
    return sizeof ipv6;
}

struct mx_address mx_sockaddr_address(const struct sockaddr_storage *from) {
    struct mx_address address = {0};

    if (from->ss_family == AF_INET) {
        struct sockaddr_in ipv4;
        memcpy(&ipv4, from, sizeof ipv4);
        memcpy(address.bytes, &ipv4.sin_addr, sizeof ipv4.sin_addr);
        address.family = MX_IPV4;
    } else if (from->ss_family == AF_INET6) {
        struct sockaddr_in6 ipv6;
        memcpy(&ipv6, from, sizeof ipv6);
        memcpy(address.bytes, &ipv6.sin6_addr, sizeof ipv6.sin6_addr);
        address.family = MX_IPV6;
    }
    return address;
}
