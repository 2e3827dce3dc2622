/* Memory grows with the names that have a part in mail. A record is skipped when its owner is not
 * known to have one; when a later MX record gives it one, the table of skipped names shows it, and
 * the file is read a second time, with all names known from the start. */
#include "zone/hosts.h"

#include <stddef.h>
#include <string.h>

/* Hosts of a piece of memory. */
enum { PIECE_FIRST = 16, PIECE_MAX = 2048 };

void mx_zone_hosts_init(struct mx_zone_hosts *hosts, struct mx_arena *arena,
                        struct mx_zone_many *many) {
    *hosts = (struct mx_zone_hosts){.arena = arena, .many = many};
    hosts->last_alias = &hosts->aliases;
}

void mx_zone_hosts_free(struct mx_zone_hosts *hosts) {
    mx_index_free(&hosts->by_name);
    mx_arena_free(&hosts->own);
    mx_zone_skipped_free(&hosts->skipped);
}

/* A name that is searched for. */
struct key {
    const uint8_t *name;
    size_t length;
};

static bool has_key(const void *row, const void *key) {
    const struct key *wanted = key;
    return mx_zone_host_has_name(row, wanted->name, wanted->length);
}

struct mx_zone_host *mx_zone_hosts_find_sized(const struct mx_zone_hosts *hosts,
                                              const uint8_t *name, size_t length, uint32_t hash) {
    const struct key key = {name, length};
    /* Its rows are the hosts made here. */
    return (struct mx_zone_host *)mx_index_find(&hosts->by_name, hash, &key, has_key);
}

struct mx_zone_host *mx_zone_hosts_find(const struct mx_zone_hosts *hosts, const uint8_t *name) {
    size_t length = mx_name_length(name);
    return mx_zone_hosts_find_sized(hosts, name, length, mx_name_hash_sized(name, length));
}

/* A copy that outlives the reading; NULL when memory is out. */
static const uint8_t *copy_name(struct mx_zone_hosts *hosts, const uint8_t *name, size_t length) {
    uint8_t copied[offsetof(struct mx_zone_name, wire) + MX_NAME_MAX];
    size_t before = offsetof(struct mx_zone_name, wire);

    memset(copied, 0, before);
    memcpy(copied + before, name, length);
    const char *copy = mx_arena_copy(hosts->arena, copied, before + length - 1);
    return copy == NULL ? NULL : (const uint8_t *)copy + before;
}

/* Memory for one more host, zeroed, with a link after it; NULL when memory is out. */
static struct mx_zone_host *next_host(struct mx_zone_hosts *hosts) {
    if (hosts->room == 0) {
        size_t piece = hosts->piece * 2;
        piece = piece < PIECE_FIRST ? PIECE_FIRST : piece > PIECE_MAX ? PIECE_MAX : piece;
        struct mx_zone_host *begin = mx_arena_zeroed(&hosts->own, piece, sizeof *begin);
        if (begin == NULL) {
            return NULL;
        }
        *(hosts->end != NULL ? &hosts->end->above : &hosts->first) = begin;
        hosts->end = begin;
        hosts->piece = piece;
        hosts->room = piece - 1;
    }
    hosts->room--;
    return hosts->end++;
}

struct mx_zone_host *mx_zone_hosts_insert(struct mx_zone_hosts *hosts, const uint8_t *name,
                                          size_t length, uint32_t hash) {
    const uint8_t *copy = copy_name(hosts, name, length);
    struct mx_zone_host *host = copy == NULL ? NULL : next_host(hosts);

    if (host == NULL || !mx_index_add(&hosts->by_name, hash, host)) {
        return NULL;
    }
    host->name = copy;
    host->length = (uint8_t)length;
    return host;
}

static struct mx_zone_host *add(struct mx_zone_hosts *hosts, const uint8_t *name, size_t length,
                                uint32_t hash) {
    hosts->missed = hosts->missed || mx_zone_skipped_has(&hosts->skipped, hash);
    return mx_zone_hosts_insert(hosts, name, length, hash);
}

bool mx_zone_hosts_skip(struct mx_zone_hosts *hosts, const uint8_t *name, uint32_t hash) {
    hosts->skips_wildcard = hosts->skips_wildcard || mx_zone_is_wildcard(name);
    return mx_zone_skipped_add(&hosts->skipped, hash);
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
    size_t wildcard_length = hosts->skips_wildcard ? mx_zone_wildcard(&wildcard, name, length) : 0;

    if (wildcard_length > 0) {
        uint32_t wildcard_hash = mx_name_hash_sized(wildcard.wire, wildcard_length);
        hosts->missed = hosts->missed || mx_zone_skipped_has(&hosts->skipped, wildcard_hash);
    }
    return add(hosts, name, length, hash);
}

/* NAME, which is above a target, and the names above it, each linked to the next. */
static struct mx_zone_host *chain_above(struct mx_zone_hosts *hosts, const uint8_t *name,
                                        size_t length) {
    struct mx_zone_host *first = NULL, **link = &first;

    for (;; length -= 1U + *name, name += 1 + *name) {
        struct mx_zone_host *next_up = hosts->last_above == NULL ? NULL : hosts->last_above->above;
        if (next_up != NULL && mx_zone_host_has_name(next_up, name, length)) {
            *link = next_up;
            return first;
        }
        uint32_t hash = mx_name_hash_sized(name, length);
        struct mx_zone_host *host = mx_zone_hosts_find_sized(hosts, name, length, hash);
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
    struct mx_zone_host *host = mx_zone_hosts_find_sized(hosts, name, length, hash);

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
    if (hosts->last_above == NULL ||
        !mx_zone_host_has_name(hosts->last_above, above, above_length)) {
        hosts->last_above = chain_above(hosts, above, above_length);
    }
    host->above = hosts->last_above;
    return host->above != NULL ? host : NULL;
}

bool mx_zone_hosts_owner(struct mx_zone_hosts *hosts, const uint8_t *name, size_t length,
                         uint32_t hash) {
    struct mx_zone_host *host = mx_zone_hosts_find_sized(hosts, name, length, hash);

    host = host != NULL ? host : add(hosts, name, length, hash);
    if (host == NULL) {
        return false;
    }
    hosts->has_wildcard = hosts->has_wildcard || mx_zone_is_wildcard(name);
    if (*name != 0 && host->above == NULL) {
        host->above = chain_above(hosts, host->name + 1 + *host->name, length - 1U - *host->name);
    }
    return *name == 0 || host->above != NULL;
}

bool mx_zone_hosts_apex(struct mx_zone_hosts *hosts, const uint8_t *name) {
    hosts->apex = chain_above(hosts, name, mx_name_length(name));
    return hosts->apex != NULL;
}
