/* The questions to each server: SOA, the owner's MX, then the addresses of its exchangers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mxtrap/name.h>

#include "dns/wire.h"
#include "net/authoritative_run.h"

static int compare_records(const void *a, const void *b) {
    const struct mx_dns_record *x = a, *y = b;
    int order = memcmp(x->bytes, y->bytes, x->length < y->length ? x->length : y->length);
    return order != 0 ? order : (x->length > y->length) - (x->length < y->length);
}

/* Copies the answer's records in canonical form: the name at offset FOLD of the data in lower case,
 * sorted, each once. False: memory is out. */
static bool canonical(struct mx_arena *arena, const struct mx_dns_answer *answer, size_t fold,
                      const struct mx_dns_record **out, size_t *count) {
    struct mx_dns_record *rows = NULL;
    size_t kept = 0;

    if (answer->record_count > 0) {
        rows = mx_arena_zeroed(arena, answer->record_count, sizeof *rows);
        if (rows == NULL) {
            return false;
        }
    }
    for (size_t i = 0; i < answer->record_count; i++) {
        const struct mx_dns_record *record = &answer->records[i];
        char *bytes = mx_arena_copy(arena, record->bytes, record->length);
        if (bytes == NULL) {
            return false;
        }
        for (size_t at = fold; at < record->length; at++) {
            bytes[at] = mx_lower(bytes[at]);
        }
        rows[i] = (struct mx_dns_record){(const uint8_t *)bytes, record->length};
    }
    if (rows != NULL) {
        qsort(rows, answer->record_count, sizeof *rows, compare_records);
    }
    for (size_t i = 0; i < answer->record_count; i++) {
        if (kept == 0 || compare_records(&rows[i], &rows[kept - 1]) != 0) {
            rows[kept++] = rows[i];
        }
    }
    *out = rows;
    *count = kept;
    return true;
}

/* Whether the server answered with authority; else its state and `why` say what it did. */
static bool is_authoritative(struct mx_authority_server *server, const struct mx_dns_answer *answer,
                             const char *what) {
    static const enum mx_authority_state states[] = {
        [MX_DNS_OK] = MX_AUTHORITY_ANSWERS,
        [MX_DNS_NODATA] = MX_AUTHORITY_ANSWERS,
        [MX_DNS_NXDOMAIN] = MX_AUTHORITY_ANSWERS,
        [MX_DNS_SERVFAIL] = MX_AUTHORITY_BROKEN,
        [MX_DNS_REFUSED] = MX_AUTHORITY_REFUSED,
        [MX_DNS_TIMEOUT] = MX_AUTHORITY_SILENT,
        [MX_DNS_UNREACHABLE] = MX_AUTHORITY_UNREACHABLE,
        [MX_DNS_BOGUS] = MX_AUTHORITY_BROKEN,
        [MX_DNS_MALFORMED] = MX_AUTHORITY_BROKEN,
        [MX_DNS_ALIAS_LOOP] = MX_AUTHORITY_BROKEN,
        [MX_DNS_CANCELLED] = MX_AUTHORITY_BROKEN,
        [MX_DNS_NO_MEMORY] = MX_AUTHORITY_BROKEN,
    };

    server->state = states[answer->result];
    if (server->state == MX_AUTHORITY_ANSWERS && !answer->authoritative) {
        server->state = MX_AUTHORITY_LAME;
        snprintf(server->why, sizeof server->why, "%s: answered without authority", what);
    } else if (server->state != MX_AUTHORITY_ANSWERS) {
        snprintf(server->why, sizeof server->why, "%s: %s%s%.160s", what,
                 mx_dns_failure_name(answer->result, answer->rcode),
                 answer->why[0] != '\0' ? ", " : "", answer->why);
    }
    return server->state == MX_AUTHORITY_ANSWERS;
}

static void no_memory(struct mx_authority_server *server) {
    server->state = MX_AUTHORITY_BROKEN;
    snprintf(server->why, sizeof server->why, "%s", mxtrap_strerror(MXTRAP_ERR_MEMORY));
}

static bool read_soa(struct mx_authority_server *server, const struct mx_dns_answer *answer) {
    if (!is_authoritative(server, answer, "SOA")) {
        return false;
    }
    if (answer->result != MX_DNS_OK || answer->aliases > 0) {
        server->state = MX_AUTHORITY_LAME;
        snprintf(server->why, sizeof server->why, "SOA: the zone is not served");
        return false;
    }
    const uint8_t *numbers = answer->records[0].bytes + answer->records[0].length - 20;
    server->serial = mx_wire_32(numbers);
    return true;
}

static bool is_listed(const struct mx_authority_server *server, const uint8_t *name) {
    for (size_t i = 0; i < server->host_count; i++) {
        if (mx_name_equal(server->hosts[i].name.wire, name)) {
            return true;
        }
    }
    return false;
}

/* Makes rows for the exchangers within the zone, which has their addresses. */
static bool list_hosts(struct mx_authority_run *run, struct mx_authority_server *server) {
    const size_t most = (size_t)2 * MX_AUTHORITY_HOSTS_MAX;

    server->hosts = mx_arena_zeroed(&run->arena, most, sizeof *server->hosts);
    if (server->hosts == NULL) {
        return false;
    }
    for (size_t i = 0; i < server->mx_count; i++) {
        const uint8_t *name = server->mx[i].bytes + 2;
        if (name[0] == 0 || !mx_name_is_within(name, run->authority.apex.wire) ||
            is_listed(server, name) || server->host_count == most) {
            continue;
        }
        for (unsigned row = 0; row < 2; row++) {
            struct mx_authority_host *host = &server->hosts[server->host_count++];
            memcpy(host->name.wire, name, mx_name_length(name));
            host->type = row == 0 ? MX_TYPE_A : MX_TYPE_AAAA;
        }
    }
    return true;
}

static bool read_mx(struct mx_authority_run *run, struct mx_authority_server *server,
                    const struct mx_dns_answer *answer) {
    if (!is_authoritative(server, answer, "MX")) {
        return false;
    }
    server->mx_result = answer->result;
    if (!canonical(&run->arena, answer, 2, &server->mx, &server->mx_count) ||
        !list_hosts(run, server)) {
        no_memory(server);
        return false;
    }
    return true;
}

static bool read_host(struct mx_authority_run *run, struct mx_authority_server *server,
                      struct mx_authority_host *host, const struct mx_dns_answer *answer) {
    char name[MXTRAP_NAME_TEXT_MAX], what[80];

    if (answer->referral) { /* the name is in a delegated zone, on other servers */
        host->result = MX_DNS_NODATA;
        return true;
    }
    snprintf(what, sizeof what, "%s of %.60s", host->type == MX_TYPE_A ? "A" : "AAAA",
             mx_name_print(host->name.wire, name));
    if (!is_authoritative(server, answer, what)) {
        return false;
    }
    host->result = answer->result;
    if (!canonical(&run->arena, answer, SIZE_MAX, &host->records, &host->record_count)) {
        no_memory(server);
        return false;
    }
    return true;
}

void mx_authority_finish(struct mx_authority_run *run) {
    if (!run->cancelled) {
        run->done(run->context, &run->authority);
    }
    mx_arena_free(&run->arena);
    free(run);
}

static void finish_one(struct mx_authority_run *run) {
    if (--run->under_way == 0) {
        mx_authority_finish(run);
    }
}

static bool ask_next(struct mx_authority_asking *asking);

static void answered(void *context, const struct mx_dns_answer *answer) {
    struct mx_authority_asking *asking = context;
    struct mx_authority_run *run = asking->run;
    struct mx_authority_server *server = asking->server;
    bool more = false;

    asking->ask = NULL;
    switch (asking->step) {
    case MX_ASKING_SOA:
        more = read_soa(server, answer);
        asking->step = MX_ASKING_MX;
        break;
    case MX_ASKING_MX:
        more = read_mx(run, server, answer) && server->host_count > 0;
        asking->step = MX_ASKING_HOST;
        break;
    case MX_ASKING_HOST:
        more = read_host(run, server, &server->hosts[asking->host], answer) &&
               ++asking->host < server->host_count;
        break;
    }
    if (!more || !ask_next(asking)) {
        finish_one(run);
    }
}

static bool ask_next(struct mx_authority_asking *asking) {
    struct mx_authority_run *run = asking->run;
    struct mx_dns_question question = {.timeout_ms = run->options.timeout_ms};
    uint16_t port = run->options.port != 0 ? run->options.port : MX_DNS_PORT;
    struct mx_dns_server server = mx_dns_server_of(&asking->server->address, port);

    switch (asking->step) {
    case MX_ASKING_SOA:
        question.name = run->authority.apex.wire;
        question.type = MX_TYPE_SOA;
        break;
    case MX_ASKING_MX:
        question.name = run->authority.owner.wire;
        question.type = MX_TYPE_MX;
        break;
    case MX_ASKING_HOST:
        question.name = asking->server->hosts[asking->host].name.wire;
        question.type = asking->server->hosts[asking->host].type;
        break;
    }
    if (mx_dns_ask(&asking->ask, mx_resolver_base(run->resolver), &server, &question, answered,
                   asking) != MXTRAP_OK) {
        no_memory(asking->server);
        return false;
    }
    return true;
}

bool mx_authority_ask_servers(struct mx_authority_run *run) {
    for (size_t i = 0; i < run->authority.server_count; i++) {
        struct mx_authority_asking *asking = &run->asking[i];
        asking->run = run;
        asking->server = &run->authority.servers[i];
        if (asking->server->state == MX_AUTHORITY_ANSWERS && ask_next(asking)) {
            run->under_way++;
        }
    }
    return run->under_way > 0;
}
