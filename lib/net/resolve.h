/* lib/net: DNS over the network. The resolver (resolve), one question to one server (ask, answer),
 * what each authoritative server of a zone says (authoritative), and zone transfers (axfr, tsig,
 * tcp). Names go out, answers come back; a transfer's records go to lib/zone as a zone file's do.
 * It knows records and zones, and nothing of layouts; it judges no answer.
 *
 * This file: the resolver. Many questions at once on the caller's event loop, by libunbound. */
#ifndef MX_NET_RESOLVE_H
#define MX_NET_RESOLVE_H

#include <event2/event.h>

#include <mxtrap/status.h>

#include "net/answer.h"
#include "net/server.h"

/* Zero: the servers of /etc/resolv.conf, without validation. Read by mx_resolver_new only. */
struct mx_resolver_options {
    const struct mx_dns_server *servers; /* resolvers to ask (MX_DNS_SERVERS_MAX at most) */
    size_t server_count;                 /* 0: those of resolv.conf, unless recursive */
    bool recursive;                      /* start at the root servers, ask no other resolver */
    bool dnssec;                         /* validate: MX_DNS_BOGUS is then not MX_DNS_SERVFAIL */
    const char *trust_anchor; /* file of DS or DNSKEY records; NULL: the root's, from the machine's
                                 files or built in */
    const char *root_hints;   /* file of NS, A and AAAA records for recursive; NULL: built in */
    const char *resolv_conf;  /* NULL: /etc/resolv.conf, which may be missing (resolv.conf(5): the
                                 server is then 127.0.0.1) */
    unsigned timeout_ms;      /* for one question, without its time in the queue; 0: 10000 */
    unsigned in_flight_max;   /* questions asked at once, others wait; 0: 512 */
    unsigned patience_ms;     /* see mx_resolver_ask_later; 0: 2000 */
    void (*on_room)(void *context); /* it is not full any more; may come from within any call */
    void *room_context;
};

struct mx_resolver;

/* *OUT is the caller's (mx_resolver_free); questions are answered while BASE runs. The caller ends
 * the loop (event_base_loopbreak) after the last answer: libunbound keeps its own events in it, for
 * questions that timed out here before it gave up.
 * Errors: MXTRAP_ERR_ARGUMENT (recursive and servers; too many servers), MXTRAP_ERR_INPUT (a file
 * that cannot be read), MXTRAP_ERR_MEMORY. WHY, of MX_DNS_WHY_MAX bytes, then has the reason.
 * One resolver at a time: libunbound's log, which distinguishes a timeout from SERVFAIL, belongs to
 * the process. */
enum mxtrap_status mx_resolver_new(struct event_base *base,
                                   const struct mx_resolver_options *options,
                                   struct mx_resolver **out, char *why);

/* Calls DONE with MX_DNS_CANCELLED for each question that is not answered yet, then frees. Not from
 * within DONE. NULL is allowed. */
void mx_resolver_free(struct mx_resolver *resolver);

/* Asks for NAME's TYPE (class IN). NAME is in wire format (mx_domain_name_read, mx_name_parse) and
 * is copied. CNAMEs are followed; truncated answers are asked for by TCP.
 * DONE is called exactly once: from the loop of the base, never from within this call, or from
 * mx_resolver_free. It may ask further questions.
 * MX_DNS_SERVFAIL and MX_DNS_REFUSED are a server's own words; silence is MX_DNS_TIMEOUT; a server
 * that cannot be reached from here is MX_DNS_UNREACHABLE. If libunbound fails with configured
 * servers, they are asked directly, to distinguish these, all within timeout_ms. With dnssec such a
 * direct answer is never the result.
 * Errors: MXTRAP_ERR_MEMORY, MXTRAP_ERR_ARGUMENT (the resolver is being freed): DONE is then not
 * called. */
enum mxtrap_status mx_resolver_ask(struct mx_resolver *resolver, const uint8_t *name, uint16_t type,
                                   mx_dns_done *done, void *context);

/* The same, but where questions wait, it is sent after those of the other functions that are asked
 * within patience_ms from now. */
enum mxtrap_status mx_resolver_ask_later(struct mx_resolver *resolver, const uint8_t *name,
                                         uint16_t type, mx_dns_done *done, void *context);

/* The same past the caches: configured servers are asked directly, and their answer counts without
 * validation; with `recursive`, the question is sent after WAIT_MS, when the cache has expired. */
enum mxtrap_status mx_resolver_ask_again(struct mx_resolver *resolver, const uint8_t *name,
                                         uint16_t type, unsigned wait_ms, mx_dns_done *done,
                                         void *context);

/* Whether so many questions wait that another one would only take memory: as many as are asked at
 * once, so that mx_resolver_ask_later never finds a gap between two calls of on_room. */
bool mx_resolver_is_full(const struct mx_resolver *resolver);

struct event_base *mx_resolver_base(const struct mx_resolver *resolver);

#endif
