/* Names of sources, by DNS. A name counts if it has the source's address (forward-confirmed): a PTR
 * record is written by whoever has the network, and may say anything. The name's addresses of the
 * other family are the other half of a sender with both: one that reached a real host explains the
 * source. Only the most persistent sources are asked for, and not for longer than the caller waits.
 */
#include <stdlib.h>
#include <string.h>

#include <event2/event.h>

#include "base/options.h"
#include "model/findings.h"
#include "net/resolve.h"
#include "watch/watch.h"

enum { MOST = 100, MOST_MAX = 1000, TIME_MS = 10000, POINTERS_MAX = 4, ADDRESSES_MAX = 32 };

struct asker {
    mxtrap_watch *watch;
    struct event_base *base;
    struct mx_resolver *resolver;
    struct lookup *lookups; /* one for each source */
    size_t waiting;         /* questions under way */
    size_t unanswered;
    bool is_over; /* answers are no longer looked at */
    bool out_of_memory;
};

/* A name that a PTR record gives. */
struct candidate {
    struct lookup *lookup;
    struct mx_name name;
    struct mx_address addresses[ADDRESSES_MAX];
    size_t count, waiting;
};

struct lookup {
    struct asker *asker;
    struct mx_source *source;
    struct candidate candidates[POINTERS_MAX];
    bool is_named;
};

static void finish_one(struct asker *asker) {
    if (--asker->waiting == 0) {
        event_base_loopbreak(asker->base);
    }
}

/* Whether the answer can be used; one that is none of the facts of DNS is counted. */
static bool is_usable(struct asker *asker, const struct mx_dns_answer *answer) {
    asker->unanswered += !mx_dns_result_is_definite(answer->result);
    asker->out_of_memory |= answer->result == MX_DNS_NO_MEMORY;
    return !asker->is_over && answer->result == MX_DNS_OK;
}

static void ask(struct asker *asker, const uint8_t *name, uint16_t type, mx_dns_done *done,
                void *context) {
    if (mx_resolver_ask(asker->resolver, name, type, done, context) == MXTRAP_OK) {
        asker->waiting++;
    } else {
        asker->out_of_memory = true;
    }
}

/* A source of the other family at one of the name's addresses, which met a real host. */
static bool is_explained(const struct candidate *candidate) {
    const struct mx_source *source = candidate->lookup->source;

    for (size_t i = 0; i < candidate->count; i++) {
        const struct mx_address *address = &candidate->addresses[i];
        const struct mx_source *other =
            mx_source_table_find(&candidate->lookup->asker->watch->sources, address, source->group);
        if (address->family != source->family && other != NULL && other->met_real) {
            return true;
        }
    }
    return false;
}

static void judge(struct candidate *candidate) {
    struct lookup *lookup = candidate->lookup;
    struct mx_address own = {.family = lookup->source->family};

    memcpy(own.bytes, lookup->source->address, sizeof own.bytes);
    if (mx_address_find(candidate->addresses, candidate->count, &own) == NULL) {
        return;
    }
    lookup->source->is_explained |= is_explained(candidate);
    if (!lookup->is_named) {
        lookup->is_named = true;
        struct mx_source_name *name =
            &lookup->asker->watch->names.list[lookup->asker->watch->names.count++];
        name->source = own;
        name->name = candidate->name;
    }
}

static void add_addresses(struct candidate *candidate, const struct mx_dns_answer *answer,
                          uint8_t family) {
    struct asker *asker = candidate->lookup->asker;

    if (is_usable(asker, answer)) {
        for (size_t i = 0; i < answer->record_count && candidate->count < ADDRESSES_MAX; i++) {
            struct mx_address *address = &candidate->addresses[candidate->count++];
            *address = (struct mx_address){.family = family};
            memcpy(address->bytes, answer->records[i].bytes, family == MX_IPV4 ? 4 : 16);
        }
    }
    if (--candidate->waiting == 0 && !asker->is_over) {
        judge(candidate);
    }
    finish_one(asker);
}

static void on_ipv4(void *context, const struct mx_dns_answer *answer) {
    add_addresses(context, answer, MX_IPV4);
}

static void on_ipv6(void *context, const struct mx_dns_answer *answer) {
    add_addresses(context, answer, MX_IPV6);
}

static void on_pointer(void *context, const struct mx_dns_answer *answer) {
    struct lookup *lookup = context;
    bool is_there = is_usable(lookup->asker, answer);

    for (size_t i = 0; is_there && i < answer->record_count && i < POINTERS_MAX; i++) {
        struct candidate *candidate = &lookup->candidates[i];
        candidate->lookup = lookup;
        memcpy(candidate->name.wire, answer->records[i].bytes, answer->records[i].length);
        candidate->waiting = 2;
        ask(lookup->asker, candidate->name.wire, MX_TYPE_A, on_ipv4, candidate);
        ask(lookup->asker, candidate->name.wire, MX_TYPE_AAAA, on_ipv6, candidate);
    }
    finish_one(lookup->asker);
}

/* "1.113.0.203.in-addr.arpa.", "1.0...8.b.d.0.1.0.0.2.ip6.arpa." (RFC 1035 3.5, RFC 3596 2.5). */
static void reverse_name(struct mx_name *out, const struct mx_source *source) {
    char buffer[MXTRAP_NAME_TEXT_MAX];
    struct mx_text text = mx_text_within(buffer, sizeof buffer);

    for (size_t i = source->family == MX_IPV4 ? 4 : 16; i-- > 0;) {
        uint8_t octet = source->address[i];
        if (source->family == MX_IPV4) {
            mx_text_format(&text, "%u.", octet);
        } else {
            mx_text_format(&text, "%x.%x.", octet & 15U, octet >> 4U);
        }
    }
    mx_text_string(&text, source->family == MX_IPV4 ? "in-addr.arpa." : "ip6.arpa.");
    mx_name_read(out, buffer, text.length, NULL);
}

static void ask_all(struct asker *asker, const struct mx_losses *losses, size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct lookup *lookup = &asker->lookups[i];
        struct mx_name name;
        lookup->asker = asker;
        lookup->source = (struct mx_source *)losses->list[i]; /* it is the watch's own */
        reverse_name(&name, lookup->source);
        ask(asker, name.wire, MX_TYPE_PTR, on_pointer, lookup);
    }
}

static void report(const struct asker *asker, mxtrap_findings *findings) {
    if (asker->unanswered > 0) {
        mx_text_format(mx_finding_begin(findings),
                       "%zu questions for the names of sources had no answer: sources may have a "
                       "name, or be another source's other half",
                       asker->unanswered);
        mx_finding_end(findings, MX_RULE_LAME_DNS, MXTRAP_WARNING, (struct mx_place){0});
    }
}

/* Asks until all is answered or the time is over. */
static enum mxtrap_status run(struct asker *asker, const struct mx_losses *losses, size_t count,
                              unsigned timeout_ms) {
    const struct timeval end = {timeout_ms / 1000, (suseconds_t)(timeout_ms % 1000 * 1000)};

    ask_all(asker, losses, count);
    if (asker->waiting > 0 &&
        (event_base_loopexit(asker->base, &end) != 0 || event_base_dispatch(asker->base) < 0)) {
        asker->out_of_memory = true;
    }
    asker->is_over = true;
    return asker->out_of_memory ? MXTRAP_ERR_MEMORY : MXTRAP_OK;
}

static enum mxtrap_status open_resolver(struct asker *asker,
                                        const struct mxtrap_watch_names_options *options,
                                        mxtrap_findings *findings) {
    struct mx_dns_server servers[MX_DNS_SERVERS_MAX];
    const struct mx_resolver_options own = {.servers = servers,
                                            .server_count = options->server_count,
                                            .recursive = options->recursive != 0};
    char why[MX_DNS_WHY_MAX];
    enum mxtrap_status status =
        mx_dns_servers_read(servers, options->servers, options->server_count, findings);

    if (status == MXTRAP_OK) {
        status = mx_resolver_new(asker->base, &own, &asker->resolver, why);
    }
    if (status == MXTRAP_ERR_INPUT) {
        mx_text_escaped(mx_finding_begin(findings), why, strlen(why));
        mx_finding_end(findings, MX_RULE_UNREADABLE, MXTRAP_ERROR, (struct mx_place){0});
    }
    return mx_findings_status(findings) == MXTRAP_OK ? status : MXTRAP_ERR_MEMORY;
}

enum mxtrap_status mxtrap_watch_names(mxtrap_watch *watch,
                                      const struct mxtrap_watch_names_options *options,
                                      mxtrap_findings *findings) {
    struct mxtrap_watch_names_options own;
    struct asker asker = {.watch = watch};
    struct mx_losses losses = {0};
    enum mxtrap_status status = mx_options_read(&own, sizeof own, options);

    if (status != MXTRAP_OK || own.most > MOST_MAX) {
        return MXTRAP_ERR_ARGUMENT;
    }
    if (!mx_losses_make(&losses, &watch->sources)) {
        return MXTRAP_ERR_MEMORY;
    }
    size_t most = own.most > 0 ? own.most : MOST, count = losses.count < most ? losses.count : most;
    asker.base = event_base_new();
    asker.lookups = calloc(count + 1, sizeof *asker.lookups);
    struct mx_source_name *list = calloc(count + 1, sizeof *list);
    status = MXTRAP_ERR_MEMORY;
    if (asker.base == NULL || asker.lookups == NULL || list == NULL) {
        free(list);
        goto done;
    }
    free(watch->names.list);
    watch->names = (struct mx_source_names){list, 0};
    status = open_resolver(&asker, &own, findings);
    if (status == MXTRAP_OK) {
        status = run(&asker, &losses, count, own.timeout_ms > 0 ? own.timeout_ms : TIME_MS);
        mx_resolver_free(asker.resolver);
        report(&asker, findings);
    }
done:
    free(asker.lookups);
    free(losses.list);
    if (asker.base != NULL) {
        event_base_free(asker.base);
    }
    return status;
}
