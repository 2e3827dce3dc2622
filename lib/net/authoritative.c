/* Finds the zone of an owner name, its servers and their addresses, by the resolver. */
#include "net/authoritative.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mxtrap/name.h>

#include "net/authoritative_run.h"

struct lookup {
    struct mx_authority_run *run;
    struct mx_name host;
    unsigned open; /* of its two questions */
    bool found;
    char why[MX_DNS_WHY_MAX];
};

static void fail(struct mx_authority_run *run, enum mx_dns_result result, const char *why) {
    run->authority.result = result;
    snprintf(run->authority.why, sizeof run->authority.why, "%s", why);
}

static void fail_of(struct mx_authority_run *run, const struct mx_dns_answer *answer) {
    fail(run, answer->result, answer->why);
    run->authority.rcode = answer->rcode;
}

static bool ask(struct mx_authority_run *run, const uint8_t *name, uint16_t type, mx_dns_done *done,
                void *context) {
    if (run->cancelled) {
        return false;
    }
    if (mx_resolver_ask(run->resolver, name, type, done, context) != MXTRAP_OK) {
        fail(run, MX_DNS_NO_MEMORY, "");
        return false;
    }
    run->under_way++;
    return true;
}

static int compare_servers(const void *a, const void *b) {
    const struct mx_authority_server *x = a, *y = b;
    char left[MXTRAP_NAME_TEXT_MAX], right[MXTRAP_NAME_TEXT_MAX];
    int order = strcmp(mx_name_print(x->host.wire, left), mx_name_print(y->host.wire, right));

    if (order == 0) {
        order = (int)x->address.family - (int)y->address.family;
    }
    return order != 0 ? order : memcmp(x->address.bytes, y->address.bytes, 16);
}

/* A question has ended. After the last one the servers are asked, unless the run has failed or was
 * cancelled. */
static void close_one(struct mx_authority_run *run) {
    struct mx_authority *authority = &run->authority;

    if (--run->under_way > 0) {
        return;
    }
    if (!run->cancelled && authority->result == MX_DNS_OK) {
        qsort(authority->servers, authority->server_count, sizeof *authority->servers,
              compare_servers);
        if (mx_authority_ask_servers(run)) {
            return;
        }
    }
    mx_authority_finish(run);
}

static struct mx_authority_server *add_server(struct mx_authority_run *run,
                                              const struct mx_name *host) {
    struct mx_authority *authority = &run->authority;

    if (authority->server_count == MX_AUTHORITY_SERVERS_MAX) {
        authority->beyond++;
        return NULL;
    }
    struct mx_authority_server *server = &authority->servers[authority->server_count++];
    server->host = *host;
    return server;
}

static void add_address(struct mx_authority_run *run, const struct mx_name *host,
                        const struct mx_address *address) {
    for (size_t i = 0; i < run->authority.server_count; i++) {
        if (mx_address_equal(&run->authority.servers[i].address, address)) {
            return;
        }
    }
    struct mx_authority_server *server = add_server(run, host);
    const struct mx_special *special = mx_special_find(address);
    if (server == NULL) {
        return;
    }
    server->address = *address;
    if (special != NULL && !run->options.allow_special) {
        server->state = MX_AUTHORITY_NOT_ASKED;
        snprintf(server->why, sizeof server->why, "a special-purpose address (%s)", special->name);
    }
}

static void addresses_done(void *context, const struct mx_dns_answer *answer) {
    struct lookup *lookup = context;
    struct mx_authority_run *run = lookup->run;

    for (size_t i = 0; i < answer->record_count; i++) {
        struct mx_address address = {
            .family = answer->records[i].length == 4 ? MX_IPV4 : MX_IPV6,
        };
        memcpy(address.bytes, answer->records[i].bytes, answer->records[i].length);
        add_address(run, &lookup->host, &address);
        lookup->found = true;
    }
    if (answer->result == MX_DNS_CANCELLED) {
        fail_of(run, answer);
    } else if (answer->result != MX_DNS_OK && answer->result != MX_DNS_NODATA) {
        snprintf(lookup->why, sizeof lookup->why, "%s%s%.220s",
                 mx_dns_failure_name(answer->result, answer->rcode),
                 answer->why[0] != '\0' ? ": " : "", answer->why);
    }
    if (--lookup->open == 0 && !lookup->found) {
        struct mx_authority_server *server = add_server(run, &lookup->host);
        if (server != NULL) {
            server->state = MX_AUTHORITY_NO_ADDRESS;
            memcpy(server->why, lookup->why, sizeof server->why);
        }
    }
    close_one(run);
}

static void look_up(struct mx_authority_run *run, const uint8_t *host) {
    static const uint16_t types[] = {MX_TYPE_A, MX_TYPE_AAAA};
    struct lookup *lookup = mx_arena_zeroed(&run->arena, 1, sizeof *lookup);

    if (lookup == NULL) {
        fail(run, MX_DNS_NO_MEMORY, "");
        return;
    }
    lookup->run = run;
    memcpy(lookup->host.wire, host, mx_name_length(host));
    for (size_t i = 0; i < 2; i++) {
        lookup->open += ask(run, host, types[i], addresses_done, lookup) ? 1 : 0;
    }
}

static void servers_done(void *context, const struct mx_dns_answer *answer) {
    struct mx_authority_run *run = context;
    struct mx_authority *authority = &run->authority;

    if (answer->result != MX_DNS_OK) {
        fail_of(run, answer);
        close_one(run);
        return;
    }
    authority->servers =
        mx_arena_zeroed(&run->arena, MX_AUTHORITY_SERVERS_MAX, sizeof *authority->servers);
    fail(run, authority->servers != NULL ? MX_DNS_OK : MX_DNS_NO_MEMORY, "");
    for (size_t i = 0; i < answer->record_count && authority->result == MX_DNS_OK; i++) {
        if (i < MX_AUTHORITY_SERVERS_MAX) {
            look_up(run, answer->records[i].bytes);
        } else {
            authority->beyond++;
        }
    }
    close_one(run);
}

static void apex_done(void *context, const struct mx_dns_answer *answer) {
    struct mx_authority_run *run = context;

    if (answer->result == MX_DNS_OK && answer->aliases == 0) {
        memcpy(run->authority.apex.wire, run->candidate, mx_name_length(run->candidate));
        ask(run, run->candidate, MX_TYPE_NS, servers_done, run);
    } else if (answer->result != MX_DNS_OK && answer->result != MX_DNS_NODATA &&
               answer->result != MX_DNS_NXDOMAIN) {
        fail_of(run, answer);
    } else if (run->candidate[0] == 0) {
        fail(run, MX_DNS_NODATA, "no zone has this name");
    } else {
        run->candidate = mx_name_skip(run->candidate, 1);
        ask(run, run->candidate, MX_TYPE_SOA, apex_done, run);
    }
    close_one(run);
}

enum mxtrap_status mx_authority_ask(struct mx_authority_run **out, struct mx_resolver *resolver,
                                    const uint8_t *owner,
                                    const struct mx_authority_options *options,
                                    mx_authority_done *done, void *context) {
    struct mx_authority_run *run = calloc(1, sizeof *run);

    if (run == NULL) {
        return MXTRAP_ERR_MEMORY;
    }
    run->resolver = resolver;
    run->options = *options;
    run->done = done;
    run->context = context;
    memcpy(run->authority.owner.wire, owner, mx_name_length(owner));
    run->authority.result = MX_DNS_SERVFAIL;
    run->candidate = run->authority.owner.wire;
    enum mxtrap_status status = mx_resolver_ask(resolver, owner, MX_TYPE_SOA, apex_done, run);
    if (status != MXTRAP_OK) {
        free(run);
        return status;
    }
    run->under_way = 1;
    if (out != NULL) {
        *out = run;
    }
    return MXTRAP_OK;
}

void mx_authority_cancel(struct mx_authority_run *run) {
    if (run == NULL) {
        return;
    }
    run->cancelled = true;
    for (size_t i = 0; i < MX_AUTHORITY_SERVERS_MAX; i++) {
        if (run->asking[i].ask != NULL) {
            mx_dns_ask_cancel(run->asking[i].ask);
            run->under_way--;
        }
    }
    /* The resolver's open questions end later and find the run cancelled. */
    if (run->under_way == 0) {
        mx_authority_finish(run);
    }
}
