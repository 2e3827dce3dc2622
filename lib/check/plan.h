/* The checked options of a run, as the resolver and the prober need them. */
#ifndef MX_CHECK_PLAN_H
#define MX_CHECK_PLAN_H

#include <mxtrap/check.h>

#include "model/observed.h"
#include "net/resolve.h"
#include "probe/prober.h"

struct mx_check_plan {
    struct mx_dns_server servers[MX_DNS_SERVERS_MAX];
    struct mx_resolver_options resolver;
    struct mx_probe_options probe;
    struct mx_stand_ins stand_ins;
    unsigned attempts, jobs, deadline_ms;
};

/* MXTRAP_ERR_ARGUMENT, MXTRAP_ERR_MEMORY: FINDINGS have the reason. */
enum mxtrap_status mx_check_plan(struct mx_check_plan *plan,
                                 const struct mxtrap_check_options *options,
                                 mxtrap_findings *findings);

#endif
