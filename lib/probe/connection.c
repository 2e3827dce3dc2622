/* What all phases of an attempt share: wait, set the verdict, close. */
#include "probe/connection.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/monotonic.h"
#include "probe/dialogue.h"
#include "probe/tls.h"

enum { MILLISECOND_NS = 1000000, RETRY_MS = 100 };

static uint64_t ms_since(uint64_t then) {
    return (mx_monotonic_ns() - then) / MILLISECOND_NS;
}

static struct timeval timeval_of(uint64_t ms) {
    return (struct timeval){(time_t)(ms / 1000), (suseconds_t)(ms % 1000 * 1000)};
}

/* Without a timer a silent connection would never end. If memory is out, the timer fires at once,
 * and the attempt ends with ENOMEM. */
static void add_timer(struct mx_probe_connection *connection, uint64_t ms,
                      const struct timeval *tv) {
    connection->phase_ends = mx_monotonic_ns() + ms * MILLISECOND_NS;
    if (evtimer_add(&connection->timer, tv) != 0) {
        connection->phase_ends = 0;
        event_active(&connection->timer, EV_TIMEOUT, 1);
    }
}

void mx_probe_set_timer(struct mx_probe_connection *connection, uint64_t ms) {
    struct timeval tv = timeval_of(ms);
    add_timer(connection, ms, &tv);
}

void mx_probe_time_out(struct mx_probe_connection *connection, unsigned ms) {
    struct timeval tv = timeval_of(ms);
    const struct timeval *common = event_base_init_common_timeout(connection->lane->base, &tv);

    add_timer(connection, ms, common != NULL ? common : &tv);
}

bool mx_probe_watch(struct mx_probe_connection *connection, short what,
                    event_callback_fn callback) {
    if (event_initialized(&connection->io)) {
        event_del(&connection->io);
    }
    return event_assign(&connection->io, connection->lane->base, connection->fd,
                        (short)(what | EV_PERSIST), callback, connection) == 0 &&
           event_add(&connection->io, NULL) == 0;
}

void mx_probe_close_socket(struct mx_probe_connection *connection) {
    if (event_initialized(&connection->io)) {
        event_del(&connection->io);
    }
    if (connection->fd >= 0) {
        close(connection->fd);
        connection->fd = -1;
    }
}

void mx_probe_leave(struct mx_probe_connection *connection) {
    evtimer_del(&connection->timer);
    mx_probe_close_socket(connection);
    TAILQ_REMOVE(&connection->lane->flight, connection, link);
}

void mx_probe_connection_free(struct mx_probe_connection *connection) {
    if (connection->dialogue != NULL) {
        mx_tls_free(connection->dialogue->tls);
        free(connection->dialogue);
    }
    free(connection);
}

void mx_probe_close(struct mx_probe_connection *connection) {
    mx_probe_leave(connection);
    connection->lane->hand_back(connection);
}

void mx_probe_retry(struct mx_probe_connection *connection) {
    mx_probe_close_socket(connection);
    connection->phase = MX_PROBE_RETRIES;
    connection->has_retried = true;
    mx_probe_set_timer(connection, RETRY_MS);
}

/* After EHLO was refused on the first connection, the state of the second one counts only if it
 * says more. */
static enum mxtrap_state final_state(struct mx_probe_connection *connection,
                                     enum mxtrap_state state) {
    bool says_more = state == MXTRAP_ANSWERS || state == MXTRAP_REJECTS || state == MXTRAP_UNPROBED;

    if (connection->name_refused == 0 || says_more) {
        return state;
    }
    connection->outcome.code = connection->name_refused;
    connection->outcome.has_icmp = false;
    connection->outcome.offender = (struct mx_address){0};
    return MXTRAP_REJECTS;
}

void mx_probe_verdict(struct mx_probe_connection *connection, enum mxtrap_state state) {
    if (connection->phase != MX_PROBE_QUITS) {
        state = final_state(connection, state);
        connection->phase = MX_PROBE_QUITS;
        connection->outcome.state = state;
        connection->outcome.ms = (uint32_t)ms_since(connection->began);
        connection->outcome.ended = mx_monotonic_ns() / MILLISECOND_NS;
    }
}

void mx_probe_local(struct mx_probe_connection *connection, enum mx_cause cause, int error) {
    if (connection->phase != MX_PROBE_QUITS) {
        connection->outcome.cause = cause;
        connection->outcome.error = error;
    }
    mx_probe_verdict(connection, MXTRAP_UNPROBED);
    mx_probe_close(connection);
}
