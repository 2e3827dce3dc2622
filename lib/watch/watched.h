/* The MX sets that are watched: which of their hosts an address belongs to. Owners that share one
 * set are one, for a packet does not say for which of them it was sent. */
#ifndef MX_WATCH_WATCHED_H
#define MX_WATCH_WATCHED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/index.h"
#include "model/layout.h"
#include "watch/tally.h"

/* IPv4 and IPv6 as indices. */
enum { MX_FAMILIES = 2 };

static inline size_t mx_family_index(uint8_t family) {
    return family == MX_IPV6 ? 1 : 0;
}

/* An exchanger with an address. RANK: in the order of preference of those that have an address of
 * the family, from 0, ties alike: a sender sees no others. */
struct mx_watched_host {
    const struct mxtrap_exchanger *exchanger;
    uint32_t rank[MX_FAMILIES];
};

struct mx_watched {
    const mxtrap_layout *layout; /* of the first owner */
    const struct mx_watched_host *hosts;
    uint32_t host_count;
    uint32_t owner_count;
    uint32_t ranks[MX_FAMILIES];       /* how many there are */
    uint32_t with_family[MX_FAMILIES]; /* hosts with an address of it */
    uint32_t parent;                   /* of the same group: sets that share an address */
    struct mx_tally tally;
};

/* A host of a set. */
struct mx_member {
    uint32_t set, host;
};

/* An address, and whose it is, by set. */
struct mx_watched_address {
    struct mx_address address;
    const struct mx_member *members;
    uint32_t member_count;
    uint32_t group;
    bool is_real; /* in some set it belongs to no dummy */
};

struct mx_watched_sets {
    struct mx_arena arena;
    struct mx_watched *list;
    size_t count;
    struct mx_watched_address *targets;
    size_t target_count;
    struct mx_index by_address; /* of targets */
    size_t unaddressed;         /* hosts without a known address: nothing of them is seen */
};

/* Collects the sets of ZONES, which has to live as long; false when memory is out. Free it in any
 * case. */
bool mx_watched_make(struct mx_watched_sets *sets, const mxtrap_zones *zones);
void mx_watched_free(struct mx_watched_sets *sets);

/* The target at ADDRESS, SIZE_MAX where there is none. */
size_t mx_watched_find(const struct mx_watched_sets *sets, const struct mx_address *address);

/* The host of SET to which TARGET belongs; NULL where none is. */
const struct mx_watched_host *mx_watched_host(const struct mx_watched_sets *sets, size_t target,
                                              uint32_t set);

static inline bool mx_watched_is_dummy(const struct mx_watched_host *host) {
    return host->exchanger->role == MXTRAP_ROLE_DUMMY;
}

#endif
