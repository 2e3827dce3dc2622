/* A token bucket. A burst is at most ten milliseconds' worth plus one: starts missed while the
 * machine was busy are not made up for, since a burst of SYNs loses some. */
#include "probe/pace.h"

enum { SECOND = 1000000000, BURST = SECOND / 100 };

static int64_t price(const struct mx_pace *pace) {
    return SECOND / pace->rate;
}

static int64_t most(const struct mx_pace *pace) {
    return BURST + price(pace);
}

void mx_pace_init(struct mx_pace *pace, uint32_t rate, uint64_t now) {
    *pace = (struct mx_pace){.rate = rate > 0 ? rate : 1, .counted = now};
    pace->credit = price(pace);
}

uint64_t mx_pace_wait(struct mx_pace *pace, uint64_t now) {
    if (now > pace->counted) {
        uint64_t passed = now - pace->counted;
        uint64_t room = (uint64_t)(most(pace) - pace->credit);
        pace->credit += (int64_t)(passed < room ? passed : room);
        pace->counted = now;
    }
    return pace->credit >= price(pace) ? 0 : (uint64_t)(price(pace) - pace->credit);
}

void mx_pace_started(struct mx_pace *pace) {
    pace->credit -= price(pace);
}
