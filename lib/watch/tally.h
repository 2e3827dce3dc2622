/* What is counted of one MX set: by behaviour, by day, the delay that dummies cost, and how long
 * senders wait before they try again. Both times are histograms: memory does not grow with traffic.
 */
#ifndef MX_WATCH_TALLY_H
#define MX_WATCH_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "watch/behaviour.h"

struct mx_behaviour_count {
    uint64_t sources, visits, attempts, reached;
};

/* Milliseconds, in buckets that are at most 1/1024 of what they hold wide. */
enum {
    MX_DELAY_STEPS = 1024, /* of each power of two */
    MX_DELAY_POWERS = 22,  /* beyond the first STEPS: up to 49 days */
    MX_DELAY_BUCKETS = MX_DELAY_STEPS * (MX_DELAY_POWERS + 1)
};
struct mx_delays {
    uint32_t *buckets; /* NULL: nothing was added */
    uint64_t count, most;
};

/* A queue waits at least so long before it tries again: four minutes, for the least that is known
 * is five. */
enum { MX_RETRY_MS = 240000 };

/* Pauses of sources that have not met a real host. */
enum { MX_RETRY_BUCKETS = 11 };

/* The least pause of the bucket at INDEX, in seconds. Usual pauses are not at an edge. */
unsigned mx_retry_from(size_t index);

/* The bucket of a pause of MS, at least MX_RETRY_MS. */
size_t mx_retry_bucket(int64_t ms);

struct mx_day {
    int64_t day; /* since 1970 */
    uint32_t visits[MX_BEHAVIOURS];
};

struct mx_tally {
    struct mx_behaviour_count behaviours[MX_BEHAVIOURS];
    struct mx_delays delays;
    struct mx_day *days; /* in their order */
    size_t day_count, day_capacity;
    uint64_t retries[MX_RETRY_BUCKETS];
    uint64_t unfinished; /* visits that the end of the capture cut short */
};

/* All return false when memory is out. */
bool mx_delays_add(struct mx_delays *delays, uint64_t ms);

/* COUNT more in the bucket at INDEX, below MX_DELAY_BUCKETS. */
bool mx_delays_fill(struct mx_delays *delays, size_t index, uint32_t count);

/* The smallest delay that PART (0 to 1) of all do not exceed, to 1/1024 of it; 0 where there is
 * none. */
uint64_t mx_delays_at(const struct mx_delays *delays, double part);

/* How many delays are from FROM up to less than TO, to 1/1024 of these. */
uint64_t mx_delays_between(const struct mx_delays *delays, uint64_t from, uint64_t to);

/* COUNT more visits on the day of MS. Days beyond MX_DAYS_MAX are left out. */
enum { MX_DAYS_MAX = 3660 };
bool mx_tally_day(struct mx_tally *tally, int64_t ms, enum mx_behaviour behaviour, uint32_t count);

void mx_tally_free(struct mx_tally *tally);

#endif
