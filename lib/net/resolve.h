/* The resolver: many DNS questions at once on the caller's event loop, by libunbound. */
#ifndef MX_NET_RESOLVE_H
#define MX_NET_RESOLVE_H

#include <event2/event.h>

#include <mxtrap/status.h>

#include "net/answer.h"
#include "net/server.h"

enum { MX_DNS_SERVERS_MAX = 16 };

/* A zeroed struct asks the servers of /etc/resolv.conf and does not validate. Nothing of it is kept
 * after mx_resolver_new. */
struct mx_resolver_options {
    const struct mx_dns_server *servers; /* resolvers to ask (MX_DNS_SERVERS_MAX at most) */
    size_t server_count;                 /* 0: those of resolv.conf, unless recursive */
    bool recursive;                      /* from the root servers, no other resolver asked */
    bool dnssec;                         /* validate: bogus is then told from SERVFAIL */
    const char *trust_anchor; /* file of DS or DNSKEY records; NULL: the root's, from the machine's
                                 files or built in */
    const char *root_hints;   /* file of NS, A and AAAA records for recursive; NULL: built in */
    const char *resolv_conf;  /* NULL: /etc/resolv.conf, which may be missing (resolv.conf(5): the
                                 server is then 127.0.0.1) */
    unsigned timeout_ms;      /* for one question, without its time in the queue; 0: 10000 */
    unsigned in_flight_max;   /* questions asked at once, others wait; 0: 512 */
};

struct mx_resolver;

/* *OUT is the caller's (mx_resolver_free); questions are answered while BASE runs. End the loop
 * yourself (event_base_loopbreak) when the last one is: libunbound keeps events of its own in it,
 * for questions whose time was over before it gave up.
 * Errors: MXTRAP_ERR_ARGUMENT (recursive and servers; too many servers), MXTRAP_ERR_INPUT (a file
 * that cannot be read), MXTRAP_ERR_MEMORY. WHY, of MX_DNS_WHY_MAX bytes, then says what is wrong.
 * One resolver at a time: libunbound's log, which tells a timeout from SERVFAIL, is the process's.
 */
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
 * MX_DNS_SERVFAIL and MX_DNS_REFUSED were said by a server; silence is MX_DNS_TIMEOUT; a server
 * that cannot be reached from here is MX_DNS_UNREACHABLE. Where libunbound fails with servers that
 * were given, they are asked directly, which tells these apart; that costs no more time than
 * timeout_ms in all. With dnssec such a direct answer is never taken as the result.
 * Errors: MXTRAP_ERR_MEMORY, MXTRAP_ERR_ARGUMENT (the resolver is being freed): DONE is then not
 * called. */
enum mxtrap_status mx_resolver_ask(struct mx_resolver *resolver, const uint8_t *name, uint16_t type,
                                   mx_dns_done *done, void *arg);

/* The same past the caches: servers that were given are asked directly, and their answer counts
 * without validation; with `recursive`, nobody is asked before WAIT_MS have gone by. */
enum mxtrap_status mx_resolver_ask_again(struct mx_resolver *resolver, const uint8_t *name,
                                         uint16_t type, unsigned wait_ms, mx_dns_done *done,
                                         void *arg);

struct event_base *mx_resolver_base(const struct mx_resolver *resolver);

#endif
