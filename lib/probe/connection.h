/* One attempt at an address: its socket, timer, phase and outcome; and the lane that makes it. */
#ifndef MX_PROBE_CONNECTION_H
#define MX_PROBE_CONNECTION_H

#include <event2/event.h>
#include <event2/event_struct.h>
#include <stdatomic.h>
#include <sys/queue.h>

#include "probe/prober.h"

struct ssl_ctx_st;
struct mx_probe_dialogue;
struct mx_probe_target;
struct mx_probe_thread;

/* What attempts read of their prober. Constant, since threads share it. */
struct mx_probe_settings {
    struct mx_probe_options options;
    char helo[MX_PROBE_HELO_MAX + 1];
    struct ssl_ctx_st *tls_context;
};

TAILQ_HEAD(mx_probe_connections, mx_probe_connection);

/* Where connections are made: the caller's loop (HOME), or a thread with its own table of open
 * files. A lane knows only connections; targets belong to the caller's thread. */
struct mx_probe_lane {
    struct mx_prober *prober;
    struct event_base *base;
    struct mx_probe_connections flight; /* of the lane's thread */
    enum mx_cause over;                 /* the same */
    size_t open, room, room_max;        /* of the caller's thread: connections not yet returned */
    atomic_uint later;                  /* connections begun that did not wait for the pace */
    struct mx_probe_thread *thread;     /* NULL: HOME */
    /* Returns a closed connection, which has left the lane, to the prober's thread. */
    void (*hand_back)(struct mx_probe_connection *connection);
};

enum mx_probe_phase {
    MX_PROBE_CONNECTS,
    MX_PROBE_GREETING,
    MX_PROBE_AHEAD, /* the server sent more after its greeting, before EHLO */
    MX_PROBE_EHLO,
    MX_PROBE_HELO,
    MX_PROBE_STARTTLS,
    MX_PROBE_HANDSHAKE,
    MX_PROBE_RETRIES, /* closed; connects once more soon */
    MX_PROBE_QUITS    /* the verdict is final */
};

/* One attempt. The texts of OUTCOME are in the dialogue. */
struct mx_probe_connection {
    const struct mx_probe_settings *settings;
    struct mx_probe_lane *lane;
    struct mx_probe_target *target;        /* a lane does not read it */
    TAILQ_ENTRY(mx_probe_connection) link; /* in FLIGHT, or on its way from or to the lane */
    struct mx_address address;
    const char *server_name; /* the target's */
    int fd;                  /* -1: no socket */
    uint8_t connects;        /* connections begun */
    bool is_short;           /* no file descriptor was free: nothing was learnt */
    bool is_unasked;         /* the far side ended before it answered: likewise */
    enum mx_probe_phase phase;
    uint64_t began, phase_ends; /* nanoseconds */
    uint64_t since;             /* when this round of connecting began */
    bool says_literal;          /* EHLO has an address literal */
    bool has_retried;           /* it has connected a second time for that */
    uint16_t name_refused;      /* the reply code that refused the name in EHLO, or 0 */
    struct event io, timer;
    struct mx_probe_outcome outcome;
    struct mx_probe_dialogue *dialogue; /* once connected */
};

/* Sets the connection's timer, and phase_ends to when it fires; 0 if memory was out. */
void mx_probe_set_timer(struct mx_probe_connection *connection, uint64_t ms);

/* The same for a time that many connections use: libevent keeps those in a queue, not in its heap.
 */
void mx_probe_time_out(struct mx_probe_connection *connection, unsigned ms);

/* Calls CALLBACK at each WHAT (EV_READ, EV_WRITE) of the socket; false if that fails. */
bool mx_probe_watch(struct mx_probe_connection *connection, short what, event_callback_fn callback);

/* Sets the verdict to STATE, unless there is one. */
void mx_probe_verdict(struct mx_probe_connection *connection, enum mxtrap_state state);

/* Closes the socket, and connects a second time after a moment. */
void mx_probe_retry(struct mx_probe_connection *connection);

/* Ends an attempt that learnt nothing, for CAUSE; ERROR is an errno or 0. */
void mx_probe_local(struct mx_probe_connection *connection, enum mx_cause cause, int error);

/* Closes the socket only. */
void mx_probe_close_socket(struct mx_probe_connection *connection);

/* Closes the connection and hands it back to the prober, with its outcome. */
void mx_probe_close(struct mx_probe_connection *connection);

/* Closes the connection, and removes it from its lane. */
void mx_probe_leave(struct mx_probe_connection *connection);

/* CONNECTION has left its lane, or never was in it. */
void mx_probe_connection_free(struct mx_probe_connection *connection);

/* Begins the attempt, on the thread of its lane. */
void mx_probe_begin(struct mx_probe_connection *connection);

#endif
