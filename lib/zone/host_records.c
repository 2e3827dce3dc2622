/* Records are kept where their owner has a part in mail; of any other, a bit in the table of
 * skipped names remembers that it was met. */
#include "zone/host_records.h"

#include <string.h>
#include <strings.h>

#include "dns/rrtype.h"
#include "zone/alias.h"
#include "zone/too_many.h"

/* guess() gives up after this many names that are no targets: otherwise a zone without targets
 * walks the whole list for each record. */
enum { PASSED_MAX = 8 };

/* A place for one more address; NULL when memory is out. */
static struct mx_address *next_address(struct mx_zone_hosts *hosts, struct mx_zone_host *host) {
    size_t count = host->address_count;

    if ((count & (count - 1)) == 0) {
        size_t room = count == 0 ? 1 : count * 2;
        struct mx_address *grown = mx_arena_alloc(hosts->arena, room * sizeof *grown);
        if (grown == NULL) {
            return NULL;
        }
        if (host->addresses != NULL) {
            memcpy(grown, host->addresses, count * sizeof *grown);
        }
        host->addresses = grown;
    }
    return &host->addresses[host->address_count++];
}

/* The host's record of this address, among those that are kept. */
static struct mx_address *find_address(const struct mx_zone_host *host,
                                       const struct mx_address *address) {
    for (size_t i = 0; i < host->address_count; i++) {
        if (mx_address_equal(&host->addresses[i], address)) {
            return &host->addresses[i];
        }
    }
    return NULL;
}

/* The longer of two TTLs counts: a cache may have the record as long. */
static bool add_double(struct mx_zone_hosts *hosts, const struct mx_zone_host *host,
                       struct mx_address *known, const struct mx_zone_record *record) {
    const struct mx_double what = {.owner = host->name,
                                   .address = *known,
                                   .type = record->type,
                                   .place = mx_zone_spot(record)};
    bool is_first = !known->place.is_again;

    known->place.is_again = true;
    known->ttl = record->ttl > known->ttl ? record->ttl : known->ttl;
    return !is_first || mx_zone_doubles_add(&hosts->doubles, hosts->arena, &what);
}

/* Whether there is no room for one more of FAMILY; only a host with many addresses is counted. */
static bool is_full(const struct mx_zone_host *host, uint8_t family) {
    size_t count = 0;

    if (host->addresses == NULL || host->address_count < MX_ADDRESSES_MAX) {
        return false;
    }
    for (size_t i = 0; i < host->address_count; i++) {
        count += host->addresses[i].family == family ? 1 : 0;
    }
    return count == MX_ADDRESSES_MAX;
}

static bool add_address(struct mx_zone_hosts *hosts, struct mx_zone_host *host,
                        const struct mx_zone_record *record) {
    bool is_ipv4 = record->type == MX_TYPE_A;
    struct mx_address address = {
        .family = is_ipv4 ? MX_IPV4 : MX_IPV6, .ttl = record->ttl, .place = mx_zone_spot(record)};

    if (is_ipv4 ? host->is_cut4 : host->is_cut6) {
        return true; /* reported */
    }
    memcpy(address.bytes, record->rdata, is_ipv4 ? 4 : 16);
    struct mx_address *known = find_address(host, &address);
    if (known != NULL) {
        return add_double(hosts, host, known, record);
    }
    if (is_full(host, address.family)) {
        host->is_cut4 = host->is_cut4 || is_ipv4;
        host->is_cut6 = host->is_cut6 || !is_ipv4;
        return mx_zone_many_add_cut(hosts->many, host->name, record->type, record->place);
    }
    struct mx_address *place = next_address(hosts, host);
    if (place != NULL) {
        *place = address;
    }
    return place != NULL;
}

/* The host that records of OWNER count for. A wildcard below a name that matters is added when it
 * is met: had it been met before, adding the name above would have set `missed`. */
static struct mx_zone_host *host_of(struct mx_zone_hosts *hosts, const uint8_t *owner,
                                    size_t length, uint32_t hash, bool *out_of_memory) {
    struct mx_zone_host *host = mx_zone_hosts_find_sized(hosts, owner, length, hash);

    if (host != NULL || !mx_zone_is_wildcard(owner)) {
        return host;
    }
    struct mx_zone_host *above = mx_zone_hosts_find(hosts, owner + 2);
    if (above != NULL) {
        host = mx_zone_hosts_insert(hosts, owner, length, hash);
        hosts->has_wildcard = true;
        *out_of_memory = host == NULL;
    }
    if (host != NULL) {
        host->above = above;
    }
    return host;
}

/* Hosts have their addresses mostly in the order in which MX records name them: the owner of the
 * last record, or the target that was met next. NULL: neither. */
static struct mx_zone_host *guess(const struct mx_zone_hosts *hosts,
                                  const struct mx_zone_record *record) {
    struct mx_zone_host *last = hosts->last_owner;

    if (last == NULL) {
        return NULL;
    }
    if (mx_zone_host_has_name(last, record->owner, record->owner_length)) {
        return last;
    }
    struct mx_zone_host *next = mx_zone_host_next(last);
    for (int i = 0; next != NULL && !next->is_target && i < PASSED_MAX; i++) {
        next = mx_zone_host_next(next);
    }
    return next != NULL && mx_zone_host_has_name(next, record->owner, record->owner_length) ? next
                                                                                            : NULL;
}

void mx_zone_hosts_mark(const struct mx_zone_hosts *hosts, const uint8_t *owner) {
    struct mx_zone_host *host = mx_zone_hosts_find(hosts, owner);

    while (host == NULL && *owner != 0) {
        owner += 1 + *owner;
        host = mx_zone_hosts_find(hosts, owner);
    }
    for (; host != NULL && !host->exists; host = host->above) {
        host->exists = true;
    }
}

bool mx_zone_hosts_add_record(struct mx_zone_hosts *hosts, const struct mx_zone_record *record) {
    bool out_of_memory = false;
    struct mx_zone_host *host = guess(hosts, record);

    if (host == NULL) {
        uint32_t hash = mx_name_hash_sized(record->owner, record->owner_length);
        host = host_of(hosts, record->owner, record->owner_length, hash, &out_of_memory);
        if (host == NULL) {
            return !out_of_memory && mx_zone_hosts_skip(hosts, record->owner, hash);
        }
    }
    hosts->last_owner = host;
    host->exists = true;
    switch (record->type) {
    case MX_TYPE_A:
    case MX_TYPE_AAAA:
        return add_address(hosts, host, record);
    case MX_TYPE_CNAME:
        return mx_zone_alias_add(hosts, host, record);
    case MX_TYPE_DNAME:
        host->has_dname = true;
        break;
    case MX_TYPE_NS:
        host->has_ns = true;
        break;
    default:
        break;
    }
    return true;
}

bool mx_zone_hosts_add_lost(struct mx_zone_hosts *hosts, const uint8_t *owner) {
    bool out_of_memory = false;

    if (owner == NULL) {
        hosts->has_lost = true;
        return true;
    }
    size_t length = mx_name_length(owner);
    uint32_t hash = mx_name_hash_sized(owner, length);
    struct mx_zone_host *host = host_of(hosts, owner, length, hash, &out_of_memory);
    if (host == NULL) {
        return !out_of_memory && mx_zone_hosts_skip(hosts, owner, hash);
    }
    host->exists = host->has_lost = true;
    return true;
}

bool mx_zone_hosts_add_tlsa(struct mx_zone_hosts *hosts, const uint8_t *owner) {
    static const char prefixes[][10] = {"\3_25\4_tcp", "\1*\4_tcp"};

    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        size_t length = strlen(prefixes[i]);
        if (strncasecmp((const char *)owner, prefixes[i], length) == 0) {
            size_t rest = mx_name_length(owner + length);
            uint32_t hash = mx_name_hash_sized(owner + length, rest);
            struct mx_zone_host *host = mx_zone_hosts_find_sized(hosts, owner + length, rest, hash);
            if (host != NULL) {
                host->has_tlsa = true;
            } else if (!mx_zone_hosts_skip(hosts, owner + length, hash)) {
                return false;
            }
        }
    }
    return true;
}

void mx_zone_hosts_forget(struct mx_zone_hosts *hosts) {
    hosts->missed = hosts->has_lost = false;
    hosts->doubles = (struct mx_zone_doubles){0};
    mx_zone_aliases_forget(hosts);
    for (struct mx_zone_host *host = hosts->first; host != NULL; host = mx_zone_host_next(host)) {
        host->exists = host->has_cname = host->has_dname = host->has_ns = host->has_tlsa =
            host->has_lost = host->is_cut4 = host->is_cut6 = false;
        host->addresses = NULL;
        host->address_count = 0;
    }
}
