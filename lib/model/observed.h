/* What the live network showed of one layout, beside it: rules read it, and nothing else does. */
#ifndef MX_MODEL_OBSERVED_H
#define MX_MODEL_OBSERVED_H

#include "base/text.h"
#include "model/layout.h"
#include "model/probe_outcome.h"

struct mx_observed_host {
    const struct mx_probe_outcome **outcomes; /* one an address of the exchanger; NULL: not asked */
    uint8_t role;                             /* enum mxtrap_role: as it behaves */
    uint8_t expected;                         /* as the spec has it; unknown without one */
    bool is_known;                            /* its addresses could be learnt, and what they are */
};

/* What the run shows of an address family, beside the layout. */
struct mx_observed_family {
    bool is_believed; /* port 25 was shown to be reachable from here */
    const char
        *unanswered;  /* the controls that did not show it; NULL: they did, or there are none */
    bool has_answers; /* some host answered in this run, whatever the controls say */
    bool differs;     /* not every address of the run takes connections and greets alike */
    const struct mx_address *silent_control; /* nothing is to answer there, and something does */
    bool is_proxied; /* something on the way answers for all: nothing is known of the hosts */
};

/* IPv4 addresses that a rehearsal made up for hosts whose own it does not know. */
struct mx_stand_ins {
    struct mx_address first, last;
    bool are_there;
};

struct mx_observed {
    const mxtrap_layout *layout;
    struct mx_observed_host *hosts; /* one an exchanger */
    struct mx_observed_family families[MX_IPV6 + 1];
    struct mx_stand_ins stand_ins;
    bool accept_refused; /* a dummy may refuse as well as be silent */
    bool allow_special;
    bool probed; /* false: nothing but DNS was asked */
};

/* The role that HOST is held to: the spec's, else as it behaves. */
enum mxtrap_role mx_observed_role(const struct mx_observed *observed, size_t host);

/* Whether ADDRESS of the layout is one that a rehearsal made up. */
bool mx_observed_is_stand_in(const struct mx_observed *observed, const struct mx_address *address);

/* Whether HOST stands at the first or the last preference of the set. */
bool mx_observed_is_at_an_end(const struct mx_observed *observed, size_t host);

/* Whether an address of FAMILY came to something else than STATE; beside an ICMP error, silence is
 * none. */
bool mx_observed_has_another(const struct mx_observed *observed, uint8_t family,
                             enum mxtrap_state state);

/* Whether the address is what OUTCOME says: something listens there, or nothing does and that is no
 * work of a filter on this side: the port was shown to be reachable, or, of a reset and an ICMP
 * error, another address of the family came to something else (of a reset where none is wanted). */
bool mx_observed_believes(const struct mx_observed *observed, const struct mx_address *address,
                          const struct mx_probe_outcome *outcome);

/* How many addresses of HOST are there and turn us away for what we are or did. */
size_t mx_observed_count_turned_away(const struct mx_observed *observed, size_t host);

/* Appends what the server said when it turned the connection away: its lines as one, between
 * quotes, bounded and escaped. Nothing where it said nothing. */
void mx_observed_write_rejection(struct mx_text *text, const struct mx_probe_outcome *outcome);

/* How many addresses of HOST are believed to be in STATE. */
size_t mx_observed_count(const struct mx_observed *observed, size_t host, enum mxtrap_state state);

/* How many take a connection, whatever they say then. */
size_t mx_observed_count_listening(const struct mx_observed *observed, size_t host);

#endif
