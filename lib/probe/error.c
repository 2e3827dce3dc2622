/* Why a connection was not made: a reset, an ICMP error and its sender, or a cause on this side.
 *
 * The number alone does not tell: Linux has ECONNREFUSED for an ICMP port unreachable as well, and
 * EHOSTUNREACH for a neighbour that does not answer. The error queue does (ip(7), IP_RECVERR). */
#include "probe/error.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

#ifdef __linux__
#include <linux/errqueue.h>
#endif

#ifdef __linux__
enum { HAS_ERROR_QUEUE = 1, ERROR_SPACE = 512 };

void mx_probe_keep_icmp(int fd, uint8_t family, bool keep) {
    int on = keep;

    if (family == MX_IPV4) {
        setsockopt(fd, IPPROTO_IP, IP_RECVERR, &on, sizeof on);
    } else {
        setsockopt(fd, IPPROTO_IPV6, IPV6_RECVERR, &on, sizeof on);
    }
}

/* Whether ADDRESS is one of this machine's own: then a socket can be bound to it. */
static bool is_own(const struct mx_address *address) {
    struct sockaddr_in6 ipv6 = {.sin6_family = AF_INET6};
    struct sockaddr_in ipv4 = {.sin_family = AF_INET};
    bool is_ipv4 = address->family == MX_IPV4;
    int fd = socket(is_ipv4 ? AF_INET : AF_INET6, SOCK_DGRAM, 0);

    if (fd < 0) {
        return false;
    }
    memcpy(&ipv4.sin_addr, address->bytes, sizeof ipv4.sin_addr);
    memcpy(&ipv6.sin6_addr, address->bytes, sizeof ipv6.sin6_addr);
    int bound = is_ipv4 ? bind(fd, (const struct sockaddr *)&ipv4, sizeof ipv4)
                        : bind(fd, (const struct sockaddr *)&ipv6, sizeof ipv6);
    close(fd);
    return bound == 0;
}

static struct mx_address address_from(const struct sockaddr *from) {
    struct mx_address address = {0};

    if (from->sa_family == AF_INET) {
        struct sockaddr_in ipv4;
        memcpy(&ipv4, from, sizeof ipv4);
        memcpy(address.bytes, &ipv4.sin_addr, sizeof ipv4.sin_addr);
        address.family = MX_IPV4;
    } else if (from->sa_family == AF_INET6) {
        struct sockaddr_in6 ipv6;
        memcpy(&ipv6, from, sizeof ipv6);
        memcpy(address.bytes, &ipv6.sin6_addr, sizeof ipv6.sin6_addr);
        address.family = MX_IPV6;
    }
    return address;
}

/* Then the connection came from there as well: it was one to this very machine. */
static bool is_loopback(const struct mx_address *address) {
    static const struct in6_addr loopback = IN6ADDR_LOOPBACK_INIT;

    return address->family == MX_IPV4 ? address->bytes[0] == IN_LOOPBACKNET
                                      : memcmp(address->bytes, &loopback, sizeof loopback) == 0;
}

/* An error that this machine sent to itself, and not as the host that was asked. */
static enum mx_cause cause_of_own(const struct mx_probe_outcome *outcome, bool is_ipv4) {
    uint8_t type = is_ipv4 ? 3 : 1, code = is_ipv4 ? 1 : 3; /* host, address unreachable */

    return outcome->icmp_type == type && outcome->icmp_code == code ? MX_CAUSE_NEIGHBOUR
                                                                    : MX_CAUSE_FORBIDDEN;
}

static bool take_error(struct mx_probe_connection *connection, const struct cmsghdr *part) {
    struct mx_probe_outcome *outcome = &connection->outcome;
    const struct mx_address *asked = &connection->address;
    struct sock_extended_err error;

    memcpy(&error, CMSG_DATA(part), sizeof error);
    if (error.ee_origin != SO_EE_ORIGIN_ICMP && error.ee_origin != SO_EE_ORIGIN_ICMP6) {
        return false;
    }
    /* The sender's address stands right behind the error. */
    struct sockaddr_in6 sender = {0};
    const unsigned char *at = CMSG_DATA(part) + sizeof error;
    size_t room = part->cmsg_len - CMSG_LEN(sizeof error);
    memcpy(&sender, at, room < sizeof sender ? room : sizeof sender);
    outcome->has_icmp = true;
    outcome->icmp_type = error.ee_type;
    outcome->icmp_code = error.ee_code;
    outcome->error = (int)error.ee_errno;
    outcome->offender = address_from((const struct sockaddr *)&sender);
    if (outcome->offender.family != 0 && !mx_address_equal(&outcome->offender, asked) &&
        !is_loopback(&outcome->offender) && is_own(&outcome->offender)) {
        outcome->cause = cause_of_own(outcome, asked->family == MX_IPV4);
    }
    return true;
}

bool mx_probe_read_icmp(struct mx_probe_connection *connection) {
    union {
        struct cmsghdr aligned;
        char bytes[ERROR_SPACE];
    } control;
    char packet[1];
    struct iovec vector = {packet, sizeof packet};
    struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1};
    bool taken = false;

    for (;;) {
        message.msg_control = control.bytes;
        message.msg_controllen = sizeof control.bytes;
        if (recvmsg(connection->fd, &message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) {
            return taken;
        }
        for (struct cmsghdr *part = CMSG_FIRSTHDR(&message); part != NULL;
             part = CMSG_NXTHDR(&message, part)) {
            bool is_error = (part->cmsg_level == IPPROTO_IP && part->cmsg_type == IP_RECVERR) ||
                            (part->cmsg_level == IPPROTO_IPV6 && part->cmsg_type == IPV6_RECVERR);
            if (is_error && !taken &&
                part->cmsg_len >= CMSG_LEN(sizeof(struct sock_extended_err))) {
                taken = take_error(connection, part);
            }
        }
    }
}
#else
enum { HAS_ERROR_QUEUE = 0 };

void mx_probe_keep_icmp(int fd, uint8_t family, bool keep) {
    (void)fd;
    (void)family;
    (void)keep;
}

bool mx_probe_read_icmp(struct mx_probe_connection *connection) {
    (void)connection;
    return false;
}
#endif

/* What an error number means that came from this machine only; AT_ONCE: from its table of routes,
 * before a packet was sent. */
static enum mx_cause local_cause(int error, uint8_t family, bool at_once) {
    switch (error) {
    case ENETUNREACH:
    case ENETDOWN:
    case EAFNOSUPPORT:
        return MX_CAUSE_NO_ROUTE;
    case EHOSTUNREACH:
        return at_once ? MX_CAUSE_BLACKHOLE : MX_CAUSE_NEIGHBOUR;
    case EINVAL: /* Linux: a blackhole route */
        return MX_CAUSE_BLACKHOLE;
    case EADDRNOTAVAIL: /* no address of the family to come from; for IPv4, no port left */
        return family == MX_IPV6 ? MX_CAUSE_NO_ROUTE : MX_CAUSE_LOCAL;
    case EACCES:
    case EPERM:
        return MX_CAUSE_FORBIDDEN;
    default:
        return MX_CAUSE_LOCAL;
    }
}

void mx_probe_failed(struct mx_probe_connection *connection, int error, bool at_once) {
    struct mx_probe_outcome *outcome = &connection->outcome;
    uint8_t family = connection->address.family;
    bool has_icmp = outcome->has_icmp || (connection->fd >= 0 && mx_probe_read_icmp(connection));

    if (has_icmp && outcome->cause != MX_CAUSE_NONE) {
        mx_probe_local(connection, outcome->cause, outcome->error);
        return;
    }
    if (has_icmp) {
        mx_probe_verdict(connection, MXTRAP_UNREACHABLE);
    } else if (error == ECONNREFUSED) {
        mx_probe_verdict(connection, MXTRAP_REFUSED);
    } else if (at_once || HAS_ERROR_QUEUE) {
        mx_probe_local(connection, local_cause(error, family, at_once), error);
        return;
    } else {
        outcome->error = error;
        mx_probe_verdict(connection, MXTRAP_UNREACHABLE);
    }
    mx_probe_close(connection);
}
