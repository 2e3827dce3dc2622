/* The summary of a simulation in a few lines, for text and picture. */
#include "report/simulation_grid.h"

/* In parentheses: the probability of a good end, and the kind of sending host. */
static void write_notes(struct mx_text *text, const struct mxtrap_walk *walk) {
    const char *host = walk->family == MXTRAP_FAMILY_IPV4_HOST   ? "host without IPv6"
                       : walk->family == MXTRAP_FAMILY_IPV6_HOST ? "host without IPv4"
                                                                 : NULL;
    bool is_chance = mx_grid_is_chance(walk) || walk->by_moment;

    if (!is_chance && host == NULL) {
        return;
    }
    mx_text_string(text, " (");
    if (is_chance) {
        mx_grid_verdict(text, walk);
        mx_text_string(text, host != NULL ? ", " : "");
    }
    mx_text_string(text, host != NULL ? host : "");
    mx_text_char(text, ')');
}

/* LABEL and the senders of KIND whose walk ends badly or is not known; no line without any. */
static void write_list(struct mx_text *text, const mxtrap_simulation *simulation,
                       enum mxtrap_sender_kind kind, bool is_known, const char *label) {
    const struct mxtrap_walk *walk;
    size_t count = 0;

    for (size_t i = 0; (walk = mxtrap_simulation_at(simulation, i)) != NULL; i++) {
        bool is_bot = kind == MXTRAP_SENDER_BOT;
        if (mxtrap_sender_kind(walk->sender) != kind || (walk->is_known != 0) != is_known ||
            (is_known && is_bot == (walk->delivered == 0))) {
            continue;
        }
        mx_text_string(text, count++ == 0 ? label : ", ");
        mx_text_string(text, mxtrap_sender_name(walk->sender));
        write_notes(text, walk);
    }
    mx_text_string(text, count > 0 ? "\n" : "");
}

/* What becomes of the visits that were measured; nothing without any. */
static void write_visits(struct mx_text *text, const mxtrap_simulation *simulation,
                         const struct mxtrap_simulation_summary *summary) {
    const mxtrap_sender *sender;

    if (summary->visits == 0) {
        return;
    }
    mx_text_format(text, "of %llu measured visits %.0f (", (unsigned long long)summary->visits,
                   summary->trapped_visits);
    mx_grid_percent(text, summary->trapped_visits * 100 / (double)summary->visits);
    mx_text_string(text, ") never reach a real host\n");
    for (size_t i = 0; (sender = mxtrap_simulation_unknown_at(simulation, i)) != NULL; i++) {
        unsigned long visits = mxtrap_sender_visits(sender);
        mx_text_format(text, "%s%s (%lu visit%s)", i == 0 ? "  not simulated: " : ", ",
                       mxtrap_sender_name(sender), visits, visits == 1 ? "" : "s");
    }
    mx_text_string(text, summary->unknown_visits > 0 ? "\n" : "");
}

void mx_grid_summary(struct mx_text *text, const mxtrap_simulation *simulation) {
    struct mxtrap_simulation_summary summary = MXTRAP_SIMULATION_SUMMARY_INIT;
    char host[MXTRAP_NAME_TEXT_MAX];

    mxtrap_simulation_summarize(&summary, simulation);
    mx_text_format(text, "%zu of %zu bot strategies trapped; %zu of %zu MTAs deliver",
                   summary.trapped, summary.bots, summary.delivering, summary.mtas);
    if (summary.slowest != NULL) {
        mx_text_string(text, ", at worst after ");
        mx_grid_seconds(text, summary.slowest->seconds);
    }
    mx_text_char(text, '\n');
    write_list(text, simulation, MXTRAP_SENDER_BOT, true, "  not trapped: ");
    write_list(text, simulation, MXTRAP_SENDER_BOT, false,
               "  not known what is at the domain's own addresses: ");
    write_list(text, simulation, MXTRAP_SENDER_MTA, true, "  not delivered: ");
    if (summary.slowest != NULL && summary.costly != NULL) {
        mx_text_string(text, "  slowest: ");
        mx_text_string(text, mxtrap_sender_name(summary.slowest->sender));
        mx_text_string(text, ", which loses ");
        mx_grid_seconds(text, summary.costs);
        mx_text_format(text, " at %s\n", mxtrap_exchanger_host(host, summary.costly));
    }
    write_list(text, simulation, MXTRAP_SENDER_PROGRAM, true, "  programs that do not deliver: ");
    write_visits(text, simulation, &summary);
}
