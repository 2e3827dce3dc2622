/* Hosts that stand in several MX sets of a zone: they have one role, one RRset of addresses of a
 * type, and one TTL of that (RFC 2181 5.2). A role is one for a zone because a firewall silences an
 * address for all of its mail. Addresses need be written once. */
#include "spec/hosts.h"

#include <stdio.h>

#include "spec/error.h"
#include "spec/groups.h"
#include "spec/reader.h"

struct host {
    const struct mxtrap_exchanger *first;
    const struct mx_spec_set *set;        /* that it was found in first */
    const struct mxtrap_exchanger *known; /* the first with addresses, and its set */
    const struct mx_spec_set *known_in;
    /* The first that says a TTL of its A records, and the first of its AAAA records. */
    const struct mxtrap_exchanger *with_ttl[2];
    uint32_t ttls[2];
};

struct pass {
    struct mx_spec_reader *reader;
    const struct mx_spec_zone *zone;
    struct mx_index hosts; /* empty where no host can have two entries that matter */
};

static bool has_name(const void *row, const void *key) {
    return mx_name_equal(((const struct host *)row)->first->host, key);
}

/* The rows are made here. */
static struct host *find(const struct pass *pass, const struct mxtrap_exchanger *exchanger) {
    return (struct host *)mx_index_find(&pass->hosts, mx_name_hash(exchanger->host),
                                        exchanger->host, has_name);
}

static struct host *host_of(struct pass *pass, const struct mx_spec_set *set,
                            const struct mxtrap_exchanger *exchanger) {
    struct host *host = find(pass, exchanger);

    if (host != NULL) {
        return host;
    }
    host = mx_arena_zeroed(&pass->reader->work, 1, sizeof *host);
    if (host == NULL || !mx_index_add(&pass->hosts, mx_name_hash(exchanger->host), host)) {
        pass->reader->out_of_memory = true;
        return NULL;
    }
    *host = (struct host){.first = exchanger, .set = set};
    return host;
}

static uint32_t ttl_of(const struct mx_spec_zone *zone, const struct mx_spec_set *set,
                       uint32_t ttl) {
    return ttl == MX_TTL_OF_SET ? set->settings.ttl : ttl == MX_TTL_OF_ZONE ? zone->zone->ttl : ttl;
}

/* WORDS come before the place of OTHER. */
static void report(struct pass *pass, const struct mxtrap_exchanger *exchanger, const char *words,
                   const struct mxtrap_exchanger *other) {
    struct mx_node node = {.line = exchanger->place.line, .column = exchanger->place.column};
    char name[MXTRAP_NAME_TEXT_MAX];

    mx_spec_error(pass->reader, MX_RULE_SPEC_CONFLICT, &node, NULL, "%.250s %s at %.150s:%u:%u",
                  mx_name_print(exchanger->host, name), words, pass->reader->file,
                  (unsigned)other->place.line, (unsigned)other->place.column);
}

/* Neither list has an address twice. */
static bool same_addresses(const struct mxtrap_exchanger *a, const struct mxtrap_exchanger *b) {
    bool is_same = a->address_count == b->address_count;

    for (size_t i = 0; is_same && a->addresses != b->addresses && i < a->address_count; i++) {
        is_same = mx_address_find(b->addresses, b->address_count, &a->addresses[i]) != NULL;
    }
    return is_same;
}

/* Those of the A records (WHICH is 0) or of the AAAA records (1); false after an error. */
static bool compare_ttls(struct pass *pass, const struct mx_spec_set *set,
                         const struct mxtrap_exchanger *exchanger, struct host *host, int which) {
    uint32_t said = exchanger->address_ttls[which], ttl = ttl_of(pass->zone, set, said);
    bool has_addresses = mx_spec_first_address(exchanger, which == 0 ? MX_IPV4 : MX_IPV6) != NULL;
    char words[96];

    if (said > MX_TTL_MAX && (said != MX_TTL_OF_SET || !has_addresses)) {
        return true;
    }
    if (host->with_ttl[which] == NULL) {
        host->with_ttl[which] = exchanger;
        host->ttls[which] = ttl;
    }
    if (host->ttls[which] == ttl) {
        return true;
    }
    snprintf(words, sizeof words, "has addresses with the TTL %lu here and %lu", (unsigned long)ttl,
             (unsigned long)host->ttls[which]);
    report(pass, exchanger, words, host->with_ttl[which]);
    return false;
}

static void compare(struct pass *pass, const struct mx_spec_set *set,
                    const struct mxtrap_exchanger *exchanger) {
    struct host *host = host_of(pass, set, exchanger);

    if (host == NULL) {
        return;
    }
    if (host->first->role != exchanger->role && host->set != set) {
        report(pass, exchanger,
               exchanger->role == MXTRAP_ROLE_DUMMY ? "is a dummy here and a real host"
                                                    : "is a real host here and a dummy",
               host->first);
    }
    if (host->known == NULL && exchanger->address_count > 0) {
        host->known = exchanger;
        host->known_in = set;
    } else if (exchanger->address_count > 0 && host->known_in != set &&
               !same_addresses(exchanger, host->known)) {
        report(pass, exchanger, "has other addresses", host->known);
    }
    bool is_same = compare_ttls(pass, set, exchanger, host, 0);
    if (is_same) {
        compare_ttls(pass, set, exchanger, host, 1);
    }
}

static void fill_in(const struct pass *pass, const struct mx_spec_set *set,
                    struct mxtrap_exchanger *exchanger) {
    const struct host *host = find(pass, exchanger);
    bool is_elsewhere = host != NULL && host->known != NULL && host->known_in != set;

    if (is_elsewhere || (host != NULL && host->known != NULL && exchanger->address_count == 0)) {
        exchanger->addresses = host->known->addresses;
        exchanger->address_count = host->known->address_count;
        exchanger->is_shared = true;
    }
    exchanger->ttl = set->settings.ttl;
    for (int i = 0; i < 2; i++) {
        exchanger->address_ttls[i] = host != NULL && host->with_ttl[i] != NULL
                                         ? host->ttls[i]
                                         : ttl_of(pass->zone, set, exchanger->address_ttls[i]);
    }
}

void mx_spec_hosts_agree(struct mx_spec_reader *reader, struct mx_spec_zone *zone) {
    struct pass pass = {.reader = reader, .zone = zone};
    bool is_compared = zone->set_count > 1;

    for (size_t i = 0; i < zone->set_count; i++) {
        is_compared = is_compared || zone->sets[i].has_ttls;
    }
    for (size_t i = 0; i < zone->set_count && is_compared; i++) {
        const struct mx_spec_set *set = &zone->sets[i];
        for (size_t j = 0; j < set->count && !reader->out_of_memory; j++) {
            if (!mx_exchanger_is_null(&set->exchangers[j])) {
                compare(&pass, set, &set->exchangers[j]);
            }
        }
    }
    for (size_t i = 0; i < zone->set_count; i++) {
        for (size_t j = 0; j < zone->sets[i].count; j++) {
            fill_in(&pass, &zone->sets[i], &zone->sets[i].exchangers[j]);
        }
    }
    mx_index_free(&pass.hosts);
}
