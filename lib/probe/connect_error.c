/* Why a connection was not made: a reset, an ICMP error and its sender, or a local cause. The error
 * number is not enough: Linux returns ECONNREFUSED for an ICMP port unreachable too, and
 * EHOSTUNREACH for a neighbour that does not answer. The error queue is (ip(7), IP_RECVERR). */
#include "probe/connect_error.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "dns/sockaddr.h"

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

/* A socket can be bound only to an address of this machine. */
static bool is_own(const struct mx_address *address) {
    struct sockaddr_storage own;
    socklen_t length = mx_sockaddr_of(address, 0, &own);
    int fd = socket(own.ss_family, SOCK_DGRAM, 0);

    if (fd < 0) {
        return false;
    }
    int bound = bind(fd, (const struct sockaddr *)&own, length);
    close(fd);
    return bound == 0;
}

/* The cause of an error that this machine sent to itself, and not as the probed host. */
static enum mx_cause cause_of_own(const struct mx_probe_outcome *outcome, bool is_ipv4) {
    uint8_t type = is_ipv4 ? 3 : 1, code = is_ipv4 ? 1 : 3; /* host, address unreachable */

    return outcome->icmp_type == type && outcome->icmp_code == code ? MX_CAUSE_NEIGHBOUR
                                                                    : MX_CAUSE_FORBIDDEN;
}

static bool read_error(struct mx_probe_connection *connection, const struct cmsghdr *part) {
    struct mx_probe_outcome *outcome = &connection->outcome;
    const struct mx_address *asked = &connection->address;
    struct sock_extended_err error;

    memcpy(&error, CMSG_DATA(part), sizeof error);
    if (error.ee_origin != SO_EE_ORIGIN_ICMP && error.ee_origin != SO_EE_ORIGIN_ICMP6) {
        return false;
    }
    /* SO_EE_OFFENDER: the sender's address follows the error. */
    struct sockaddr_storage sender = {0};
    const unsigned char *at = CMSG_DATA(part) + sizeof error;
    size_t room = part->cmsg_len - CMSG_LEN(sizeof error);
    memcpy(&sender, at, room < sizeof sender ? room : sizeof sender);
    outcome->has_icmp = true;
    outcome->icmp_type = error.ee_type;
    outcome->icmp_code = error.ee_code;
    outcome->error = (int)error.ee_errno;
    outcome->offender = mx_sockaddr_address(&sender);
    if (outcome->offender.family != 0 && !mx_address_equal(&outcome->offender, asked) &&
        !mx_address_is_loopback(&outcome->offender) && is_own(&outcome->offender)) {
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
    bool found = false;

    for (;;) {
        message.msg_control = control.bytes;
        message.msg_controllen = sizeof control.bytes;
        if (recvmsg(connection->fd, &message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) {
            return found;
        }
        for (struct cmsghdr *part = CMSG_FIRSTHDR(&message); part != NULL;
             part = CMSG_NXTHDR(&message, part)) {
            bool is_error = (part->cmsg_level == IPPROTO_IP && part->cmsg_type == IP_RECVERR) ||
                            (part->cmsg_level == IPPROTO_IPV6 && part->cmsg_type == IPV6_RECVERR);
            if (is_error && !found &&
                part->cmsg_len >= CMSG_LEN(sizeof(struct sock_extended_err))) {
                found = read_error(connection, part);
            }
        }
    }
}
#else
enum { HAS_ERROR_QUEUE = 0 };

void mx_probe_keep_icmp(int fd, uint8_t family, bool keep) {
    (void)fd, (void)family, (void)keep;
}

bool mx_probe_read_icmp(struct mx_probe_connection *connection) {
    (void)connection;
    return false;
}
#endif

/* The cause of an error of this machine; AT_ONCE: from its routing table, before a packet was sent.
 */
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
    case EADDRNOTAVAIL: /* no source address of the family; for IPv4, no port left */
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
