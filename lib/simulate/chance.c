/* Exact probabilities of ties.
 *
 * The hosts of a stage come in a random order, all orders equally likely. Hosts that do not deliver
 * cost their addresses; the first that delivers ends the walk. With D hosts that do not and R that
 * do, the first K do not deliver with probability q(K) = D/(D+R) x (D-1)/(D+R-1) x ... So no orders
 * are enumerated: the number of hosts passed, and of their addresses, is enough. If a sender limits
 * addresses, the state between stages is the distribution of the addresses used, up to the limit;
 * otherwise the means are enough. */
#include "simulate/chance.h"

enum { STATES = MX_SENDER_LIMIT_MAX + 1 };

/* The composition of a stage. */
struct mix {
    size_t passed, reals; /* hosts that do not deliver, hosts that do */
    size_t addresses;     /* of the former */
    size_t turns;         /* their timeouts */
    size_t without;       /* of the former, those without an address */
};

static size_t lesser(size_t a, size_t b) {
    return a < b ? a : b;
}

static size_t failing_addresses(const struct mx_route_host *host) {
    return host->delivers ? 0 : mx_route_cost(host);
}

/* A turn of 0 or 1 is one of the two draws, with the hosts that have addresses in it. */
enum { TURNS = 2 };

static struct mix mix_of_turn(const struct mx_stage *stage, size_t turn) {
    struct mix mix = {0};

    for (size_t i = 0; i < stage->count; i++) {
        const struct mx_route_draw *draw = &stage->hosts[i].draws[turn];
        bool answers = draw->failing < draw->count;
        mix.reals += answers ? 1 : 0;
        mix.passed += draw->count > 0 && !answers ? 1 : 0;
        mix.turns += answers ? 0 : draw->silent;
    }
    return mix;
}

static struct mix mix_of(const struct mx_stage *stage) {
    struct mix mix = {0};

    for (size_t i = 0; i < stage->count; i++) {
        const struct mx_route_host *host = &stage->hosts[i];
        mix.reals += host->delivers ? 1 : 0;
        mix.passed += host->delivers ? 0 : 1;
        mix.addresses += failing_addresses(host);
        mix.turns += host->delivers ? 0 : host->turns;
        mix.without += !host->delivers && failing_addresses(host) == 0 ? 1 : 0;
    }
    return mix;
}

/* The probability that the draw after COUNT failed ones fails, too. */
static double next_fails(size_t passed, size_t reals, size_t count) {
    return count < passed ? (double)(passed - count) / (double)(passed + reals - count) : 0;
}

/* Without a limit on addresses: ALIVE is the probability that no real host was reached yet. */
static void unlimited_stage(const struct mx_stage *stage, size_t turn, size_t most, double *alive,
                            struct mx_chance *out) {
    struct mix mix = turn == TURNS ? mix_of(stage) : mix_of_turn(stage, turn);
    double all_fail = 1, hosts = 0;

    most = lesser(most, mix.passed + mix.reals);
    for (size_t i = 0; i < most && all_fail > 0; i++) {
        all_fail *= next_fails(mix.passed, mix.reals, i);
        hosts += all_fail;
    }
    if (mix.passed > 0) {
        out->attempts += *alive * hosts * (double)mix.turns / (double)mix.passed;
    }
    out->probability += *alive * (1 - all_fail);
    *alive *= all_fail;
}

/* Addresses shuffled, no limit: R that answer divide the others into R + 1 parts of equal mean
 * length, and the sender tries the first part. */
static void unlimited_draw(const struct mx_route_draw *all, double *alive, struct mx_chance *out) {
    uint32_t reals = all->count - all->failing;

    out->attempts += *alive * all->silent / (reals + 1.0);
    if (reals > 0) {
        out->probability += *alive;
        *alive = 0;
    }
}

/* With a limit: the probabilities that so many addresses are used and no real host is reached. */
struct state {
    const struct mx_route *route;
    double live[STATES];         /* still in the stage */
    double spent[STATES];        /* the stage's quota is used up */
    double sums[STATES][STATES]; /* see addresses_of_hosts */
    double ahead[STATES + 1];    /* see shares_by_ahead */
    struct mx_chance *out;
};

/* Draws addresses one by one. All failing ones are equally likely, so a share of them takes
 * timeouts. */
static void limited_draw(struct state *state, const struct mx_route_draw *all) {
    double next[STATES] = {0};
    double share = all->failing > 0 ? (double)all->silent / all->failing : 0;

    for (size_t used = 0; used < STATES; used++) {
        double all_fail = state->live[used];
        size_t most = mx_route_quota(state->route, used), tried = 0;
        for (; all_fail > 0 && tried < most && tried < all->count; tried++) {
            double after = all_fail * next_fails(all->failing, all->count - all->failing, tried);
            state->out->probability += all_fail - after;
            state->out->attempts += after * share;
            all_fail = after;
        }
        if (all_fail > 0) {
            *(tried < most ? &next[used + tried] : &state->spent[used + tried]) += all_fail;
        }
    }
    for (size_t i = 0; i < STATES; i++) {
        state->live[i] = next[i];
    }
}

/* sums[J][S]: the probability that J random hosts of those of the stage that have failing addresses
 * have S of them in all. Sums at or above the limit are dropped. */
static void addresses_of_hosts(struct state *state, const struct mx_stage *stage, size_t limit) {
    size_t seen = 0;

    for (size_t j = 0; j <= limit; j++) {
        for (size_t s = 0; s <= limit; s++) {
            state->sums[j][s] = 0;
        }
    }
    state->sums[0][0] = 1;
    for (size_t i = 0; i < stage->count; i++) {
        size_t addresses = failing_addresses(&stage->hosts[i]);
        if (addresses == 0) {
            continue;
        }
        seen++;
        for (size_t j = lesser(seen, limit); j > 0; j--) {
            double taken = (double)j / (double)seen;
            for (size_t s = 0; s <= limit; s++) {
                double without = j < seen ? state->sums[j][s] * (1 - taken) : 0;
                double with = s >= addresses ? state->sums[j - 1][s - addresses] * taken : 0;
                state->sums[j][s] = without + with;
            }
        }
    }
}

/* From the distribution of hosts with addresses among COUNT passed ones to that among COUNT + 1.
 * WITH[J] is the probability of J, dropped at the limit, since J hosts have at least J addresses.
 */
static void pass_one_more(double *with, const struct mix *mix, size_t count, size_t limit) {
    double all = (double)(mix->passed - count);
    double before = 0;

    for (size_t j = 0; j < limit && j <= count + 1; j++) {
        double here = with[j];
        double empty = (double)mix->without - (double)(count - j);
        double full = (double)(mix->passed - mix->without) - (double)j + 1;
        with[j] = (empty > 0 && j <= count ? here * empty / all : 0) +
                  (full > 0 ? before * full / all : 0);
        before = here;
    }
}

/* ahead[N]: the share of the hosts that deliver with fewer than N failing addresses before the one
 * that answers. */
static void shares_by_ahead(struct state *state, const struct mx_stage *stage, size_t reals) {
    for (size_t i = 0; i <= STATES; i++) {
        state->ahead[i] = 0;
    }
    for (size_t i = 0; i < stage->count; i++) {
        const struct mx_route_host *host = &stage->hosts[i];
        if (host->delivers && host->ahead < STATES) {
            state->ahead[host->ahead + 1] += 1.0 / (double)reals;
        }
    }
    for (size_t i = 0; i < STATES; i++) {
        state->ahead[i + 1] += state->ahead[i];
    }
}

/* Draws MOST hosts of a stage one by one; each costs all its addresses. */
static void limited_stage(struct state *state, const struct mx_stage *stage, size_t most) {
    const struct mx_route *route = state->route;
    struct mix mix = mix_of(stage);
    size_t limit = lesser(STATES - 1, route->addresses);
    double with[STATES] = {1}, live[STATES] = {0}, gone[STATES] = {0};
    double all_fail = 1; /* that the first `passed` hosts do not deliver */

    addresses_of_hosts(state, stage, limit);
    shares_by_ahead(state, stage, mix.reals);
    for (size_t passed = 0; all_fail > 0; passed++) {
        double after = passed < most ? all_fail * next_fails(mix.passed, mix.reals, passed) : 0;
        for (size_t s = 0; s < limit; s++) {
            double sum = 0;
            for (size_t j = 0; j <= s && j <= passed; j++) {
                sum += with[j] * state->sums[j][s];
            }
            for (size_t used = 0; used < STATES && sum > 0; used++) {
                double mass = state->live[used] * sum;
                size_t quota = mx_route_quota(route, used);
                if (mass <= 0 || s >= quota) {
                    continue;
                }
                if (passed == most || passed == mix.passed + mix.reals) {
                    mass *= all_fail;
                    live[used + s] += mass;
                } else {
                    mass *= (all_fail - after) * state->ahead[lesser(quota - s, STATES)];
                    state->out->probability += mass;
                }
                state->out->attempts += mass * (double)s;
                gone[used] += mass;
            }
        }
        if (after > 0) {
            pass_one_more(with, &mix, passed, limit);
        }
        all_fail = after;
    }
    for (size_t used = 0; used < STATES; used++) {
        size_t most_used = used + mx_route_quota(route, used);
        double rest = state->live[used] - gone[used];
        if (rest > 1e-12) {
            state->out->attempts += rest * (double)(most_used - used);
            state->spent[most_used] += rest;
        }
        state->live[used] = live[used];
    }
}

static bool swapped_stage(struct state *state, const struct mx_stage *stage,
                          struct mx_arena *arena) {
    struct mix mix = mix_of(stage);
    double shares[MX_SENDER_SWAP_MAX] = {0}, next[STATES] = {0};

    if (mix.reals > 0 && !mx_chance_swapped(state->route, stage, arena, shares)) {
        return false;
    }
    for (size_t used = 0; used < STATES; used++) {
        size_t quota = mx_route_quota(state->route, used);
        double rest = state->live[used];
        if (rest <= 0) {
            continue;
        }
        for (size_t v = 0; v < quota && v < MX_SENDER_SWAP_MAX; v++) {
            double mass = state->live[used] * shares[v];
            state->out->probability += mass;
            state->out->attempts += mass * (double)v;
            rest -= mass;
        }
        bool goes_on = mix.reals == 0 && mix.addresses < quota;
        size_t tried = goes_on ? mix.addresses : quota;
        rest = rest > 1e-12 ? rest : 0;
        state->out->attempts += rest * (double)tried;
        *(goes_on ? &next[used + tried] : &state->spent[used + tried]) += rest;
    }
    for (size_t i = 0; i < STATES; i++) {
        state->live[i] = next[i];
    }
    return true;
}

/* Before the next stage, which has a new quota. */
static void join(struct state *state) {
    for (size_t i = 0; i < STATES; i++) {
        state->live[i] += state->spent[i];
        state->spent[i] = 0;
    }
}

static void draw(struct state *state, const struct mx_stage *stage, size_t turn, double *alive,
                 struct mx_chance *out) {
    struct mx_route_draw all = {0};

    for (size_t i = 0; i < stage->count; i++) {
        const struct mx_route_draw *of_host = &stage->hosts[i].draws[turn];
        all.count += of_host->count;
        all.failing += of_host->failing;
        all.silent += of_host->silent;
    }
    if (state == NULL) {
        unlimited_draw(&all, alive, out);
    } else {
        limited_draw(state, &all);
    }
}

/* Not zeroed as a whole: the sums are large, and written before they are read. */
static struct state *begin(const struct mx_route *route, struct mx_arena *arena,
                           struct mx_chance *out) {
    struct state *state = mx_arena_alloc(arena, sizeof *state);

    if (state != NULL) {
        state->route = route;
        state->out = out;
        for (size_t i = 0; i < STATES; i++) {
            state->live[i] = i == 0 ? 1 : 0;
            state->spent[i] = 0;
        }
    }
    return state;
}

/* STATE is NULL without a limit on addresses. False when memory is out. */
static bool run_stage(struct state *state, const struct mx_stage *stage, size_t most,
                      struct mx_arena *arena, double *alive, struct mx_chance *out) {
    bool is_good = true;

    for (size_t turn = 0; stage->order == MX_BY_ADDRESS && turn < TURNS; turn++) {
        draw(state, stage, turn, alive, out);
    }
    if (stage->order == MX_BY_ADDRESS) {
        return true;
    }
    if (state == NULL && stage->order == MX_BY_FAMILY) {
        unlimited_stage(stage, 0, most, alive, out);
        unlimited_stage(stage, 1, most, alive, out);
    } else if (state == NULL) {
        unlimited_stage(stage, TURNS, most, alive, out);
    } else if (stage->order == MX_BY_SWAP) {
        is_good = swapped_stage(state, stage, arena);
    } else {
        limited_stage(state, stage, most);
    }
    return is_good;
}

bool mx_chance_of(const struct mx_route *route, struct mx_arena *arena, struct mx_chance *out) {
    struct state *state = NULL;
    size_t left = route->hosts;
    double alive = 1;

    if (route->is_balanced) {
        return mx_chance_balanced(route, arena, out);
    }
    if (route->addresses > 0 && (state = begin(route, arena, out)) == NULL) {
        return false;
    }
    *out = (struct mx_chance){0};
    for (size_t i = 0; i < route->count; i++) {
        const struct mx_stage *stage = &route->stages[i];
        size_t most = mx_route_hosts_tried(route, stage, &left);
        if (!run_stage(state, stage, most, arena, &alive, out)) {
            return false;
        }
        if (state != NULL) {
            join(state);
        }
    }
    return true;
}
