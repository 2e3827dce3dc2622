/* One sender with the addresses of one family, in all the cases that chance allows. */
#include "simulate/one.h"

#include "simulate/chance.h"
#include "simulate/route.h"

/* The families that the sender's host can reach. */
static const enum mx_sender_family families[] = {[MXTRAP_FAMILY_IPV4] = MX_SENDER_IPV4,
                                                 [MXTRAP_FAMILY_IPV6] = MX_SENDER_IPV6,
                                                 [MXTRAP_FAMILY_DUAL] = MX_SENDER_BOTH,
                                                 [MXTRAP_FAMILY_IPV4_HOST] = MX_SENDER_IPV4,
                                                 [MXTRAP_FAMILY_IPV6_HOST] = MX_SENDER_IPV6};

static bool ignores_family(enum mxtrap_family family) {
    return family == MXTRAP_FAMILY_IPV4_HOST || family == MXTRAP_FAMILY_IPV6_HOST;
}

bool mx_sender_speaks(const struct mxtrap_sender *sender, enum mxtrap_family family) {
    return sender->family == MX_SENDER_BOTH || families[family] == sender->family ||
           (ignores_family(family) && sender->lookup != MX_LOOKUP_HOST);
}

static struct mx_view view_of(const struct mxtrap_sender *sender, enum mxtrap_family family) {
    bool uses_all = ignores_family(family) && sender->lookup != MX_LOOKUP_HOST;
    enum mx_sender_family own = (enum mx_sender_family)sender->family;

    return (struct mx_view){uses_all ? own : families[family], families[family]};
}

/* The mean over all orders. With several connections at once, or a limit that cuts hosts reached in
 * part, the time depends on the order within a preference: then it is the walk's. */
static double mean_seconds(const struct mx_route *route, const struct mx_chance *chance,
                           const struct mxtrap_walk *walk) {
    if (route->sender->at_once > 1 || mx_route_cuts_mixed(route)) {
        return (double)walk->seconds;
    }
    return route->resets ? 0 : chance->attempts * route->sender->timeout;
}

bool mx_walk_is_worse(const struct mxtrap_walk *a, const struct mxtrap_walk *b) {
    bool is_bot = a->sender->kind == MX_SENDER_BOT;

    if (a->delivered != b->delivered) {
        return is_bot == (a->delivered != 0);
    }
    if (a->probability < b->probability || a->probability > b->probability) {
        return is_bot == (a->probability > b->probability);
    }
    return is_bot ? a->seconds < b->seconds : a->seconds > b->seconds;
}

/* The same for two cases of one family; if they take the same time, more failures are worse. */
static bool is_worse_case(const struct mxtrap_walk *a, const struct mxtrap_walk *b) {
    bool is_bot = a->sender->kind == MX_SENDER_BOT;

    if (mx_walk_is_worse(a, b) || mx_walk_is_worse(b, a)) {
        return mx_walk_is_worse(a, b);
    }
    return is_bot ? a->attempt_count < b->attempt_count : a->attempt_count > b->attempt_count;
}

/* If only timing decides whether a host is reached, the walk ends before that host. */
static void leave_open(struct mxtrap_walk *walk) {
    if (walk->delivered) {
        walk->attempt_count--;
    }
    walk->by_moment = 1;
    walk->delivered = 0;
    walk->probability = 0;
}

static bool simulate_case(const struct mx_one *one, struct mx_route *route,
                          struct mx_route_case which, struct mxtrap_walk *walk) {
    struct mx_chance chance;

    if (!mx_route_plan(route, one->scratch, one->layout, walk->sender,
                       view_of(walk->sender, walk->family), which) ||
        !mx_chance_of(route, one->scratch, &chance) || !mx_walk(route, one->arena, walk)) {
        return false;
    }
    walk->is_known = route->is_known;
    walk->probability = chance.probability;
    walk->expected_seconds = mean_seconds(route, &chance, walk);
    bool slips = route->slips > 0 && walk->delivered && walk->attempt_count > route->slips;
    if ((route->is_by_moment && chance.probability > 0) || slips) {
        leave_open(walk);
    }
    return true;
}

/* Whether the worst walk can begin with this family (0: IPv4). An MTA's begins with a failing
 * address if there is one. */
static bool can_be_first(const struct mxtrap_sender *sender, const struct mx_first *first,
                         size_t family) {
    bool failing_first = sender->kind != MX_SENDER_BOT && (first->failing[0] || first->failing[1]);
    return failing_first ? first->failing[family] : family == 0 ? first->ipv4 > 0 : first->ipv4 < 1;
}

/* The first address's family may decide whether a real host is left out: the worse case is shown.
 */
static bool simulate_balanced(const struct mx_one *one, struct mx_route *route,
                              struct mxtrap_walk *walk) {
    struct mxtrap_walk other = {.sender = walk->sender, .family = walk->family};
    struct mx_first first = mx_chance_first(route);

    if (!simulate_case(one, route, (struct mx_route_case){false, false}, &other)) {
        return false;
    }
    if (!can_be_first(walk->sender, &first, 0) ||
        (can_be_first(walk->sender, &first, 1) && is_worse_case(&other, walk))) {
        *walk = other;
    }
    return true;
}

/* The cost of an address that hosts of a tie share depends on their order. WALK is the case in
 * which no order costs less; this adds the case in which none costs more, and shows that, with the
 * mean probability of both: so only what both agree on is certain. */
static bool simulate_shared(const struct mx_one *one, struct mx_route *route,
                            struct mxtrap_walk *walk) {
    struct mxtrap_walk other = {.sender = walk->sender, .family = walk->family};

    if (!simulate_case(one, route, (struct mx_route_case){true, true}, &other)) {
        return false;
    }
    other.probability = (walk->probability + other.probability) / 2;
    other.expected_seconds = (walk->expected_seconds + other.expected_seconds) / 2;
    *walk = other;
    return true;
}

bool mx_simulate_one(const struct mx_one *one, const struct mxtrap_sender *sender,
                     enum mxtrap_family family, struct mxtrap_walk *walk) {
    struct mx_route route;

    mx_arena_reset(one->scratch);
    *walk = (struct mxtrap_walk){.sender = sender, .family = family};
    if (!simulate_case(one, &route, (struct mx_route_case){true, false}, walk)) {
        return false;
    }
    if (route.is_balanced) {
        return simulate_balanced(one, &route, walk);
    }
    return !route.has_shared || simulate_shared(one, &route, walk);
}
