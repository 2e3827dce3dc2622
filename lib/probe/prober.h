/* lib/probe finds out what port 25 of an address does. The check asks for addresses, and gets one
 * outcome for each. The room knows addresses and states, but no layouts, and no names except the
 * one that STARTTLS asks for. All callbacks come from the caller's event loop; after the first
 * thousand connections, up to three threads make more (lane.c). Over a link, a vantage point
 * elsewhere makes the attempts (link.c); serve.c is its side, message.c what the two say.
 *
 * An attempt takes at most the timeout to connect, then the greeting timeout for the greeting and
 * again for each reply after it. Its verdict:
 *
 *   silent      nothing came within the timeout, which is always waited for. A SYN is sent every
 *               second: where the kernel would wait longer, a new connection is begun, up to
 *               MX_PROBE_CONNECTS_MAX.
 *   refused     a reset before the connection was made.
 *   unreachable an ICMP error came (port unreachable as well, which the kernel calls "refused"):
 *               from a router or from the host itself.
 *   mute        connected, but the greeting, or the reply to EHLO, was not whole in time.
 *   hangup      closed or reset before the greeting, or the reply to EHLO, was whole.
 *   garbled     no SMTP reply, more than its bounds allow, or a greeting that is neither 220 nor
 *               4xx nor 5xx (likewise a reply to EHLO, with 250). So is a server that sends more
 *               after its greeting instead of waiting for a command (RFC 5321 4.3.1), except for
 *               a 421, which may come at any time (4.2.4.2, 3.8): that rejects.
 *   rejects     a 4xx or 5xx greeting, or such a reply to EHLO (for 500 and 502, "not known", to
 *               the HELO that is then tried: RFC 5321 3.2). If the reply may refuse the name, EHLO
 *               follows with the address literal (4.1.3), on a second connection if the server
 *               closes this one.
 *   answers     220, and 250 to EHLO or HELO.
 *   unprobed    with its cause. An ICMP error that this machine sent to itself counts as a cause:
 *               its own firewall, or no neighbour that has the address or routes to it
 *               (no-neighbour). It does not show how others see the address.
 *
 * Nothing is sent before the final line of the greeting. After the verdict: QUIT, and at most a
 * second for the other side to close. No mail transaction is begun. */
#ifndef MX_PROBE_PROBER_H
#define MX_PROBE_PROBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <mxtrap/status.h>

#include "model/probe_outcome.h"

struct event_base;
struct mx_probe_link;
struct mx_prober;

enum {
    MX_PROBE_PORT = 25,
    MX_PROBE_TIMEOUT_MS = 10000,
    MX_PROBE_GREETING_TIMEOUT_MS = 30000,
    MX_PROBE_TIMEOUT_MAX_MS = 3600000,
    MX_PROBE_CONNECTS_MAX = 10, /* of one attempt, one after another */
    MX_PROBE_RATE = 20000,      /* connections a second by default */
    MX_PROBE_KNOWN_MAX = 200000,
    MX_PROBE_KNOWN_BYTES = 64 * 1024 * 1024, /* of greetings, keywords and certificates */
    MX_PROBE_HELO_MAX = 255,
    MX_PROBE_PAUSE_MS =
        10000, /* before a host that limits clients is asked again; then twice as long */
    MX_PROBE_PAUSE_MAX_MS = 60000
};

/* 0 and NULL: the defaults above; without a helo name, EHLO has the connection's own address. */
struct mx_probe_options {
    uint16_t port;
    unsigned timeout_ms, greeting_timeout_ms; /* at most MX_PROBE_TIMEOUT_MAX_MS */
    unsigned rate;                            /* connections started a second */
    unsigned open_max;  /* default: the share of mx_fd_budget_share, for each lane */
    unsigned home_max;  /* connections on the caller's loop before a thread makes more;
                            default: MX_PROBE_HOME_MAX */
    unsigned socket_ms; /* before a new socket is made; default: as long as the kernel sends a SYN
                           a second */
    unsigned pause_ms;  /* see MX_PROBE_PAUSE_MS */
    unsigned known_max; /* outcomes kept; the least recently asked for is freed first */
    bool starttls;      /* make the handshake if STARTTLS is offered */
    bool allow_special; /* probe special-purpose addresses, and count this machine's own */
    bool keeps_nothing; /* each attempt is news: an outcome is forgotten when it was notified */
    bool doubt_resets;  /* a reset of a host that answered renews no proof, see mx_probe_again */
    const char
        *helo; /* this host's own name, or an address literal: letters, digits, . - _ [ : ] */
    struct mx_probe_link *link; /* attempts are made over it, from elsewhere; NULL: from here */
};

/* Makes a prober on BASE, which must outlive it. Raises the process's soft limit of open files to
 * the hard one. OPTIONS are copied. *OUT is the caller's (mx_prober_free), untouched on failure.
 * Errors: MXTRAP_ERR_ARGUMENT (helo name or a number out of bounds), MXTRAP_ERR_MEMORY (OpenSSL and
 * libevent included). */
enum mxtrap_status mx_prober_new(struct event_base *base, const struct mx_probe_options *options,
                                 struct mx_prober **out);

/* Closes all connections and frees all outcomes, without further callbacks. Not to be called from a
 * callback. NULL is allowed. */
void mx_prober_free(struct mx_prober *prober);

/* OUTCOME and all it points to live until the callback returns: mx_probe_outcome_copy keeps it. The
 * callback may call mx_probe, mx_probe_again and mx_prober_cancel_all. */
typedef void mx_probe_done(void *context, const struct mx_address *address,
                           const struct mx_probe_outcome *outcome);

/* Asks for the state of ADDRESS; DONE is called once, from the event loop, never from within this
 * call. A known address is not asked again; an attempt under way is shared. The last known_max
 * outcomes are kept, and MX_PROBE_KNOWN_BYTES of their texts. SERVER_NAME (presentation format,
 * final dot or not; copied; NULL for none) is the name for STARTTLS; in a shared attempt, the first
 * caller's. Attempts wait for the rate and for open_max in the order of the requests.
 * Errors: MXTRAP_ERR_MEMORY; then DONE is not called. */
enum mxtrap_status mx_probe(struct mx_prober *prober, const struct mx_address *address,
                            const char *server_name, mx_probe_done *done, void *context);

/* The same with a new attempt if the address is known; an attempt under way is shared, since it is
 * newer than any outcome that the caller has. The new outcome replaces the old one, unless that
 * says more (mx_probe_outcome_outranks). `attempts` counts the attempts of all callers. If the last
 * attempt met a limit of the host ("too many connections"), the next one is made after a pause. */
enum mxtrap_status mx_probe_again(struct mx_prober *prober, const struct mx_address *address,
                                  const char *server_name, mx_probe_done *done, void *context);

/* Whether another address would wait for a free connection, or more than a second for the rate. */
bool mx_prober_is_behind(const struct mx_prober *prober);

/* The outcome known so far, whoever asked; NULL: none. Valid until the loop continues. */
const struct mx_probe_outcome *mx_probe_known(const struct mx_prober *prober,
                                              const struct mx_address *address);

/* Ends the run: all addresses that are not known, those requested later included, are `unprobed`
 * for CAUSE (MX_CAUSE_DEADLINE or MX_CAUSE_CANCELLED). The loop makes the callbacks. */
void mx_prober_cancel_all(struct mx_prober *prober, enum mx_cause cause);

/* For progress: open connections, waiting addresses, ended attempts. */
struct mx_prober_counts {
    size_t open, waiting;
    uint64_t done;
};
struct mx_prober_counts mx_prober_counts(const struct mx_prober *prober);

#endif
