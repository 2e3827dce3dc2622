/* The prober from the inside: the requested addresses in their lists, and their callers. */
#ifndef MX_PROBE_TARGETS_H
#define MX_PROBE_TARGETS_H

#include "base/index.h"
#include "probe/lane.h"
#include "probe/pace.h"

struct mx_probe_waiter {
    mx_probe_done *done;
    void *context;
    struct mx_probe_waiter *next;
};

struct mx_probe_list {
    TAILQ_HEAD(mx_probe_targets, mx_probe_target) targets;
    size_t count;
};

/* An address. It is in one of the prober's lists, or in none while its waiters are called. */
struct mx_probe_target {
    struct mx_prober *prober; /* set at the first pause */
    struct event *pause;      /* NULL: it never paused */
    struct mx_address address;
    struct mx_probe_outcome outcome; /* attempts is 0 before the first */
    void *texts;                     /* all that the outcome points to */
    size_t texts_size;
    char *server_name;
    struct mx_probe_waiter *waiters, **waiters_end;
    struct mx_probe_list *list;
    TAILQ_ENTRY(mx_probe_target) link;
};

struct mx_prober {
    struct event_base *base;
    struct mx_probe_settings settings;
    struct mx_index targets;
    struct mx_probe_list pausing, queue, flight, ready, known;
    struct mx_pace pace;
    struct event work, pace_timer;
    struct mx_probe_lane home, *lanes[MX_PROBE_LANES];
    size_t lane_count;
    bool no_more_lanes;
    struct mx_probe_back *back; /* NULL before the first lane */
    size_t known_bytes;
    uint64_t done;
    enum mx_cause over; /* MX_CAUSE_NONE while the run lasts */
    int own;            /* from mx_own_address_open */
};

/* Replaces the outcome by a deep copy of OUTCOME; false when memory is out. */
bool mx_probe_keep_outcome(struct mx_prober *prober, struct mx_probe_target *target,
                           const struct mx_probe_outcome *outcome);

/* The attempt has ended; frees CONNECTION. */
void mx_probe_ended(struct mx_probe_connection *connection);

/* One round of work: notifies waiters, ends attempts if the run is over, starts others. */
void mx_probe_work(evutil_socket_t fd, short what, void *context);

/* Removes TARGET from the prober and frees it; its connection is closed already. */
void mx_probe_forget(struct mx_prober *prober, struct mx_probe_target *target);

#endif
