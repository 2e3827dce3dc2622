/* The only place that knows sockaddr_in and sockaddr_in6. They are copied, never cast (C11 6.5). */
#include "dns/sockaddr.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

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

/* Most systems need one call for it. */
int mx_socket_open(int family, int type) {
#if defined(SOCK_NONBLOCK) && defined(SOCK_CLOEXEC)
    return socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
#else
    int fd = socket(family, type, 0);

    if (fd >= 0 && (fcntl(fd, F_SETFL, O_NONBLOCK) != 0 || fcntl(fd, F_SETFD, FD_CLOEXEC) != 0)) {
        int error = errno;
        close(fd);
        errno = error;
        return -1;
    }
    return fd;
#endif
}
