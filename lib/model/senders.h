/* The senders that are known: what is simulated, what rules know of MTAs, and what specs may name.
 */
#ifndef MX_MODEL_SENDERS_H
#define MX_MODEL_SENDERS_H

#include <stdbool.h>
#include <stddef.h>

#include "model/sender.h"

enum mx_sender_id {
#define MX_SENDER(NAME, ...) MX_SENDER_ID_##NAME,
#include "model/senders.def"
#undef MX_SENDER
    MX_SENDER_ID_COUNT
};

/* The row of ID. Rules take the limits of MTAs from it. */
const struct mxtrap_sender *mx_sender_row(enum mx_sender_id id);

/* The row of that name; NULL where there is none. */
const struct mxtrap_sender *mx_sender_find(const char *name);

/* Whether NAME is that of a row or of a behaviour that mxtrap-watch measures; *OUT is then the row
 * that simulates it, NULL where none does. */
bool mx_sender_measured(const char *name, const struct mxtrap_sender **out);

/* These names; NULL past the end. Some come twice. */
const char *mx_sender_name_at(size_t index);

#endif
