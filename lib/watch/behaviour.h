/* Behaviours of senders, as rows of a table: a name, a test, and what it is. */
#ifndef MX_WATCH_BEHAVIOUR_H
#define MX_WATCH_BEHAVIOUR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum mx_behaviour {
#define MX_BEHAVIOUR(NAME, name, test, SENDER, what) MX_BEHAVIOUR_##NAME,
#include "model/behaviours.def"
#undef MX_BEHAVIOUR
    MX_BEHAVIOURS
};

/* An exchanger that a visit met, in the order of the first packet to each. */
struct mx_meeting {
    int32_t at;    /* ms since the visit began */
    uint32_t rank; /* by preference, from 0 */
    bool is_dummy;
    bool is_repeated; /* some packet to it was sent again: an operating system's TCP */
};

/* What a visit is judged by: at least one meeting. */
struct mx_met {
    const struct mx_meeting *meetings;
    size_t count;
    uint32_t ranks; /* of the whole set, in the family of the visitor */
    uint32_t hosts; /* the same */
    bool is_silent; /* dummies drop: what is sent to them is sent again */
};

enum mx_behaviour mx_behaviour_of(const struct mx_met *met);

/* Its name and what it is; constants. */
const char *mx_behaviour_name(enum mx_behaviour behaviour);
const char *mx_behaviour_what(enum mx_behaviour behaviour);

#endif
