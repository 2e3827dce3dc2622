/* The way of one sender through one layout, before chance: stages, each of which is a set of hosts
 * that it takes in any order. */
#ifndef MX_SIMULATE_ROUTE_H
#define MX_SIMULATE_ROUTE_H

#include "base/arena.h"
#include "model/layout.h"
#include "model/sender.h"

/* Addresses of a host that the sender draws together. */
struct mx_route_draw {
    uint32_t count;
    uint32_t vain;   /* of these, those that do not answer: a dummy's, and what cannot be reached */
    uint32_t silent; /* of the latter, those that take a timeout */
    uint32_t met;    /* besides these: those that it met before and does not try again */
};

struct mx_route_host {
    const struct mxtrap_exchanger *exchanger;
    const bool *left_out;          /* its addresses that were met before; NULL: none was */
    size_t only;                   /* this one of its addresses only; SIZE_MAX: all */
    struct mx_route_draw draws[2]; /* those that it draws first, and those after them */
    uint32_t most[2];              /* of IPv4, of IPv6: so many at the most */
    uint32_t turns;                /* how many timeouts it costs */
    uint32_t ahead; /* where it delivers: addresses in vain before the one that answers */
    bool delivers;  /* a real host, and the sender can reach it */
};

/* The addresses that a sender looks up, and those of them that its host can reach. */
struct mx_view {
    enum mx_sender_family used, reached;
};

enum mx_route_end { MX_ADDRESS_ANSWERS, MX_ADDRESS_SILENT, MX_ADDRESS_UNREACHABLE };

/* What is in a random order: the hosts, each with all its addresses; the hosts, whose addresses of
 * the preferred family all go first; the hosts, after which one pass swaps neighbours so that the
 * preferred family goes first (Exim's host.c); or all addresses. */
enum mx_stage_order { MX_BY_HOST, MX_BY_FAMILY, MX_BY_SWAP, MX_BY_ADDRESS };

struct mx_stage {
    const struct mx_route_host *hosts;
    size_t count;
    size_t picks; /* so many of them at the most */
    enum mx_stage_order order;
};

struct mx_route {
    const struct mxtrap_sender *sender;
    struct mx_view view;
    struct mx_stage *stages;
    size_t count;
    /* What the sender's limits come to here; 0: none. */
    size_t hosts, addresses, addresses_hard;
    uint32_t of[2];   /* addresses of each family (0: IPv4), where the sender balances them */
    bool is_balanced; /* more than the limit, and of both: some are left out */
    bool is_known, resets;
    /* Where so many addresses are in vain the sender goes round among them and never on, since the
     * first has its turn again before; 0: it does not go round. */
    size_t rounds;
    /* Silent addresses of more than one preference are passed only at the right moment: one has its
     * turn again while another is waited for. */
    bool is_by_moment;
    size_t slips;         /* with so many in vain ahead it is too; 0: there is no such number */
    bool has_unreachable; /* an address that is used and cannot be reached */
    bool has_shared;      /* the second of the two below makes a difference */
    bool counts_shared;   /* that one */
};

/* What a route is planned for where one plan cannot have all orders. */
struct mx_route_case {
    bool ipv4_first;    /* chance makes an IPv4 address the first of all (MX_BALANCE_FAMILIES) */
    bool counts_shared; /* in a tie in which some host delivers, an address in vain that hosts share
                         * counts for each: no order costs more; otherwise none costs less
                         * (MX_AGAIN_ADDRESS_ONCE) */
};

/* Plans SENDER's way through LAYOUT with the addresses of VIEW, in one case. The route lives in
 * ARENA; false when memory is out. */
bool mx_route_plan(struct mx_route *route, struct mx_arena *arena, const mxtrap_layout *layout,
                   const struct mxtrap_sender *sender, struct mx_view view,
                   struct mx_route_case which);

/* Fills in what HOST's addresses come to, of which it takes no more than the most of each family.
 */
void mx_route_count(struct mx_route *route, struct mx_route_host *host);

/* What comes of the address of HOST at INDEX; SIZE_MAX: one that is not known. */
enum mx_route_end mx_route_end_of(const struct mx_route *route, const struct mx_route_host *host,
                                  size_t index);

/* Whether HOST's addresses of one family (0: IPv4) are all in vain. */
bool mx_route_family_is_vain(const struct mx_route *route, const struct mx_route_host *host,
                             size_t family);

/* The addresses of one family (0: IPv4) that HOST has for the sender, left out or not; one that is
 * not known counts as IPv4. */
uint32_t mx_route_family_count(const struct mx_route *route, const struct mx_route_host *host,
                               size_t family);

/* How many addresses of each family are kept of OF, MOST in all; false where all are. Half of them
 * is what neither family can take from the other: Postfix's smtp_balance_inet_proto. */
bool mx_route_shares(const uint32_t of[2], uint32_t most, bool ipv4_first, uint32_t kept[2]);

/* Calls EACH with the index of every address of HOST that the sender uses and draws first (SECOND:
 * after them), in its order; SIZE_MAX for one that is not known. It ends early where EACH says
 * false, and then returns false. */
typedef bool mx_each_address(void *context, const struct mx_route_host *host, size_t index);
bool mx_route_each_address(const struct mx_route *route, const struct mx_route_host *host,
                           bool second, mx_each_address *each, void *context);

/* Whether HOST has addresses that are drawn after its first ones, met before or not. */
static inline bool mx_route_has_second(const struct mx_route_host *host) {
    return host->draws[1].count + host->draws[1].met > 0;
}

/* All addresses of HOST that the sender uses. */
static inline size_t mx_route_cost(const struct mx_route_host *host) {
    return (size_t)host->draws[0].count + host->draws[1].count;
}

/* Seconds that one of HOST's addresses takes where it is silent. */
uint32_t mx_route_seconds(const struct mx_route *route, const struct mx_route_host *host);

/* Whether a limit on addresses cuts hosts that are reached in part: what that costs depends on the
 * order. */
bool mx_route_cuts_mixed(const struct mx_route *route);

/* How many hosts of STAGE the sender tries at the most; *LEFT is what its limit on hosts leaves. */
size_t mx_route_hosts_tried(const struct mx_route *route, const struct mx_stage *stage,
                            size_t *left);

/* How many addresses of a stage it tries once USED are behind it. Behind their limit some try one
 * address of each further preference (Exim). SIZE_MAX: there is no limit. */
size_t mx_route_quota(const struct mx_route *route, size_t used);

#endif
