/* Adds addresses by rtnetlink(7), so that no other program is needed. */
#include "lab.h"

#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/if_addr.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include "tool/output.h"

enum { LOOPBACK = 1 }; /* a network namespace's first interface */

struct request {
    struct nlmsghdr header;
    union {
        struct ifinfomsg link;
        struct ifaddrmsg address;
    } body;
    uint8_t attributes[64];
};

static void attach(struct request *request, unsigned short type, const void *data, size_t length) {
    struct rtattr *attribute =
        (struct rtattr *)(void *)((uint8_t *)request + NLMSG_ALIGN(request->header.nlmsg_len));

    attribute->rta_type = type;
    attribute->rta_len = (unsigned short)RTA_LENGTH(length);
    memcpy(RTA_DATA(attribute), data, length);
    request->header.nlmsg_len =
        (uint32_t)(NLMSG_ALIGN(request->header.nlmsg_len) + RTA_SPACE(length));
}

/* Sends the request and waits for the reply; returns 0 or an errno. */
static int ask(int netlink, struct request *request) {
    struct {
        struct nlmsghdr header;
        struct nlmsgerr error;
        struct request copy;
    } reply;

    request->header.nlmsg_flags |= NLM_F_REQUEST | NLM_F_ACK;
    if (send(netlink, request, request->header.nlmsg_len, 0) < 0) {
        return errno;
    }
    ssize_t got = recv(netlink, &reply, sizeof reply, 0);
    if (got < 0) {
        return errno;
    }
    if ((size_t)got < sizeof reply.header + sizeof reply.error ||
        reply.header.nlmsg_type != NLMSG_ERROR) {
        return EPROTO;
    }
    return -reply.error.error;
}

static int bring_up(int netlink) {
    struct request request = {
        .header = {.nlmsg_len = NLMSG_LENGTH(sizeof(struct ifinfomsg)), .nlmsg_type = RTM_NEWLINK},
        .body.link = {.ifi_index = LOOPBACK, .ifi_flags = IFF_UP, .ifi_change = IFF_UP}};

    return ask(netlink, &request);
}

static int add_address(int netlink, const struct lab_address *address) {
    size_t length = address->family == AF_INET ? 4 : 16;
    struct request request = {.header = {.nlmsg_len = NLMSG_LENGTH(sizeof(struct ifaddrmsg)),
                                         .nlmsg_type = RTM_NEWADDR,
                                         .nlmsg_flags = NLM_F_CREATE | NLM_F_EXCL},
                              .body.address = {.ifa_family = (uint8_t)address->family,
                                               .ifa_prefixlen = (uint8_t)(length * 8),
                                               .ifa_flags = IFA_F_NODAD | IFA_F_PERMANENT,
                                               .ifa_index = LOOPBACK}};

    attach(&request, IFA_LOCAL, address->bytes, length);
    attach(&request, IFA_ADDRESS, address->bytes, length);
    return ask(netlink, &request);
}

static bool is_loopback(const struct lab_address *address) {
    return address->family == AF_INET
               ? address->bytes[0] == IN_LOOPBACKNET
               : memcmp(address->bytes, &in6addr_loopback, sizeof in6addr_loopback) == 0;
}

/* Why no host can have the address; NULL: one can. */
static const char *why_impossible(const struct lab_address *address) {
    const uint8_t *bytes = address->bytes;
    static const uint8_t everyone[4] = {255, 255, 255, 255};
    struct in6_addr v6;

    if (address->family == AF_INET) {
        return bytes[0] == 0                     ? "it is for \"this network\""
               : (bytes[0] & 0xf0) == 0xe0       ? "it is a multicast address"
               : memcmp(bytes, everyone, 4) == 0 ? "it is the broadcast address"
                                                 : NULL;
    }
    memcpy(&v6, bytes, sizeof v6);
    return IN6_IS_ADDR_UNSPECIFIED(&v6) ? "it means \"no address\""
           : IN6_IS_ADDR_MULTICAST(&v6) ? "it is a multicast address"
           : IN6_IS_ADDR_V4MAPPED(&v6)  ? "it is an IPv4-mapped address"
           : IN6_IS_ADDR_LINKLOCAL(&v6) ? "it is valid on one link only"
                                        : NULL;
}

/* Whether IPv6 is missing from the kernel or disabled. */
static bool is_no_ipv6(const struct lab_address *address, int error) {
    return address->family == AF_INET6 &&
           (error == EOPNOTSUPP || error == EAFNOSUPPORT || error == EACCES);
}

static enum cli_exit add_addresses(const char *tool, int netlink, struct lab_hosts *hosts) {
    char text[MXTRAP_ADDRESS_TEXT_MAX];
    int error = bring_up(netlink);

    if (error != 0) {
        return cli_complain_of(tool, "cannot bring the loopback up: %s", strerror(error));
    }
    for (size_t i = 0; i < hosts->count; i++) {
        struct lab_address *address = &hosts->rows[i];
        const char *reason = why_impossible(address);
        error = reason != NULL || is_loopback(address) ? 0 : add_address(netlink, address);
        if (error != 0 && error != EEXIST) {
            reason = is_no_ipv6(address, error) ? "this system has no IPv6" : strerror(error);
        }
        address->is_added = reason == NULL;
        if (reason != NULL) {
            cli_complain_of(tool, "cannot add the address %s: %s", lab_address_text(address, text),
                            reason);
        }
    }
    return CLI_HOLDS;
}

enum cli_exit lab_addresses_add(const char *tool, struct lab_hosts *hosts) {
    int netlink = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

    if (netlink < 0) {
        return cli_complain_of(tool, "cannot open a netlink socket: %s", strerror(errno));
    }
    enum cli_exit result = add_addresses(tool, netlink, hosts);
    close(netlink);
    return result;
}
