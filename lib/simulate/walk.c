/* Walks a route along its worst path: an MTA meets the hosts that do not deliver first, spam
 * software those that do. */
#include "simulate/walk.h"

#include "simulate/clock.h"

struct path {
    const struct mx_route *route;
    struct mxtrap_attempt *attempts; /* NULL: they are counted only */
    size_t count;
    struct mx_clock clock;
    uint64_t seconds;
    size_t vain;    /* addresses tried in vain up to now */
    size_t allowed; /* up to how many the stage goes */
    bool delivered;
};

/* One address; false where it is the last. */
static bool attempt(void *context, const struct mx_route_host *host, size_t index) {
    struct path *path = context;
    enum mxtrap_outcome outcome = host->delivers        ? MXTRAP_OUTCOME_ANSWERS
                                  : path->route->resets ? MXTRAP_OUTCOME_REFUSED
                                                        : MXTRAP_OUTCOME_SILENT;
    uint32_t seconds = mx_route_seconds(path->route, host);

    if (path->vain == path->allowed) {
        return false;
    }
    if (path->attempts != NULL) {
        path->attempts[path->count] =
            (struct mxtrap_attempt){host->exchanger, index, outcome, seconds};
    }
    mx_clock_connect(&path->clock, path->route->sender, seconds);
    path->count++;
    path->seconds = host->delivers ? path->clock.begun : mx_clock_end(&path->clock);
    path->delivered = host->delivers;
    path->vain += host->delivers ? 0 : 1;
    return !host->delivers;
}

static bool visit(struct path *path, const struct mx_route_host *host, bool second) {
    return mx_route_addresses(path->route, host, second, attempt, path);
}

/* The addresses of a stage that are drawn first (SECOND: after them), those in vain in front or
 * behind. */
static void draw(struct path *path, const struct mx_stage *stage, bool second, bool vain_first) {
    for (int turn = 0; turn < 2; turn++) {
        bool delivers = (turn == 0) != vain_first;
        for (size_t i = 0; i < stage->count; i++) {
            const struct mx_route_host *host = &stage->hosts[i];
            if (host->delivers == delivers && !path->delivered) {
                visit(path, host, second);
            }
        }
    }
}

/* How early a host that does not deliver comes where not all have their turn: of those of an MTA's
 * path the ones with the most addresses, of spam software's those with the fewest. */
static size_t rank(const struct path *path, const struct mx_route_host *host) {
    size_t cost = mx_route_cost(host);
    return path->route->sender->kind == MX_SENDER_MTA ? cost : SIZE_MAX - cost;
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
    if (visit(path, host, false)) {
        visit(path, host, true);
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

/* The first host that delivers, if there is one. */
static void take_real(struct path *path, const struct mx_stage *stage) {
    for (size_t i = 0; i < stage->count; i++) {
        if (stage->hosts[i].delivers) {
            visit_host(path, &stage->hosts[i]);
            return;
        }
    }
}

static void take_hosts(struct path *path, const struct mx_stage *stage, size_t most,
                       bool vain_first) {
    if (!vain_first && most > 0) {
        take_real(path, stage);
    }
    if (!path->delivered && take_vain(path, stage, most) < most && vain_first) {
        take_real(path, stage);
    }
}

static void follow(struct path *path) {
    const struct mx_route *route = path->route;
    bool vain_first = route->sender->kind == MX_SENDER_MTA;
    size_t left = route->hosts;

    for (size_t i = 0; i < route->count && !path->delivered; i++) {
        const struct mx_stage *stage = &route->stages[i];
        size_t most = mx_route_hosts_tried(route, stage, &left);
        size_t quota = mx_route_quota(route, path->vain);
        mx_clock_next_stage(&path->clock, route->sender);
        path->allowed = quota == SIZE_MAX ? SIZE_MAX : path->vain + quota;
        if (stage->by_address) {
            draw(path, stage, false, vain_first);
            draw(path, stage, true, vain_first);
        } else {
            take_hosts(path, stage, most, vain_first);
        }
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
