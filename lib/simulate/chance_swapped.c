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
 * of N!: the choices of hosts are counted, by what they cost. */
#include "simulate/chance.h"

enum { MOST = MX_SENDER_SWAP_MAX };

/* How a host counts. */
enum {
    HAS_WAITED =
        1, /* some host before has an address of the second family, the last of which waits */
    HAS_REAL = 2, /* the host whose only address that answers waits is chosen */
    HAS_END = 4,  /* and the one after it at which that address has its turn */
    FLAGS = 8
};

/* Choices: by flags, hosts before, hosts after, and addresses in vain. */
struct choices {
    double count[FLAGS][MOST + 1][MOST + 1][MOST];
    size_t hosts; /* of the stage, those with addresses */
    size_t limit; /* from so many addresses in vain on nothing is counted */
};

static size_t first_of(const struct mx_route_host *host) {
    return host->draws[0].count;
}

static bool has_second(const struct mx_route_host *host) {
    return host->draws[1].count > 0;
}

/* Whether it answers at one of its first addresses; else, where it delivers, at those after them.
 */
static bool answers_first(const struct mx_route_host *host) {
    return host->draws[0].vain < host->draws[0].count;
}

/* Adds to the choices what those FROM these flags come to with one host more, which costs COST
 * addresses and stands BEFORE or AFTER the one that delivers. */
static void choose(struct choices *choices, const struct choices *old, unsigned from, unsigned into,
                   size_t before, size_t after, size_t cost) {
    for (size_t k = 0; k + before <= MOST; k++) {
        for (size_t m = 0; m + after <= MOST; m++) {
            for (size_t v = 0; v + cost < choices->limit; v++) {
                choices->count[into][k + before][m + after][v + cost] += old->count[from][k][m][v];
            }
        }
    }
}

/* With and without HOST, in each place that it can take. */
static void take(struct choices *choices, const struct mx_route_host *host) {
    const struct choices old = *choices;
    size_t first = first_of(host);

    for (unsigned flags = 0; flags < FLAGS; flags++) {
        if (!host->delivers) {
            choose(choices, &old, flags, flags | (has_second(host) ? HAS_WAITED : 0), 1, 0,
                   mx_route_cost(host));
        }
        if (!host->delivers && !has_second(host)) {
            choose(choices, &old, flags, flags, 0, 1, first);
        } else if ((flags & HAS_END) == 0) {
            choose(choices, &old, flags, flags | HAS_END, 0, 0, answers_first(host) ? 0 : first);
        }
        bool waits = host->delivers && !answers_first(host) && host->draws[1].count == 1;
        if (waits && (flags & HAS_REAL) == 0) {
            choose(choices, &old, flags, flags | HAS_REAL, 0, 0, first);
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

/* The cases in which the first host that delivers has an address that answers without waiting: its
 * first one, ahead of which the address that waits was moved, or one after those. */
static void sum_others(const struct choices *choices, const struct mx_stage *stage,
                       double *shares) {
    for (size_t i = 0; i < stage->count; i++) {
        const struct mx_route_host *host = &stage->hosts[i];
        if (!host->delivers || (!answers_first(host) && host->draws[1].count == 1)) {
            continue;
        }
        size_t own = answers_first(host) ? 0 : first_of(host);
        for (unsigned waited = 0; waited <= HAS_WAITED; waited++) {
            size_t saved = waited != 0 && answers_first(host) ? 1 : 0;
            for (size_t k = 0; k <= MOST; k++) {
                for (size_t v = saved; v < MOST && v - saved + own < choices->limit; v++) {
                    shares[v - saved + own] +=
                        choices->count[waited][k][0][v] * weight(choices->hosts, k, 0, 1);
                }
            }
        }
    }
}

/* Those in which it waits: until a host that ends that, or to the end of the stage. */
static void sum_waiting(const struct choices *choices, double *shares) {
    for (unsigned flags = HAS_REAL; flags < FLAGS; flags++) {
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
    for (size_t i = 0; i < stage->count; i++) {
        if (mx_route_cost(&stage->hosts[i]) > 0) {
            choices->hosts++;
            take(choices, &stage->hosts[i]);
        }
    }
    sum_others(choices, stage, shares);
    sum_waiting(choices, shares);
    return true;
}
