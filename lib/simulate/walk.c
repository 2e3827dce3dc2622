/* Walks a route in its worst order: an MTA tries hosts that do not deliver first, spam software
 * those that do. */
#include "simulate/route.h"

#include "simulate/clock.h"

enum { ENDS = 3 }; /* results of an attempt */

struct path {
    const struct mx_route *route;
    struct mxtrap_attempt *attempts; /* NULL: they are counted only */
    size_t count;
    struct mx_clock clock;
    uint64_t seconds;
    unsigned wanted;                  /* which addresses to try: bits of enum mx_route_end */
    const struct mx_route_host *held; /* the host whose address waits, see visit_swapped */
    size_t held_index;
    bool held_was_met; /* the address that waits was tried before, so it is not tried again */
    size_t failed;     /* addresses so far */
    size_t allowed;    /* the highest value of `failed` in this stage */
    bool delivered;
};

static enum mxtrap_outcome outcome_of(const struct mx_route *route, enum mx_route_end end) {
    switch (end) {
    case MX_ADDRESS_ANSWERS:
        return MXTRAP_OUTCOME_ANSWERS;
    case MX_ADDRESS_UNREACHABLE:
        return MXTRAP_OUTCOME_UNREACHABLE;
    case MX_ADDRESS_SILENT:
        break;
    }
    return route->resets ? MXTRAP_OUTCOME_REFUSED : MXTRAP_OUTCOME_SILENT;
}

/* Tries one address, if it is wanted; false if it is the last one. */
static bool attempt(void *context, const struct mx_route_host *host, size_t index) {
    struct path *path = context;
    enum mx_route_end end = mx_route_end_of(path->route, host, index);
    bool answers = end == MX_ADDRESS_ANSWERS;
    enum mxtrap_outcome outcome = outcome_of(path->route, end);
    uint32_t seconds = end == MX_ADDRESS_SILENT ? mx_route_seconds(path->route, host) : 0;

    if ((path->wanted >> end & 1U) == 0) {
        return true;
    }
    if (path->failed == path->allowed) {
        return false;
    }
    if (path->attempts != NULL) {
        path->attempts[path->count] =
            (struct mxtrap_attempt){host->exchanger, index, outcome, seconds};
    }
    mx_clock_connect(&path->clock, path->route->sender, seconds);
    path->count++;
    path->seconds = answers ? path->clock.begun : mx_clock_end(&path->clock);
    path->delivered = answers;
    path->failed += answers ? 0 : 1;
    return !answers;
}

static bool visit(struct path *path, const struct mx_route_host *host, bool second,
                  enum mx_route_end wanted) {
    path->wanted = 1U << wanted;
    return mx_route_each_address(path->route, host, second, attempt, path);
}

/* The worst order of results: for spam software, the reverse of an MTA's. */
static enum mx_route_end end_at(const struct path *path, size_t turn) {
    static const enum mx_route_end ends[] = {MX_ADDRESS_SILENT, MX_ADDRESS_UNREACHABLE,
                                             MX_ADDRESS_ANSWERS};
    return ends[path->route->sender->kind != MX_SENDER_BOT ? turn : ENDS - 1 - turn];
}

/* Tries the addresses of a stage that come first (SECOND: after those). */
static void draw(struct path *path, const struct mx_stage *stage, bool second) {
    for (size_t turn = 0; turn < ENDS; turn++) {
        for (size_t i = 0; i < stage->count && !path->delivered; i++) {
            visit(path, &stage->hosts[i], second, end_at(path, turn));
        }
    }
}

/* If not all hosts that do not deliver are tried, an MTA's worst order begins with those that cost
 * the most timeouts, then the most addresses; spam software's, with those that cost the least. */
static uint64_t rank(const struct path *path, const struct mx_route_host *host) {
    uint64_t cost = (uint64_t)host->turns << 32 | mx_route_cost(host);
    return path->route->sender->kind != MX_SENDER_BOT ? cost : UINT64_MAX - cost;
}

/* The next host by rank that does not deliver, after BEFORE (NULL: the first); equal ones in the
 * order of the layout. */
static const struct mx_route_host *next_by_rank(const struct path *path,
                                                const struct mx_stage *stage,
                                                const struct mx_route_host *before) {
    const struct mx_route_host *best = NULL;

    for (size_t i = 0; i < stage->count; i++) {
        const struct mx_route_host *host = &stage->hosts[i];
        bool is_behind = before == NULL || rank(path, host) < rank(path, before) ||
                         (rank(path, host) == rank(path, before) && host > before);
        if (!host->delivers && is_behind && (best == NULL || rank(path, host) > rank(path, best))) {
            best = host;
        }
    }
    return best;
}

static void visit_host(struct path *path, const struct mx_route_host *host) {
    bool goes_on = true;

    for (size_t turn = 0; turn < (size_t)2 * ENDS && goes_on; turn++) {
        goes_on = visit(path, host, turn >= ENDS, end_at(path, turn % ENDS));
    }
}

/* Visits hosts that do not deliver, at most MOST; returns how many. */
static size_t visit_failing(struct path *path, const struct mx_stage *stage, size_t most) {
    const struct mx_route_host *host = NULL;
    size_t failing = 0, tried = 0;

    for (size_t i = 0; i < stage->count; i++) {
        failing += stage->hosts[i].delivers ? 0 : 1;
    }
    if (failing > most) {
        for (; tried < most; tried++) {
            host = next_by_rank(path, stage, host);
            visit_host(path, host);
        }
        return tried;
    }
    for (size_t i = 0; i < stage->count; i++) {
        if (!stage->hosts[i].delivers) {
            visit_host(path, &stage->hosts[i]);
        }
    }
    return failing;
}

/* Whether A is the worse first host: for an MTA, with more failing addresses before the one that
 * answers; for spam software, with fewer. */
static bool is_worse(const struct path *path, const struct mx_route_host *a,
                     const struct mx_route_host *b) {
    return path->route->sender->kind != MX_SENDER_BOT ? a->ahead > b->ahead : a->ahead < b->ahead;
}

/* Visits the worst host that delivers, if there is one. */
static void visit_real(struct path *path, const struct mx_stage *stage) {
    const struct mx_route_host *worst = NULL;

    for (size_t i = 0; i < stage->count; i++) {
        const struct mx_route_host *host = &stage->hosts[i];
        if (host->delivers && (worst == NULL || is_worse(path, host, worst))) {
            worst = host;
        }
    }
    if (worst != NULL) {
        visit_host(path, worst);
    }
}

/* Whether the first address is due again before a new one (mx_route's rounds). */
static bool goes_round(const struct path *path) {
    return path->route->rounds > 0 && path->failed >= path->route->rounds;
}

static void visit_hosts(struct path *path, const struct mx_stage *stage, size_t most,
                        bool failing_first) {
    if (!failing_first && most > 0) {
        visit_real(path, stage);
    }
    if (!path->delivered && visit_failing(path, stage, most) < most && failing_first &&
        !goes_round(path)) {
        visit_real(path, stage);
    }
}

/* Tries the address that waits. */
static bool try_held(struct path *path) {
    const struct mx_route_host *held = path->held;

    path->held = NULL;
    return held == NULL || path->held_was_met || attempt(path, held, path->held_index);
}

/* An address of the second family waits until the next such one. */
static bool hold(void *context, const struct mx_route_host *host, size_t index) {
    struct path *path = context;
    bool goes_on = try_held(path);

    path->held = host;
    path->held_index = index;
    path->held_was_met = false;
    return goes_on;
}

static bool hold_met(struct path *path, const struct mx_route_host *host) {
    bool goes_on = host->draws[1].met == 0 || hold(path, host, 0);

    path->held_was_met = path->held_was_met || host->draws[1].met > 0;
    return goes_on;
}

/* In the worst case, an address that was tried before waits instead of a failing one, but not
 * instead of one that answers. */
static bool visit_swapped_host(struct path *path, const struct mx_route_host *host) {
    return mx_route_each_address(path->route, host, false, attempt, path) &&
           (!host->delivers || hold_met(path, host)) &&
           mx_route_each_address(path->route, host, true, hold, path) &&
           (host->delivers || hold_met(path, host));
}

/* Visits the hosts that do not deliver; those with a second-family address tried before come last.
 */
static bool visit_swapped_failing(struct path *path, const struct mx_stage *stage) {
    bool goes_on = true;

    for (size_t i = 0; i < 2 * stage->count && goes_on; i++) {
        const struct mx_route_host *host = &stage->hosts[i < stage->count ? i : i - stage->count];
        bool is_last = host->draws[1].met > 0;
        if (!host->delivers && is_last == (i >= stage->count)) {
            goes_on = visit_swapped_host(path, host);
        }
    }
    return goes_on;
}

/* How many failures precede the answer of a host that delivers, if NEXT follows it: its only
 * answering address may wait. */
static uint32_t ahead_of(const struct mx_route_host *host, const struct mx_route_host *next) {
    bool waits = host->ahead > 0 && host->draws[1].count == 1 && next != NULL;
    return host->ahead + (waits ? next->ahead : 0);
}

/* The host of STAGE other than EXCEPT that delivers after the most failures. */
static const struct mx_route_host *most_ahead(const struct mx_stage *stage,
                                              const struct mx_route_host *except) {
    const struct mx_route_host *most = NULL;

    for (size_t i = 0; i < stage->count; i++) {
        const struct mx_route_host *host = &stage->hosts[i];
        if (host != except && host->delivers && (most == NULL || host->ahead > most->ahead)) {
            most = host;
        }
    }
    return most;
}

/* Chooses the worst first host that delivers, and the one after it. A host that answers at a later
 * address is worse, since a waiting address is tried before that. */
static void choose_reals(const struct mx_stage *stage, const struct mx_route_host *chosen[2]) {
    const struct mx_route_host *most = most_ahead(stage, NULL);
    const struct mx_route_host *second = most_ahead(stage, most);

    chosen[0] = chosen[1] = NULL;
    for (size_t i = 0; i < stage->count; i++) {
        const struct mx_route_host *host = &stage->hosts[i];
        const struct mx_route_host *next = host == most ? second : most;
        bool answers_later = chosen[0] != NULL && host->draws[0].failing == host->draws[0].count &&
                             chosen[0]->draws[0].failing < chosen[0]->draws[0].count;
        if (host->delivers && (chosen[0] == NULL || answers_later ||
                               ahead_of(host, next) > ahead_of(chosen[0], chosen[1]))) {
            chosen[0] = host;
            chosen[1] = next;
        }
    }
}

/* Visits hosts whose neighbours one pass has swapped (Exim's host.c), those that do not deliver
 * first. */
static void visit_swapped(struct path *path, const struct mx_stage *stage) {
    const struct mx_route_host *chosen[2];
    path->held = NULL;
    path->wanted = ~0U;
    choose_reals(stage, chosen);
    bool goes_on = visit_swapped_failing(path, stage);
    for (size_t i = 0; i < 2 && goes_on; i++) {
        goes_on = chosen[i] == NULL || visit_swapped_host(path, chosen[i]);
    }
    if (goes_on) {
        try_held(path);
    }
}

static void visit_stage(struct path *path, const struct mx_stage *stage, size_t most) {
    switch (stage->order) {
    case MX_BY_ADDRESS:
    case MX_BY_FAMILY:
        draw(path, stage, false);
        draw(path, stage, true);
        break;
    case MX_BY_SWAP:
        visit_swapped(path, stage);
        break;
    case MX_BY_HOST:
        visit_hosts(path, stage, most, path->route->sender->kind != MX_SENDER_BOT);
        break;
    }
}

static void follow(struct path *path) {
    const struct mx_route *route = path->route;
    size_t left = route->hosts;

    for (size_t i = 0; i < route->count && !path->delivered && !goes_round(path); i++) {
        const struct mx_stage *stage = &route->stages[i];
        size_t most = mx_route_hosts_tried(route, stage, &left);
        size_t quota = route->rounds > 0 ? SIZE_MAX : mx_route_quota(route, path->failed);
        mx_clock_next_stage(&path->clock);
        path->allowed = quota == SIZE_MAX ? SIZE_MAX : path->failed + quota;
        visit_stage(path, stage, most);
    }
}

bool mx_walk(const struct mx_route *route, struct mx_arena *arena, struct mxtrap_walk *walk) {
    struct path count = {.route = route}, path = {.route = route};

    follow(&count);
    path.attempts = mx_arena_zeroed(arena, count.count, sizeof *path.attempts);
    if (path.attempts == NULL) {
        return false;
    }
    follow(&path);
    walk->attempts = path.attempts;
    walk->attempt_count = path.count;
    walk->delivered = path.delivered;
    walk->seconds = path.seconds;
    return true;
}
