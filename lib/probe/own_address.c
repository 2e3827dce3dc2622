/* Asks the kernel's routing table by rtnetlink, which follows policy rules; without rtnetlink, the
 * source address of a connected UDP socket. Neither sends a packet. */
#include "probe/own_address.h"

#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

#include "dns/sockaddr.h"

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

/* A route is local if its type says so, or if it leaves by the loopback interface. */
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

    for (int i = 0; i < REPLIES_MAX; i++) { /* replies to earlier questions may be left */
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
    add(&request, RTA_IP_PROTO, &protocol, sizeof protocol); /* for rules that match the port */
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
    (void)asked, (void)address, (void)port;
    return UNKNOWN;
}
#endif

/* The source address of a connection to ADDRESS; false if the kernel has none. */
static bool find_source(const struct mx_address *address, uint16_t port, struct mx_address *out) {
    struct sockaddr_storage name;
    socklen_t size = mx_sockaddr_of(address, port, &name);
    int fd = socket(name.ss_family, SOCK_DGRAM, 0);

    if (fd < 0) {
        return false;
    }
    bool is_known = connect(fd, (const struct sockaddr *)&name, size) == 0 &&
                    getsockname(fd, (struct sockaddr *)&name, &size) == 0;
    close(fd);
    *out = mx_sockaddr_address(&name);
    return is_known;
}

bool mx_own_address_is(int asked, const struct mx_address *address, uint16_t port) {
    enum answer answer = asked >= 0 ? ask_kernel(asked, address, port) : UNKNOWN;
    struct mx_address source;

    return answer == UNKNOWN && find_source(address, port, &source)
               ? mx_address_equal(&source, address) || mx_address_is_loopback(&source)
               : answer == HERE;
}
