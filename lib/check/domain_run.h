/* What the domains of a run share. */
#ifndef MX_CHECK_DOMAIN_RUN_H
#define MX_CHECK_DOMAIN_RUN_H

#include <mxtrap/layout.h>

#include "check/points.h"
#include "model/observed.h"
#include "net/resolve.h"

struct mx_domain;

struct mx_domain_run {
    struct mx_resolver *resolver;
    struct mx_points points;
    const mxtrap_zones *spec; /* NULL: there is none */
    unsigned attempts;
    size_t waiting_for_proof; /* domains that wait only for the vantage point */
    struct mx_domain *under_way;
    enum mx_cause cut; /* if set, domains end with what is known */
    struct mx_stand_ins stand_ins;
    bool ipv4, ipv6, probe, accept_refused, allow_special, authoritative, starttls;
};

#endif
