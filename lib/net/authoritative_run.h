/* Inside: one run of questions about a zone's servers. */
#ifndef MX_NET_AUTHORITATIVE_RUN_H
#define MX_NET_AUTHORITATIVE_RUN_H

#include "net/ask.h"
#include "net/authoritative.h"

/* One server being asked; what is asked next follows from how much is known. */
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
    void *arg;
    struct mx_arena arena;
    struct mx_authority authority;
    const uint8_t *candidate; /* for the apex: the owner without some labels */
    struct mx_authority_asking asking[MX_AUTHORITY_SERVERS_MAX];
    size_t under_way; /* questions that will call back */
    bool cancelled;
};

/* Begins to ask all servers; mx_authority_finish is called when the last has answered. False: there
 * is none to ask. */
bool mx_authority_ask_servers(struct mx_authority_run *run);

/* Tells the caller and frees RUN. */
void mx_authority_finish(struct mx_authority_run *run);

#endif
