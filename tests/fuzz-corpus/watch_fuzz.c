/* Fuzz target of sources, visits and behaviours: eight octets are a SYN, with its source, target,
 * port and time. All that is counted must come to the same sum. */
#include <stdint.h>
#include <string.h>

#include "watch/watch.h"
#include "watched_hosts.h"
#include "well_formed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { RAW = 101, STEP = 8 };

/* A SYN out of eight octets. */
static enum mxtrap_status knock(mxtrap_watch *watch, const uint8_t *at, int64_t *ms) {
    uint8_t family = at[0] & 1 ? MX_IPV6 : MX_IPV4;
    struct mx_packet packet = {.from = {.family = family, .bytes = {at[1], [15] = at[1]}},
                               .to = addresses[at[2] % (HOSTS + 1)][family == MX_IPV6],
                               .sequence = at[3] & 3,
                               .from_port = at[3] >> 2,
                               .to_port = 25};

    *ms += ((int64_t)at[4] << 8 | at[5]) * (at[0] & 2 ? 1000 : 10) - (at[0] & 4 ? 50 : 0);
    packet.from.bytes[15] = family == MX_IPV6 ? at[1] : 0;
    return mx_watch_add(watch, MX_PACKET_SYN, &packet, *ms);
}

static void check(const mxtrap_watch *watch) {
    uint64_t visits = 0, attempts = 0, days = 0;

    for (size_t i = 0; i < watch->sets.count; i++) {
        const struct mx_tally *tally = &watch->sets.list[i].tally;
        for (size_t j = 0; j < MX_BEHAVIOURS; j++) {
            const struct mx_behaviour_count *count = &tally->behaviours[j];
            require(count->sources <= count->visits && count->reached <= count->visits);
            require(count->visits <= count->attempts);
            visits += count->visits;
            attempts += count->attempts;
        }
        for (size_t j = 0; j < tally->day_count; j++) {
            for (size_t k = 0; k < MX_BEHAVIOURS; k++) {
                days += tally->days[j].visits[k];
            }
        }
        visits += tally->unfinished;
        days += tally->unfinished;
    }
    require(visits == watch->visits && days == visits);
    require(attempts <= watch->attempts && watch->attempts <= watch->packets);
    require(watch->sources.index.count <= watch->options.max_sources);
    require(mxtrap_watch_lost_count(watch) <= watch->sources.index.count);
    for (const struct mx_source *one = watch->sources.oldest; one != NULL; one = one->newer) {
        require(one->syns == NULL && one->visits > 0 && one->first <= one->last);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct mxtrap_watch_options options = MXTRAP_WATCH_OPTIONS_INIT;
    mxtrap_watch *watch = NULL;
    mxtrap_zones zones;
    mxtrap_zone *list[1];
    int64_t ms = 1;

    make_layouts(&zones, list);
    options.max_sources = size > 0 ? data[0] : 0;
    require(mxtrap_watch_new(&watch, &zones, &options) == MXTRAP_OK);
    for (size_t at = 1; at + STEP <= size; at += STEP) {
        require(knock(watch, data + at, &ms) == MXTRAP_OK);
    }
    require(mxtrap_watch_finish(watch) == MXTRAP_OK);
    check(watch);
    mxtrap_watch_free(watch);
    return 0;
}
