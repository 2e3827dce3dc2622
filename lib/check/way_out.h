/* What the way out of this network leaves unknown of a domain, as findings. */
#ifndef MX_CHECK_WAY_OUT_H
#define MX_CHECK_WAY_OUT_H

#include "model/findings.h"
#include "model/observed.h"

/* Settles in which families something on the way answers for all: `is_proxied`. */
void mx_way_out_settle(struct mx_observed *observed);

/* Reports `transparent-proxy`, `egress-filtered` and `egress-blocked`, at most one a family, for
 * addresses that were asked and are not believed. TOLD, by family, is set where one is. */
void mx_way_out_report(const struct mx_observed *observed, mxtrap_findings *findings, bool *told);

#endif
