/* lib/simulate: what senders do with a layout. A row of senders.def says how a program tries the
 * hosts of an MX set. For one sender and one address family (one.c), the route has the hosts in
 * stages, the walk is the worst order of attempts that chance allows, and the chance is exact over
 * all orders. An address fails if it does not answer, for whatever reason; a host delivers if one
 * of its addresses answers. Layouts come in, walks go to lib/rules and lib/report. The room knows
 * lib/model and below; it asks no network.
 *
 * This file: the route of one sender through one layout, without chance. Each stage is a set of
 * hosts that the sender tries in any order. */
#ifndef MX_SIMULATE_ROUTE_H
#define MX_SIMULATE_ROUTE_H

#include <mxtrap/simulate.h>

#include "base/arena.h"
#include "model/layout.h"
#include "model/sender.h"

/* Addresses of a host that the sender shuffles together. */
struct mx_route_draw {
    uint32_t count;
    uint32_t failing; /* of these: a dummy's, and those that cannot be reached */
    uint32_t silent;  /* of the failing ones, those that take a timeout */
    uint32_t met;     /* not in count: already tried, and not tried again */
};

struct mx_route_host {
    const struct mxtrap_exchanger *exchanger;
    const bool *left_out;          /* its addresses that were tried before; NULL: none */
    size_t only;                   /* the only address to use; SIZE_MAX: all */
    struct mx_route_draw draws[2]; /* addresses tried first, and those after them */
    uint32_t most[2];              /* the limit of IPv4 and of IPv6 addresses */
    uint32_t turns;                /* timeouts that it costs */
    uint32_t ahead;                /* if it delivers: failing addresses before one that answers */
    bool delivers;                 /* a real host that the sender can reach */
};

/* The families that a sender looks up, and those that its host can reach. */
struct mx_view {
    enum mx_sender_family used, reached;
};

enum mx_route_end { MX_ADDRESS_ANSWERS, MX_ADDRESS_SILENT, MX_ADDRESS_UNREACHABLE };

/* What is shuffled: hosts, each with all its addresses; addresses, the preferred family first;
 * hosts, and then one pass swaps neighbours to move the preferred family forward (Exim's host.c);
 * or all addresses. */
enum mx_stage_order { MX_BY_HOST, MX_BY_FAMILY, MX_BY_SWAP, MX_BY_ADDRESS };

struct mx_stage {
    const struct mx_route_host *hosts;
    size_t count;
    size_t picks; /* at most so many of them are tried */
    enum mx_stage_order order;
};

struct mx_route {
    const struct mxtrap_sender *sender;
    struct mx_view view;
    struct mx_stage *stages;
    size_t count;
    /* The sender's limits in this layout; 0: none. */
    size_t hosts, addresses, addresses_hard;
    uint32_t of[2];   /* addresses of each family (0: IPv4), if the sender balances them */
    bool is_balanced; /* both families, and more than the limit: some are left out */
    bool is_known, resets;
    /* After this many failed addresses the sender retries them for ever, since the first is due
     * again before a new one; 0: it does not. */
    size_t rounds;
    /* Silent addresses of several preferences are passed only with luck in timing: the first is due
     * again while another is waited for. */
    bool is_by_moment;
    size_t slips;         /* the same after this many failed addresses; 0: never */
    bool has_unreachable; /* an address that is tried and cannot be reached */
    bool has_shared;      /* counts_shared makes a difference */
    bool counts_shared;   /* see mx_route_case */
};

/* The case that a route is planned for, if one plan cannot represent all orders. */
struct mx_route_case {
    bool ipv4_first;    /* the first of all addresses is IPv4 (MX_BALANCE_FAMILIES) */
    bool counts_shared; /* in a tie with a host that delivers, a failing address counts for each
                         * host that has it: no order costs more; if false, none costs less
                         * (MX_AGAIN_ADDRESS_ONCE) */
};

/* Plans SENDER's route through LAYOUT with the addresses of VIEW, in one case. The route is in
 * ARENA; false when memory is out. */
bool mx_route_plan(struct mx_route *route, struct mx_arena *arena, const mxtrap_layout *layout,
                   const struct mxtrap_sender *sender, struct mx_view view,
                   struct mx_route_case which);

/* Counts HOST's addresses, up to its limit of each family, and fills in what follows from them. */
void mx_route_count(struct mx_route *route, struct mx_route_host *host);

/* The result of HOST's address at INDEX; SIZE_MAX: an unknown one. */
enum mx_route_end mx_route_end_of(const struct mx_route *route, const struct mx_route_host *host,
                                  size_t index);

/* Whether HOST's addresses of one family (0: IPv4) all fail. */
bool mx_route_family_fails(const struct mx_route *route, const struct mx_route_host *host,
                           size_t family);

/* The number of HOST's addresses of one family (0: IPv4) for the sender, left out or not; an
 * unknown one counts as IPv4. */
uint32_t mx_route_family_count(const struct mx_route *route, const struct mx_route_host *host,
                               size_t family);

/* How many of OF addresses of each family are kept, MOST in all; false if all are. Each family has
 * a right to half: Postfix's smtp_balance_inet_proto. */
bool mx_route_shares(const uint32_t of[2], uint32_t most, bool ipv4_first, uint32_t kept[2]);

/* Calls EACH with the index of every address of HOST that the sender tries first (SECOND: after
 * those), in its order; SIZE_MAX for an unknown one. Ends and returns false if EACH does. */
typedef bool mx_each_address(void *context, const struct mx_route_host *host, size_t index);
bool mx_route_each_address(const struct mx_route *route, const struct mx_route_host *host,
                           bool second, mx_each_address *each, void *context);

/* Whether HOST has addresses after its first ones, tried before or not. */
static inline bool mx_route_has_second(const struct mx_route_host *host) {
    return host->draws[1].count + host->draws[1].met > 0;
}

/* The number of HOST's addresses that the sender tries. */
static inline size_t mx_route_cost(const struct mx_route_host *host) {
    return (size_t)host->draws[0].count + host->draws[1].count;
}

/* Seconds that a silent address of HOST takes. */
uint32_t mx_route_seconds(const struct mx_route *route, const struct mx_route_host *host);

/* Whether a limit on addresses may cut hosts that are only partly reachable: the cost of that
 * depends on the order. */
bool mx_route_cuts_mixed(const struct mx_route *route);

/* The number of STAGE's hosts that the sender tries at most; *LEFT is the rest of its limit. */
size_t mx_route_hosts_tried(const struct mx_route *route, const struct mx_stage *stage,
                            size_t *left);

/* How many addresses of a stage it tries after USED others; SIZE_MAX: no limit. After the limit,
 * Exim tries one address of each further preference. */
size_t mx_route_quota(const struct mx_route *route, size_t used);

/* The number of hosts at the beginning of HOSTS that have the first one's preference. */
size_t mx_route_tie_end(const struct mx_route_host *hosts, size_t count);

/* Fills in WALK, with its attempts in ARENA. False when memory is out. */
bool mx_walk(const struct mx_route *route, struct mx_arena *arena, struct mxtrap_walk *walk);

/* Leaves out of *COUNT HOSTS, sorted by preference, what ROUTE's sender does not try again:
 * exchangers, so that *COUNT falls, or failing addresses. False when memory is out. */
bool mx_route_leave_out_repeated(struct mx_arena *arena, struct mx_route *route,
                                 struct mx_route_host *hosts, size_t *count);

#endif
