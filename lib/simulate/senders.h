/* The table of senders, from the inside. */
#ifndef MX_SIMULATE_SENDERS_H
#define MX_SIMULATE_SENDERS_H

#include "model/sender.h"

enum mx_sender_id {
#define MX_SENDER(NAME, ...) MX_SENDER_ID_##NAME,
#include "simulate/senders.def"
#undef MX_SENDER
    MX_SENDER_ID_COUNT
};

/* The row of ID. Rules take the limits of MTAs from it. */
const struct mxtrap_sender *mx_sender_row(enum mx_sender_id id);

#endif
