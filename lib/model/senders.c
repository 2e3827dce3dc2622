/* The table of senders, and its rows by name. */
#include "model/senders.h"

#include <string.h>

/* The groups of columns, each as the members that it sets. */
#define LIMITS(most_hosts, most_addresses, hard, most_per_host, is_balanced)                       \
    .hosts = (most_hosts), .addresses = (most_addresses), .addresses_hard = (hard),                \
    .per_host = (most_per_host), .balances = (is_balanced)
#define TIME(seconds, BUDGET, most_at_once, between, again_after)                                  \
    .timeout = (seconds), .budget = MX_BUDGET_##BUDGET, .at_once = (most_at_once),                 \
    .pause = (between), .retry = (again_after)
#define AFTER(REFUSED, GREETING_421, GREETING_554, CLOSES, EHLO_421, RCPT_450)                     \
    .after[MX_TURNED_REFUSED] = MX_AFTER_##REFUSED,                                                \
    .after[MX_TURNED_GREETING_421] = MX_AFTER_##GREETING_421,                                      \
    .after[MX_TURNED_GREETING_554] = MX_AFTER_##GREETING_554,                                      \
    .after[MX_TURNED_CLOSES] = MX_AFTER_##CLOSES,                                                  \
    .after[MX_TURNED_EHLO_421] = MX_AFTER_##EHLO_421,                                              \
    .after[MX_TURNED_RCPT_450] = MX_AFTER_##RCPT_450
#define OWN(ITSELF, LOOPBACK, UNSPECIFIED)                                                         \
    .after[MX_TURNED_ITSELF] = MX_AFTER_##ITSELF,                                                  \
    .after[MX_TURNED_LOOPBACK] = MX_AFTER_##LOOPBACK,                                              \
    .after[MX_TURNED_UNSPECIFIED] = MX_AFTER_##UNSPECIFIED

static const struct mxtrap_sender senders[MX_SENDER_ID_COUNT] = {
#define MX_SENDER(NAME, id, KIND, ORDER, TIES, PREFER, SORT, AGAIN, FAMILY, LOOKUP, limits, time,  \
                  after_causes, own, where)                                                        \
    [MX_SENDER_ID_##NAME] = {.name = (id),                                                         \
                             .source = (where),                                                    \
                             .kind = MX_SENDER_##KIND,                                             \
                             .order = MX_ORDER_##ORDER,                                            \
                             .ties = MX_TIES_##TIES,                                               \
                             .prefer = MX_PREFER_##PREFER,                                         \
                             .sort = MX_SORT_##SORT,                                               \
                             .again = MX_AGAIN_##AGAIN,                                            \
                             .family = MX_SENDER_##FAMILY,                                         \
                             .lookup = MX_LOOKUP_##LOOKUP,                                         \
                             limits,                                                               \
                             time,                                                                 \
                             after_causes,                                                         \
                             own},
#include "model/senders.def"
#undef MX_SENDER
};

const struct mxtrap_sender *mx_sender_row(enum mx_sender_id id) {
    return &senders[id];
}

const struct mxtrap_sender *mx_sender_find(const char *name) {
    for (size_t i = 0; i < MX_SENDER_ID_COUNT; i++) {
        if (strcmp(senders[i].name, name) == 0) {
            return &senders[i];
        }
    }
    return NULL;
}

/* The behaviours of visits that no row has the name of. */
static const struct {
    const char *name;
    int row; /* that is simulated; MX_SENDER_ID_COUNT: none */
} behaviours[] = {
#define MX_BEHAVIOUR(NAME, name, test, SENDER, what) {(name), MX_SENDER_ID_##SENDER},
#define MX_SENDER_ID_NONE MX_SENDER_ID_COUNT
#include "model/behaviours.def"
#undef MX_BEHAVIOUR
};

enum { BEHAVIOURS = sizeof behaviours / sizeof behaviours[0] };

bool mx_sender_measured(const char *name, const struct mxtrap_sender **out) {
    const struct mxtrap_sender *row = mx_sender_find(name);
    size_t i = 0;

    while (row == NULL && i < BEHAVIOURS && strcmp(behaviours[i].name, name) != 0) {
        i++;
    }
    if (row == NULL && i < BEHAVIOURS && behaviours[i].row != MX_SENDER_ID_NONE) {
        row = &senders[behaviours[i].row];
    }
    if (row != NULL || i < BEHAVIOURS) {
        *out = row;
    }
    return row != NULL || i < BEHAVIOURS;
}

const char *mx_sender_name_at(size_t index) {
    return index < MX_SENDER_ID_COUNT                ? senders[index].name
           : index - MX_SENDER_ID_COUNT < BEHAVIOURS ? behaviours[index - MX_SENDER_ID_COUNT].name
                                                     : NULL;
}
