/* Exact probabilities for a sender that shuffles hosts, each with its addresses of the preferred
 * family first, then swaps neighbours in one pass to move that family forward (Exim's host.c).
 *
 * The effect of the pass: the last second-family address of a host wait_share until all
 * first-family addresses of the hosts after it were tried, up to and including the next host that
 * has a second-family address. So the number of failures before an address answers depends on the
 * hosts before the first that delivers; on that host; and, if its only answering address
 * wait_share, on the hosts after it. Of all N! orders, K! M! (N-K-M-2)! begin with K given hosts in
 * any order, a given one, M others in any order and another given one. So choices of hosts are
 * counted, by their cost.
 *
 * An address that was tried before is removed after the pass: it costs nothing, but is swapped like
 * the others. If it or another may be the one that wait_share, both are taken as equally likely,
 * which is exact for probabilities of 0 and 1. */
#include "simulate/chance.h"

/* Flags of choices. */
enum {
    HAS_WAITED = 1, /* a host before has a second-family address; the last of them wait_share */
    HAS_REAL = 2,   /* the host whose only answering address wait_share is chosen */
    HAS_END = 4,    /* and so is the host after it that ends the wait */
    HAS_MET = 8,    /* a host before has a second-family address that was tried before */
    FLAGS = 16
};

/* Choices of hosts: by flags, hosts before, hosts after, and failed addresses. */
struct choices {
    double count[FLAGS][MX_SENDER_SWAP_MAX + 1][MX_SENDER_SWAP_MAX + 1][MX_SENDER_SWAP_MAX];
    size_t hosts;   /* hosts of the stage with addresses */
    unsigned flags; /* FLAGS, or without HAS_MET */
    size_t limit;   /* choices with this many failed addresses are not counted */
};

static size_t first_of(const struct mx_route_host *host) {
    return host->draws[0].count;
}

static bool is_listed(const struct mx_route_host *host) {
    return mx_route_cost(host) + host->draws[0].met + host->draws[1].met > 0;
}

/* The flags that a host that does not deliver adds for the hosts after it. */
static unsigned flags_of(const struct mx_route_host *host) {
    return (host->draws[1].count > 0 ? HAS_WAITED : 0U) | (host->draws[1].met > 0 ? HAS_MET : 0U);
}

/* Whether one of its first addresses answers; else, if it delivers, a later one does. */
static bool answers_first(const struct mx_route_host *host) {
    return host->draws[0].failing < host->draws[0].count;
}

/* The probability that its only answering address wait_share; an address tried before may wait
 * instead. */
static double wait_share(const struct mx_route_host *host) {
    if (!host->delivers || answers_first(host) || host->draws[1].count != 1) {
        return 0;
    }
    return host->draws[1].met > 0 ? 0.5 : 1;
}

/* One more host: choices with the flags FROM then have INTO. It comes BEFORE or AFTER the host that
 * delivers, or is that host; it costs COST addresses. */
struct step {
    unsigned from, into;
    size_t before, after, cost;
};

static void choose(struct choices *choices, const struct choices *old, struct step step,
                   double share) {
    for (size_t k = 0; k + step.before <= MX_SENDER_SWAP_MAX; k++) {
        for (size_t m = 0; m + step.after <= MX_SENDER_SWAP_MAX; m++) {
            double *into = choices->count[step.into][k + step.before][m + step.after];
            const double *from = old->count[step.from][k][m];
            for (size_t v = 0; v + step.cost < choices->limit; v++) {
                into[v + step.cost] += share * from[v];
            }
        }
    }
}

/* Adds the choices with HOST, in each place that it can have. */
static void add_choices(struct choices *choices, const struct mx_route_host *host) {
    const struct choices old = *choices;
    size_t first = first_of(host);

    for (unsigned flags = 0; flags < choices->flags; flags++) {
        if (!host->delivers) {
            struct step step = {flags, flags | flags_of(host), 1, 0, mx_route_cost(host)};
            choose(choices, &old, step, 1);
        }
        if (!host->delivers && !mx_route_has_second(host)) {
            choose(choices, &old, (struct step){flags, flags, 0, 1, first}, 1);
        } else if ((flags & HAS_END) == 0) {
            size_t cost = answers_first(host) ? 0 : first;
            choose(choices, &old, (struct step){flags, flags | HAS_END, 0, 0, cost}, 1);
        }
        if (wait_share(host) > 0 && (flags & HAS_REAL) == 0) {
            struct step step = {flags, flags | HAS_REAL, 0, 0, first};
            choose(choices, &old, step, wait_share(host));
        }
    }
}

/* The probability that the order of HOSTS begins with given ones: BEFORE of them in any order, one,
 * AFTER of them in any order, and, if OTHERS is 2, another one. */
static double weight(size_t hosts, size_t before, size_t after, size_t others) {
    double share = 1;

    if (before + after + others > hosts) {
        return 0;
    }
    for (size_t i = 0; i < before + after + others; i++) {
        share /= (double)(hosts - i);
    }
    for (size_t i = 2; i <= before || i <= after; i++) {
        share *= (i <= before ? (double)i : 1) * (i <= after ? (double)i : 1);
    }
    return share;
}

/* HOST is the first that delivers, after choices with FLAGS; in a SHARE of them, SAVED failing
 * addresses wait until after it. */
static void add_other(const struct choices *choices, const struct mx_route_host *host,
                      unsigned flags, size_t saved, double share, double *shares) {
    size_t own = answers_first(host) ? 0 : first_of(host);

    for (size_t k = 0; k <= MX_SENDER_SWAP_MAX && share > 0; k++) {
        double each = share * weight(choices->hosts, k, 0, 1);
        for (size_t v = saved; v < MX_SENDER_SWAP_MAX && v - saved + own < choices->limit; v++) {
            shares[v - saved + own] += choices->count[flags][k][0][v] * each;
        }
    }
}

/* The cases in which the first host that delivers answers without a wait: at a first address,
 * before which the waiting address of an earlier host was not moved, or at a later one. */
static void sum_others(const struct choices *choices, const struct mx_stage *stage,
                       double *shares) {
    for (size_t i = 0; i < stage->count; i++) {
        const struct mx_route_host *host = &stage->hosts[i];
        double share = 1 - wait_share(host), saves = answers_first(host) ? 1 : 0;
        if (!host->delivers || share <= 0) {
            continue;
        }
        add_other(choices, host, 0, 0, share, shares);
        add_other(choices, host, HAS_WAITED, 0, share - saves, shares);
        add_other(choices, host, HAS_WAITED, 1, saves, shares);
        if (choices->flags == FLAGS) {
            add_other(choices, host, HAS_MET, 0, share, shares);
            add_other(choices, host, HAS_WAITED | HAS_MET, 0, share - saves / 2, shares);
            add_other(choices, host, HAS_WAITED | HAS_MET, 1, saves / 2, shares);
        }
    }
}

/* The cases in which it wait_share, for a host that ends the wait, or for the end of the stage. */
static void sum_waiting(const struct choices *choices, double *shares) {
    for (unsigned flags = HAS_REAL; flags < choices->flags; flags++) {
        if ((flags & HAS_REAL) == 0) {
            continue;
        }
        for (size_t k = 0; k <= MX_SENDER_SWAP_MAX; k++) {
            for (size_t m = 0; m <= MX_SENDER_SWAP_MAX; m++) {
                bool is_all = k + m + 1 == choices->hosts;
                size_t others = (flags & HAS_END) != 0 ? 2 : 1;
                if (others == 1 && !is_all) {
                    continue;
                }
                for (size_t v = 0; v < choices->limit; v++) {
                    shares[v] +=
                        choices->count[flags][k][m][v] * weight(choices->hosts, k, m, others);
                }
            }
        }
    }
}

bool mx_chance_swapped(const struct mx_route *route, const struct mx_stage *stage,
                       struct mx_arena *arena, double shares[MX_SENDER_SWAP_MAX]) {
    struct choices *choices;

    for (size_t v = 0; v < MX_SENDER_SWAP_MAX; v++) {
        shares[v] = 0;
    }
    if (stage->count == 1) {
        size_t ahead = answers_first(stage->hosts) ? 0 : first_of(stage->hosts);
        shares[ahead < MX_SENDER_SWAP_MAX ? ahead : 0] = ahead < MX_SENDER_SWAP_MAX ? 1 : 0;
        return true;
    }
    choices = mx_arena_zeroed(arena, 1, sizeof *choices);
    if (choices == NULL) {
        return false;
    }
    /* One more than the limit, since the waiting address is counted but not tried before. */
    choices->limit =
        route->addresses < MX_SENDER_SWAP_MAX ? route->addresses + 1 : MX_SENDER_SWAP_MAX;
    choices->count[0][0][0][0] = 1;
    choices->flags = HAS_MET;
    for (size_t i = 0; i < stage->count; i++) {
        choices->flags = stage->hosts[i].draws[1].met > 0 ? FLAGS : choices->flags;
    }
    for (size_t i = 0; i < stage->count; i++) {
        if (is_listed(&stage->hosts[i])) {
            choices->hosts++;
            add_choices(choices, &stage->hosts[i]);
        }
    }
    sum_others(choices, stage, shares);
    sum_waiting(choices, shares);
    return true;
}
