/* The table of senders and its public functions. */
#include "simulate/senders.h"
#include "spec/sender_yaml.h"

#include <mxtrap/simulate.h>

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
#include "simulate/senders.def"
#undef MX_SENDER
};

const struct mxtrap_sender *mx_sender_row(enum mx_sender_id id) {
    return &senders[id];
}

const mxtrap_sender *mxtrap_sender_at(size_t index) {
    return index < MX_SENDER_ID_COUNT ? &senders[index] : NULL;
}

const char *mxtrap_sender_name(const mxtrap_sender *sender) {
    return sender->name;
}

enum mxtrap_sender_kind mxtrap_sender_kind(const mxtrap_sender *sender) {
    return sender->kind == MX_SENDER_BOT ? MXTRAP_SENDER_BOT : MXTRAP_SENDER_MTA;
}

const char *mxtrap_sender_source(const mxtrap_sender *sender) {
    return sender->source;
}

enum mxtrap_status mxtrap_sender_write(const mxtrap_sender *sender, mxtrap_sink_fn *sink,
                                       void *context) {
    struct mx_text text = MX_TEXT_INTO(sink, context);

    mx_sender_write(&text, sender);
    return mx_text_end(&text);
}
