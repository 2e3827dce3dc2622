/* What is unknown of the hosts, because of this network or machine, and the findings that say so:
 * each inconclusive verdict has one. */
#ifndef MX_CHECK_REASONS_H
#define MX_CHECK_REASONS_H

#include "model/findings.h"
#include "model/observed.h"

/* Reports `egress-blocked`, one per cause and family, for addresses of unknown hosts that our
 * network did not let us ask: no route, a filter of this machine, a dead neighbour. */
void mx_reasons_network(const struct mx_observed *observed, mxtrap_findings *findings);

/* Reports `not-determined` for hosts whose address a rehearsal made up; returns whether there are
 * any, since then nothing passes. */
bool mx_reasons_stand_ins(const struct mx_observed *observed, mxtrap_findings *findings);

/* For an inconclusive verdict: reports `not-determined` for every other cause, and for unknown
 * hosts without a reason in FINDINGS. */
void mx_reasons_rest(const struct mx_observed *observed, mxtrap_findings *findings);

/* The number of HOST's addresses with an unknown state: unprobed, or unproven. */
size_t mx_unknown_addresses(const struct mx_observed *observed, size_t host);

/* True if HOST, whose role is set, is not known well enough. */
bool mx_unknown_is(const struct mx_observed *observed, size_t host);

/* Makes addresses unprobed that were reached without leaving this machine, except for an answer of
 * a real host. */
void mx_inside_discount(struct mx_observed *observed);

/* Reports answers that count though they came from this machine, except for families that are
 * REPORTED. */
void mx_inside_report(const struct mx_observed *observed, const bool *is_reported,
                      mxtrap_findings *findings);

/* Sets `is_proxied` of the families in which a proxy on the path seems to answer for all hosts. */
void mx_way_out_find_proxies(struct mx_observed *observed);

/* Reports `transparent-proxy`, `egress-filtered` and `egress-blocked`, at most one per family, for
 * addresses that were probed and are doubted. Sets IS_REPORTED, by family. */
void mx_way_out_report(const struct mx_observed *observed, mxtrap_findings *findings,
                       bool *is_reported);

#endif
