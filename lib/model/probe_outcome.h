/* What one attempt found at one address: the outcome that rules and reports read. */
#ifndef MX_MODEL_PROBE_OUTCOME_H
#define MX_MODEL_PROBE_OUTCOME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <mxtrap/probe_state.h>

#include "base/arena.h"
#include "dns/address.h"

enum mx_cause {
#define MX_CAUSE(NAME, name, is_network, meaning) MX_CAUSE_##NAME,
#include "model/unprobed.def"
#undef MX_CAUSE
    MX_CAUSE_COUNT
};

/* "no-route" and so on, and one line of what it means. */
const char *mx_cause_name(enum mx_cause cause);
const char *mx_cause_meaning(enum mx_cause cause);

/* Whether it lies in the network that this machine is in, its own routes and filters included. */
bool mx_cause_is_network(enum mx_cause cause);

enum mx_offer { MX_OFFER_UNKNOWN, MX_OFFER_NO, MX_OFFER_YES };

/* Bytes that came from outside: raw as received, NULs and control characters included. They must be
 * escaped wherever they are printed. */
struct mx_bytes {
    const char *at; /* NULL where there are none */
    size_t length;
};

/* The bounds of the texts below. */
enum { MX_GREETING_MAX = 512, MX_REPLY_MAX = 512, MX_KEYWORDS_MAX = 1024, MX_SUBJECT_MAX = 256 };

/* What STARTTLS came to. Nothing of it is enforced: it is reported. */
struct mx_tls_outcome {
    const char *error;       /* what the handshake failed of, one line; NULL where it was made */
    const char *version;     /* "TLSv1.3"; NULL without a handshake */
    const char *trust;       /* the verdict on the chain: "ok" or OpenSSL's words; NULL likewise */
    struct mx_bytes subject; /* of the certificate, RFC 2253 */
    struct mx_bytes name;    /* the certificate's name that matches the host asked for */
    bool has_certificate;    /* all that stands below is of the certificate */
    bool name_matches;
    int64_t not_after; /* seconds since 1970; INT64_MAX where it cannot be read */
};

struct mx_probe_outcome {
    enum mxtrap_state state;
    enum mx_cause cause; /* of MXTRAP_UNPROBED */
    int error;           /* errno of an unprobed or unreachable one; 0 where there is none */
    uint32_t ms;         /* from the attempt's first SYN to the verdict */
    uint64_t ended;      /* when the verdict stood last: milliseconds of CLOCK_MONOTONIC */
    uint16_t attempts;   /* made at this address up to now, this one included */
    uint32_t waited_ms;  /* of MXTRAP_MUTE: for the reply that never was whole */
    uint16_t code;       /* of the last whole reply that the verdict rests on; 0 without one */
    enum mx_offer starttls;
    bool is_own;   /* reached without leaving this machine, which shows nothing of what others see;
                      never set where special-purpose addresses count */
    bool has_icmp; /* then its type and code, and who sent it */
    uint8_t icmp_type, icmp_code;
    struct mx_address offender; /* family 0 where it is not known */
    struct mx_bytes greeting;   /* the first MX_GREETING_MAX bytes */
    struct mx_bytes reply;      /* what EHLO or HELO came to where it was not 250, likewise */
    bool blames_client;         /* of MXTRAP_REJECTS: the reply speaks of us, not of the host */
    struct mx_bytes keywords;   /* the reply to EHLO, its first MX_KEYWORDS_MAX bytes */
    const struct mx_tls_outcome *tls; /* NULL where no handshake was tried */
    const char *points; /* the vantage points that saw it, where there are several; or NULL */
};

/* Whether ONE says more of an address than OTHER: what has taken a connection listens, though it
 * may not take the next one, and what has answered answers, though it may turn the next one away.
 */
bool mx_probe_outcome_outranks(const struct mx_probe_outcome *one,
                               const struct mx_probe_outcome *other);

/* The reply that turned the connection away: to EHLO, else the greeting; of no bytes where the
 * state is another. */
struct mx_bytes mx_probe_outcome_rejection(const struct mx_probe_outcome *outcome);

/* Whether the host is there and turns us away for what we are or did: that is no word about whether
 * it takes mail. */
bool mx_probe_outcome_is_turned_away(const struct mx_probe_outcome *outcome);

/* A copy with all that OUTCOME points to, out of ARENA; NULL when memory is out. */
struct mx_probe_outcome *mx_probe_outcome_copy(struct mx_arena *arena,
                                               const struct mx_probe_outcome *outcome);

#endif
