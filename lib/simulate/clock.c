/* The times of a sender's connections. */
#include "simulate/clock.h"

static uint64_t later(uint64_t a, uint64_t b) {
    return a > b ? a : b;
}

static uint64_t pause_end(const struct mx_clock *clock, const struct mxtrap_sender *sender) {
    return clock->count == 0 ? 0 : clock->begun + sender->pause;
}

void mx_clock_connect(struct mx_clock *clock, const struct mxtrap_sender *sender,
                      uint32_t seconds) {
    size_t place = 0;

    for (size_t i = 1; i < sender->at_once && i < MX_SENDER_AT_ONCE_MAX; i++) {
        place = clock->ends[i] < clock->ends[place] ? i : place;
    }
    clock->begun = later(clock->ends[place], pause_end(clock, sender));
    clock->ends[place] = clock->begun + seconds;
    if (clock->count == 0 || clock->ends[place] < clock->first_end) {
        clock->first_end = clock->ends[place];
    }
    clock->count++;
}

uint64_t mx_clock_end(const struct mx_clock *clock) {
    uint64_t last = 0;

    for (size_t i = 0; i < MX_SENDER_AT_ONCE_MAX; i++) {
        last = later(last, clock->ends[i]);
    }
    return last;
}

void mx_clock_next_stage(struct mx_clock *clock) {
    uint64_t last = mx_clock_end(clock);

    for (size_t i = 0; i < MX_SENDER_AT_ONCE_MAX; i++) {
        clock->ends[i] = last;
    }
}

/* Seconds between the first failure and the next new address. */
static uint64_t passed(const struct mx_clock *clock, const struct mxtrap_sender *sender) {
    return later(mx_clock_end(clock), pause_end(clock, sender)) - clock->first_end;
}

bool mx_clock_goes_round(const struct mx_clock *clock, const struct mxtrap_sender *sender) {
    return clock->count > 0 && passed(clock, sender) >= sender->retry;
}

bool mx_clock_may_slip(const struct mx_clock *clock, const struct mxtrap_sender *sender) {
    return mx_clock_goes_round(clock, sender) &&
           passed(clock, sender) < (uint64_t)sender->retry + sender->pause;
}
