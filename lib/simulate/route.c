/* Which hosts a sender tries, in which stages, and with which of their addresses. */
#include "simulate/route.h"

#include "simulate/clock.h"
#include "simulate/own.h"

/* Whether a sender that prefers a family draws ADDRESS behind the others. */
static bool comes_second(const struct mxtrap_sender *sender, const struct mx_address *address) {
    return sender->prefer != MX_PREFER_NONE &&
           address->family == (sender->prefer == MX_PREFER_IPV4 ? MX_IPV6 : MX_IPV4);
}

/* A sender that speaks both families has the index of one as MX_IPV4 or MX_IPV6. */
static bool is_reached(const struct mx_route *route, size_t family) {
    return route->view.reached == MX_SENDER_BOTH ||
           family == (route->view.reached == MX_SENDER_IPV4 ? 0U : 1U);
}

static bool is_among(const struct mx_route_host *host, size_t address) {
    return host->only == SIZE_MAX || host->only == address;
}

static uint32_t lesser(uint32_t a, uint32_t b) {
    return a < b ? a : b;
}

static size_t family_of(const struct mx_address *address) {
    return address->family == MX_IPV4 ? 0 : 1;
}

/* Whether the sender uses the address of HOST at INDEX; SEEN is how many of each family it has
 * used.
 */
static bool takes_address(const struct mx_route *route, const struct mx_route_host *host,
                          size_t index, uint32_t seen[2]) {
    const struct mx_address *address = &host->exchanger->addresses[index];
    size_t family = family_of(address);

    return is_among(host, index) && mx_sender_uses(route->view.used, address) &&
           seen[family]++ < host->most[family];
}

/* An address that is not known can be one of any family. */
enum mx_route_end mx_route_end_of(const struct mx_route *route, const struct mx_route_host *host,
                                  size_t index) {
    const struct mxtrap_exchanger *exchanger = host->exchanger;

    if (index != SIZE_MAX && !is_reached(route, family_of(&exchanger->addresses[index]))) {
        return MX_ADDRESS_UNREACHABLE;
    }
    return exchanger->role == MXTRAP_ROLE_DUMMY ? MX_ADDRESS_SILENT : MX_ADDRESS_ANSWERS;
}

static void count_address(struct mx_route *route, const struct mx_route_host *host, size_t index,
                          struct mx_route_draw *draw) {
    enum mx_route_end end = mx_route_end_of(route, host, index);

    draw->count++;
    draw->vain += end != MX_ADDRESS_ANSWERS ? 1 : 0;
    draw->silent += end == MX_ADDRESS_SILENT ? 1 : 0;
    route->has_unreachable = route->has_unreachable || end == MX_ADDRESS_UNREACHABLE;
}

/* Of those that it draws together an MTA tries those in vain first, the worse case, and spam
 * software those that answer. */
static uint32_t count_ahead(const struct mx_route *route, const struct mx_route_draw draws[2]) {
    const struct mx_route_draw *answers = &draws[draws[0].vain < draws[0].count ? 0 : 1];
    uint32_t beside = route->sender->kind == MX_SENDER_MTA ? answers->vain : 0;

    return (answers == &draws[1] ? draws[0].vain : 0) + beside;
}

static void count_addresses(struct mx_route *route, struct mx_route_host *host) {
    const struct mxtrap_exchanger *exchanger = host->exchanger;
    const struct mxtrap_sender *sender = route->sender;
    uint32_t left = sender->per_host == 0 ? UINT32_MAX : sender->per_host;
    struct mx_route_draw draws[2] = {{0}};

    if (exchanger->address_count == 0 && host->most[0] > 0) {
        count_address(route, host, SIZE_MAX, &draws[0]);
    }
    for (size_t turn = 0; turn < 2; turn++) {
        uint32_t seen[2] = {0};
        for (size_t i = 0; i < exchanger->address_count && left > 0; i++) {
            if (takes_address(route, host, i, seen) &&
                comes_second(sender, &exchanger->addresses[i]) == (turn == 1)) {
                count_address(route, host, i, &draws[turn]);
                left--;
            }
        }
    }
    host->draws[0] = draws[0];
    host->draws[1] = draws[1];
    host->turns = draws[0].silent + draws[1].silent;
    host->turns = sender->budget == MX_BUDGET_HOST ? lesser(1, host->turns) : host->turns;
    host->delivers = draws[0].vain + draws[1].vain < draws[0].count + draws[1].count;
    host->ahead = host->delivers ? count_ahead(route, draws) : 0;
}

bool mx_route_family_is_vain(const struct mx_route *route, const struct mx_route_host *host,
                             size_t family) {
    bool is_known = host->exchanger->address_count > 0;

    return host->exchanger->role == MXTRAP_ROLE_DUMMY || (is_known && !is_reached(route, family));
}

uint32_t mx_route_family_count(const struct mx_route *route, const struct mx_route_host *host,
                               size_t family) {
    const struct mxtrap_exchanger *exchanger = host->exchanger;
    uint32_t count = exchanger->address_count == 0 && family == 0 ? 1 : 0;

    for (size_t i = 0; i < exchanger->address_count; i++) {
        const struct mx_address *address = &exchanger->addresses[i];
        bool is_used = is_among(host, i) && mx_sender_uses(route->view.used, address);
        count += is_used && family_of(address) == family ? 1 : 0;
    }
    return count;
}

bool mx_route_each_address(const struct mx_route *route, const struct mx_route_host *host,
                           bool second, mx_each_address *each, void *context) {
    const struct mxtrap_exchanger *exchanger = host->exchanger;
    uint32_t left = host->draws[second ? 1 : 0].count;
    uint32_t seen[2] = {0};

    if (exchanger->address_count == 0 && left > 0) {
        return each(context, host, SIZE_MAX);
    }
    for (size_t i = 0; i < exchanger->address_count && left > 0; i++) {
        if (takes_address(route, host, i, seen) &&
            comes_second(route->sender, &exchanger->addresses[i]) == second) {
            left--;
            if (!each(context, host, i)) {
                return false;
            }
        }
    }
    return true;
}

static void add_stage(struct mx_route *route, const struct mx_route_host *hosts, size_t count,
                      size_t picks) {
    if (count > 0) {
        route->stages[route->count++] =
            (struct mx_stage){hosts, count, picks,
                              picks >= count && route->hosts == 0 &&
                                  (route->sender->ties == MX_TIES_ADDRESSES ||
                                   route->sender->order == MX_ORDER_ADDRESS_RECORD)};
    }
}

/* Where the hosts of HOSTS[0]'s preference end. */
static size_t tie_end(const struct mx_route_host *hosts, size_t count) {
    size_t end = 0;

    while (end < count && hosts[end].exchanger->preference == hosts[0].exchanger->preference) {
        end++;
    }
    return end;
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
        end = tie_end(hosts + at, count - at);
        add_stage(route, hosts + at, end, SIZE_MAX);
    }
}

static void add_reverse(struct mx_route *route, const struct mx_route_host *hosts, size_t count) {
    for (size_t end = count, start; end > 0; end = start) {
        start = tie_start(hosts, end);
        add_stage(route, hosts + start, end - start, SIZE_MAX);
    }
}

/* Of a set of one preference, first and last are two of its hosts. */
static void add_last_then_first(struct mx_route *route, const struct mx_route_host *hosts,
                                size_t count) {
    size_t start = tie_start(hosts, count);

    if (start == 0) {
        add_stage(route, hosts, count, 2);
        return;
    }
    add_stage(route, hosts + start, count - start, 1);
    add_stage(route, hosts, tie_end(hosts, count), 1);
}

static void add_stages(struct mx_route *route, const struct mx_route_host *hosts, size_t count) {
    size_t start;

    switch ((enum mx_sender_order)route->sender->order) {
    case MX_ORDER_ALL:
        add_all(route, hosts, count);
        break;
    case MX_ORDER_FIRST:
        add_stage(route, hosts, tie_end(hosts, count), 1);
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

/* Gives HOST its part of what is KEPT: of the families that are in vain there, or of the others. */
static void keep_of_host(const struct mx_route *route, struct mx_route_host *host, bool is_vain,
                         uint32_t kept[2]) {
    for (size_t family = 0; family < 2; family++) {
        if (mx_route_family_is_vain(route, host, family) == is_vain) {
            host->most[family] = lesser(kept[family], mx_route_family_count(route, host, family));
            kept[family] -= host->most[family];
        }
    }
}

/* Leaves out what exceeds the limit on addresses, family by family, from the end of the list. What
 * is there of one preference is the worst order's: of an MTA what delivers, of spam software the
 * rest. */
static void balance(struct mx_route *route, struct mx_route_host *hosts, size_t count,
                    bool ipv4_first) {
    bool vain_first = route->sender->kind == MX_SENDER_MTA;
    uint32_t kept[2];

    for (size_t i = 0; i < count; i++) {
        route->of[0] += mx_route_family_count(route, &hosts[i], 0);
        route->of[1] += mx_route_family_count(route, &hosts[i], 1);
    }
    route->is_balanced = mx_route_shares(route->of, (uint32_t)route->addresses, ipv4_first, kept);
    for (size_t at = 0, end; route->is_balanced && at < count; at += end) {
        end = tie_end(hosts + at, count - at);
        for (size_t i = 0; i < 2 * end; i++) {
            keep_of_host(route, &hosts[at + i % end], (i < end) == vain_first, kept);
        }
        for (size_t i = 0; i < end; i++) {
            count_addresses(route, &hosts[at + i]);
        }
    }
}

/* The hosts of LAYOUT: a null MX is none. There is room for so many; returns their count. */
static size_t take_hosts(struct mx_route *route, const mxtrap_layout *layout,
                         struct mx_route_host *hosts) {
    size_t count = 0;

    for (size_t i = 0; i < layout->count; i++) {
        if (!mx_exchanger_is_null(&layout->exchangers[i])) {
            hosts[count].exchanger = &layout->exchangers[i];
            hosts[count].only = SIZE_MAX;
            hosts[count].most[0] = hosts[count].most[1] = UINT32_MAX;
            count_addresses(route, &hosts[count++]);
        }
    }
    return count;
}

/* What stands at the addresses of the owner itself: a host for each of them, though the sender
 * takes them to be those of one. */
static size_t take_own(struct mx_route *route, const mxtrap_layout *layout,
                       struct mx_route_host *hosts) {
    struct mx_own own = mx_own_of(layout, route->view.used);

    for (size_t i = 0; i < own.count; i++) {
        hosts[i].exchanger = own.places[i].exchanger;
        hosts[i].only = own.places[i].address;
        hosts[i].most[0] = hosts[i].most[1] = UINT32_MAX;
        count_addresses(route, &hosts[i]);
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

/* Leaves out the stages that a sender never comes to, since it goes back to addresses of those in
 * front (OpenSMTPD). */
static void cut(struct mx_route *route) {
    struct mx_clock clock = {0};

    for (size_t i = 0; i < route->count && route->sender->retry > 0; i++) {
        const struct mx_stage *stage = &route->stages[i];
        if (!mx_clock_next_stage(&clock, route->sender)) {
            route->count = i;
            return;
        }
        for (size_t j = 0; j < stage->count; j++) {
            const struct mx_route_host *host = &stage->hosts[j];
            if (host->delivers) {
                return;
            }
            uint32_t silent = host->draws[0].silent + host->draws[1].silent;
            for (size_t k = 0; k < mx_route_cost(host); k++) {
                mx_clock_connect(&clock, route->sender,
                                 k < silent ? mx_route_seconds(route, host) : 0);
            }
        }
    }
}

/* Families are balanced where they are shuffled together, and cut by nothing else. */
static bool can_balance(const struct mx_route *route) {
    const struct mxtrap_sender *sender = route->sender;

    return sender->balances == MX_BALANCE_FAMILIES && sender->ties == MX_TIES_ADDRESSES &&
           sender->order == MX_ORDER_ALL && sender->prefer == MX_PREFER_NONE &&
           route->addresses > 0 && route->addresses_hard == 0 && sender->hosts == 0 &&
           sender->per_host == 0;
}

bool mx_route_plan(struct mx_route *route, struct mx_arena *arena, const mxtrap_layout *layout,
                   const struct mxtrap_sender *sender, struct mx_view view, bool ipv4_first) {
    bool is_own = sender->order == MX_ORDER_ADDRESS_RECORD;
    size_t room = is_own ? MX_OWN_MOST : layout->count, count;
    struct mx_route_host *hosts = mx_arena_zeroed(arena, room, sizeof *hosts);

    *route = (struct mx_route){.sender = sender,
                               .view = view,
                               .is_known = true,
                               .hosts = sender->hosts,
                               .addresses = sender->addresses,
                               .addresses_hard = sender->addresses_hard,
                               .resets = layout->zone->silence == MX_SILENCE_RESET};
    route->stages = mx_arena_zeroed(arena, room, sizeof *route->stages);
    if (hosts == NULL || route->stages == NULL) {
        return false;
    }
    if (route->resets && sender->refused == MX_AFTER_STOP) {
        route->addresses = 1;
        route->addresses_hard = 0;
    }
    count = is_own ? take_own(route, layout, hosts) : take_hosts(route, layout, hosts);
    if (can_balance(route)) {
        balance(route, hosts, count, ipv4_first);
    }
    add_stages(route, hosts, count);
    cut(route);
    return true;
}

bool mx_route_cuts_mixed(const struct mx_route *route) {
    bool has_hosts = false;

    for (size_t i = 0; i < route->count; i++) {
        has_hosts = has_hosts || !route->stages[i].by_address;
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
