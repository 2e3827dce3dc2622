/* Inside the resolver: its libunbound context, and the reasons that libunbound logs. */
#ifndef MX_NET_RESOLVE_CONTEXT_H
#define MX_NET_RESOLVE_CONTEXT_H

#include <stdio.h>
#include <unbound.h>

#include "net/resolve.h"

enum { MX_FAILURES_KEPT = 64 };

/* Why a question failed. libunbound caches a failure for some seconds, but not its reason. */
struct mx_failure {
    struct mx_name name;
    uint16_t type;
    enum mx_dns_result result;
    uint8_t rcode;
    char why[MX_DNS_WHY_MAX];
};

struct mx_context {
    struct ub_ctx *unbound;
    struct mx_dns_server servers[MX_DNS_SERVERS_MAX];
    size_t server_count; /* 0: full recursion */
    bool dnssec;

    FILE *log; /* writes into log_text */
    char log_text[4096];
    struct mx_failure *failures; /* MX_FAILURES_KEPT of them, the oldest is written over */
    size_t failure_count;
};

enum mxtrap_status mx_context_open(struct mx_context *context, struct event_base *base,
                                   const struct mx_resolver_options *options, char *why);
void mx_context_close(struct mx_context *context);

/* Fills OUT with the reason of libunbound's SERVFAIL for NAME's TYPE, as it has just logged it. */
void mx_context_explain(struct mx_context *context, struct mx_dns_answer *out, const uint8_t *name,
                        uint16_t type);

#endif
