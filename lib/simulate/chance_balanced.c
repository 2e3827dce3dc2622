/* Exact probabilities for a sender that shuffles the addresses of each preference, then drops those
 * above its limit, from the end, family by family (Postfix's smtp_balance_inet_proto).
 *
 * How many of each family are kept may depend on the family of the first, so both cases are
 * computed. Within a case the state is how many of each family have failed: the remaining addresses
 * of a preference are equally likely to be next, and one whose family is used up is skipped. */
#include "simulate/chance.h"

enum { STATES = MX_SENDER_LIMIT_MAX + 1 };

/* The addresses of a stage, by family (0: IPv4): failing ones, and all. */
struct counts {
    uint32_t failing[2], all[2];
};

/* The probabilities that so many addresses of each family were tried and all failed. */
struct states {
    double live[STATES][STATES];  /* when a stage begins */
    double next[STATES][STATES];  /* when it is over */
    double tried[STATES][STATES]; /* within it */
    uint32_t kept[2];
    double turns[2]; /* timeouts of a failing address of each family: 1 or 0 */
    struct mx_chance *out;
};

static double turns_of(const struct states *states, size_t ipv4, size_t ipv6) {
    return (double)ipv4 * states->turns[0] + (double)ipv6 * states->turns[1];
}

static struct counts counts_of(const struct mx_route *route, const struct mx_stage *stage) {
    struct counts counts = {0};

    for (size_t i = 0; i < stage->count; i++) {
        const struct mx_route_host *host = &stage->hosts[i];
        for (size_t family = 0; family < 2; family++) {
            uint32_t count = mx_route_family_count(route, host, family);
            bool is_failing = mx_route_family_fails(route, host, family);
            counts.all[family] += count;
            counts.failing[family] += is_failing ? count : 0;
        }
    }
    return counts;
}

/* The probability that the next address of a stage is IPv4; negative: none is left. USED counts
 * failed addresses of all stages, TRIED those of this one. */
static double ipv4_share(const struct states *states, const struct counts *counts,
                         const size_t used[2], const size_t tried[2]) {
    double left[2];

    for (size_t family = 0; family < 2; family++) {
        bool is_open = used[family] < states->kept[family];
        left[family] = is_open ? (double)(counts->all[family] - tried[family]) : 0;
    }
    return left[0] + left[1] > 0 ? left[0] / (left[0] + left[1]) : -1;
}

/* The next address is of FAMILY, with probability MASS. Returns the probability that it fails. */
static double draw(struct states *states, const struct counts *counts, const size_t used[2],
                   const size_t tried[2], size_t family, double mass) {
    if (mass <= 0) {
        return 0;
    }
    double failing = (double)(counts->failing[family] - tried[family]);
    double all = (double)(counts->all[family] - tried[family]);
    double all_fail = failing < all ? mass * failing / all : mass;

    states->out->probability += mass - all_fail;
    states->out->attempts += (mass - all_fail) * turns_of(states, used[0], used[1]);
    return all_fail;
}

/* A stage after IPV4 and IPV6 failed addresses. FIRST is the probability that its first address is
 * IPv4; negative: it is drawn like the others. */
static void stage_from(struct states *states, const struct counts *counts, size_t ipv4, size_t ipv6,
                       double first) {
    size_t most[2] = {states->kept[0] - ipv4, states->kept[1] - ipv6};

    for (size_t a = 0; a <= most[0]; a++) {
        for (size_t b = 0; b <= most[1]; b++) {
            states->tried[a][b] = 0;
        }
    }
    states->tried[0][0] = states->live[ipv4][ipv6];
    for (size_t a = 0; a <= most[0]; a++) {
        for (size_t b = 0; b <= most[1]; b++) {
            double mass = states->tried[a][b];
            const size_t used[2] = {ipv4 + a, ipv6 + b}, tried[2] = {a, b};
            double share = mass <= 0                  ? 0
                           : a + b == 0 && first >= 0 ? first
                                                      : ipv4_share(states, counts, used, tried);
            if (mass <= 0) {
                continue;
            }
            if (share < 0) {
                states->next[used[0]][used[1]] += mass;
                continue;
            }
            double all_fail = draw(states, counts, used, tried, 0, mass * share);
            if (all_fail > 0) {
                states->tried[a + 1][b] += all_fail;
            }
            all_fail = draw(states, counts, used, tried, 1, mass * (1 - share));
            if (all_fail > 0) {
                states->tried[a][b + 1] += all_fail;
            }
        }
    }
}

static void run_stage(struct states *states, const struct counts *counts, double first) {
    for (size_t i = 0; i <= states->kept[0]; i++) {
        for (size_t j = 0; j <= states->kept[1]; j++) {
            states->next[i][j] = 0;
        }
    }
    for (size_t i = 0; i <= states->kept[0]; i++) {
        for (size_t j = 0; j <= states->kept[1]; j++) {
            if (states->live[i][j] > 0) {
                stage_from(states, counts, i, j, first);
            }
        }
    }
    for (size_t i = 0; i <= states->kept[0]; i++) {
        for (size_t j = 0; j <= states->kept[1]; j++) {
            states->live[i][j] = states->next[i][j];
        }
    }
}

/* The case that the first address is IPv4 (or IPv6), with its PROBABILITY. */
static void run_case(struct states *states, const struct mx_route *route, bool ipv4_first,
                     double probability) {
    bool is_first = true;

    mx_route_shares(route->of, (uint32_t)route->addresses, ipv4_first, states->kept);
    for (size_t i = 0; i <= states->kept[0]; i++) {
        for (size_t j = 0; j <= states->kept[1]; j++) {
            states->live[i][j] = i + j == 0 ? probability : 0;
        }
    }
    for (size_t i = 0; i < route->count; i++) {
        struct counts counts = counts_of(route, &route->stages[i]);
        if (counts.all[0] + counts.all[1] > 0) {
            run_stage(states, &counts, !is_first ? -1 : ipv4_first ? 1 : 0);
            is_first = false;
        }
    }
    for (size_t i = 0; i <= states->kept[0]; i++) {
        for (size_t j = 0; j <= states->kept[1]; j++) {
            states->out->attempts += states->live[i][j] * turns_of(states, i, j);
        }
    }
}

struct mx_first mx_chance_first(const struct mx_route *route) {
    for (size_t i = 0; i < route->count; i++) {
        struct counts counts = counts_of(route, &route->stages[i]);
        uint32_t all = counts.all[0] + counts.all[1];
        if (all > 0) {
            return (struct mx_first){.ipv4 = (double)counts.all[0] / (double)all,
                                     .failing = {counts.failing[0] > 0, counts.failing[1] > 0}};
        }
    }
    return (struct mx_first){.ipv4 = 1};
}

bool mx_chance_balanced(const struct mx_route *route, struct mx_arena *arena,
                        struct mx_chance *out) {
    struct states *states = mx_arena_alloc(arena, sizeof *states); /* large: zeroed as it is used */
    double ipv4 = mx_chance_first(route).ipv4;

    if (states == NULL) {
        return false;
    }
    *out = (struct mx_chance){0};
    states->out = out;
    states->turns[0] = route->view.reached == MX_SENDER_IPV6 ? 0 : 1;
    states->turns[1] = route->view.reached == MX_SENDER_IPV4 ? 0 : 1;
    if (ipv4 > 0) {
        run_case(states, route, true, ipv4);
    }
    if (ipv4 < 1) {
        run_case(states, route, false, 1 - ipv4);
    }
    return true;
}
