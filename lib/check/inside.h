/* Addresses of this very machine, as they are seen from inside it. */
#ifndef MX_CHECK_INSIDE_H
#define MX_CHECK_INSIDE_H

#include "model/findings.h"
#include "model/observed.h"

/* Takes back what was found at addresses that are reached without leaving this machine: they become
 * unprobed. An answer counts where a real host must stand: it is there, whoever may reach it. */
void mx_inside_discount(struct mx_observed *observed);

/* Says which answers count although they came from inside; not of the families that were TOLD of
 * already. */
void mx_inside_report(const struct mx_observed *observed, const bool *told,
                      mxtrap_findings *findings);

#endif
