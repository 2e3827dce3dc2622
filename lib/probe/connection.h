/* One attempt at an address: its socket, its timer, its phase and what it has learnt; and the lane
 * that it is made on. */
#ifndef MX_PROBE_CONNECTION_H
#define MX_PROBE_CONNECTION_H

#include <event2/event.h>
#include <event2/event_struct.h>
#include <stdatomic.h>

#include "probe/prober.h"

struct ssl_ctx_st;
struct mx_probe_dialogue;
struct mx_probe_target;
struct mx_probe_thread;

/* All that an attempt reads of its prober, on whatever thread. */
struct mx_probe_settings {
    struct mx_probe_options options;
    char helo[MX_PROBE_HELO_MAX + 1];
    struct ssl_ctx_st *tls_context;
};

struct mx_probe_connections {
    struct mx_probe_connection *first, *last;
};

/* Where connections are made: the caller's loop (HOME), or a thread with open files of its own.
 * Everything about addresses stays with the caller; a lane knows its connections only. */
struct mx_probe_lane {
    struct mx_prober *prober;
    struct event_base *base;
    struct mx_probe_connections flight; /* the lane's */
    enum mx_cause over;                 /* the lane's */
    size_t open, room, room_max;        /* the caller's: handed over and not yet come back */
    atomic_uint later;                  /* connections begun that the pace has not yet counted */
    struct mx_probe_thread *thread;     /* NULL: HOME */
    /* Hands a closed connection, which has left the lane, to the prober's thread. */
    void (*hand_back)(struct mx_probe_connection *connection);
};

enum mx_probe_phase {
    MX_PROBE_CONNECTS,
    MX_PROBE_GREETING,
    MX_PROBE_AHEAD, /* more came after the greeting, before anything was said */
    MX_PROBE_EHLO,
    MX_PROBE_HELO,
    MX_PROBE_STARTTLS,
    MX_PROBE_HANDSHAKE,
    MX_PROBE_RETRIES, /* closed, and connects once more soon */
    MX_PROBE_QUITS    /* the verdict stands */
};

/* One attempt. What it learns gathers in OUTCOME, whose texts lie in the dialogue. */
struct mx_probe_connection {
    const struct mx_probe_settings *settings;
    struct mx_probe_lane *lane;
    struct mx_probe_target *target; /* not looked at by a lane */
    struct mx_probe_connection *before, *after;
    struct mx_address address;
    const char *server_name; /* the target's */
    int fd;                  /* -1 where there is no socket */
    uint8_t connects;        /* connections begun */
    bool is_short;           /* there was no file for it: nothing was learnt */
    enum mx_probe_phase phase;
    uint64_t began, phase_ends; /* nanoseconds */
    uint64_t since;             /* when this round of connecting began */
    bool says_literal;          /* an address literal is said for this host's name */
    bool has_retried;           /* it has connected once more for that */
    uint16_t name_refused; /* the code that EHLO with the name came to; 0: it was not refused */
    struct event io, timer;
    struct mx_probe_outcome outcome;
    struct mx_probe_dialogue *dialogue; /* once connected */
};

/* At the end of LIST. */
void mx_probe_connections_add(struct mx_probe_connections *list,
                              struct mx_probe_connection *connection);

/* Sets the connection's timer. phase_ends is when it is over; 0 if there was no memory for it. */
void mx_probe_set_timer(struct mx_probe_connection *connection, uint64_t ms);

/* The same with one of the few times that all connections share: libevent keeps those in queues
 * and not in its heap. */
void mx_probe_time_out(struct mx_probe_connection *connection, unsigned ms);

/* Waits for WHAT (EV_READ, EV_WRITE) on the socket, calling CALLBACK; false if that fails. */
bool mx_probe_watch(struct mx_probe_connection *connection, short what, event_callback_fn callback);

/* Sets the verdict to STATE; the first verdict stands. */
void mx_probe_verdict(struct mx_probe_connection *connection, enum mxtrap_state state);

/* Closes the socket; the attempt connects once more in a moment. */
void mx_probe_retry(struct mx_probe_connection *connection);

/* Ends an attempt that learnt nothing, for CAUSE; ERROR is an errno or 0. */
void mx_probe_local(struct mx_probe_connection *connection, enum mx_cause cause, int error);

/* Closes the socket only. */
void mx_probe_close_socket(struct mx_probe_connection *connection);

/* Closes the connection and hands it back to the prober, with its outcome. */
void mx_probe_close(struct mx_probe_connection *connection);

/* Closes the connection, and removes it from its lane. */
void mx_probe_leave(struct mx_probe_connection *connection);

/* Frees one that has left its lane, or was never in it. */
void mx_probe_connection_free(struct mx_probe_connection *connection);

#endif
