/* Who knocks: a source is an IPv4 address or the /64 of an IPv6 one, at one group of MX sets. A
 * table with an upper limit: above it, the source that was quiet for longest is given up. */
#ifndef MX_WATCH_SOURCES_H
#define MX_WATCH_SOURCES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/index.h"
#include "watch/visit.h"

/* What each packet needs is in front, in one line of the cache: there may be a million sources. */
struct mx_source {
    uint8_t address[16]; /* the last one, whole */
    uint32_t group, hash;
    int64_t begin;                    /* of the open visit: ms since 1970 */
    int64_t last;                     /* its last SYN */
    struct mx_syn *syns;              /* of the open visit */
    uint16_t syn_count, syn_capacity; /* 0: no visit is open */
    uint8_t family;
    bool is_logged; /* the open visit met a real host */
    bool met_real;
    bool is_judged; /* some visit met a dummy, no real host, and was not cut short */
    struct mx_source *older, *newer; /* by their last packet */
    int64_t first;                   /* SYN */
    uint64_t partners;               /* who may have delivered for it: see losses.h */
    uint32_t set;                    /* of its last visit */
    uint32_t attempts, visits;
    uint16_t returns;    /* how often it came again as a queue does */
    uint16_t behaviours; /* that it has shown: a bit each */
    uint8_t behaviour;   /* of its last visit */
    uint8_t bit;         /* 0 to 63, the same in each process: see losses.h */
    bool is_irregular;   /* it was away for longer than a queue waits */
    bool is_explained;   /* an address of the same name delivered */
};

struct mx_source_table {
    struct mx_arena arena;
    struct mx_index index;
    struct mx_source *oldest, *newest;
    struct mx_source *open;    /* the oldest with an open visit; those that are newer have one */
    struct mx_source *spare;   /* given up: to be used again */
    uint8_t bits[MX_FAMILIES]; /* of an address, that make the source */
};

/* The source of ADDRESS at GROUP; NULL where there is none. */
struct mx_source *mx_source_table_find(const struct mx_source_table *sources,
                                       const struct mx_address *address, uint32_t group);

/* A new one, the newest, with nothing but its address. *IS_NEW: the same address is in no other
 * group. NULL when memory is out. */
struct mx_source *mx_source_table_add(struct mx_source_table *sources,
                                      const struct mx_address *address, uint32_t group,
                                      bool *is_new);

/* Makes it the newest. */
void mx_source_table_touch(struct mx_source_table *sources, struct mx_source *source);

/* The open visit's SYN; false when memory is out. The visit has fewer than MX_SYNS_MAX. */
bool mx_source_add_syn(struct mx_source *source, int64_t ms, struct mx_syn syn);

/* The open visit is over. */
void mx_source_close(struct mx_source *source);

/* Gives up a source without an open visit. */
void mx_source_table_remove(struct mx_source_table *sources, struct mx_source *source);

void mx_source_table_free(struct mx_source_table *sources);

#endif
