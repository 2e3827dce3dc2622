/* Exact probabilities for a sender that shuffles hosts, each with its addresses of the preferred
 * family in front, and then swaps neighbours in one pass so that this family goes first (Exim's
 * host.c).
 *
 * What the pass comes to: the last second-family address of a host waits until all first-family
 * addresses of the hosts after it were tried, up to and with the next host that has one of the
 * second family. So how many addresses are in vain before one answers depends on which hosts, none
 * of which delivers, come before the first that does; on that one; and, where its only address that
 * answers waits, on those after it. Of all orders of N hosts, those that begin with K certain hosts
 * in any order, a certain one, M others in any order and another certain one are K! M! (N-K-M-2)!
 * of N!: the choices of hosts are counted, by what they cost.
 *
 * An address that was met before is taken out after the pass: it costs nothing, but moves as the
 * others do. Where it may be the one that waits, and so may another, each is as likely: that is
 * exact as to what is certain. */
#include "simulate/chance.h"

enum { MOST = MX_SENDER_SWAP_MAX };

/* How a host counts. */
enum {
    HAS_WAITED =
        1, /* some host before has an address of the second family, the last of which waits */
    HAS_REAL = 2, /* the host whose only address that answers waits is chosen */
    HAS_END = 4,  /* and the one after it at which that address has its turn */
    HAS_MET = 8,  /* some host before has one of the second family that was met before */
    FLAGS = 16
};

/* Choices: by flags, hosts before, hosts after, and addresses in vain. */
struct choices {
    double count[FLAGS][MOST + 1][MOST + 1][MOST];
    size_t hosts;   /* of the stage, those with addresses */
    unsigned flags; /* FLAGS, or without HAS_MET */
    size_t limit;   /* from so many addresses in vain on nothing is counted */
};

static size_t first_of(const struct mx_route_host *host) {
    return host->draws[0].count;
}

static bool is_listed(const struct mx_route_host *host) {
    return mx_route_cost(host) + host->draws[0].met + host->draws[1].met > 0;
}

/* What a host that does not deliver has for one after it. */
static unsigned flags_of(const struct mx_route_host *host) {
    return (host->draws[1].count > 0 ? HAS_WAITED : 0U) | (host->draws[1].met > 0 ? HAS_MET : 0U);
}

/* Whether it answers at one of its first addresses; else, where it delivers, at those after them.
 */
static bool answers_first(const struct mx_route_host *host) {
    return host->draws[0].vain < host->draws[0].count;
}

/* How likely it is that its only address that answers waits: with one that was met before beside it
 * either may. */
static double waits(const struct mx_route_host *host) {
    if (!host->delivers || answers_first(host) || host->draws[1].count != 1) {
        return 0;
    }
    return host->draws[1].met > 0 ? 0.5 : 1;
}

/* One host more: choices with the flags FROM then have INTO. It stands BEFORE or AFTER the host
 * that delivers, or is that; it costs so many addresses. */
struct step {
    unsigned from, into;
    size_t before, after, cost;
};

static void choose(struct choices *choices, const struct choices *old, struct step step,
                   double share) {
    for (size_t k = 0; k + step.before <= MOST; k++) {
        for (size_t m = 0; m + step.after <= MOST; m++) {
            double *into = choices->count[step.into][k + step.before][m + step.after];
            const double *from = old->count[step.from][k][m];
            for (size_t v = 0; v + step.cost < choices->limit; v++) {
                into[v + step.cost] += share * from[v];
            }
        }
    }
}

/* With and without HOST, in each place that it can take. */
static void take(struct choices *choices, const struct mx_route_host *host) {
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
        if (waits(host) > 0 && (flags & HAS_REAL) == 0) {
            struct step step = {flags, flags | HAS_REAL, 0, 0, first};
            choose(choices, &old, step, waits(host));
        }
    }
}

/* How likely it is that the order of HOSTS begins with certain ones: some BEFORE in any order, one,
 * some AFTER it in any order, and, if OTHERS is 2, another one. */
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

/* HOST is the first that delivers, after choices with FLAGS, a SHARE of which have SAVED addresses
 * in vain that wait until after it. */
static void add_other(const struct choices *choices, const struct mx_route_host *host,
                      unsigned flags, size_t saved, double share, double *shares) {
    size_t own = answers_first(host) ? 0 : first_of(host);

    for (size_t k = 0; k <= MOST && share > 0; k++) {
        double each = share * weight(choices->hosts, k, 0, 1);
        for (size_t v = saved; v < MOST && v - saved + own < choices->limit; v++) {
            shares[v - saved + own] += choices->count[flags][k][0][v] * each;
        }
    }
}

/* The cases in which the first host that delivers has an address that answers without waiting: its
 * first one, ahead of which the address that waits was moved, or one after those. */
static void sum_others(const struct choices *choices, const struct mx_stage *stage,
                       double *shares) {
    for (size_t i = 0; i < stage->count; i++) {
        const struct mx_route_host *host = &stage->hosts[i];
        double share = 1 - waits(host), saves = answers_first(host) ? 1 : 0;
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

/* Those in which it waits: until a host that ends that, or to the end of the stage. */
static void sum_waiting(const struct choices *choices, double *shares) {
    for (unsigned flags = HAS_REAL; flags < choices->flags; flags++) {
        if ((flags & HAS_REAL) == 0) {
            continue;
        }
        for (size_t k = 0; k <= MOST; k++) {
            for (size_t m = 0; m <= MOST; m++) {
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

    for (size_t v = 0; v < MOST; v++) {
        shares[v] = 0;
    }
    if (stage->count == 1) {
        size_t ahead = answers_first(stage->hosts) ? 0 : first_of(stage->hosts);
        shares[ahead < MOST ? ahead : 0] = ahead < MOST ? 1 : 0;
        return true;
    }
    choices = mx_arena_zeroed(arena, 1, sizeof *choices);
    if (choices == NULL) {
        return false;
    }
    /* One more in vain than the limit is counted: the address that waits is not tried before. */
    choices->limit = route->addresses < MOST ? route->addresses + 1 : MOST;
    choices->count[0][0][0][0] = 1;
    choices->flags = HAS_MET;
    for (size_t i = 0; i < stage->count; i++) {
        choices->flags = stage->hosts[i].draws[1].met > 0 ? FLAGS : choices->flags;
    }
    for (size_t i = 0; i < stage->count; i++) {
        if (is_listed(&stage->hosts[i])) {
            choices->hosts++;
            take(choices, &stage->hosts[i]);
        }
    }
    sum_others(choices, stage, shares);
    sum_waiting(choices, shares);
    return true;
}
