/* The rate limit of connections. Pure: the caller passes the time. */
#ifndef MX_PROBE_PACE_H
#define MX_PROBE_PACE_H

#include <stdint.h>

struct mx_pace {
    uint32_t rate;    /* starts a second, at least 1 */
    int64_t credit;   /* nanoseconds' worth of starts allowed now; below 0: in debt */
    uint64_t counted; /* when the credit was last updated, in nanoseconds */
};

void mx_pace_init(struct mx_pace *pace, uint32_t rate, uint64_t now);

/* Nanoseconds until the next start is allowed; 0: now. */
uint64_t mx_pace_wait(struct mx_pace *pace, uint64_t now);

/* A start was made. One that could not wait is charged as well: the credit goes below 0. */
void mx_pace_started(struct mx_pace *pace);

#endif
