/* What the live network showed of one layout. lib/check fills it in, lib/rules reads it. */
#ifndef MX_MODEL_OBSERVED_H
#define MX_MODEL_OBSERVED_H

#include "base/text.h"
#include "model/layout.h"
#include "model/probe_outcome.h"

struct mx_observed_host {
    const struct mx_probe_outcome **outcomes; /* one an address of the exchanger; NULL: not asked */
    uint8_t role;                             /* enum mxtrap_role, by its behaviour */
    uint8_t expected;                         /* the spec's; unknown without one */
    bool is_known;                            /* DNS gave usable answers about its addresses */
};

/* What the run has shown of an address family. */
struct mx_observed_family {
    bool is_believed;       /* outbound port 25 is proven open */
    const char *unanswered; /* controls that did not answer; NULL: they did, or there are none */
    bool has_answers;       /* a checked host answered in this run */
    bool differs;           /* some address of the run is silent, or greets differently */
    const struct mx_address *silent_control; /* a silent control that accepts connections */
    bool is_proxied;                         /* a proxy on the path seems to answer for all hosts */
};

/* IPv4 addresses that a rehearsal made up for hosts without known addresses. */
struct mx_stand_ins {
    struct mx_address first, last;
    bool are_there;
};

struct mx_observed {
    const mxtrap_layout *layout;
    struct mx_observed_host *hosts; /* one an exchanger */
    struct mx_observed_family families[MX_IPV6 + 1];
    struct mx_stand_ins stand_ins;
    bool accept_refused; /* a dummy may reset connections */
    bool is_plain;       /* the spec's set has no dummy */
    bool allow_special;
    bool probed;       /* false: only DNS was asked */
    const char *point; /* the vantage point that saw it; NULL: this machine, or several */
    const struct mx_observed *const *looks; /* of several: what each saw */
    size_t look_count;
};

/* "here", or the vantage point by its name. */
void mx_observed_write_point(struct mx_text *text, const struct mx_observed *observed);

/* The role to judge HOST by: the spec's, else by its behaviour. */
enum mxtrap_role mx_observed_role(const struct mx_observed *observed, size_t host);

/* An address of the layout. */
static inline const struct mx_address *mx_observed_address(const struct mx_observed *observed,
                                                           size_t host, size_t index) {
    return &observed->layout->exchangers[host].addresses[index];
}

/* Appends "HOST [ADDRESS]". */
void mx_observed_write_address(struct mx_text *text, const struct mx_observed *observed,
                               size_t host, size_t index);

/* Whether ADDRESS of the layout is one that a rehearsal made up. */
bool mx_observed_is_stand_in(const struct mx_observed *observed, const struct mx_address *address);

/* Whether HOST has the first or the last preference of the set. */
bool mx_observed_is_at_an_end(const struct mx_observed *observed, size_t host);

/* Whether some address of FAMILY is in another state. If STATE is unreachable, silent does not
 * count as another. */
bool mx_observed_has_another(const struct mx_observed *observed, uint8_t family,
                             enum mxtrap_state state);

/* Whether OUTCOME is proven: something listens; or nothing does, and no filter on our side can be
 * the cause, since outbound port 25 is proven open. A reset or an ICMP error is also proven if
 * another address of the family is in another state, a reset only if dummies must not reset. */
bool mx_observed_believes(const struct mx_observed *observed, const struct mx_address *address,
                          const struct mx_probe_outcome *outcome);

/* The number of HOST's addresses that reject this client for a reason of its own. */
size_t mx_observed_count_turned_away(const struct mx_observed *observed, size_t host);

/* Appends the server's rejection, if there is one: its lines joined, quoted, bounded and escaped.
 */
void mx_observed_write_rejection(struct mx_text *text, const struct mx_probe_outcome *outcome);

/* The number of HOST's addresses that are proven to be in STATE. */
size_t mx_observed_count(const struct mx_observed *observed, size_t host, enum mxtrap_state state);

/* The number of HOST's addresses that accept connections, whatever they reply. */
size_t mx_observed_count_listening(const struct mx_observed *observed, size_t host);

#endif
