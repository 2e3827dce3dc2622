/* Memory grows with the names that have a part in mail. A record is let go when its owner is not
 * known to have one; when a later MX record gives it one, a fixed table of bits tells so, and the
 * file is read a second time, with all names known from the start. */
#include "zone/hosts.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "dns/wire.h"
#include "zone/alias.h"
#include "zone/too_many.h"

/* Names that are no targets are passed up to this many where the next target is guessed: a zone may
 * have nothing else. */
enum { PASSED_MAX = 8 };

/* Of a family; more than are loaded, so that there are too many is known. */
enum { KEPT_MAX = MX_ADDRESSES_MAX };

bool mx_zone_hosts_init(struct mx_zone_hosts *hosts, struct mx_arena *arena,
                        struct mx_zone_many *many) {
    *hosts = (struct mx_zone_hosts){.arena = arena, .many = many};
    hosts->last = &hosts->first;
    mx_zone_aliases_forget(hosts);
    return mx_zone_dropped_init(&hosts->dropped);
}

void mx_zone_hosts_free(struct mx_zone_hosts *hosts) {
    mx_index_free(&hosts->by_name);
    mx_zone_dropped_free(&hosts->dropped);
}

/* A name that is searched for. */
struct key {
    const uint8_t *name;
    size_t length;
};

static bool has_name(const struct mx_zone_host *host, const uint8_t *name, size_t length) {
    return host->length == length && mx_name_equal_sized(host->name, name, length);
}

static bool has_key(const void *row, const void *key) {
    const struct key *wanted = key;
    return has_name(row, wanted->name, wanted->length);
}

static struct mx_zone_host *find(const struct mx_zone_hosts *hosts, const uint8_t *name,
                                 size_t length, uint32_t hash) {
    const struct key key = {name, length};
    /* Its rows are the hosts made here. */
    return (struct mx_zone_host *)mx_index_find(&hosts->by_name, hash, &key, has_key);
}

struct mx_zone_host *mx_zone_hosts_find(const struct mx_zone_hosts *hosts, const uint8_t *name) {
    size_t length = mx_name_length(name);
    return find(hosts, name, length, mx_name_hash_sized(name, length));
}

struct mx_zone_host *mx_zone_host_of(const uint8_t *name) {
    /* Names of targets are handed out as read-only; the hosts were made here. */
    return (struct mx_zone_host *)(name - offsetof(struct mx_zone_host, name));
}

/* A name whose records can have been let go before says so itself. */
static struct mx_zone_host *make(struct mx_zone_hosts *hosts, const uint8_t *name, size_t length,
                                 uint32_t hash) {
    struct mx_zone_host *host =
        mx_arena_zeroed(hosts->arena, 1, offsetof(struct mx_zone_host, name) + length);

    if (host == NULL || !mx_index_add(&hosts->by_name, hash, host)) {
        return NULL;
    }
    host->length = (uint8_t)length;
    memcpy(host->name, name, length);
    *hosts->last = host;
    hosts->last = &host->next;
    return host;
}

static struct mx_zone_host *add(struct mx_zone_hosts *hosts, const uint8_t *name, size_t length,
                                uint32_t hash) {
    hosts->missed = hosts->missed || mx_zone_dropped_has(&hosts->dropped, hash);
    return make(hosts, name, length, hash);
}

size_t mx_zone_wildcard(struct mx_name *wildcard, const uint8_t *name, size_t length) {
    if (length + 2 > MX_NAME_MAX) {
        return 0;
    }
    wildcard->wire[0] = 1;
    wildcard->wire[1] = '*';
    memcpy(wildcard->wire + 2, name, length);
    return length + 2;
}

/* A name above a target; the wildcard below it may have been let go as well. */
static struct mx_zone_host *add_above(struct mx_zone_hosts *hosts, const uint8_t *name,
                                      size_t length, uint32_t hash) {
    struct mx_name wildcard;
    size_t wildcard_length = mx_zone_wildcard(&wildcard, name, length);

    if (wildcard_length > 0) {
        uint32_t wildcard_hash = mx_name_hash_sized(wildcard.wire, wildcard_length);
        hosts->missed = hosts->missed || mx_zone_dropped_has(&hosts->dropped, wildcard_hash);
    }
    return add(hosts, name, length, hash);
}

/* NAME, which is above a target, and the names above it, each linked to the next. */
static struct mx_zone_host *chain_above(struct mx_zone_hosts *hosts, const uint8_t *name,
                                        size_t length) {
    struct mx_zone_host *first = NULL, **link = &first;

    for (;; length -= 1U + *name, name += 1 + *name) {
        uint32_t hash = mx_name_hash_sized(name, length);
        struct mx_zone_host *host = find(hosts, name, length, hash);
        bool is_linked = host != NULL && (host->above != NULL || *name == 0);
        host = host != NULL ? host : add_above(hosts, name, length, hash);
        *link = host;
        if (host == NULL || is_linked || *name == 0) {
            return host == NULL ? NULL : first;
        }
        link = &host->above;
    }
}

struct mx_zone_host *mx_zone_hosts_target(struct mx_zone_hosts *hosts, const uint8_t *name,
                                          size_t length, uint32_t hash) {
    struct mx_zone_host *host = find(hosts, name, length, hash);

    if (host == NULL) {
        host = add(hosts, name, length, hash);
    }
    if (host == NULL || host->is_target) {
        return host;
    }
    hosts->missed = hosts->missed || host->has_cname; /* what it leads to was let go */
    host->is_target = true;
    if (*name == 0 || host->above != NULL) {
        return host;
    }
    const uint8_t *above = host->name + 1 + *host->name;
    size_t above_length = length - 1U - *host->name;
    if (hosts->last_above == NULL || !has_name(hosts->last_above, above, above_length)) {
        hosts->last_above = chain_above(hosts, above, above_length);
    }
    host->above = hosts->last_above;
    return host->above != NULL ? host : NULL;
}

static bool is_wildcard(const uint8_t *name) {
    return name[0] == 1 && name[1] == '*';
}

bool mx_zone_hosts_owner(struct mx_zone_hosts *hosts, const uint8_t *name, size_t length,
                         uint32_t hash) {
    struct mx_zone_host *host = find(hosts, name, length, hash);

    host = host != NULL ? host : add(hosts, name, length, hash);
    if (host == NULL) {
        return false;
    }
    hosts->has_wildcard = hosts->has_wildcard || is_wildcard(name);
    if (*name != 0 && host->above == NULL) {
        host->above = chain_above(hosts, host->name + 1 + *host->name, length - 1U - *host->name);
    }
    return *name == 0 || host->above != NULL;
}

bool mx_zone_hosts_apex(struct mx_zone_hosts *hosts, const uint8_t *name) {
    hosts->apex = chain_above(hosts, name, mx_name_length(name));
    return hosts->apex != NULL;
}

/* A place for one more address; NULL when memory is out. */
static struct mx_address *next_address(struct mx_zone_hosts *hosts, struct mx_zone_host *host) {
    size_t count = host->address_count;

    if ((count & (count - 1)) == 0) {
        size_t room = count == 0 ? 1 : count * 2;
        struct mx_address *grown = mx_arena_take(hosts->arena, room * sizeof *grown);
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
static bool take_double(struct mx_zone_hosts *hosts, const struct mx_zone_host *host,
                        struct mx_address *known, const struct mx_zone_record *record) {
    const struct mx_double what = {
        .owner = host->name, .address = *known, .type = record->type, .place = record->place};
    bool is_first = !known->is_double;

    known->is_double = true;
    known->ttl = record->ttl > known->ttl ? record->ttl : known->ttl;
    return !is_first || mx_zone_doubles_add(&hosts->doubles, hosts->arena, &what);
}

static bool take_address(struct mx_zone_hosts *hosts, struct mx_zone_host *host,
                         const struct mx_zone_record *record) {
    bool is_ipv4 = record->type == MX_TYPE_A;
    uint16_t *kept = &host->kept[is_ipv4 ? 0 : 1];
    struct mx_address address = {
        .family = is_ipv4 ? MX_IPV4 : MX_IPV6, .ttl = record->ttl, .place = record->place};

    if (*kept > KEPT_MAX) {
        return true; /* told */
    }
    memcpy(address.bytes, record->rdata, is_ipv4 ? 4 : 16);
    struct mx_address *known = find_address(host, &address);
    if (known != NULL) {
        return take_double(hosts, host, known, record);
    }
    if (++*kept > KEPT_MAX) {
        return mx_zone_many_cut(hosts->many, host->name, record->type, record->place);
    }
    struct mx_address *place = next_address(hosts, host);
    if (place != NULL) {
        *place = address;
    }
    return place != NULL;
}

/* The host that a record counts for; a wildcard below a name that matters is made when it is met:
 * where it was met before, the name above it has told. */
static struct mx_zone_host *host_of(struct mx_zone_hosts *hosts,
                                    const struct mx_zone_record *record, uint32_t hash,
                                    bool *out_of_memory) {
    struct mx_zone_host *host = find(hosts, record->owner, record->owner_length, hash);

    if (host != NULL || !is_wildcard(record->owner)) {
        return host;
    }
    struct mx_zone_host *above = mx_zone_hosts_find(hosts, record->owner + 2);
    if (above != NULL) {
        host = make(hosts, record->owner, record->owner_length, hash);
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
    if (has_name(last, record->owner, record->owner_length)) {
        return last;
    }
    struct mx_zone_host *next = last->next;
    for (int i = 0; next != NULL && !next->is_target && i < PASSED_MAX; i++) {
        next = next->next;
    }
    return next != NULL && has_name(next, record->owner, record->owner_length) ? next : NULL;
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

bool mx_zone_hosts_take(struct mx_zone_hosts *hosts, const struct mx_zone_record *record) {
    bool out_of_memory = false;
    struct mx_zone_host *host = guess(hosts, record);

    if (host == NULL) {
        uint32_t hash = mx_name_hash_sized(record->owner, record->owner_length);
        host = host_of(hosts, record, hash, &out_of_memory);
        if (host == NULL) {
            mx_zone_dropped_add(&hosts->dropped, hash);
            return !out_of_memory;
        }
    }
    hosts->last_owner = host;
    host->exists = true;
    switch (record->type) {
    case MX_TYPE_A:
    case MX_TYPE_AAAA:
        return take_address(hosts, host, record);
    case MX_TYPE_CNAME:
        return mx_zone_alias_take(hosts, host, record);
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

bool mx_zone_hosts_lose(struct mx_zone_hosts *hosts, const struct mx_zone_record *record) {
    bool out_of_memory = false;

    if (record->owner_length == 0) {
        hosts->has_lost = true;
        return true;
    }
    uint32_t hash = mx_name_hash_sized(record->owner, record->owner_length);
    struct mx_zone_host *host = host_of(hosts, record, hash, &out_of_memory);
    if (host == NULL) {
        mx_zone_dropped_add(&hosts->dropped, hash);
        return !out_of_memory;
    }
    host->exists = host->has_lost = true;
    return true;
}

void mx_zone_hosts_take_tlsa(struct mx_zone_hosts *hosts, const uint8_t *owner) {
    static const char prefixes[][10] = {"\3_25\4_tcp", "\1*\4_tcp"};

    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        size_t length = strlen(prefixes[i]);
        if (strncasecmp((const char *)owner, prefixes[i], length) == 0) {
            size_t rest = mx_name_length(owner + length);
            uint32_t hash = mx_name_hash_sized(owner + length, rest);
            struct mx_zone_host *host = find(hosts, owner + length, rest, hash);
            if (host != NULL) {
                host->has_tlsa = true;
            } else {
                mx_zone_dropped_add(&hosts->dropped, hash);
            }
        }
    }
}

void mx_zone_hosts_forget(struct mx_zone_hosts *hosts) {
    hosts->missed = hosts->has_lost = false;
    hosts->doubles = (struct mx_zone_doubles){0};
    mx_zone_aliases_forget(hosts);
    for (struct mx_zone_host *host = hosts->first; host != NULL; host = host->next) {
        host->exists = host->has_cname = host->has_dname = host->has_ns = host->has_tlsa =
            host->has_lost = false;
        host->addresses = NULL;
        host->address_count = 0;
        host->kept[0] = host->kept[1] = 0;
    }
}
