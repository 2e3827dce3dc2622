/* One question to one given server: UDP, then TCP where the answer is truncated. */
#ifndef MX_NET_ASK_H
#define MX_NET_ASK_H

#include <event2/event.h>

#include <mxtrap/status.h>

#include "net/answer.h"
#include "net/server.h"

struct mx_dns_ask; /* a question under way */

struct mx_dns_question {
    const uint8_t *name; /* wire format; copied */
    uint16_t type;
    bool recurse;        /* the RD bit: for a resolver, not for an authoritative server */
    unsigned timeout_ms; /* in all; 0: 5000 */
};

/* Sends it by UDP up to three times, with growing pauses, from a random port of its own. A reply
 * without the random id or the question is ignored. A server that does not know EDNS is asked
 * without it. DONE is called exactly once, later, from the loop of BASE; *OUT is freed after it.
 * OUT may be NULL.
 * Errors: MXTRAP_ERR_MEMORY, and DONE is not called. */
enum mxtrap_status mx_dns_ask(struct mx_dns_ask **out, struct event_base *base,
                              const struct mx_dns_server *server,
                              const struct mx_dns_question *question, mx_dns_done *done,
                              void *context);

/* Ends it without a call of DONE; NULL is allowed. */
void mx_dns_ask_cancel(struct mx_dns_ask *ask);

#endif
