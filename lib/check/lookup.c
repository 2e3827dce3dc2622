/* A domain's MX set and addresses from DNS. NXDOMAIN, no data and a null MX are faults of the
 * domain; unusable answers prove nothing. */
#include "check/lookup.h"

#include <string.h>

#include "base/monotonic.h"
#include "model/mx_set.h"

enum { FAILURES_SHOWN = 16 }; /* unusable answers; the rest are counted */

/* Reports "OWNER: HOST WORDS", without a place: DNS has none. */
static void report(struct mx_lookup *lookup, enum mx_rule rule, const uint8_t *host,
                   const char *words, const struct mx_dns_answer *answer) {
    struct mx_text *text = mx_finding_of(lookup->findings, lookup->owner, ": ");

    if (host != NULL) {
        mx_name_write(text, host, NULL);
        mx_text_char(text, ' ');
    }
    mx_text_string(text, words);
    if (answer != NULL) {
        mx_text_string(text, mx_dns_failure_name(answer->result, answer->rcode));
        if (answer->why[0] != '\0') {
            mx_text_string(text, ": ");
            mx_text_escaped(text, answer->why, strlen(answer->why));
        }
    }
    mx_finding_end(lookup->findings, rule, mx_rules[rule].info.severity, (struct mx_place){0});
}

/* Reports once that there was too much. */
static void report_rest(struct mx_lookup *lookup) {
    if (lookup->beyond > 0) {
        struct mx_text *text = mx_finding_of(lookup->findings, lookup->owner, ": ");
        mx_text_format(text,
                       "there are more than %d addresses, the maximum: not all addresses of %zu "
                       "exchangers are known",
                       MX_LOOKUP_ADDRESSES_MAX, lookup->beyond);
        mx_finding_end(lookup->findings, MX_RULE_LAME_DNS, MXTRAP_ERROR, (struct mx_place){0});
    }
    if (lookup->failed > FAILURES_SHOWN) {
        struct mx_text *text = mx_finding_of(lookup->findings, lookup->owner, ": ");
        mx_text_format(text, "%zu more DNS answers cannot be used",
                       lookup->failed - FAILURES_SHOWN);
        mx_finding_end(lookup->findings, MX_RULE_LAME_DNS, MXTRAP_ERROR, (struct mx_place){0});
    }
}

static void finish_one(struct mx_lookup *lookup) {
    if (--lookup->waiting == 0) {
        report_rest(lookup);
        lookup->done(lookup->context);
    }
}

static void note_ttl(struct mx_lookup *lookup, const struct mx_dns_answer *answer) {
    lookup->least_ttl = answer->ttl < lookup->least_ttl ? answer->ttl : lookup->least_ttl;
}

static bool add_addresses(struct mx_lookup *lookup, struct mxtrap_exchanger *exchanger,
                          const struct mx_dns_answer *answer, uint8_t family) {
    size_t room = MX_LOOKUP_ADDRESSES_MAX - lookup->address_count, had = exchanger->address_count;
    size_t added = answer->record_count < room ? answer->record_count : room;
    struct mx_address *all = mx_arena_zeroed(&lookup->zones->arena, had + added, sizeof *all);

    if (all == NULL) {
        return false;
    }
    if (had > 0) {
        memcpy(all, exchanger->addresses, had * sizeof *all);
    }
    for (size_t i = 0; i < added; i++) {
        all[had + i].family = family;
        all[had + i].ttl = answer->ttl;
        memcpy(all[had + i].bytes, answer->records[i].bytes, family == MX_IPV4 ? 4 : 16);
    }
    exchanger->addresses = all;
    exchanger->address_count = (uint16_t)(had + added);
    lookup->address_count += added;
    return true;
}

/* A DNS64 resolver (RFC 6147) makes an AAAA record from a host's A record if there is no other. It
 * belongs to our network, not to the zone. */
static bool is_translated(const struct mxtrap_exchanger *exchanger,
                          const struct mx_address *address) {
    static const uint8_t prefix[12] = {0x00, 0x64, 0xff, 0x9b}; /* RFC 6052 2.1 */
    bool is_seen = (exchanger->unseen & mx_family_bit(MX_IPV4)) == 0;

    if (address->family != MX_IPV6 || memcmp(address->bytes, prefix, sizeof prefix) != 0) {
        return false;
    }
    for (size_t i = 0; i < exchanger->address_count; i++) {
        const struct mx_address *ipv4 = &exchanger->addresses[i];
        if (ipv4->family == MX_IPV4 &&
            memcmp(ipv4->bytes, address->bytes + sizeof prefix, 4) == 0) {
            return true;
        }
    }
    return !is_seen;
}

static void drop_translated(struct mx_lookup *lookup, struct mxtrap_exchanger *exchanger) {
    struct mx_address *kept =
        mx_arena_zeroed(&lookup->zones->arena, exchanger->address_count, sizeof *kept);
    uint16_t count = 0;

    if (kept == NULL) {
        lookup->out_of_memory = true;
        return;
    }
    for (size_t i = 0; i < exchanger->address_count; i++) {
        if (!is_translated(exchanger, &exchanger->addresses[i])) {
            kept[count++] = exchanger->addresses[i];
        }
    }
    lookup->address_count -= (size_t)(exchanger->address_count - count);
    exchanger->addresses = kept;
    exchanger->address_count = count;
}

/* If only one family was asked for and the host has no address of it, it may have one of the other.
 */
static void set_target(struct mx_lookup_host *host, struct mxtrap_exchanger *exchanger) {
    struct mx_lookup *lookup = host->lookup;

    drop_translated(lookup, exchanger);
    if (exchanger->address_count == 0 && exchanger->unseen != 0 && !host->is_missing) {
        if (host->is_known) { /* else the reason is reported already */
            report(lookup, MX_RULE_EGRESS_BLOCKED, exchanger->host,
                   lookup->ipv4 ? "has no IPv4 address, and IPv6 is not checked"
                                : "has no IPv6 address, and IPv4 is not checked",
                   NULL);
        }
        host->is_known = false;
    }
    exchanger->target = (uint8_t)(host->is_alias                 ? MX_TARGET_ALIAS
                                  : exchanger->address_count > 0 ? MX_TARGET_HERE
                                  : host->is_known               ? MX_TARGET_NONE
                                                                 : MX_TARGET_UNKNOWN);
}

static void add_records(struct mx_lookup_host *host, struct mxtrap_exchanger *exchanger,
                        const struct mx_dns_answer *answer, uint8_t family) {
    struct mx_lookup *lookup = host->lookup;
    size_t before = lookup->address_count;

    note_ttl(lookup, answer);
    if (!add_addresses(lookup, exchanger, answer, family)) {
        lookup->out_of_memory = true;
    } else if (lookup->address_count - before < answer->record_count) {
        lookup->beyond += host->is_beyond ? 0 : 1;
        host->is_beyond = true;
        host->is_known = false;
        exchanger->unseen =
            (uint8_t)(exchanger->unseen | mx_family_bit(family)); /* so that drift ignores them */
    }
}

static void read_addresses(struct mx_lookup_host *host, const struct mx_dns_answer *answer,
                           uint8_t family) {
    struct mx_lookup *lookup = host->lookup;
    struct mxtrap_exchanger *exchanger = &lookup->exchangers[host - lookup->hosts];

    host->is_alias = host->is_alias || answer->aliases > 0;
    switch (answer->result) {
    case MX_DNS_OK:
        add_records(host, exchanger, answer, family);
        if (family == MX_IPV4 && lookup->found != NULL) {
            lookup->found(lookup->context, exchanger);
        }
        break;
    case MX_DNS_NXDOMAIN:
        host->is_missing = true;
        break;
    case MX_DNS_NODATA:
        break;
    case MX_DNS_NO_MEMORY:
        lookup->out_of_memory = true;
        break;
    default:
        host->is_known = false;
        exchanger->unseen = (uint8_t)(exchanger->unseen | mx_family_bit(family));
        if (lookup->failed++ < FAILURES_SHOWN) {
            report(lookup, MX_RULE_LAME_DNS, exchanger->host,
                   family == MX_IPV4 ? "A: " : "AAAA: ", answer);
        }
        break;
    }
    if (--host->waiting == 0) {
        set_target(host, exchanger);
    }
    finish_one(lookup);
}

static void on_ipv4(void *context, const struct mx_dns_answer *answer) {
    read_addresses(context, answer, MX_IPV4);
}

static void on_ipv6(void *context, const struct mx_dns_answer *answer) {
    read_addresses(context, answer, MX_IPV6);
}

static enum mxtrap_status ask_name(struct mx_lookup *lookup, const uint8_t *name, uint16_t type,
                                   bool later, mx_dns_done *done, void *context) {
    if (lookup->is_again) {
        return mx_resolver_ask_again(lookup->resolver, name, type, lookup->wait_ms, done, context);
    }
    return (later ? mx_resolver_ask_later : mx_resolver_ask)(lookup->resolver, name, type, done,
                                                             context);
}

static bool ask(struct mx_lookup_host *host, uint16_t type, bool later, mx_dns_done *done) {
    struct mx_lookup *lookup = host->lookup;
    const uint8_t *name = lookup->exchangers[host - lookup->hosts].host;

    if (ask_name(lookup, name, type, later, done, host) != MXTRAP_OK) {
        return false;
    }
    host->waiting++;
    lookup->waiting++;
    return true;
}

/* A silent host costs the timeout, so a run ends the earlier, the earlier these are asked. Without
 * a spec, the first host and the last half are expected to be silent. */
static bool is_urgent(const struct mx_lookup *lookup, const struct mx_set *wanted, size_t host) {
    return wanted->layout != NULL
               ? mx_set_role(wanted, lookup->exchangers[host].host) == MXTRAP_ROLE_DUMMY
               : host == 0 || host >= lookup->count - lookup->count / 2;
}

static void ask_hosts(struct mx_lookup *lookup, const struct mx_set *wanted) {
    for (size_t i = 0; i < lookup->count; i++) {
        struct mx_lookup_host *host = &lookup->hosts[i];
        *host = (struct mx_lookup_host){.lookup = lookup, .is_known = !lookup->layout->is_partial};
        lookup->exchangers[i].unseen = (uint8_t)((lookup->ipv4 ? 0 : mx_family_bit(MX_IPV4)) |
                                                 (lookup->ipv6 ? 0 : mx_family_bit(MX_IPV6)));
        bool is_ordered = lookup->found != NULL;
        bool later = is_ordered && !is_urgent(lookup, wanted, i);
        if (!mx_exchanger_is_null(&lookup->exchangers[i]) &&
            ((lookup->ipv4 && !ask(host, MX_TYPE_A, later, on_ipv4)) ||
             (lookup->ipv6 &&
              !ask(host, MX_TYPE_AAAA, later || (is_ordered && lookup->ipv4), on_ipv6)))) {
            lookup->out_of_memory = true;
            return;
        }
    }
}

static void ask_addresses(struct mx_lookup *lookup) {
    struct mx_set wanted = {0};

    if (lookup->wanted == NULL || mx_set_make(&wanted, lookup->wanted)) {
        ask_hosts(lookup, &wanted);
    } else {
        lookup->out_of_memory = true;
    }
    mx_set_free(&wanted);
}

/* Makes the layout, exchangers by preference; false when memory is out. */
static bool make_layout(struct mx_lookup *lookup, const struct mx_dns_answer *answer) {
    struct mx_arena *arena = &lookup->zones->arena;
    size_t count =
        answer->record_count < MX_EXCHANGERS_MAX ? answer->record_count : MX_EXCHANGERS_MAX;
    mxtrap_zone *zone = mx_arena_zeroed(arena, 1, sizeof *zone);

    lookup->layout = mx_arena_zeroed(arena, 1, sizeof *lookup->layout);
    lookup->exchangers = mx_arena_zeroed(arena, count, sizeof *lookup->exchangers);
    lookup->hosts = mx_arena_zeroed(arena, count, sizeof *lookup->hosts);
    if (zone == NULL || lookup->layout == NULL || lookup->exchangers == NULL ||
        lookup->hosts == NULL) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        const struct mx_dns_record *record = &answer->records[i];
        const char *host = mx_arena_copy(arena, record->bytes + 2, record->length - 2);
        if (host == NULL) {
            return false;
        }
        lookup->exchangers[i] = (struct mxtrap_exchanger){
            .host = (const uint8_t *)host,
            .ttl = answer->ttl,
            .preference = (uint16_t)(record->bytes[0] << 8 | record->bytes[1])};
    }
    mx_exchangers_sort(lookup->exchangers, count);
    lookup->count = count;
    *lookup->layout = (mxtrap_layout){.owner = lookup->owner,
                                      .exchangers = lookup->exchangers,
                                      .count = (uint16_t)count,
                                      .zone = zone,
                                      .is_partial = count < answer->record_count};
    zone->origin = lookup->owner;
    zone->layouts = lookup->layout;
    zone->layout_count = 1;
    return mx_zones_add(lookup->zones, zone);
}

static void read_mx_set(struct mx_lookup *lookup, const struct mx_dns_answer *answer) {
    lookup->is_null = answer->record_count == 1 && answer->records[0].bytes[2] == 0;
    if (!make_layout(lookup, answer)) {
        lookup->out_of_memory = true;
        return;
    }
    lookup->live = lookup->layout;
    if (lookup->is_null) {
        lookup->layout = NULL;
        lookup->count = 0;
    } else {
        note_ttl(lookup, answer);
        if (lookup->layout->is_partial) {
            report(lookup, MX_RULE_LAME_DNS, NULL, "there are more MX records than are checked",
                   NULL);
        }
        ask_addresses(lookup);
    }
}

static void on_mx(void *context, const struct mx_dns_answer *answer) {
    struct mx_lookup *lookup = context;

    switch (answer->result) {
    case MX_DNS_OK:
        read_mx_set(lookup, answer);
        break;
    case MX_DNS_NODATA:
        report(lookup, MX_RULE_NO_MX, NULL, "there is no MX record", NULL);
        break;
    case MX_DNS_NXDOMAIN:
        report(lookup, MX_RULE_NO_SUCH_DOMAIN, NULL, "the domain does not exist (NXDOMAIN)", NULL);
        break;
    case MX_DNS_NO_MEMORY:
        lookup->out_of_memory = true;
        break;
    default:
        lookup->is_lame = true;
        report(lookup, MX_RULE_LAME_DNS, NULL, "MX: ", answer);
        break;
    }
    finish_one(lookup);
}

enum mxtrap_status mx_lookup_begin(struct mx_lookup *lookup, const uint8_t *name) {
    enum mxtrap_status status = mxtrap_zones_new(&lookup->zones);

    if (status != MXTRAP_OK) {
        return status;
    }
    lookup->owner =
        (const uint8_t *)mx_arena_copy(&lookup->zones->arena, name, mx_name_length(name) - 1);
    if (lookup->owner == NULL) {
        return MXTRAP_ERR_MEMORY;
    }
    lookup->waiting = 1;
    lookup->least_ttl = UINT32_MAX;
    lookup->began = mx_monotonic_ms();
    return ask_name(lookup, lookup->owner, MX_TYPE_MX, false, on_mx, lookup);
}

void mx_lookup_free(struct mx_lookup *lookup) {
    mxtrap_zones_free(lookup->zones);
    lookup->zones = NULL;
}
