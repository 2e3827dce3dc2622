/* The pace of starts: so many a second, in small bursts. Pure: the caller brings the time. */
#ifndef MX_PROBE_PACE_H
#define MX_PROBE_PACE_H

#include <stdint.h>

struct mx_pace {
    uint32_t rate;    /* starts a second, at least 1 */
    int64_t credit;   /* nanoseconds' worth of starts that may be made at once; below 0 in debt */
    uint64_t counted; /* the time up to which the credit is counted, in nanoseconds */
};

void mx_pace_init(struct mx_pace *pace, uint32_t rate, uint64_t now);

/* Nanoseconds until the next start may be made, 0 where one may be made now. */
uint64_t mx_pace_wait(struct mx_pace *pace, uint64_t now);

/* A start was made, whether or not it had to wait: one that could not wait goes on account. */
void mx_pace_started(struct mx_pace *pace);

#endif
