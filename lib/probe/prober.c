/* The requested addresses (known, under way, waiting) and their callers. All callbacks are made in
 * mx_probe_work, which the event loop runs: never within mx_probe, and never while an outcome may
 * be replaced. */
#include "probe/targets.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/monotonic.h"
#include "probe/link.h"
#include "probe/own_address.h"

enum { MICROSECOND_NS = 1000, SECOND_US = 1000000 };

static void list_remove(struct mx_probe_target *target) {
    struct mx_probe_list *list = target->list;

    if (list == NULL) {
        return;
    }
    TAILQ_REMOVE(&list->targets, target, link);
    list->count--;
    target->list = NULL;
}

/* Moves TARGET from its list to the end of LIST. */
static void list_move(struct mx_probe_target *target, struct mx_probe_list *list) {
    list_remove(target);
    target->list = list;
    TAILQ_INSERT_TAIL(&list->targets, target, link);
    list->count++;
}

static void work_soon(struct mx_prober *prober) {
    event_active(&prober->work, EV_TIMEOUT, 1);
}

static bool has_address(const void *row, const void *key) {
    return mx_address_equal(&((const struct mx_probe_target *)row)->address, key);
}

void mx_probe_forget(struct mx_prober *prober, struct mx_probe_target *target) {
    list_remove(target);
    mx_index_remove(&prober->targets, mx_address_hash(&target->address), target);
    prober->known_bytes -= target->texts_size;
    while (target->waiters != NULL) {
        struct mx_probe_waiter *next = target->waiters->next;
        free(target->waiters);
        target->waiters = next;
    }
    if (target->pause != NULL) {
        event_free(target->pause);
    }
    free(target->server_name);
    free(target->texts);
    free(target);
}

static struct mx_probe_target *target_new(struct mx_prober *prober,
                                          const struct mx_address *address) {
    struct mx_probe_target *target = calloc(1, sizeof *target);

    if (target == NULL) {
        return NULL;
    }
    target->address = *address;
    target->waiters_end = &target->waiters;
    if (!mx_index_add(&prober->targets, mx_address_hash(address), target)) {
        free(target);
        return NULL;
    }
    return target;
}

/* Frees the outcomes least recently asked for. */
static void forget_some(struct mx_prober *prober) {
    while (prober->known.count > 0 && (prober->known.count > prober->settings.options.known_max ||
                                       prober->known_bytes > MX_PROBE_KNOWN_BYTES)) {
        struct mx_probe_target *target = TAILQ_FIRST(&prober->known.targets);
        mx_probe_forget(prober, target);
    }
}

/* A host that limits how often a client connects is asked again after a pause, longer each time. */
static unsigned pause_before(const struct mx_prober *prober, const struct mx_probe_target *target) {
    unsigned pause = prober->settings.options.pause_ms;

    if (!mx_probe_outcome_is_turned_away(&target->outcome)) {
        return 0;
    }
    for (unsigned i = 1; i < target->outcome.attempts && pause < MX_PROBE_PAUSE_MAX_MS; i++) {
        pause *= 2;
    }
    return pause < MX_PROBE_PAUSE_MAX_MS ? pause : MX_PROBE_PAUSE_MAX_MS;
}

static void end_pause(evutil_socket_t fd, short what, void *context) {
    struct mx_probe_target *target = context;
    (void)fd, (void)what;

    list_move(target, &target->prober->queue);
    work_soon(target->prober);
}

/* False: memory is out, and the caller asks at once. */
static bool begin_pause(struct mx_prober *prober, struct mx_probe_target *target, unsigned ms) {
    struct timeval tv = {(time_t)(ms / 1000), (suseconds_t)(ms % 1000 * 1000)};

    target->prober = prober;
    if (target->pause == NULL) {
        target->pause = evtimer_new(prober->base, end_pause, target);
    }
    if (target->pause == NULL || evtimer_add(target->pause, &tv) != 0) {
        return false;
    }
    list_move(target, &prober->pausing);
    return true;
}

static void set_unprobed(struct mx_probe_target *target, enum mx_cause cause) {
    target->outcome = (struct mx_probe_outcome){
        .state = MXTRAP_UNPROBED, .cause = cause, .attempts = target->outcome.attempts};
}

static bool may_ask(const struct mx_prober *prober, const struct mx_address *address,
                    enum mx_cause *cause) {
    bool is_special = !prober->settings.options.allow_special && mx_special_find(address) != NULL;

    *cause = is_special ? MX_CAUSE_SPECIAL : prober->over;
    return *cause == MX_CAUSE_NONE;
}

/* Moves TARGET to the list that serves a new request for it. */
static void ask(struct mx_prober *prober, struct mx_probe_target *target, bool is_new, bool again) {
    bool is_under_way = target->list == &prober->queue || target->list == &prober->flight ||
                        target->list == &prober->pausing;
    unsigned pause = again ? pause_before(prober, target) : 0;
    enum mx_cause cause;

    if (is_under_way) {
        return;
    }
    if (may_ask(prober, &target->address, &cause)) {
        if (is_new || again) {
            if (pause == 0 || !begin_pause(prober, target, pause)) {
                list_move(target, &prober->queue);
            }
            return;
        }
    } else if (is_new) {
        set_unprobed(target, cause);
    }
    if (target->list != &prober->ready) {
        list_move(target, &prober->ready);
    }
}

static enum mxtrap_status request(struct mx_prober *prober, const struct mx_address *address,
                                  const char *server_name, bool again, mx_probe_done *done,
                                  void *context) {
    struct mx_probe_target *target = (struct mx_probe_target *)mx_index_find(
        &prober->targets, mx_address_hash(address), address, has_address);
    struct mx_probe_waiter *waiter = malloc(sizeof *waiter);
    bool is_new = target == NULL;

    if (waiter != NULL && is_new) {
        target = target_new(prober, address);
    }
    if (waiter == NULL || target == NULL) {
        free(waiter);
        return MXTRAP_ERR_MEMORY;
    }
    if (prober->settings.options.starttls && target->server_name == NULL && server_name != NULL) {
        target->server_name = strdup(server_name);
    }
    *waiter = (struct mx_probe_waiter){.done = done, .context = context};
    *target->waiters_end = waiter;
    target->waiters_end = &waiter->next;
    ask(prober, target, is_new, again);
    work_soon(prober);
    return MXTRAP_OK;
}

enum mxtrap_status mx_probe(struct mx_prober *prober, const struct mx_address *address,
                            const char *server_name, mx_probe_done *done, void *context) {
    return request(prober, address, server_name, false, done, context);
}

enum mxtrap_status mx_probe_again(struct mx_prober *prober, const struct mx_address *address,
                                  const char *server_name, mx_probe_done *done, void *context) {
    return request(prober, address, server_name, true, done, context);
}

const struct mx_probe_outcome *mx_probe_known(const struct mx_prober *prober,
                                              const struct mx_address *address) {
    const struct mx_probe_target *target =
        mx_index_find(&prober->targets, mx_address_hash(address), address, has_address);

    return target != NULL && target->outcome.attempts > 0 ? &target->outcome : NULL;
}

/* Stores OUTCOME, unless the stored one says more: other domains that ask later get that. Its time
 * is renewed if the host listens or resets, as a host does that limits how often a client connects:
 * the port is open to us. */
static void set_outcome(struct mx_prober *prober, struct mx_probe_target *target,
                        const struct mx_probe_outcome *outcome) {
    bool is_weaker =
        target->outcome.attempts > 0 && mx_probe_outcome_outranks(&target->outcome, outcome);

    if (target->outcome.attempts < UINT16_MAX) {
        target->outcome.attempts++;
    }
    if (!is_weaker) {
        uint16_t attempts = target->outcome.attempts;
        bool is_kept = mx_probe_keep_outcome(prober, target, outcome);
        target->outcome.attempts = attempts;
        if (!is_kept) {
            set_unprobed(target, MX_CAUSE_LOCAL);
        }
    } else if (mxtrap_state_listens(outcome->state) ||
               (outcome->state == MXTRAP_REFUSED && !prober->settings.options.doubt_resets)) {
        target->outcome.ended = outcome->ended;
    }
    if (prober->settings.options.link == NULL && !prober->settings.options.allow_special &&
        target->outcome.state != MXTRAP_UNPROBED) {
        target->outcome.is_own =
            mx_own_address_is(prober->own, &target->address, prober->settings.options.port);
    }
    prober->done++;
    list_move(target, &prober->ready);
    work_soon(prober);
}

/* If nothing was learnt, the target waits again; if that is since no file descriptor was free, the
 * lane makes no more connections at once than it has now. */
void mx_probe_ended(struct mx_probe_connection *connection) {
    struct mx_probe_lane *lane = connection->lane;
    struct mx_prober *prober = lane->prober;

    lane->open--;
    bool waits = connection->is_short && prober->flight.count > 1;
    if (waits) {
        lane->room = lane->open > 0 ? lane->open : 1;
    }
    if (waits || connection->is_unasked) {
        list_move(connection->target, &prober->queue);
        work_soon(prober);
    } else {
        lane->room += lane->room < lane->room_max ? 1 : 0;
        set_outcome(prober, connection->target, &connection->outcome);
    }
    mx_probe_connection_free(connection);
}

/* Calls the present waiters; those added by a callback are called in the next round. */
static void notify(struct mx_prober *prober, struct mx_probe_target *target) {
    struct mx_probe_waiter *waiter = target->waiters;

    target->waiters = NULL;
    target->waiters_end = &target->waiters;
    list_remove(target);
    while (waiter != NULL) {
        struct mx_probe_waiter called = *waiter;
        free(waiter);
        called.done(called.context, &target->address, &target->outcome);
        waiter = called.next;
    }
    if (target->list == NULL && prober->settings.options.keeps_nothing) {
        mx_probe_forget(prober, target);
    } else if (target->list == NULL) {
        list_move(target, &prober->known);
    }
}

static void notify_all(struct mx_prober *prober) {
    for (size_t count = prober->ready.count; count > 0 && prober->ready.count > 0; count--) {
        notify(prober, TAILQ_FIRST(&prober->ready.targets));
    }
    forget_some(prober);
    if (prober->ready.count > 0) {
        work_soon(prober);
    }
}

static void end_all(struct mx_prober *prober) {
    while (!TAILQ_EMPTY(&prober->pausing.targets)) {
        evtimer_del(TAILQ_FIRST(&prober->pausing.targets)->pause);
        list_move(TAILQ_FIRST(&prober->pausing.targets), &prober->queue);
    }
    while (!TAILQ_EMPTY(&prober->queue.targets)) {
        set_unprobed(TAILQ_FIRST(&prober->queue.targets), prober->over);
        list_move(TAILQ_FIRST(&prober->queue.targets), &prober->ready);
    }
    mx_probe_lanes_end(prober, prober->over);
}

/* The later connections of an attempt do not wait for the rate limiter; they are charged here. */
static void count_later(struct mx_prober *prober, struct mx_probe_lane *lane) {
    for (unsigned later = atomic_exchange(&lane->later, 0); later > 0; later--) {
        mx_pace_started(&prober->pace);
    }
}

static uint64_t wait_for_pace(struct mx_prober *prober) {
    count_later(prober, &prober->home);
    for (size_t i = 0; i < prober->lane_count; i++) {
        count_later(prober, prober->lanes[i]);
    }
    return mx_pace_wait(&prober->pace, mx_monotonic_ns());
}

static void start(struct mx_prober *prober, struct mx_probe_lane *lane,
                  struct mx_probe_target *target) {
    static const struct mx_probe_outcome no_memory = {
        .state = MXTRAP_UNPROBED, .cause = MX_CAUSE_LOCAL, .error = ENOMEM};
    struct mx_probe_connection *connection = calloc(1, sizeof *connection);

    if (connection == NULL) {
        set_outcome(prober, target, &no_memory);
        return;
    }
    *connection = (struct mx_probe_connection){.settings = &prober->settings,
                                               .lane = lane,
                                               .target = target,
                                               .address = target->address,
                                               .server_name = target->server_name,
                                               .fd = -1};
    list_move(target, &prober->flight);
    mx_pace_started(&prober->pace);
    lane->open++;
    mx_probe_lane_begin(lane, connection);
}

static void start_some(struct mx_prober *prober) {
    struct mx_probe_lane *lane;

    while (!TAILQ_EMPTY(&prober->queue.targets) && (lane = mx_probe_lane_find(prober)) != NULL) {
        uint64_t wait = wait_for_pace(prober);
        if (wait > 0) {
            uint64_t us = wait / MICROSECOND_NS + 1;
            struct timeval tv = {(time_t)(us / SECOND_US), (suseconds_t)(us % SECOND_US)};
            if (evtimer_add(&prober->pace_timer, &tv) != 0) {
                work_soon(prober); /* no memory for a timer: polls until then */
            }
            return;
        }
        start(prober, lane, TAILQ_FIRST(&prober->queue.targets));
    }
}

void mx_probe_work(evutil_socket_t fd, short what, void *context) {
    struct mx_prober *prober = context;
    (void)fd, (void)what;

    if (prober->over != MX_CAUSE_NONE) {
        end_all(prober);
    }
    notify_all(prober);
    start_some(prober);
}

/* Connections that may be open at once, with the lanes that there are or may still be. */
static size_t most_open(const struct mx_prober *prober) {
    size_t lanes = prober->no_more_lanes ? prober->lane_count : MX_PROBE_LANES;
    size_t room = (1 + lanes) * prober->home.room_max, most = prober->settings.options.open_max;

    return room < most ? room : most;
}

bool mx_prober_is_behind(const struct mx_prober *prober) {
    const struct mx_probe_link *link = prober->settings.options.link;
    size_t asked = prober->queue.count + prober->flight.count;
    bool has_room = link != NULL ? mx_probe_link_has_room(link, asked) : asked < most_open(prober);

    return !has_room || prober->queue.count >= prober->pace.rate;
}

void mx_prober_cancel_all(struct mx_prober *prober, enum mx_cause cause) {
    prober->over = cause;
    work_soon(prober);
}

struct mx_prober_counts mx_prober_counts(const struct mx_prober *prober) {
    return (struct mx_prober_counts){.open = prober->flight.count,
                                     .waiting = prober->queue.count + prober->pausing.count,
                                     .done = prober->done};
}
