/* lib/policy: policies that other mail systems publish or read about a domain, a folder a policy:
 * spf/ (RFC 7208) and mta_sts/ (RFC 8461), each with its parser and what follows from the policy.
 * Text comes in, a policy and a verdict go out. The room knows names, addresses and the model; it
 * asks no DNS: who reads a zone or an answer fills in what terms name.
 *
 * This file: SPF policies (RFC 7208) as far as a zone shows them: a reader takes the record apart
 * and looks up what its terms name inside the zone; rules weigh it. */
#ifndef MX_POLICY_SPF_POLICY_H
#define MX_POLICY_SPF_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/place.h"
#include "dns/address.h"

struct mxtrap_exchanger;
struct mx_spf;

enum mx_spf_kind {
    MX_SPF_ALL,
    MX_SPF_IP4,
    MX_SPF_IP6,
    MX_SPF_A,
    MX_SPF_MX,
    MX_SPF_INCLUDE,
    MX_SPF_REDIRECT,
    MX_SPF_OTHER /* ptr, exists: DNS is asked, and the zone does not tell what it says */
};

/* RFC 7208 4.6.4: terms that ask DNS, what one MX set may have, and answers without a record. */
enum {
    MX_SPF_LOOKUPS_MAX = 10,
    MX_SPF_EXCHANGERS_MAX = 10,
    MX_SPF_ADDRESSES_MAX = 10,
    MX_SPF_VOIDS_MAX = 2
};

/* A record of more is not looked at. */
enum { MX_SPF_TERMS_MAX = 256 };

struct mx_spf_term {
    const uint8_t *domain; /* NULL: none belongs to it, or it is no plain name (macros) */
    union {
        uint8_t network[16];                       /* of ip4 and ip6 */
        const struct mx_address *addresses;        /* of a */
        const struct mxtrap_exchanger *exchangers; /* of mx */
        const struct mx_spf *policy;               /* of include and redirect */
    } of;
    uint16_t count;      /* of addresses or exchangers */
    uint8_t kind;        /* enum mx_spf_kind */
    char qualifier;      /* '+', '-', '~' or '?' */
    uint8_t bits, bits6; /* prefix length: of IPv4 or of the network; of IPv6 */
    bool is_known;       /* what the term names is in the zone, and is given above */
    bool is_cut;         /* of a: the host may have more addresses than are given */
};

/* Why nothing of a policy is looked at. An error is permanent: the policy authorises nobody. */
enum mx_spf_fault {
    MX_SPF_SOUND,
    MX_SPF_BAD_TERM,
    MX_SPF_TWICE, /* another policy at the same name (RFC 7208 4.5) */
    MX_SPF_LONG   /* no error: more terms than are looked at */
};

/* The terms stand in the order in which they are tried: none behind `all`, `redirect` last. */
struct mx_spf {
    const uint8_t *domain;
    const struct mx_spf_term *terms;
    struct mx_spot place;
    uint16_t count;
    uint16_t bad_length;
    uint8_t fault;        /* enum mx_spf_fault; then there are no terms */
    const char *bad_term; /* as it was written: hostile */
};

#endif
