/* lib/probe finds out what port 25 of an address does. It knows addresses and states, no layouts
 * and no names but the one that STARTTLS asks for. In: addresses, as the check asks for them. Out:
 * one outcome an address. All callbacks come from the caller's event loop; beyond the first
 * thousand connections, up to three threads of its own make more (lane.c).
 *
 * An attempt takes at most the timeout to connect, then the greeting timeout for the greeting and
 * again for each reply behind it. Its verdict:
 *
 *   silent      nothing came within the timeout, however many SYNs were sent. It costs the timeout,
 *               no less. A SYN goes every second, as long as MX_PROBE_CONNECTS_MAX connections
 *               last: where the kernel would wait longer, a new connection is begun.
 *   refused     a reset before the connection was made.
 *   unreachable an ICMP error came (port unreachable as well, which the kernel calls "refused"):
 *               from a router or from the host itself.
 *   mute        connected, but the greeting, or the reply to EHLO, was not whole in time.
 *   hangup      closed or reset before the greeting, or the reply to EHLO, was whole.
 *   garbled     no SMTP reply, more than its bounds allow, or a greeting that is neither 220 nor
 *               4xx nor 5xx (and likewise the reply to EHLO with 250). So is what talks on behind
 *               its greeting and waits for no command (RFC 5321 4.3.1), but for a 421, which may
 *               come at any time (4.2.4.2, 3.8): that rejects.
 *   rejects     a 4xx or 5xx greeting, or such a reply to EHLO (for 500 and 502, "not known", to
 *               the HELO that is then tried: RFC 5321 3.2). A reply that may be about the name is
 *               answered by EHLO with the address literal (4.1.3), on the same connection, or on
 *               one more where the server closes it.
 *   answers     220, and 250 to EHLO or HELO.
 *   unprobed    with its cause. An ICMP error that this machine sent to itself is one as well: its
 *               own firewall, or nobody on its own link who answers for the address or is the
 *               router to it (no-neighbour): others' view of it cannot be had from here.
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
struct mx_prober;

enum {
    MX_PROBE_PORT = 25,
    MX_PROBE_TIMEOUT_MS = 10000,
    MX_PROBE_GREETING_TIMEOUT_MS = 30000,
    MX_PROBE_TIMEOUT_MAX_MS = 3600000,
    MX_PROBE_CONNECTS_MAX = 10, /* begun one after the other in one attempt */
    MX_PROBE_RATE = 20000,      /* connections a second where no rate is asked for */
    MX_PROBE_KNOWN_MAX = 200000,
    MX_PROBE_KNOWN_BYTES = 64 * 1024 * 1024, /* of greetings, keywords and certificates */
    MX_PROBE_HELO_MAX = 255,
    MX_PROBE_PAUSE_MS =
        10000, /* before one that turned us away is asked again; then twice as long */
    MX_PROBE_PAUSE_MAX_MS = 60000
};

/* 0 and NULL mean the default above; without a helo name, the connection's own address is said. */
struct mx_probe_options {
    uint16_t port;
    unsigned timeout_ms, greeting_timeout_ms; /* at most MX_PROBE_TIMEOUT_MAX_MS */
    unsigned rate;      /* connections started a second; an attempt's later ones go on account */
    unsigned open_max;  /* default: what mx_fd_budget_share gives to probes, for each lane */
    unsigned home_max;  /* connections on the caller's loop before a thread makes more;
                            default: MX_PROBE_HOME_MAX */
    unsigned socket_ms; /* that one socket is left to the kernel; default: as long as it sends a SYN
                           a second, which it tells */
    unsigned pause_ms;  /* see MX_PROBE_PAUSE_MS */
    unsigned known_max; /* outcomes kept; the one longest unasked-for goes first */
    bool starttls;      /* make the handshake where STARTTLS is offered */
    bool allow_special; /* probe special-purpose addresses too, and let this machine's own count */
    bool doubt_resets;  /* a reset of a host that answered renews no proof, see mx_probe_again */
    const char
        *helo; /* this host's own name, or an address literal: letters, digits, . - _ [ : ] */
};

/* Makes a prober on BASE, which must outlive it. Raises the process's soft limit of open files to
 * the hard one. OPTIONS are copied. *OUT is the caller's (mx_prober_free), untouched on failure.
 * Errors: MXTRAP_ERR_ARGUMENT (helo name or a number out of bounds), MXTRAP_ERR_MEMORY (OpenSSL and
 * libevent included). */
enum mxtrap_status mx_prober_new(struct event_base *base, const struct mx_probe_options *options,
                                 struct mx_prober **out);

/* Closes every connection and forgets every outcome; callbacks still owed are not made. Not to be
 * called from within a callback. NULL is allowed. */
void mx_prober_free(struct mx_prober *prober);

/* OUTCOME and all it points to live until the callback returns: mx_probe_outcome_copy keeps it. The
 * callback may call mx_probe, mx_probe_again and mx_prober_cancel_all. */
typedef void mx_probe_done(void *argument, const struct mx_address *address,
                           const struct mx_probe_outcome *outcome);

/* Asks what ADDRESS is; DONE is called once, from the event loop, never from within this call.
 * An address that is known is not asked again; one that is under way is shared. Of known outcomes
 * the last known_max are kept, and MX_PROBE_KNOWN_BYTES of their texts. SERVER_NAME (presentation
 * format, final dot or not; copied; NULL for none) is what STARTTLS asks for and compares: the
 * first caller's, for a shared attempt. Attempts wait for the rate and for open_max in the order
 * asked for. Errors: MXTRAP_ERR_MEMORY; then DONE is not called. */
enum mxtrap_status mx_probe(struct mx_prober *prober, const struct mx_address *address,
                            const char *server_name, mx_probe_done *done, void *argument);

/* The same with one more attempt, where the address is known; where one is under way, that is
 * shared: it is younger than any outcome the caller has. The new outcome takes the place of the old
 * one, unless that says more (mx_probe_outcome_outranks); `attempts` is one more: who wants at most
 * N attempts compares with that, since other callers may have asked again meanwhile. Where the last
 * attempt was turned away for what we did ("too many connections"), the next one comes after a
 * pause. */
enum mxtrap_status mx_probe_again(struct mx_prober *prober, const struct mx_address *address,
                                  const char *server_name, mx_probe_done *done, void *argument);

/* What is known of ADDRESS by now, whoever asked; NULL: nothing. It lives until the loop goes on.
 */
const struct mx_probe_outcome *mx_probe_known(const struct mx_prober *prober,
                                              const struct mx_address *address);

/* Ends the run: all that waits or is under way, and all that is asked for later and not known, is
 * `unprobed` for CAUSE (MX_CAUSE_DEADLINE or MX_CAUSE_CANCELLED). Callbacks are made as ever, by
 * the loop. */
void mx_prober_cancel_all(struct mx_prober *prober, enum mx_cause cause);

/* For progress: connections open, addresses that wait for one, attempts ended up to now. */
struct mx_prober_counts {
    size_t open, waiting;
    uint64_t done;
};
struct mx_prober_counts mx_prober_counts(const struct mx_prober *prober);

#endif
