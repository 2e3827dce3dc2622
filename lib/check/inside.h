/* Addresses of this machine, which cannot be judged from it. */
#ifndef MX_CHECK_INSIDE_H
#define MX_CHECK_INSIDE_H

#include "model/findings.h"
#include "model/observed.h"

/* Makes addresses unprobed that were reached without leaving this machine, except for an answer of
 * a real host. */
void mx_inside_discount(struct mx_observed *observed);

/* Reports answers that count though they came from this machine, except for families that are
 * REPORTED. */
void mx_inside_report(const struct mx_observed *observed, const bool *is_reported,
                      mxtrap_findings *findings);

#endif
