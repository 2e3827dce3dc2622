/* One run of questions about a zone's servers: shared by authoritative.c and authoritative_ask.c.
 */
#ifndef MX_NET_AUTHORITATIVE_RUN_H
#define MX_NET_AUTHORITATIVE_RUN_H

#include "net/ask.h"
#include "net/authoritative.h"

/* The questions to one server, one after another. */
struct mx_authority_asking {
    struct mx_authority_run *run;
    struct mx_authority_server *server;
    struct mx_dns_ask *ask;
    enum { MX_ASKING_SOA, MX_ASKING_MX, MX_ASKING_HOST } step;
    size_t host; /* the row of MX_ASKING_HOST */
};

struct mx_authority_run {
    struct mx_resolver *resolver;
    struct mx_authority_options options;
    mx_authority_done *done;
    void *context;
    struct mx_arena arena;
    struct mx_authority authority;
    const uint8_t *candidate; /* possible apex: the owner without its first labels */
    struct mx_authority_asking asking[MX_AUTHORITY_SERVERS_MAX];
    size_t under_way; /* questions that will call back */
    bool cancelled;
};

/* Asks all servers; calls mx_authority_finish after the last answer. False: there is no server to
 * ask. */
bool mx_authority_ask_servers(struct mx_authority_run *run);

/* Calls the caller back, unless the run was cancelled, and frees RUN. */
void mx_authority_finish(struct mx_authority_run *run);

#endif
