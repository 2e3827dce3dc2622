/* What an SPF policy says of a dummy, and what it costs to ask. */
#ifndef MX_POLICY_SPF_CHECK_HOST_H
#define MX_POLICY_SPF_CHECK_HOST_H

#include "model/layout.h"
#include "policy/spf/policy.h"

/* The term of POLICY by which HOST, at ADDRESS, certainly passes (RFC 7208 2.6.3); NULL where it
 * does not, or where that hangs on what the zone does not show. ADDRESS may be NULL: the host's are
 * not known, and it passes by its name only. What that took is added to STEPS: terms and addresses.
 */
const struct mx_spf_term *mx_spf_passing(const struct mx_spf *policy, const uint8_t *host,
                                         const struct mx_address *address, size_t *steps);

/* So many steps a run may take: policies times dummies may be quadratic in what was read. */
enum { MX_SPF_STEPS_MAX = 1 << 26 };

struct mx_spf_cost {
    unsigned lookups;                    /* terms that ask DNS; not counted beyond one too many */
    const struct mx_spf_term *mx;        /* an `mx` of more exchangers than are looked up */
    const struct mxtrap_exchanger *host; /* an exchanger of an `mx` with too many addresses */
    const struct mx_spf *faulty;         /* the policy, or one that it leads to, is not looked at */
};

/* What a sender that no term matches costs at the least: what the zone does not show may cost more.
 */
struct mx_spf_cost mx_spf_cost(const struct mx_spf *policy);

/* Lookups of addresses that find none, as the sender's family is asked for (RFC 7208 4.6.4). */
struct mx_spf_voids {
    const uint8_t *hosts[MX_SPF_VOIDS_MAX + MX_SPF_EXCHANGERS_MAX]; /* that have none */
    unsigned count;
};

/* What is void as POLICY is evaluated for HOST at ADDRESS, up to the term that matches or that has
 * the third one. An mx term asks for all its exchangers before it matches, as pyspf does. What the
 * zone does not show is not counted and taken not to match; ptr and exists end the count. */
struct mx_spf_voids mx_spf_voids(const struct mx_spf *policy, const uint8_t *host,
                                 const struct mx_address *address, size_t *steps);

#endif
