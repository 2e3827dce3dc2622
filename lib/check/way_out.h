/* The path out of this network: findings about filters and proxies that leave a domain unknown. */
#ifndef MX_CHECK_WAY_OUT_H
#define MX_CHECK_WAY_OUT_H

#include "model/findings.h"
#include "model/observed.h"

/* Sets `is_proxied` of the families in which a proxy on the path seems to answer for all hosts. */
void mx_way_out_find_proxies(struct mx_observed *observed);

/* Reports `transparent-proxy`, `egress-filtered` and `egress-blocked`, at most one per family, for
 * addresses that were probed and are doubted. Sets IS_REPORTED, by family. */
void mx_way_out_report(const struct mx_observed *observed, mxtrap_findings *findings,
                       bool *is_reported);

#endif
