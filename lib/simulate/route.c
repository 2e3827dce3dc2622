/* Plans a route: which hosts a sender tries, in which stages, and with which of their addresses. */
#include "simulate/route.h"

#include "simulate/clock.h"
#include "simulate/owner_hosts.h"

static uint32_t lesser(uint32_t a, uint32_t b) {
    return a < b ? a : b;
}

static enum mx_stage_order order_of(const struct mxtrap_sender *sender) {
    if (sender->ties == MX_TIES_ADDRESSES || sender->order == MX_ORDER_ADDRESS_RECORD) {
        return MX_BY_ADDRESS;
    }
    switch ((enum mx_sender_sort)sender->sort) {
    case MX_SORT_PREFERENCE:
        return MX_BY_FAMILY;
    case MX_SORT_SWAP:
        return MX_BY_SWAP;
    case MX_SORT_HOST:
    case MX_SORT_COUNT:
        break;
    }
    return MX_BY_HOST;
}

static void add_stage(struct mx_route *route, const struct mx_route_host *hosts, size_t count,
                      size_t picks) {
    if (count > 0) {
        bool takes_all = picks >= count && route->hosts == 0;
        route->stages[route->count++] = (struct mx_stage){
            hosts, count, picks, takes_all ? order_of(route->sender) : MX_BY_HOST};
    }
}

/* Where the hosts of the last one's preference begin. */
static size_t tie_start(const struct mx_route_host *hosts, size_t count) {
    size_t start = count;

    while (start > 0 &&
           hosts[start - 1].exchanger->preference == hosts[count - 1].exchanger->preference) {
        start--;
    }
    return start;
}

static void add_all(struct mx_route *route, const struct mx_route_host *hosts, size_t count) {
    for (size_t at = 0, end; at < count; at += end) {
        end = mx_route_tie_end(hosts + at, count - at);
        add_stage(route, hosts + at, end, SIZE_MAX);
    }
}

static void add_reverse(struct mx_route *route, const struct mx_route_host *hosts, size_t count) {
    for (size_t end = count, start; end > 0; end = start) {
        start = tie_start(hosts, end);
        add_stage(route, hosts + start, end - start, SIZE_MAX);
    }
}

/* In a set of one preference, first and last are any two of its hosts. */
static void add_last_then_first(struct mx_route *route, const struct mx_route_host *hosts,
                                size_t count) {
    size_t start = tie_start(hosts, count);

    if (start == 0) {
        add_stage(route, hosts, count, 2);
        return;
    }
    add_stage(route, hosts + start, count - start, 1);
    add_stage(route, hosts, mx_route_tie_end(hosts, count), 1);
}

static void add_stages(struct mx_route *route, const struct mx_route_host *hosts, size_t count) {
    size_t start;

    switch ((enum mx_sender_order)route->sender->order) {
    case MX_ORDER_ALL:
        add_all(route, hosts, count);
        break;
    case MX_ORDER_FIRST:
        add_stage(route, hosts, mx_route_tie_end(hosts, count), 1);
        break;
    case MX_ORDER_LAST:
        start = tie_start(hosts, count);
        add_stage(route, hosts + start, count - start, 1);
        break;
    case MX_ORDER_LAST_THEN_FIRST:
        add_last_then_first(route, hosts, count);
        break;
    case MX_ORDER_REVERSE:
        add_reverse(route, hosts, count);
        break;
    case MX_ORDER_ANSWER:
    case MX_ORDER_ADDRESS_RECORD:
        add_stage(route, hosts, count, SIZE_MAX);
        break;
    case MX_ORDER_RANDOM:
    case MX_ORDER_COUNT:
        add_stage(route, hosts, count, 1);
        break;
    }
}

bool mx_route_shares(const uint32_t of[2], uint32_t most, bool ipv4_first, uint32_t kept[2]) {
    uint32_t half = most / 2;

    if (of[0] == 0 || of[1] == 0 || of[0] + of[1] <= most) {
        return false;
    }
    if (of[1] <= half) {
        kept[0] = most - of[1];
    } else if (of[0] <= half) {
        kept[0] = of[0];
    } else {
        kept[0] = (most + (ipv4_first ? 1 : 0)) / 2;
    }
    kept[1] = most - kept[0];
    return true;
}

/* Sets HOST's limits to its part of KEPT, for the families that fail there (or, for the others). */
static void set_limits(const struct mx_route *route, struct mx_route_host *host, bool is_failing,
                       uint32_t kept[2]) {
    for (size_t family = 0; family < 2; family++) {
        if (mx_route_family_fails(route, host, family) == is_failing) {
            host->most[family] = lesser(kept[family], mx_route_family_count(route, host, family));
            kept[family] -= host->most[family];
        }
    }
}

/* Leaves out addresses that exceed the limit, family by family, from the end of the list. Within a
 * preference the order is the worst one: an MTA loses addresses that deliver, spam software the
 * others. */
static void balance(struct mx_route *route, struct mx_route_host *hosts, size_t count,
                    bool ipv4_first) {
    bool failing_first = route->sender->kind != MX_SENDER_BOT;
    uint32_t kept[2];

    for (size_t i = 0; i < count; i++) {
        route->of[0] += mx_route_family_count(route, &hosts[i], 0);
        route->of[1] += mx_route_family_count(route, &hosts[i], 1);
    }
    route->is_balanced = mx_route_shares(route->of, (uint32_t)route->addresses, ipv4_first, kept);
    for (size_t at = 0, end; route->is_balanced && at < count; at += end) {
        end = mx_route_tie_end(hosts + at, count - at);
        for (int pass = 0; pass < 2; pass++) {
            for (size_t i = 0; i < end; i++) {
                set_limits(route, &hosts[at + i], (pass == 0) == failing_first, kept);
            }
        }
        for (size_t i = 0; i < end; i++) {
            mx_route_count(route, &hosts[at + i]);
        }
    }
}

/* Whether the sender believes that this exchanger is itself. */
static bool is_itself(const struct mx_route *route, const struct mxtrap_exchanger *exchanger) {
    for (size_t i = 0; i < exchanger->address_count; i++) {
        enum mx_sender_cause cause = mx_owner_host_cause(&exchanger->addresses[i]);
        if (cause != MX_TURNED_COUNT && route->sender->after[cause] == MX_AFTER_STOP &&
            mx_sender_uses(route->view.used, &exchanger->addresses[i])) {
            return true;
        }
    }
    return false;
}

/* Lists the hosts of LAYOUT that the sender tries: none from the preference on at which it finds
 * itself. HOSTS has room for all; returns their count. */
static size_t list_hosts(struct mx_route *route, const mxtrap_layout *layout,
                         struct mx_route_host *hosts) {
    size_t count = 0;

    for (size_t i = 0; i < layout->count; i++) {
        const struct mxtrap_exchanger *exchanger = &layout->exchangers[i];
        if (mx_exchanger_is_null(exchanger)) {
            continue;
        }
        if (route->sender->order == MX_ORDER_ALL && is_itself(route, exchanger)) {
            while (count > 0 && hosts[count - 1].exchanger->preference == exchanger->preference) {
                count--;
            }
            break;
        }
        hosts[count].exchanger = exchanger;
        hosts[count].only = SIZE_MAX;
        hosts[count].most[0] = hosts[count].most[1] = UINT32_MAX;
        count++;
    }
    return count;
}

/* Lists the exchangers at the owner's own addresses: a host for each address, though the sender
 * sees one host. */
static size_t list_owner_hosts(struct mx_route *route, const mxtrap_layout *layout,
                               struct mx_route_host *hosts) {
    struct mx_owner_hosts own = mx_owner_hosts_of(layout, route->view.used);

    for (size_t i = 0; i < own.count; i++) {
        hosts[i].exchanger = own.places[i].exchanger;
        hosts[i].only = own.places[i].address;
        hosts[i].most[0] = hosts[i].most[1] = UINT32_MAX;
    }
    route->is_known = own.is_known;
    route->hosts = 0;
    if (route->sender->per_host > 0 &&
        (route->addresses == 0 || route->addresses > route->sender->per_host)) {
        route->addresses = route->sender->per_host;
        route->addresses_hard = 0;
    }
    return own.count;
}

uint32_t mx_route_seconds(const struct mx_route *route, const struct mx_route_host *host) {
    const struct mxtrap_sender *sender = route->sender;
    uint32_t silent = host->draws[0].silent + host->draws[1].silent;

    if (route->resets || silent == 0) {
        return 0;
    }
    if (sender->budget != MX_BUDGET_HOST) {
        return sender->timeout;
    }
    return sender->timeout > silent ? sender->timeout / silent : 1;
}

/* Counts the failed addresses after which a sender with retries never tries a new one: the first is
 * due again before that. */
static void count_rounds(struct mx_route *route) {
    const struct mxtrap_sender *sender = route->sender;
    struct mx_clock clock = {0};

    for (size_t count = 1; sender->retry > 0 && count <= MX_SENDER_LIMIT_MAX; count++) {
        mx_clock_connect(&clock, sender, route->resets ? 0 : sender->timeout);
        if (mx_clock_may_slip(&clock, sender)) {
            route->slips = count;
        } else if (mx_clock_goes_round(&clock, sender)) {
            route->rounds = count;
            return;
        }
    }
}

/* For delivery, those rounds are a limit on addresses. Fewer silent addresses of one preference are
 * waited for at once; of several preferences, each is due again while the next is waited for. */
static void go_round(struct mx_route *route) {
    size_t waited = 0;

    count_rounds(route);
    if (route->rounds == 0) {
        return;
    }
    if (route->addresses == 0 || route->addresses > route->rounds) {
        route->addresses = route->rounds;
        route->addresses_hard = 0;
    }
    for (size_t i = 0; i < route->count && !route->resets; i++) {
        bool waits = false, delivers = false;
        for (size_t j = 0; j < route->stages[i].count; j++) {
            const struct mx_route_host *host = &route->stages[i].hosts[j];
            waits = waits || host->turns > 0;
            delivers = delivers || host->delivers;
        }
        waited += waits ? 1 : 0;
        if (delivers) {
            route->is_by_moment = waited > 1;
            return;
        }
    }
}

/* Families are balanced only if they are shuffled together and no other limit applies. */
static bool can_balance(const struct mx_route *route) {
    const struct mxtrap_sender *sender = route->sender;

    return sender->balances == MX_BALANCE_FAMILIES && sender->ties == MX_TIES_ADDRESSES &&
           sender->order == MX_ORDER_ALL && sender->prefer == MX_PREFER_NONE &&
           route->addresses > 0 && route->addresses_hard == 0 && sender->hosts == 0 &&
           sender->per_host == 0;
}

bool mx_route_plan(struct mx_route *route, struct mx_arena *arena, const mxtrap_layout *layout,
                   const struct mxtrap_sender *sender, struct mx_view view,
                   struct mx_route_case which) {
    bool is_own = sender->order == MX_ORDER_ADDRESS_RECORD;
    size_t room = is_own ? MX_OWNER_HOSTS_MAX : layout->count, count;
    struct mx_route_host *hosts = mx_arena_zeroed(arena, room, sizeof *hosts);

    *route = (struct mx_route){.sender = sender,
                               .view = view,
                               .is_known = true,
                               .hosts = sender->hosts,
                               .addresses = sender->addresses,
                               .addresses_hard = sender->addresses_hard,
                               .counts_shared = which.counts_shared,
                               .resets = layout->silence == MX_SILENCE_RESET};
    route->stages = mx_arena_zeroed(arena, room, sizeof *route->stages);
    if (hosts == NULL || route->stages == NULL) {
        return false;
    }
    if (route->resets && sender->after[MX_TURNED_REFUSED] == MX_AFTER_STOP) {
        route->addresses = 1;
        route->addresses_hard = 0;
    }
    count = is_own ? list_owner_hosts(route, layout, hosts) : list_hosts(route, layout, hosts);
    if (!is_own && !mx_route_leave_out_repeated(arena, route, hosts, &count)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        mx_route_count(route, &hosts[i]);
    }
    if (can_balance(route)) {
        balance(route, hosts, count, which.ipv4_first);
    }
    add_stages(route, hosts, count);
    go_round(route);
    return true;
}

bool mx_route_cuts_mixed(const struct mx_route *route) {
    bool has_hosts = false;

    for (size_t i = 0; i < route->count; i++) {
        has_hosts = has_hosts || route->stages[i].order != MX_BY_ADDRESS;
    }
    return has_hosts && route->has_unreachable && route->addresses > 0;
}

size_t mx_route_hosts_tried(const struct mx_route *route, const struct mx_stage *stage,
                            size_t *left) {
    size_t most = stage->picks < stage->count ? stage->picks : stage->count;

    if (route->hosts > 0) {
        most = most < *left ? most : *left;
        *left -= most;
    }
    return most;
}

size_t mx_route_quota(const struct mx_route *route, size_t used) {
    if (route->addresses == 0) {
        return SIZE_MAX;
    }
    if (used < route->addresses) {
        return route->addresses - used;
    }
    return used < route->addresses_hard ? 1 : 0;
}
