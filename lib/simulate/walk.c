/* Walks a route along its worst path: an MTA meets the hosts that do not deliver first, spam
 * software those that do. */
#include "simulate/walk.h"

#include "simulate/clock.h"

enum { ENDS = 3 }; /* of an attempt */

struct path {
    const struct mx_route *route;
    struct mxtrap_attempt *attempts; /* NULL: they are counted only */
    size_t count;
    struct mx_clock clock;
    uint64_t seconds;
    unsigned wanted;                  /* what is drawn: bits of enum mx_route_end */
    const struct mx_route_host *held; /* the address that waits, see take_swapped */
    size_t held_index;
    bool held_was_met; /* or in its place one that was met before, and is not tried again */
    size_t vain;       /* addresses tried in vain up to now */
    size_t allowed;    /* up to how many the stage goes */
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

/* One address, if it is of those that are drawn; false where it is the last. */
static bool attempt(void *context, const struct mx_route_host *host, size_t index) {
    struct path *path = context;
    enum mx_route_end end = mx_route_end_of(path->route, host, index);
    bool answers = end == MX_ADDRESS_ANSWERS;
    enum mxtrap_outcome outcome = outcome_of(path->route, end);
    uint32_t seconds = end == MX_ADDRESS_SILENT ? mx_route_seconds(path->route, host) : 0;

    if ((path->wanted >> end & 1U) == 0) {
        return true;
    }
    if (path->vain == path->allowed) {
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
    path->vain += answers ? 0 : 1;
    return !answers;
}

static bool visit(struct path *path, const struct mx_route_host *host, bool second,
                  enum mx_route_end wanted) {
    path->wanted = 1U << wanted;
    return mx_route_each_address(path->route, host, second, attempt, path);
}

/* What an MTA on its worst path meets first, to what it meets last; spam software the other way. */
static enum mx_route_end end_at(const struct path *path, size_t turn) {
    static const enum mx_route_end ends[] = {MX_ADDRESS_SILENT, MX_ADDRESS_UNREACHABLE,
                                             MX_ADDRESS_ANSWERS};
    return ends[path->route->sender->kind == MX_SENDER_MTA ? turn : ENDS - 1 - turn];
}

/* The addresses of a stage that are drawn first (SECOND: after them). */
static void draw(struct path *path, const struct mx_stage *stage, bool second) {
    for (size_t turn = 0; turn < ENDS; turn++) {
        for (size_t i = 0; i < stage->count && !path->delivered; i++) {
            visit(path, &stage->hosts[i], second, end_at(path, turn));
        }
    }
}

/* How early a host that does not deliver comes where not all have their turn: of those of an MTA's
 * path the ones that cost the most timeouts, and then the most addresses, of spam software's those
 * that cost the fewest. */
static uint64_t rank(const struct path *path, const struct mx_route_host *host) {
    uint64_t cost = (uint64_t)host->turns << 32 | mx_route_cost(host);
    return path->route->sender->kind == MX_SENDER_MTA ? cost : UINT64_MAX - cost;
}

/* The host that does not deliver and comes next behind BEFORE, which is NULL or such a host; of
 * equal ones, in the order written. */
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

/* Those that do not deliver, MOST of them; returns how many there were. */
static size_t take_vain(struct path *path, const struct mx_stage *stage, size_t most) {
    const struct mx_route_host *host = NULL;
    size_t vain = 0, taken = 0;

    for (size_t i = 0; i < stage->count; i++) {
        vain += stage->hosts[i].delivers ? 0 : 1;
    }
    if (vain > most) {
        for (; taken < most; taken++) {
            host = next_by_rank(path, stage, host);
            visit_host(path, host);
        }
        return taken;
    }
    for (size_t i = 0; i < stage->count; i++) {
        if (!stage->hosts[i].delivers) {
            visit_host(path, &stage->hosts[i]);
        }
    }
    return vain;
}

/* Whether A is the worse one for the owner of the domain to come first: an MTA's has more addresses
 * in vain ahead of the one that answers, spam software's fewer. */
static bool is_worse(const struct path *path, const struct mx_route_host *a,
                     const struct mx_route_host *b) {
    return path->route->sender->kind == MX_SENDER_MTA ? a->ahead > b->ahead : a->ahead < b->ahead;
}

/* The worst host that delivers, if there is one. */
static void take_real(struct path *path, const struct mx_stage *stage) {
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

/* Whether the first address has its turn again before a new one (mx_route's rounds). */
static bool goes_round(const struct path *path) {
    return path->route->rounds > 0 && path->vain >= path->route->rounds;
}

static void take_hosts(struct path *path, const struct mx_stage *stage, size_t most,
                       bool vain_first) {
    if (!vain_first && most > 0) {
        take_real(path, stage);
    }
    if (!path->delivered && take_vain(path, stage, most) < most && vain_first &&
        !goes_round(path)) {
        take_real(path, stage);
    }
}

/* The address that waits has its turn. */
static bool release(struct path *path) {
    const struct mx_route_host *held = path->held;

    path->held = NULL;
    return held == NULL || path->held_was_met || attempt(path, held, path->held_index);
}

/* An address of the family that is not preferred waits until the next such one. */
static bool hold(void *context, const struct mx_route_host *host, size_t index) {
    struct path *path = context;
    bool goes_on = release(path);

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

/* The worse case is that an address that was met before waits in place of one in vain, and that it
 * does not in place of one that answers. */
static bool take_swapped_host(struct path *path, const struct mx_route_host *host) {
    return mx_route_each_address(path->route, host, false, attempt, path) &&
           (!host->delivers || hold_met(path, host)) &&
           mx_route_each_address(path->route, host, true, hold, path) &&
           (host->delivers || hold_met(path, host));
}

/* The hosts that do not deliver, those that have met such an address before last. */
static bool take_swapped_vain(struct path *path, const struct mx_stage *stage) {
    bool goes_on = true;

    for (size_t i = 0; i < 2 * stage->count && goes_on; i++) {
        const struct mx_route_host *host = &stage->hosts[i < stage->count ? i : i - stage->count];
        bool is_last = host->draws[1].met > 0;
        if (!host->delivers && is_last == (i >= stage->count)) {
            goes_on = take_swapped_host(path, host);
        }
    }
    return goes_on;
}

/* How many addresses in vain a host that delivers has ahead, with NEXT after it: its only address
 * that answers may have to wait. */
static uint32_t ahead_of(const struct mx_route_host *host, const struct mx_route_host *next) {
    bool waits = host->ahead > 0 && host->draws[1].count == 1 && next != NULL;
    return host->ahead + (waits ? next->ahead : 0);
}

/* The host of STAGE that delivers and has the most addresses in vain ahead, but for EXCEPT. */
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

/* The worst host that delivers to come first, and the one to come after it. Where the address that
 * waits was moved behind the one that answers, one that answers later is the worse. */
static void choose_reals(const struct mx_stage *stage, const struct mx_route_host *chosen[2]) {
    const struct mx_route_host *most = most_ahead(stage, NULL);
    const struct mx_route_host *second = most_ahead(stage, most);

    chosen[0] = chosen[1] = NULL;
    for (size_t i = 0; i < stage->count; i++) {
        const struct mx_route_host *host = &stage->hosts[i];
        const struct mx_route_host *next = host == most ? second : most;
        bool answers_later = chosen[0] != NULL && host->draws[0].vain == host->draws[0].count &&
                             chosen[0]->draws[0].vain < chosen[0]->draws[0].count;
        if (host->delivers && (chosen[0] == NULL || answers_later ||
                               ahead_of(host, next) > ahead_of(chosen[0], chosen[1]))) {
            chosen[0] = host;
            chosen[1] = next;
        }
    }
}

/* Hosts in an order, after which one pass has swapped neighbours (Exim's host.c): an MTA meets the
 * hosts that do not deliver first. */
static void take_swapped(struct path *path, const struct mx_stage *stage) {
    const struct mx_route_host *chosen[2];
    path->held = NULL;
    path->wanted = ~0U;
    choose_reals(stage, chosen);
    bool goes_on = take_swapped_vain(path, stage);
    for (size_t i = 0; i < 2 && goes_on; i++) {
        goes_on = chosen[i] == NULL || take_swapped_host(path, chosen[i]);
    }
    if (goes_on) {
        release(path);
    }
}

static void take_stage(struct path *path, const struct mx_stage *stage, size_t most) {
    switch (stage->order) {
    case MX_BY_ADDRESS:
    case MX_BY_FAMILY:
        draw(path, stage, false);
        draw(path, stage, true);
        break;
    case MX_BY_SWAP:
        take_swapped(path, stage);
        break;
    case MX_BY_HOST:
        take_hosts(path, stage, most, path->route->sender->kind == MX_SENDER_MTA);
        break;
    }
}

static void follow(struct path *path) {
    const struct mx_route *route = path->route;
    size_t left = route->hosts;

    for (size_t i = 0; i < route->count && !path->delivered && !goes_round(path); i++) {
        const struct mx_stage *stage = &route->stages[i];
        size_t most = mx_route_hosts_tried(route, stage, &left);
        size_t quota = route->rounds > 0 ? SIZE_MAX : mx_route_quota(route, path->vain);
        mx_clock_next_stage(&path->clock);
        path->allowed = quota == SIZE_MAX ? SIZE_MAX : path->vain + quota;
        take_stage(path, stage, most);
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
