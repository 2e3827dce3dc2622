/* Lanes. A process may open a limited number of files, often 20,000, and a silent address needs one
 * for the whole timeout. A Linux thread can have its own table of files, with the same limit again.
 * So the caller's loop makes the first thousand connections, and threads make the rest. Each thread
 * has its own event loop; it gets connections from the prober and returns them, closed, with their
 * outcomes. Nothing else is shared. */
#ifdef __linux__
#define _GNU_SOURCE /* the libc reads it: NOLINT(bugprone-reserved-identifier,cert-dcl*) */
#endif
#include "probe/lane.h"

#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/threads.h"
#include "probe/connection.h"
#include "probe/link.h"
#include "probe/targets.h"

/* A list that one thread fills and another empties; a pipe wakes the other's event loop. */
struct mailbox {
    pthread_mutex_t lock;
    struct mx_probe_connections list;
    int ends[2]; /* a pipe: read here, written there */
    struct event woken;
};

/* Connections that lanes return. */
struct mx_probe_back {
    struct mailbox box;
};

struct mx_probe_thread {
    struct mx_probe_lane lane;
    pthread_t id;
    struct mailbox box; /* connections to begin; its lock guards the members below, too */
    pthread_cond_t begun;
    enum mx_cause over;
    bool is_ready, has_failed, ends;
};

static struct mx_probe_connection *remove_first(struct mx_probe_connections *list) {
    struct mx_probe_connection *first = TAILQ_FIRST(list);

    if (first != NULL) {
        TAILQ_REMOVE(list, first, link);
    }
    return first;
}

static bool mailbox_open(struct mailbox *box) {
    if (pipe(box->ends) != 0) {
        return false;
    }
    for (int i = 0; i < 2; i++) {
        evutil_make_socket_nonblocking(box->ends[i]);
        evutil_make_socket_closeonexec(box->ends[i]);
    }
    TAILQ_INIT(&box->list);
    pthread_mutex_init(&box->lock, NULL);
    return true;
}

static void mailbox_close(struct mailbox *box) {
    struct mx_probe_connection *connection;

    while ((connection = remove_first(&box->list)) != NULL) {
        mx_probe_connection_free(connection);
    }
    pthread_mutex_destroy(&box->lock);
    close(box->ends[0]);
    close(box->ends[1]);
}

/* If the pipe is full, the loop wakes for the bytes in it. */
static void mailbox_wake(const struct mailbox *box) {
    (void)!write(box->ends[1], "", 1);
}

static void mailbox_add(struct mailbox *box, struct mx_probe_connection *connection) {
    pthread_mutex_lock(&box->lock);
    bool was_empty = TAILQ_EMPTY(&box->list);
    TAILQ_INSERT_TAIL(&box->list, connection, link);
    pthread_mutex_unlock(&box->lock);
    if (was_empty) {
        mailbox_wake(box);
    }
}

/* Empties BOX, whose lock is held, into LIST. */
static void mailbox_empty(struct mailbox *box, struct mx_probe_connections *list) {
    char bytes[64];

    TAILQ_INIT(list);
    TAILQ_CONCAT(list, &box->list, link);
    while (read(box->ends[0], bytes, sizeof bytes) > 0) {
    }
}

static void end_all(struct mx_probe_lane *lane, enum mx_cause cause) {
    lane->over = cause;
    while (!TAILQ_EMPTY(&lane->flight)) {
        mx_probe_local(TAILQ_FIRST(&lane->flight), cause, 0);
    }
}

static void drop_all(struct mx_probe_lane *lane) {
    while (!TAILQ_EMPTY(&lane->flight)) {
        struct mx_probe_connection *connection = TAILQ_FIRST(&lane->flight);
        mx_probe_leave(connection);
        mx_probe_connection_free(connection);
    }
}

/* On the lane's thread: begins and ends connections. */
static void on_new(evutil_socket_t fd, short what, void *context) {
    struct mx_probe_thread *thread = context;
    struct mx_probe_connection *connection;
    struct mx_probe_connections new;
    (void)fd, (void)what;

    pthread_mutex_lock(&thread->box.lock);
    mailbox_empty(&thread->box, &new);
    enum mx_cause over = thread->over;
    bool ends = thread->ends;
    pthread_mutex_unlock(&thread->box.lock);
    if (over != MX_CAUSE_NONE) {
        end_all(&thread->lane, over);
    }
    while ((connection = remove_first(&new)) != NULL) {
        if (ends) {
            mx_probe_connection_free(connection);
        } else {
            mx_probe_begin(connection);
        }
    }
    if (ends) {
        drop_all(&thread->lane);
        event_base_loopbreak(thread->lane.base);
    }
}

/* On the prober's thread: attempts have ended. */
static void on_back(evutil_socket_t fd, short what, void *context) {
    struct mx_probe_back *back = context;
    struct mx_probe_connection *connection;
    struct mx_probe_connections list;
    (void)fd, (void)what;

    pthread_mutex_lock(&back->box.lock);
    mailbox_empty(&back->box, &list);
    pthread_mutex_unlock(&back->box.lock);
    while ((connection = remove_first(&list)) != NULL) {
        connection->lane->prober->home.hand_back(connection);
    }
}

#if defined(__linux__) && defined(SYS_close_range)
enum { CAN_LANES = 1, STANDARD_FILES = 3 };

static bool close_files(unsigned first, unsigned last) {
    return first > last || syscall(SYS_close_range, first, last, 0) == 0;
}

/* Gives this thread its own table of files, with only these two and the standard ones. */
static bool unshare_files(int one, int other) {
    unsigned low = (unsigned)(one < other ? one : other);
    unsigned high = (unsigned)(one < other ? other : one);
    unsigned from = STANDARD_FILES;

    if (unshare(CLONE_FILES) != 0) {
        return false;
    }
    return (low < from || close_files(from, low - 1)) &&
           (high < from || close_files(low < from ? from : low + 1, high - 1)) &&
           close_files(high < from ? from : high + 1, UINT_MAX);
}
#else
enum { CAN_LANES = 0 };

static bool unshare_files(int one, int other) {
    (void)one, (void)other;
    return false;
}
#endif

static bool make_loop(struct mx_probe_thread *thread) {
    struct mx_probe_lane *lane = &thread->lane;

    if (!unshare_files(thread->box.ends[0], lane->prober->back->box.ends[1])) {
        return false;
    }
    lane->base = event_base_new();
    return lane->base != NULL &&
           event_assign(&thread->box.woken, lane->base, thread->box.ends[0], EV_READ | EV_PERSIST,
                        on_new, thread) == 0 &&
           event_add(&thread->box.woken, NULL) == 0;
}

static void *run_lane(void *context) {
    struct mx_probe_thread *thread = context;
    bool is_made = make_loop(thread);

    pthread_mutex_lock(&thread->box.lock);
    thread->is_ready = true;
    thread->has_failed = !is_made;
    pthread_cond_signal(&thread->begun);
    pthread_mutex_unlock(&thread->box.lock);
    if (is_made) {
        event_base_dispatch(thread->lane.base);
        event_del(&thread->box.woken);
    }
    if (thread->lane.base != NULL) {
        event_base_free(thread->lane.base);
    }
    return NULL;
}

static bool start_thread(struct mx_probe_thread *thread) {
    if (!mx_thread_start(&thread->id, run_lane, thread)) {
        return false;
    }
    pthread_mutex_lock(&thread->box.lock);
    while (!thread->is_ready) {
        pthread_cond_wait(&thread->begun, &thread->box.lock);
    }
    pthread_mutex_unlock(&thread->box.lock);
    if (thread->has_failed) {
        pthread_join(thread->id, NULL);
    }
    return !thread->has_failed;
}

static bool open_back(struct mx_prober *prober) {
    struct mx_probe_back *back = prober->back;

    if (back != NULL) {
        return true;
    }
    back = calloc(1, sizeof *back);
    if (back == NULL || !mailbox_open(&back->box)) {
        free(back);
        return false;
    }
    prober->back = back;
    return event_assign(&back->box.woken, prober->base, back->box.ends[0], EV_READ | EV_PERSIST,
                        on_back, back) == 0 &&
           event_add(&back->box.woken, NULL) == 0;
}

static void thread_free(struct mx_probe_thread *thread) {
    mailbox_close(&thread->box);
    pthread_cond_destroy(&thread->begun);
    free(thread);
}

/* On the lane's thread. */
static void return_connection(struct mx_probe_connection *connection) {
    mailbox_add(&connection->lane->prober->back->box, connection);
}

static struct mx_probe_lane *start_lane(struct mx_prober *prober) {
    struct mx_probe_thread *thread = NULL;

    if (!CAN_LANES || !open_back(prober) || (thread = calloc(1, sizeof *thread)) == NULL) {
        return NULL;
    }
    if (!mailbox_open(&thread->box)) {
        free(thread);
        return NULL;
    }
    pthread_cond_init(&thread->begun, NULL);
    thread->lane = (struct mx_probe_lane){.prober = prober,
                                          .room = prober->home.room_max,
                                          .room_max = prober->home.room_max,
                                          .thread = thread,
                                          .hand_back = return_connection};
    TAILQ_INIT(&thread->lane.flight);
    if (!start_thread(thread)) {
        thread_free(thread);
        return NULL;
    }
    prober->lanes[prober->lane_count++] = &thread->lane;
    return &thread->lane;
}

/* Home first, then the oldest thread with room, so that few threads are started. */
struct mx_probe_lane *mx_probe_lane_find(struct mx_prober *prober) {
    struct mx_probe_lane *home = &prober->home, *lane = NULL;
    const struct mx_probe_link *link = prober->settings.options.link;

    if (link != NULL) {
        return mx_probe_link_has_room(link, home->open) ? home : NULL;
    }
    if (prober->flight.count >= prober->settings.options.open_max) {
        return NULL;
    }
    if (home->open < home->room && home->open < prober->settings.options.home_max) {
        return home;
    }
    for (size_t i = 0; i < prober->lane_count; i++) {
        if (prober->lanes[i]->open < prober->lanes[i]->room) {
            return prober->lanes[i];
        }
    }
    if (prober->lane_count < MX_PROBE_LANES && !prober->no_more_lanes) {
        lane = start_lane(prober);
        prober->no_more_lanes = lane == NULL;
    }
    return lane != NULL ? lane : home->open < home->room ? home : NULL;
}

void mx_probe_lane_begin(struct mx_probe_lane *lane, struct mx_probe_connection *connection) {
    if (connection->settings->options.link != NULL) {
        mx_probe_link_begin(connection);
    } else if (lane->thread == NULL) {
        mx_probe_begin(connection);
    } else {
        mailbox_add(&lane->thread->box, connection);
    }
}

void mx_probe_lanes_end(struct mx_prober *prober, enum mx_cause cause) {
    for (size_t i = 0; i < prober->lane_count; i++) {
        struct mx_probe_thread *thread = prober->lanes[i]->thread;
        pthread_mutex_lock(&thread->box.lock);
        bool is_news = thread->over != cause;
        thread->over = cause;
        pthread_mutex_unlock(&thread->box.lock);
        if (is_news) {
            mailbox_wake(&thread->box);
        }
    }
    if (prober->settings.options.link != NULL) {
        mx_probe_link_cancel(prober->settings.options.link);
    }
    end_all(&prober->home, cause);
}

void mx_probe_lanes_free(struct mx_prober *prober) {
    for (size_t i = 0; i < prober->lane_count; i++) {
        struct mx_probe_thread *thread = prober->lanes[i]->thread;
        pthread_mutex_lock(&thread->box.lock);
        thread->ends = true;
        pthread_mutex_unlock(&thread->box.lock);
        mailbox_wake(&thread->box);
        pthread_join(thread->id, NULL);
        thread_free(thread);
    }
    drop_all(&prober->home);
    if (prober->back != NULL) {
        if (event_initialized(&prober->back->box.woken)) {
            event_del(&prober->back->box.woken);
        }
        mailbox_close(&prober->back->box);
        free(prober->back);
    }
}
