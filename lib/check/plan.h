/* A check's options, looked at once: what the resolver and the prober are to do. */
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

/* MXTRAP_ERR_ARGUMENT: WHY, of MXTRAP_CHECK_WHY_MAX bytes, says what is wrong. */
enum mxtrap_status mx_check_plan(struct mx_check_plan *plan,
                                 const struct mxtrap_check_options *options, char *why);

/* WORDS, and as much of the quoted TEXT as fits where it is not NULL, into WHY; returns
 * MXTRAP_ERR_ARGUMENT. */
enum mxtrap_status mx_check_wrong(char *why, const char *words, const char *text);

#endif
