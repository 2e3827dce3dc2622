/* The run: packets in, counts out. The writers read it. */
#ifndef MX_WATCH_WATCH_H
#define MX_WATCH_WATCH_H

#include <mxtrap/watch.h>

#include "watch/losses.h"
#include "watch/packet.h"
#include "watch/signatures.h"
#include "watch/sources.h"
#include "watch/watched.h"

/* The verified name of the source at an address. */
struct mx_source_name {
    struct mx_address source;
    struct mx_name name;
};

struct mx_source_names {
    struct mx_source_name *list;
    size_t count;
};

struct mxtrap_watch {
    struct mxtrap_watch_options options;
    struct mx_watched_sets sets;
    struct mx_source_table sources;
    struct mx_reached_log reached[MX_FAMILIES];
    struct mx_signatures signatures;
    struct mx_source_names names; /* found by the last mxtrap_watch_names */
    int64_t begin, last;          /* the first and the last packet that counted, ms since 1970 */
    int64_t end;                  /* the same as the last; while it listens, now */
    uint64_t packets, attempts, visits, source_count; /* sources: addresses, whatever they met */
    uint64_t cut, untimed, dropped_sources, missed;
    int64_t restored; /* the last packet of the state */
    uint64_t early;   /* packets before that */
};

/* Until 2106; a time beyond it, or none, is that of a packet without a time. */
#define MX_TIME_MAX INT64_C(4294967295999)

/* Microseconds; 0 where SECONDS are out of range. */
static inline int64_t mx_watch_us(int64_t seconds, int64_t micros) {
    return seconds > 0 && seconds <= UINT32_MAX ? seconds * 1000000 + micros : 0;
}

/* A source that is not there yet; the oldest one is dropped for it where there are too many. NULL
 * when memory is out. */
struct mx_source *mx_watch_add_source(mxtrap_watch *watch, const struct mx_address *address,
                                      uint32_t group, int64_t ms);

/* A packet that was read already. */
enum mxtrap_status mx_watch_add(mxtrap_watch *watch, enum mx_packet_kind kind,
                                const struct mx_packet *packet, int64_t ms);

/* It is MS since 1970: visits that have ended are closed, though no packet comes. */
enum mxtrap_status mx_watch_tick(mxtrap_watch *watch, int64_t ms);

/* Its verified name; NULL: none was found. */
const struct mx_name *mx_watch_name_of(const mxtrap_watch *watch, const struct mx_source *source);

#endif
