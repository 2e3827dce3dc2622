/* The kernel's routing table knows: rtnetlink gives the route that a connection would take, policy
 * rules included. A UDP socket that is connected, and sends nothing, knows its own end of it. */
#include "probe/own_address.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#ifdef __linux__
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#endif

enum answer { UNKNOWN, ELSEWHERE, HERE };

#ifdef __linux__
enum { ROOM = 4096, LOOPBACK_INDEX = 1, REPLIES_MAX = 16 };

struct request {
    struct nlmsghdr head;
    struct rtmsg route;
    char attributes[64];
};

int mx_own_address_open(void) {
    return socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
}

static void add(struct request *request, unsigned short type, const void *value, size_t length) {
    size_t at = NLMSG_ALIGN(request->head.nlmsg_len);
    struct rtattr head = {.rta_len = (unsigned short)RTA_LENGTH(length), .rta_type = type};
    char *place = (char *)request + at;

    memcpy(place, &head, sizeof head);
    memcpy(place + RTA_LENGTH(0), value, length);
    request->head.nlmsg_len = (uint32_t)(at + RTA_SPACE(length));
}

/* What a reply says of the route: delivered here, or sent to the loopback interface. */
static enum answer read_route(const struct nlmsghdr *reply) {
    const struct rtmsg *route = NLMSG_DATA(reply);
    size_t left = RTM_PAYLOAD(reply);

    if (route->rtm_type == RTN_LOCAL) {
        return HERE;
    }
    for (const struct rtattr *at = RTM_RTA(route); RTA_OK(at, left); at = RTA_NEXT(at, left)) {
        uint32_t index;
        if (at->rta_type == RTA_OIF && RTA_PAYLOAD(at) == sizeof index) {
            memcpy(&index, RTA_DATA(at), sizeof index);
            return index == LOOPBACK_INDEX ? HERE : ELSEWHERE;
        }
    }
    return ELSEWHERE;
}

static enum answer await_reply(int asked, uint32_t number) {
    union {
        struct nlmsghdr head;
        char bytes[ROOM];
    } reply;

    for (int i = 0; i < REPLIES_MAX; i++) { /* those of an earlier question may be left */
        ssize_t length = recv(asked, &reply, sizeof reply, 0);
        if (length < (ssize_t)sizeof reply.head || !NLMSG_OK(&reply.head, (size_t)length)) {
            return UNKNOWN;
        }
        if (reply.head.nlmsg_seq == number) {
            return reply.head.nlmsg_type == RTM_NEWROUTE  ? read_route(&reply.head)
                   : reply.head.nlmsg_type == NLMSG_ERROR ? ELSEWHERE /* no route at all */
                                                          : UNKNOWN;
        }
    }
    return UNKNOWN;
}

static enum answer ask_kernel(int asked, const struct mx_address *address, uint16_t port) {
    static uint32_t number;
    bool is_ipv4 = address->family == MX_IPV4;
    uint8_t length = is_ipv4 ? 4 : 16, protocol = IPPROTO_TCP;
    uint16_t to_port = htons(port);
    struct request request = {.head = {.nlmsg_len = NLMSG_LENGTH(sizeof request.route),
                                       .nlmsg_type = RTM_GETROUTE,
                                       .nlmsg_flags = NLM_F_REQUEST,
                                       .nlmsg_seq = ++number},
                              .route = {.rtm_family = (unsigned char)(is_ipv4 ? AF_INET : AF_INET6),
                                        .rtm_dst_len = (unsigned char)(length * 8)}};
    struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};

    add(&request, RTA_DST, address->bytes, length);
    add(&request, RTA_IP_PROTO, &protocol, sizeof protocol); /* for rules that look at the port */
    add(&request, RTA_DPORT, &to_port, sizeof to_port);
    return sendto(asked, &request, request.head.nlmsg_len, 0, (const struct sockaddr *)&kernel,
                  sizeof kernel) == (ssize_t)request.head.nlmsg_len
               ? await_reply(asked, number)
               : UNKNOWN;
}
#else
int mx_own_address_open(void) {
    return -1;
}

static enum answer ask_kernel(int asked, const struct mx_address *address, uint16_t port) {
    (void)asked;
    (void)address;
    (void)port;
    return UNKNOWN;
}
#endif

/* Whether the bytes at an end of a connection are those of this machine's loopback network. */
static bool is_loopback(const struct mx_address *address) {
    static const struct in6_addr loopback = IN6ADDR_LOOPBACK_INIT;

    return address->family == MX_IPV4 ? address->bytes[0] == IN_LOOPBACKNET
                                      : memcmp(address->bytes, &loopback, sizeof loopback) == 0;
}

/* The end that the system would give to a connection to ADDRESS; false where it gives none. */
static bool find_source(const struct mx_address *address, uint16_t port, struct mx_address *out) {
    struct sockaddr_in6 ipv6 = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
    struct sockaddr_in ipv4 = {.sin_family = AF_INET, .sin_port = htons(port)};
    bool is_ipv4 = address->family == MX_IPV4;
    struct sockaddr *name = is_ipv4 ? (struct sockaddr *)&ipv4 : (struct sockaddr *)&ipv6;
    socklen_t size = is_ipv4 ? sizeof ipv4 : sizeof ipv6;
    int fd = socket(name->sa_family, SOCK_DGRAM, 0);

    if (fd < 0) {
        return false;
    }
    memcpy(&ipv4.sin_addr, address->bytes, sizeof ipv4.sin_addr);
    memcpy(&ipv6.sin6_addr, address->bytes, sizeof ipv6.sin6_addr);
    bool is_known = connect(fd, name, size) == 0 && getsockname(fd, name, &size) == 0;
    close(fd);
    *out = (struct mx_address){.family = address->family};
    if (is_ipv4) {
        memcpy(out->bytes, &ipv4.sin_addr, sizeof ipv4.sin_addr);
    } else {
        memcpy(out->bytes, &ipv6.sin6_addr, sizeof ipv6.sin6_addr);
    }
    return is_known;
}

bool mx_own_address_is(int asked, const struct mx_address *address, uint16_t port) {
    enum answer answer = asked >= 0 ? ask_kernel(asked, address, port) : UNKNOWN;
    struct mx_address source;

    return answer == UNKNOWN && find_source(address, port, &source)
               ? mx_address_equal(&source, address) || is_loopback(&source)
               : answer == HERE;
}
