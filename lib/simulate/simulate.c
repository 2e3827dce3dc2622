/* All senders against one layout, each with the family that is worse for the owner. */
#include <mxtrap/simulate.h>

#include <stdlib.h>
#include <string.h>

#include "base/options.h"
#include "model/senders.h"
#include "simulate/alike.h"
#include "simulate/one.h"

struct mxtrap_simulation {
    struct mx_arena arena;   /* the attempts of the walks */
    struct mx_arena scratch; /* emptied before each walk */
    const mxtrap_layout *layout;
    const mxtrap_zones *senders; /* of specs; NULL: none */
    mxtrap_layout repeated;      /* LAYOUT with the owner of a layout that is alike */
    struct mxtrap_walk *walks;
    size_t count;
};

/* The families compared for the worst case, in addition to the sender's own. */
static const enum mxtrap_family others[] = {MXTRAP_FAMILY_IPV4, MXTRAP_FAMILY_IPV4_HOST};

/* Simulates SENDER with the addresses of FAMILY. A sender of one family uses that one for "dual",
 * and has no walk with the other. */
static bool simulate_sender(mxtrap_simulation *simulation, const struct mxtrap_sender *sender,
                            enum mxtrap_family family) {
    struct mxtrap_walk *walk = &simulation->walks[simulation->count++];
    const struct mx_one one = {simulation->layout, &simulation->arena, &simulation->scratch};
    struct mxtrap_walk other;
    enum mxtrap_family own = sender->family == MX_SENDER_BOTH   ? MXTRAP_FAMILY_DUAL
                             : sender->family == MX_SENDER_IPV4 ? MXTRAP_FAMILY_IPV4
                                                                : MXTRAP_FAMILY_IPV6;
    enum mxtrap_family first =
        family == MXTRAP_FAMILY_WORST || family == MXTRAP_FAMILY_DUAL ? own : family;

    if (!mx_sender_speaks(sender, first)) {
        *walk = (struct mxtrap_walk){.sender = sender, .family = first, .is_known = 1};
        return true;
    }
    if (!mx_simulate_one(&one, sender, first, walk)) {
        return false;
    }
    bool has_others = family == MXTRAP_FAMILY_WORST && own == MXTRAP_FAMILY_DUAL;
    for (size_t i = 0; has_others && i < sizeof others / sizeof others[0]; i++) {
        if (!mx_simulate_one(&one, sender, others[i], &other)) {
            return false;
        }
        *walk = mx_walk_is_worse(&other, walk) ? other : *walk;
    }
    return true;
}

/* The sender of a spec that replaces ROW; NULL: none. */
static const struct mxtrap_sender *replacement(const mxtrap_zones *zones,
                                               const struct mxtrap_sender *row) {
    for (size_t i = 0; zones != NULL && i < zones->sender_count; i++) {
        if (strcmp(zones->senders[i].name, row->name) == 0) {
            return &zones->senders[i];
        }
    }
    return NULL;
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
        const struct mxtrap_sender *sender = &zones->senders[i];
        if (!sender->is_unknown && mx_sender_find(sender->name) == NULL) {
            is_good = simulate_sender(simulation, sender, options->family);
        }
    }
    return is_good;
}

enum mxtrap_status mxtrap_simulate(mxtrap_simulation **out, const mxtrap_layout *layout,
                                   const struct mxtrap_simulate_options *options) {
    struct mxtrap_simulate_options own;

    if (mx_options_read(&own, sizeof own, options) != MXTRAP_OK) {
        return MXTRAP_ERR_ARGUMENT;
    }
    options = &own;
    mxtrap_simulation *simulation = calloc(1, sizeof *simulation);
    if (simulation == NULL) {
        return MXTRAP_ERR_MEMORY;
    }
    simulation->layout = layout;
    simulation->senders = mx_layout_is_null(layout) ? NULL : options->senders;
    simulation->walks = mx_arena_zeroed(
        &simulation->arena,
        MX_SENDER_ID_COUNT + (options->senders == NULL ? 0 : options->senders->sender_count),
        sizeof *simulation->walks);
    bool has_mail = !mx_layout_is_null(layout); /* a null MX: nobody sends */
    if (simulation->walks == NULL || (has_mail && !simulate_all(simulation, options))) {
        mxtrap_simulation_free(simulation);
        return MXTRAP_ERR_MEMORY;
    }
    mx_arena_free(&simulation->scratch);
    *out = simulation;
    return MXTRAP_OK;
}

int mxtrap_simulation_repeat(mxtrap_simulation *simulation, const mxtrap_layout *layout) {
    if (!mx_layouts_are_alike(simulation->layout, layout)) {
        return 0;
    }
    simulation->repeated = *simulation->layout; /* walks point to its exchangers */
    simulation->repeated.owner = layout->owner;
    simulation->layout = &simulation->repeated;
    return 1;
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

const mxtrap_sender *mxtrap_simulation_unknown_at(const mxtrap_simulation *simulation,
                                                  size_t index) {
    const mxtrap_zones *zones = simulation->senders;

    for (size_t i = 0; zones != NULL && i < zones->sender_count; i++) {
        if (zones->senders[i].is_unknown && zones->senders[i].visits > 0 && index-- == 0) {
            return &zones->senders[i];
        }
    }
    for (size_t i = 0; i < simulation->count; i++) {
        const struct mxtrap_walk *walk = &simulation->walks[i];
        bool is_unknown = !walk->is_known || walk->by_moment;
        if (is_unknown && walk->sender->visits > 0 && index-- == 0) {
            return walk->sender;
        }
    }
    return NULL;
}

const char *mxtrap_family_name(enum mxtrap_family family) {
    static const char *const words[] = {
        [MXTRAP_FAMILY_IPV4] = "ipv4",           [MXTRAP_FAMILY_IPV6] = "ipv6",
        [MXTRAP_FAMILY_DUAL] = "dual",           [MXTRAP_FAMILY_IPV4_HOST] = "ipv4-host",
        [MXTRAP_FAMILY_IPV6_HOST] = "ipv6-host",
    };
    return MX_WORD_OF(words, family, "worst");
}

const char *mxtrap_outcome_name(enum mxtrap_outcome outcome) {
    static const char *const words[] = {[MXTRAP_OUTCOME_SILENT] = "silent",
                                        [MXTRAP_OUTCOME_REFUSED] = "refused",
                                        [MXTRAP_OUTCOME_UNREACHABLE] = "unreachable"};
    return MX_WORD_OF(words, outcome, "answers");
}
