/* The reasons of an inconclusive verdict, as findings: each such verdict has one. */
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

#endif
