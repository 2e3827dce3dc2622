/* When the connections of a sender begin and end: some make several at once, some pause between
 * them, and some come back to addresses that they tried before. */
#ifndef MX_SIMULATE_CLOCK_H
#define MX_SIMULATE_CLOCK_H

#include "model/sender.h"

struct mx_clock {
    uint64_t ends[MX_SENDER_AT_ONCE_MAX]; /* of the connections at once, the last of each place */
    uint64_t begun;                       /* the last connection */
    uint64_t first_end;                   /* when the first of them failed */
    uint64_t count;
};

/* A connection that takes SECONDS, as soon as a place is free and the pause is over. */
void mx_clock_connect(struct mx_clock *clock, const struct mxtrap_sender *sender, uint32_t seconds);

/* When the last of the connections up to now ends. */
uint64_t mx_clock_end(const struct mx_clock *clock);

/* The next preference's turn, which is when nothing of the one before is open any more. */
void mx_clock_next_stage(struct mx_clock *clock);

/* Whether the first address that was tried, all having been in vain, has its turn again before a
 * new one of the next preference. */
bool mx_clock_goes_round(const struct mx_clock *clock, const struct mxtrap_sender *sender);

/* The same by less than a pause: a connection that begins a moment early, or late, lets the new one
 * have its turn, sooner or later. */
bool mx_clock_may_slip(const struct mx_clock *clock, const struct mxtrap_sender *sender);

#endif
