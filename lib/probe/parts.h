/* What the prober's files share: an address asked for, and a connection to it. */
#ifndef MX_PROBE_PARTS_H
#define MX_PROBE_PARTS_H

#include <event2/event.h>
#include <event2/event_struct.h>
#include <stdatomic.h>

#include "base/index.h"
#include "probe/pace.h"
#include "probe/prober.h"
#include "probe/smtp_reply.h"

/* Lanes beside HOME, and the connections that HOME has before one of them is begun. */
enum { MX_PROBE_LANES = 3, MX_PROBE_HOME_MAX = 1000 };

struct ssl_ctx_st;
struct mx_tls;
struct mx_probe_thread;
struct mx_probe_back;

struct mx_probe_waiter {
    mx_probe_done *done;
    void *argument;
    struct mx_probe_waiter *next;
};

struct mx_probe_list {
    struct mx_probe_target *first, *last;
    size_t count;
};

/* An address; it stands in one of the prober's lists, or in none while it is being told. */
struct mx_probe_target {
    struct mx_prober *prober; /* of one that has paused */
    struct event *pause;      /* NULL: it never has */
    struct mx_address address;
    struct mx_probe_outcome outcome; /* the newest; attempts is 0 where there is none yet */
    void *texts;                     /* one piece with all that the outcome points to */
    size_t texts_size;
    char *server_name;
    struct mx_probe_waiter *waiters, **waiters_end;
    struct mx_probe_list *list;
    struct mx_probe_target *before, *after;
};

struct mx_probe_connections {
    struct mx_probe_connection *first, *last;
};

/* Where connections are made: the caller's loop (HOME), or a thread with open files of its own.
 * Everything about addresses stays with the caller; a lane knows its connections alone. */
struct mx_probe_lane {
    struct mx_prober *prober; /* of which a thread reads options, helo and tls_context */
    struct event_base *base;
    struct mx_probe_connections flight; /* the lane's */
    enum mx_cause over;                 /* the lane's */
    size_t open, room, room_max;        /* the caller's: handed over and not yet come back */
    atomic_uint later;                  /* connections begun that the pace has not yet counted */
    struct mx_probe_thread *thread;     /* NULL: HOME */
};

struct mx_prober {
    struct event_base *base;
    struct mx_probe_options options;
    char helo[MX_PROBE_HELO_MAX + 1];
    struct mx_index targets;
    struct mx_probe_list pausing, queue, flight, ready, known;
    struct mx_pace pace;
    struct event work, pace_timer;
    struct mx_probe_lane home, *lanes[MX_PROBE_LANES];
    size_t lane_count;
    bool no_more_lanes;
    struct mx_probe_back *back; /* what lanes hand back; NULL before the first one */
    size_t known_bytes;
    uint64_t done;
    enum mx_cause over; /* MX_CAUSE_NONE while the run lasts */
    int own; /* by which the kernel is asked what is this machine's: mx_own_address_open */
    struct ssl_ctx_st *tls_context;
};

enum mx_probe_phase {
    MX_PROBE_CONNECTS,
    MX_PROBE_GREETING,
    MX_PROBE_AHEAD, /* more came behind the greeting, and nothing was said */
    MX_PROBE_EHLO,
    MX_PROBE_HELO,
    MX_PROBE_STARTTLS,
    MX_PROBE_HANDSHAKE,
    MX_PROBE_RETRIES, /* closed, and connects once more soon */
    MX_PROBE_QUITS    /* the verdict stands */
};

/* One attempt. What it learns gathers in OUTCOME, whose texts lie in the dialogue. */
struct mx_probe_connection {
    struct mx_prober *prober;
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

struct mx_probe_dialogue {
    struct mx_smtp_reply reply;
    bool is_over; /* there is nothing left to wait for */
    char greeting[MX_GREETING_MAX];
    char keywords[MX_KEYWORDS_MAX];
    char rejection[MX_REPLY_MAX];
    struct mx_tls *tls;
    struct mx_tls_outcome tls_outcome;
    char subject[MX_SUBJECT_MAX], name[MX_SUBJECT_MAX];
};

/* probe_connect.c: an attempt from its first SYN to a connection. */
void mx_probe_begin(struct mx_probe_connection *connection);

/* Sets the connection's timer to one of the few times that all connections share: libevent keeps
 * those in queues and not in its heap. phase_ends is when it is over;
 * 0 where there was no memory for it. */
void mx_probe_time_out(struct mx_probe_connection *connection, unsigned ms);

/* Waits for WHAT (EV_READ, EV_WRITE) on the socket, calling CALLBACK; false when that fails. */
bool mx_probe_watch(struct mx_probe_connection *connection, short what, event_callback_fn callback);

/* The verdict of STATE; the first one stands. */
void mx_probe_verdict(struct mx_probe_connection *connection, enum mxtrap_state state);

/* Closes the socket; the attempt connects once more in a moment. */
void mx_probe_retry(struct mx_probe_connection *connection);

/* Nothing was learnt, for CAUSE; ERROR is an errno or 0. */
void mx_probe_local(struct mx_probe_connection *connection, enum mx_cause cause, int error);

/* Closes the connection and hands it back to the prober, with its outcome. */
void mx_probe_close(struct mx_probe_connection *connection);

/* Closes the connection, and takes it out of its lane. */
void mx_probe_leave(struct mx_probe_connection *connection);

/* Frees one that has left its lane, or was never in it. */
void mx_probe_connection_free(struct mx_probe_connection *connection);

/* probe_lane.c: the lane for one more connection; NULL where there is no room in any. */
struct mx_probe_lane *mx_probe_lane_find(struct mx_prober *prober);

/* Has the lane begin it: at once at home, else on the lane's thread. */
void mx_probe_lane_give(struct mx_probe_lane *lane, struct mx_probe_connection *connection);

/* Has every lane end its connections, those that it is still given as well. */
void mx_probe_lanes_end(struct mx_prober *prober, enum mx_cause cause);

/* Ends the threads, and frees whatever connection there is. */
void mx_probe_lanes_free(struct mx_prober *prober);

/* Hands a connection that has left its lane to the prober, on the prober's thread. */
void mx_probe_lane_back(struct mx_probe_connection *connection);

/* At the end of LIST; and all of LIST, which is empty then. */
void mx_probe_connections_add(struct mx_probe_connections *list,
                              struct mx_probe_connection *connection);

/* probe_error.c: the verdict on a connection that failed with ERROR before it was made. */
void mx_probe_failed(struct mx_probe_connection *connection, int error, bool at_once);

/* Whether the socket has an ICMP error in its queue; then it is in the outcome. */
bool mx_probe_take_icmp(struct mx_probe_connection *connection);

/* Has the kernel keep ICMP errors, or no longer: then those it kept are gone as well. */
void mx_probe_keep_icmp(int fd, uint8_t family, bool keep);

/* probe_dialogue.c: goes on with a socket that is connected, to the end. */
void mx_probe_talk(struct mx_probe_connection *connection);

/* The time of a phase behind MX_PROBE_CONNECTS is over. */
void mx_probe_talk_late(struct mx_probe_connection *connection);

/* probe_outcome.c: OUTCOME, with all it points to, in place of the one before; false when memory is
 * out.
 */
bool mx_probe_keep_outcome(struct mx_prober *prober, struct mx_probe_target *target,
                           const struct mx_probe_outcome *outcome);

/* probe.c: an attempt has come to its end; frees CONNECTION. */
void mx_probe_take(struct mx_probe_connection *connection);

/* Tells who waits, ends what is to be ended, starts what may be started. */
void mx_probe_work(evutil_socket_t fd, short what, void *argument);

/* Takes TARGET out of the prober and frees it; its connection is closed already. */
void mx_probe_forget(struct mx_prober *prober, struct mx_probe_target *target);

/* probe_tls.c. A context that verifies, and lets pass, whatever comes; NULL when memory is out. */
struct ssl_ctx_st *mx_tls_context_new(void);
void mx_tls_context_free(struct ssl_ctx_st *context);

/* Makes the dialogue's TLS part. Errors: MXTRAP_ERR_MEMORY. */
enum mxtrap_status mx_tls_begin(struct mx_probe_connection *connection);

enum mx_tls_progress { MX_TLS_MORE, MX_TLS_MADE, MX_TLS_FAILED };

/* Goes on with the handshake after LENGTH BYTES came (none to begin with). Once it is made, the
 * dialogue's tls_outcome is filled; when it has failed, *ERROR says of what. */
enum mx_tls_progress mx_tls_go_on(struct mx_probe_connection *connection, const char *bytes,
                                  size_t length, const char **error);

/* Says LINE under TLS. */
void mx_tls_say(const struct mx_probe_connection *connection, const char *line);

void mx_tls_free(struct mx_tls *tls);

#endif
