/* When the connections of a sender begin and end. Some senders make several at once, some pause
 * between them, and some retry addresses. */
#ifndef MX_SIMULATE_CLOCK_H
#define MX_SIMULATE_CLOCK_H

#include "model/sender.h"

struct mx_clock {
    uint64_t ends[MX_SENDER_AT_ONCE_MAX]; /* of the last connection in each place */
    uint64_t begun;                       /* when the last connection began */
    uint64_t first_end;                   /* when the first failure was */
    uint64_t count;
};

/* Adds a connection of SECONDS, begun as soon as a place is free and the pause is over. */
void mx_clock_connect(struct mx_clock *clock, const struct mxtrap_sender *sender, uint32_t seconds);

/* When the last of the connections so far ends. */
uint64_t mx_clock_end(const struct mx_clock *clock);

/* Advances to the next preference, which waits for all connections of this one to end. */
void mx_clock_next_stage(struct mx_clock *clock);

/* Whether the first failed address is due again before a new one of the next preference. */
bool mx_clock_goes_round(const struct mx_clock *clock, const struct mxtrap_sender *sender);

/* The same by less than a pause, so that a connection that begins a moment earlier or later lets
 * the new address be tried some time. */
bool mx_clock_may_slip(const struct mx_clock *clock, const struct mxtrap_sender *sender);

#endif
