/* Why a verdict is inconclusive, as findings: there is none without. */
#ifndef MX_CHECK_REASONS_H
#define MX_CHECK_REASONS_H

#include "model/findings.h"
#include "model/observed.h"

/* Reports `egress-blocked`, one a cause and family, for addresses that the network we are in kept
 * from being asked: no route, a filter of this machine, a dead neighbour. Only of hosts that are
 * not known for it. */
void mx_reasons_network(const struct mx_observed *observed, mxtrap_findings *findings);

/* Reports `not-determined` for hosts whose address a rehearsal made up. Whether there are any: then
 * nothing passes. */
bool mx_reasons_stand_ins(const struct mx_observed *observed, mxtrap_findings *findings);

/* For an inconclusive verdict: reports `not-determined` for every other cause, and for hosts of
 * which nothing else in FINDINGS says why they are not known. */
void mx_reasons_rest(const struct mx_observed *observed, mxtrap_findings *findings);

#endif
