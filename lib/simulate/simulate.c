/* All senders against one layout: which of them, and for each the family that is the worse. */
#include <mxtrap/simulate.h>

#include <stdlib.h>
#include <string.h>

#include "simulate/chance.h"
#include "simulate/senders.h"
#include "simulate/walk.h"

struct mxtrap_simulation {
    struct mx_arena arena;   /* what the walks point to */
    struct mx_arena scratch; /* emptied after each of them */
    const mxtrap_layout *layout;
    struct mxtrap_walk *walks;
    size_t count;
};

static const enum mx_sender_family families[] = {[MXTRAP_FAMILY_IPV4] = MX_SENDER_IPV4,
                                                 [MXTRAP_FAMILY_IPV6] = MX_SENDER_IPV6,
                                                 [MXTRAP_FAMILY_DUAL] = MX_SENDER_BOTH};

/* Whether a sender can have this family: both, only where it speaks both. */
static bool speaks(const struct mxtrap_sender *sender, enum mxtrap_family family) {
    return sender->family == MX_SENDER_BOTH || families[family] == sender->family;
}

/* Over all orders; of connections at once that of the walk, since what they cost depends on the
 * order within a preference. */
static double mean_seconds(const struct mx_route *route, const struct mx_chance *chance,
                           const struct mxtrap_walk *walk) {
    if (route->sender->at_once > 1) {
        return (double)walk->seconds;
    }
    return route->resets ? 0 : chance->attempts * route->sender->timeout;
}

/* Whether A is worse than B for the owner of the domain: spam comes in more surely or sooner,
 * honest mail less surely or later. */
static bool is_worse(const struct mxtrap_walk *a, const struct mxtrap_walk *b) {
    bool is_bot = a->sender->kind == MX_SENDER_BOT;

    if (a->delivered != b->delivered) {
        return is_bot == (a->delivered != 0);
    }
    if (a->probability < b->probability || a->probability > b->probability) {
        return is_bot == (a->probability > b->probability);
    }
    return is_bot ? a->seconds < b->seconds : a->seconds > b->seconds;
}

/* One case: of a sender that balances families, that the first address is IPv4 or that it is not.
 */
static bool simulate_case(mxtrap_simulation *simulation, struct mx_route *route, bool ipv4_first,
                          struct mxtrap_walk *walk) {
    struct mx_chance chance;

    if (!mx_route_plan(route, &simulation->scratch, simulation->layout, walk->sender,
                       families[walk->family], ipv4_first) ||
        !mx_chance_of(route, &simulation->scratch, &chance) ||
        !mx_walk(route, &simulation->arena, walk)) {
        return false;
    }
    walk->is_known = route->is_known;
    walk->probability = chance.probability;
    walk->expected_seconds = mean_seconds(route, &chance, walk);
    return true;
}

/* Whether a path as it is shown can begin with this family (0: IPv4): of an MTA with an address
 * that does not answer, where any of the first preference does not. */
static bool can_be_first(const struct mxtrap_sender *sender, const struct mx_first *first,
                         size_t family) {
    bool vain_first = sender->kind == MX_SENDER_MTA && (first->vain[0] || first->vain[1]);
    return vain_first ? first->vain[family] : family == 0 ? first->ipv4 > 0 : first->ipv4 < 1;
}

/* Which family is the first may decide whether a real host is left out: the worse case is shown. */
static bool simulate_family(mxtrap_simulation *simulation, const struct mxtrap_sender *sender,
                            enum mxtrap_family family, struct mxtrap_walk *walk) {
    struct mx_route route;
    struct mxtrap_walk other;

    mx_arena_reset(&simulation->scratch);
    *walk = other = (struct mxtrap_walk){.sender = sender, .family = family};
    if (!simulate_case(simulation, &route, true, walk)) {
        return false;
    }
    if (route.is_balanced) {
        struct mx_first first = mx_chance_first(&route);
        if (!simulate_case(simulation, &route, false, &other)) {
            return false;
        }
        if (!can_be_first(sender, &first, 0) ||
            (can_be_first(sender, &first, 1) && is_worse(&other, walk))) {
            *walk = other;
        }
    }
    return true;
}

/* The sender with the addresses of FAMILY. One that does not speak both has its own in place of
 * both, and none of the other's. */
static bool simulate_sender(mxtrap_simulation *simulation, const struct mxtrap_sender *sender,
                            enum mxtrap_family family) {
    struct mxtrap_walk *walk = &simulation->walks[simulation->count++];
    struct mxtrap_walk other;
    enum mxtrap_family own = sender->family == MX_SENDER_BOTH   ? MXTRAP_FAMILY_DUAL
                             : sender->family == MX_SENDER_IPV4 ? MXTRAP_FAMILY_IPV4
                                                                : MXTRAP_FAMILY_IPV6;
    enum mxtrap_family first =
        family == MXTRAP_FAMILY_WORST || family == MXTRAP_FAMILY_DUAL ? own : family;

    if (!speaks(sender, first)) {
        *walk = (struct mxtrap_walk){.sender = sender, .family = first, .is_known = 1};
        return true;
    }
    if (!simulate_family(simulation, sender, first, walk)) {
        return false;
    }
    if (family == MXTRAP_FAMILY_WORST && own == MXTRAP_FAMILY_DUAL) {
        if (!simulate_family(simulation, sender, MXTRAP_FAMILY_IPV4, &other)) {
            return false;
        }
        *walk = is_worse(&other, walk) ? other : *walk;
    }
    return true;
}

/* The sender of a spec that takes the place of ROW; NULL where there is none. */
static const struct mxtrap_sender *replacement(const mxtrap_zones *zones,
                                               const struct mxtrap_sender *row) {
    for (size_t i = 0; zones != NULL && i < zones->sender_count; i++) {
        if (strcmp(zones->senders[i].name, row->name) == 0) {
            return &zones->senders[i];
        }
    }
    return NULL;
}

static bool is_row(const struct mxtrap_sender *sender) {
    for (size_t i = 0; i < MX_SENDER_ID_COUNT; i++) {
        if (strcmp(mx_sender_row((enum mx_sender_id)i)->name, sender->name) == 0) {
            return true;
        }
    }
    return false;
}

static bool simulate_all(mxtrap_simulation *simulation,
                         const struct mxtrap_simulate_options *options) {
    const mxtrap_zones *zones = options->senders;
    bool is_good = true;

    for (size_t i = 0; i < MX_SENDER_ID_COUNT && is_good; i++) {
        const struct mxtrap_sender *row = mx_sender_row((enum mx_sender_id)i);
        const struct mxtrap_sender *other = replacement(zones, row);
        is_good = simulate_sender(simulation, other != NULL ? other : row, options->family);
    }
    for (size_t i = 0; zones != NULL && i < zones->sender_count && is_good; i++) {
        if (!is_row(&zones->senders[i])) {
            is_good = simulate_sender(simulation, &zones->senders[i], options->family);
        }
    }
    return is_good;
}

enum mxtrap_status mxtrap_simulate(const mxtrap_layout *layout,
                                   const struct mxtrap_simulate_options *options,
                                   mxtrap_simulation **out) {
    static const struct mxtrap_simulate_options defaults;
    mxtrap_simulation *simulation = calloc(1, sizeof *simulation);

    if (simulation == NULL) {
        return MXTRAP_ERR_MEMORY;
    }
    options = options == NULL ? &defaults : options;
    simulation->layout = layout;
    simulation->walks = mx_arena_zeroed(
        &simulation->arena,
        MX_SENDER_ID_COUNT + (options->senders == NULL ? 0 : options->senders->sender_count),
        sizeof *simulation->walks);
    if (simulation->walks == NULL || !simulate_all(simulation, options)) {
        mxtrap_simulation_free(simulation);
        return MXTRAP_ERR_MEMORY;
    }
    mx_arena_free(&simulation->scratch);
    *out = simulation;
    return MXTRAP_OK;
}

void mxtrap_simulation_free(mxtrap_simulation *simulation) {
    if (simulation != NULL) {
        mx_arena_free(&simulation->arena);
        mx_arena_free(&simulation->scratch);
        free(simulation);
    }
}

size_t mxtrap_zones_sender_count(const mxtrap_zones *zones) {
    return zones->sender_count;
}

const mxtrap_layout *mxtrap_simulation_layout(const mxtrap_simulation *simulation) {
    return simulation->layout;
}

size_t mxtrap_simulation_count(const mxtrap_simulation *simulation) {
    return simulation->count;
}

const struct mxtrap_walk *mxtrap_simulation_at(const mxtrap_simulation *simulation, size_t index) {
    return index < simulation->count ? &simulation->walks[index] : NULL;
}

const char *mxtrap_family_name(enum mxtrap_family family) {
    switch (family) {
    case MXTRAP_FAMILY_IPV4:
        return "ipv4";
    case MXTRAP_FAMILY_IPV6:
        return "ipv6";
    case MXTRAP_FAMILY_DUAL:
        return "dual";
    case MXTRAP_FAMILY_WORST:
        break;
    }
    return "worst";
}

const char *mxtrap_outcome_name(enum mxtrap_outcome outcome) {
    switch (outcome) {
    case MXTRAP_OUTCOME_SILENT:
        return "silent";
    case MXTRAP_OUTCOME_REFUSED:
        return "refused";
    case MXTRAP_OUTCOME_ANSWERS:
        break;
    }
    return "answers";
}
