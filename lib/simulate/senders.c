/* The table of senders, and what the public header says of one. */
#include "simulate/senders.h"

#include <mxtrap/simulate.h>

static const struct mxtrap_sender senders[MX_SENDER_ID_COUNT] = {
#define MX_SENDER(NAME, id, KIND, ORDER, TIES, PREFER, FAMILY, LOOKUP, most_hosts, most_addresses, \
                  hard, most_per_host, is_balanced, seconds, BUDGET, most_at_once, between, again, \
                  REFUSED, REJECTED, where)                                                        \
    [MX_SENDER_ID_##NAME] = {.name = (id),                                                         \
                             .source = (where),                                                    \
                             .timeout = (seconds),                                                 \
                             .hosts = (most_hosts),                                                \
                             .addresses = (most_addresses),                                        \
                             .addresses_hard = (hard),                                             \
                             .per_host = (most_per_host),                                          \
                             .balances = (is_balanced),                                            \
                             .budget = MX_BUDGET_##BUDGET,                                         \
                             .at_once = (most_at_once),                                            \
                             .pause = (between),                                                   \
                             .retry = (again),                                                     \
                             .kind = MX_SENDER_##KIND,                                             \
                             .order = MX_ORDER_##ORDER,                                            \
                             .ties = MX_TIES_##TIES,                                               \
                             .prefer = MX_PREFER_##PREFER,                                         \
                             .family = MX_SENDER_##FAMILY,                                         \
                             .lookup = MX_LOOKUP_##LOOKUP,                                         \
                             .refused = MX_AFTER_##REFUSED,                                        \
                             .rejected = MX_AFTER_##REJECTED},
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
