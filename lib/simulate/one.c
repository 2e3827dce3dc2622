/* One sender with the addresses of one family. */
#include "simulate/one.h"

#include "simulate/chance.h"
#include "simulate/walk.h"

/* The families that a host has. */
static const enum mx_sender_family families[] = {[MXTRAP_FAMILY_IPV4] = MX_SENDER_IPV4,
                                                 [MXTRAP_FAMILY_IPV6] = MX_SENDER_IPV6,
                                                 [MXTRAP_FAMILY_DUAL] = MX_SENDER_BOTH,
                                                 [MXTRAP_FAMILY_IPV4_HOST] = MX_SENDER_IPV4,
                                                 [MXTRAP_FAMILY_IPV6_HOST] = MX_SENDER_IPV6};

static bool is_told_nothing(enum mxtrap_family family) {
    return family == MXTRAP_FAMILY_IPV4_HOST || family == MXTRAP_FAMILY_IPV6_HOST;
}

bool mx_sender_speaks(const struct mxtrap_sender *sender, enum mxtrap_family family) {
    return sender->family == MX_SENDER_BOTH || families[family] == sender->family ||
           (is_told_nothing(family) && sender->lookup != MX_LOOKUP_HOST);
}

static struct mx_view view_of(const struct mxtrap_sender *sender, enum mxtrap_family family) {
    bool uses_all = is_told_nothing(family) && sender->lookup != MX_LOOKUP_HOST;
    enum mx_sender_family own = (enum mx_sender_family)sender->family;

    return (struct mx_view){uses_all ? own : families[family], families[family]};
}

/* Over all orders; of connections at once that of the walk, since what they cost depends on the
 * order within a preference, as does where a limit on addresses cuts hosts that are reached in
 * part. */
static double mean_seconds(const struct mx_route *route, const struct mx_chance *chance,
                           const struct mxtrap_walk *walk) {
    if (route->sender->at_once > 1 || mx_route_cuts_mixed(route)) {
        return (double)walk->seconds;
    }
    return route->resets ? 0 : chance->attempts * route->sender->timeout;
}

/* Whether A is worse than B for the owner of the domain: spam comes in more surely or sooner,
 * legitimate mail less surely or later. */
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

/* The same for two cases of one family: where no address costs time, the longer one is shown. */
static bool is_worse_case(const struct mxtrap_walk *a, const struct mxtrap_walk *b) {
    bool is_bot = a->sender->kind == MX_SENDER_BOT;

    if (mx_walk_is_worse(a, b) || mx_walk_is_worse(b, a)) {
        return mx_walk_is_worse(a, b);
    }
    return is_bot ? a->attempt_count < b->attempt_count : a->attempt_count > b->attempt_count;
}

/* Where only the moment decides whether a host is reached, the walk ends before it. */
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

/* Whether a path as it is shown can begin with this family (0: IPv4): of an MTA with an address
 * that does not answer, where any of the first preference does not. */
static bool can_be_first(const struct mxtrap_sender *sender, const struct mx_first *first,
                         size_t family) {
    bool vain_first = sender->kind == MX_SENDER_MTA && (first->vain[0] || first->vain[1]);
    return vain_first ? first->vain[family] : family == 0 ? first->ipv4 > 0 : first->ipv4 < 1;
}

/* Which family is the first may decide whether a real host is left out: the worse case is shown. */
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

/* What an address costs that hosts of a tie share depends on which of them come first. WALK is the
 * case in which no order costs less, and the other one is shown: the truth lies between the two, so
 * that only what both say is certain. */
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
