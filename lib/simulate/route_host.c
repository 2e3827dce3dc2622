/* One host of a route: which of its addresses the sender tries, in which order, with which result.
 */
#include "simulate/owner_hosts.h"
#include "simulate/route.h"

/* Whether a sender that prefers a family tries ADDRESS after the others. */
static bool comes_second(const struct mxtrap_sender *sender, const struct mx_address *address) {
    return sender->prefer != MX_PREFER_NONE &&
           address->family == (sender->prefer == MX_PREFER_IPV4 ? MX_IPV6 : MX_IPV4);
}

static bool is_reached(const struct mx_route *route, size_t family) {
    return route->view.reached == MX_SENDER_BOTH ||
           family == (route->view.reached == MX_SENDER_IPV4 ? 0U : 1U);
}

static bool is_dummy(const struct mxtrap_exchanger *exchanger) {
    uint8_t role =
        exchanger->leads_to == MXTRAP_ROLE_UNKNOWN ? exchanger->role : exchanger->leads_to;

    return role == MXTRAP_ROLE_DUMMY;
}

/* RFC 6761 6.3: localhost resolves to the loopback addresses, so the sender connects to itself. */
static bool is_localhost(const struct mxtrap_exchanger *exchanger) {
    return mx_name_is_within(exchanger->host, (const uint8_t *)"\11localhost");
}

/* A host with unknown addresses counts as having one; a host known to have none does not. */
static bool has_unknown(const struct mx_route_host *host) {
    const struct mxtrap_exchanger *exchanger = host->exchanger;

    return exchanger->address_count == 0 && exchanger->target != MX_TARGET_NONE &&
           !is_localhost(exchanger);
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

/* Whether the sender looks the address up and does not find itself there. */
static bool is_listed(const struct mx_route *route, const struct mx_route_host *host,
                      size_t index) {
    const struct mx_address *address = &host->exchanger->addresses[index];

    return is_among(host, index) && mx_sender_uses(route->view.used, address) &&
           mx_owner_host_cause(address) == MX_TURNED_COUNT;
}

static bool was_met(const struct mx_route_host *host, size_t index) {
    return host->left_out != NULL && host->left_out[index];
}

static bool is_used(const struct mx_route *route, const struct mx_route_host *host, size_t index) {
    return is_listed(route, host, index) && !was_met(host, index);
}

/* Whether the sender tries the address of HOST at INDEX; SEEN counts those of each family. */
static bool tries_address(const struct mx_route *route, const struct mx_route_host *host,
                          size_t index, uint32_t seen[2]) {
    const struct mx_address *address = &host->exchanger->addresses[index];
    size_t family = family_of(address);

    return is_used(route, host, index) && seen[family]++ < host->most[family];
}

/* An unknown address may be of any family. */
enum mx_route_end mx_route_end_of(const struct mx_route *route, const struct mx_route_host *host,
                                  size_t index) {
    const struct mxtrap_exchanger *exchanger = host->exchanger;

    if (index != SIZE_MAX && !is_reached(route, family_of(&exchanger->addresses[index]))) {
        return MX_ADDRESS_UNREACHABLE;
    }
    return is_dummy(exchanger) ? MX_ADDRESS_SILENT : MX_ADDRESS_ANSWERS;
}

static void count_address(struct mx_route *route, const struct mx_route_host *host, size_t index,
                          struct mx_route_draw *draw) {
    enum mx_route_end end = mx_route_end_of(route, host, index);

    draw->count++;
    draw->failing += end != MX_ADDRESS_ANSWERS ? 1 : 0;
    draw->silent += end == MX_ADDRESS_SILENT ? 1 : 0;
    route->has_unreachable = route->has_unreachable || end == MX_ADDRESS_UNREACHABLE;
}

static void count_met(const struct mx_route *route, const struct mx_route_host *host,
                      struct mx_route_draw draws[2]) {
    const struct mxtrap_exchanger *exchanger = host->exchanger;

    for (size_t i = 0; i < exchanger->address_count; i++) {
        if (is_listed(route, host, i) && was_met(host, i)) {
            draws[comes_second(route->sender, &exchanger->addresses[i]) ? 1 : 0].met++;
        }
    }
}

/* The worst order of addresses shuffled together: an MTA tries failing ones first, spam software
 * those that answer. */
static uint32_t count_ahead(const struct mx_route *route, const struct mx_route_draw draws[2]) {
    const struct mx_route_draw *answers = &draws[draws[0].failing < draws[0].count ? 0 : 1];
    uint32_t beside = route->sender->kind != MX_SENDER_BOT ? answers->failing : 0;

    return (answers == &draws[1] ? draws[0].failing : 0) + beside;
}

/* Whether the address of HOST at INDEX leaves no time for the host's others. */
static bool uses_budget(const struct mx_route *route, const struct mx_route_host *host,
                        size_t index) {
    return route->sender->budget == MX_BUDGET_FIRST && !route->resets &&
           mx_route_end_of(route, host, index) == MX_ADDRESS_SILENT;
}

void mx_route_count(struct mx_route *route, struct mx_route_host *host) {
    const struct mxtrap_exchanger *exchanger = host->exchanger;
    const struct mxtrap_sender *sender = route->sender;
    uint32_t left = sender->per_host == 0 ? UINT32_MAX : sender->per_host;
    struct mx_route_draw draws[2] = {{0}};

    if (has_unknown(host) && host->most[0] > 0) {
        count_address(route, host, SIZE_MAX, &draws[0]);
    }
    for (size_t turn = 0; turn < 2; turn++) {
        uint32_t seen[2] = {0};
        for (size_t i = 0; i < exchanger->address_count && left > 0; i++) {
            if (tries_address(route, host, i, seen) &&
                comes_second(sender, &exchanger->addresses[i]) == (turn == 1)) {
                count_address(route, host, i, &draws[turn]);
                left = uses_budget(route, host, i) ? 0 : left - 1;
            }
        }
    }
    count_met(route, host, draws);
    host->draws[0] = draws[0];
    host->draws[1] = draws[1];
    host->turns = draws[0].silent + draws[1].silent;
    host->turns = sender->budget == MX_BUDGET_HOST ? lesser(1, host->turns) : host->turns;
    host->delivers = draws[0].failing + draws[1].failing < draws[0].count + draws[1].count;
    host->ahead = host->delivers ? count_ahead(route, draws) : 0;
}

size_t mx_route_tie_end(const struct mx_route_host *hosts, size_t count) {
    size_t end = 0;

    while (end < count && hosts[end].exchanger->preference == hosts[0].exchanger->preference) {
        end++;
    }
    return end;
}

bool mx_route_family_fails(const struct mx_route *route, const struct mx_route_host *host,
                           size_t family) {
    bool is_known = host->exchanger->address_count > 0;

    return is_dummy(host->exchanger) || (is_known && !is_reached(route, family));
}

uint32_t mx_route_family_count(const struct mx_route *route, const struct mx_route_host *host,
                               size_t family) {
    const struct mxtrap_exchanger *exchanger = host->exchanger;
    uint32_t count = has_unknown(host) && family == 0 ? 1 : 0;

    for (size_t i = 0; i < exchanger->address_count; i++) {
        const struct mx_address *address = &exchanger->addresses[i];
        count += is_used(route, host, i) && family_of(address) == family ? 1 : 0;
    }
    return count;
}

bool mx_route_each_address(const struct mx_route *route, const struct mx_route_host *host,
                           bool second, mx_each_address *each, void *context) {
    const struct mxtrap_exchanger *exchanger = host->exchanger;
    uint32_t left = host->draws[second ? 1 : 0].count;
    uint32_t seen[2] = {0};

    if (has_unknown(host) && left > 0) {
        return each(context, host, SIZE_MAX);
    }
    for (size_t i = 0; i < exchanger->address_count && left > 0; i++) {
        if (tries_address(route, host, i, seen) &&
            comes_second(route->sender, &exchanger->addresses[i]) == second) {
            left--;
            if (!each(context, host, i)) {
                return false;
            }
        }
    }
    return true;
}
