/* Counts and the histogram of delays. */
#include "watch/tally.h"

#include <stdlib.h>

#include "base/grow.h"

enum { STEPS = MX_DELAY_STEPS, BUCKETS = MX_DELAY_BUCKETS, DAY_MS = 86400000 };

/* The first STEPS are exact, then STEPS buckets go on for each power of two. */
static size_t bucket_of(uint64_t ms) {
    size_t power = 0;

    while (ms >> power >= (uint64_t)2 * STEPS) {
        power++;
    }
    size_t bucket = ms < STEPS ? (size_t)ms : (power + 1) * STEPS + (size_t)(ms >> power) - STEPS;
    return bucket < BUCKETS ? bucket : BUCKETS - 1;
}

/* The greatest delay that is in a bucket. */
static uint64_t end_of(size_t bucket) {
    if (bucket < STEPS) {
        return bucket;
    }
    size_t power = bucket / STEPS - 1;
    return ((uint64_t)(bucket % STEPS + STEPS + 1) << power) - 1;
}

bool mx_delays_fill(struct mx_delays *delays, size_t index, uint32_t count) {
    if (delays->buckets == NULL) {
        delays->buckets = calloc(BUCKETS, sizeof *delays->buckets);
        if (delays->buckets == NULL) {
            return false;
        }
    }
    delays->buckets[index] += count;
    delays->count += count;
    return true;
}

bool mx_delays_add(struct mx_delays *delays, uint64_t ms) {
    if (!mx_delays_fill(delays, bucket_of(ms), 1)) {
        return false;
    }
    delays->most = ms > delays->most ? ms : delays->most;
    return true;
}

uint64_t mx_delays_at(const struct mx_delays *delays, double part) {
    double wanted = part * (double)delays->count;
    uint64_t seen = 0;

    for (size_t i = 0; i < BUCKETS && delays->count > 0; i++) {
        seen += delays->buckets[i];
        if (seen > 0 && (double)seen >= wanted) {
            return i < BUCKETS - 1 && end_of(i) < delays->most ? end_of(i) : delays->most;
        }
    }
    return delays->most;
}

uint64_t mx_delays_between(const struct mx_delays *delays, uint64_t from, uint64_t to) {
    uint64_t count = 0;

    for (size_t i = bucket_of(from); delays->buckets != NULL && i < MX_DELAY_BUCKETS; i++) {
        if (end_of(i) >= to && i < MX_DELAY_BUCKETS - 1) {
            break;
        }
        count += delays->buckets[i];
    }
    return count;
}

unsigned mx_retry_from(size_t index) {
    static const unsigned minutes[MX_RETRY_BUCKETS] = {4,  8,   13,  18,  25,  40,
                                                       80, 180, 360, 720, 1440};
    return minutes[index] * 60;
}

size_t mx_retry_bucket(int64_t ms) {
    size_t index = MX_RETRY_BUCKETS - 1;

    while (index > 0 && ms < (int64_t)mx_retry_from(index) * 1000) {
        index--;
    }
    return index;
}

bool mx_tally_day(struct mx_tally *tally, int64_t ms, enum mx_behaviour behaviour, uint32_t count) {
    int64_t day = ms >= 0 ? ms / DAY_MS : (ms - DAY_MS + 1) / DAY_MS;
    size_t at = tally->day_count;

    while (at > 0 && tally->days[at - 1].day > day) {
        at--;
    }
    if (at == 0 || tally->days[at - 1].day != day) {
        if (tally->day_count >= MX_DAYS_MAX) {
            return true;
        }
        struct mx_day *days =
            mx_grow(tally->days, tally->day_count, &tally->day_capacity, sizeof *days);
        if (days == NULL) {
            return false;
        }
        tally->days = days;
        for (size_t i = tally->day_count++; i > at; i--) {
            days[i] = days[i - 1];
        }
        days[at++] = (struct mx_day){.day = day};
    }
    tally->days[at - 1].visits[behaviour] += count;
    return true;
}

void mx_tally_free(struct mx_tally *tally) {
    free(tally->delays.buckets);
    free(tally->days);
}
