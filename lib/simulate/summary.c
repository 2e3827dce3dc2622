/* The summary of a simulation: who is trapped, and how long legitimate mail is delayed. */
#include <mxtrap/simulate.h>

#include <stdbool.h>

#include "base/options.h"

/* Finds the exchanger that costs WALK the most time. */
static void find_cost(struct mxtrap_simulation_summary *summary, const struct mxtrap_walk *walk) {
    uint64_t seconds = 0;

    summary->costly = NULL;
    summary->costs = 0;
    for (size_t i = 0; i < walk->attempt_count; i++) {
        const struct mxtrap_attempt *attempt = &walk->attempts[i];
        bool is_same = i > 0 && walk->attempts[i - 1].exchanger == attempt->exchanger;
        seconds = (is_same ? seconds : 0) + attempt->seconds;
        if (seconds > summary->costs) {
            summary->costly = attempt->exchanger;
            summary->costs = seconds;
        }
    }
}

/* Adds up the visits that were measured. */
static void count_visits(struct mxtrap_simulation_summary *summary,
                         const mxtrap_simulation *simulation) {
    const struct mxtrap_walk *walk;
    const mxtrap_sender *sender;

    for (size_t i = 0; (walk = mxtrap_simulation_at(simulation, i)) != NULL; i++) {
        if (walk->is_known && !walk->by_moment) {
            uint32_t visits = mxtrap_sender_visits(walk->sender);
            summary->visits += visits;
            summary->trapped_visits += visits * (1 - walk->probability);
        }
    }
    for (size_t i = 0; (sender = mxtrap_simulation_unknown_at(simulation, i)) != NULL; i++) {
        summary->unknown_visits += mxtrap_sender_visits(sender);
    }
    summary->visits += summary->unknown_visits;
}

enum mxtrap_status mxtrap_simulation_summarize(struct mxtrap_simulation_summary *out,
                                               const mxtrap_simulation *simulation) {
    struct mxtrap_simulation_summary summary = {.size = sizeof summary};
    const struct mxtrap_walk *walk;

    for (size_t i = 0; (walk = mxtrap_simulation_at(simulation, i)) != NULL; i++) {
        if (!walk->is_known) {
            continue;
        }
        if (mxtrap_sender_kind(walk->sender) == MXTRAP_SENDER_BOT) {
            summary.bots++;
            summary.trapped += walk->delivered ? 0 : 1;
            continue;
        }
        if (mxtrap_sender_kind(walk->sender) != MXTRAP_SENDER_MTA) {
            continue;
        }
        summary.mtas++;
        summary.delivering += walk->delivered ? 1 : 0;
        if (walk->delivered &&
            (summary.slowest == NULL || walk->seconds > summary.slowest->seconds)) {
            summary.slowest = walk;
        }
    }
    if (summary.slowest != NULL) {
        find_cost(&summary, summary.slowest);
    }
    count_visits(&summary, simulation);
    return mx_options_write(out, &summary, sizeof summary);
}
