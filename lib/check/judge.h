/* From outcomes to a verdict: pure. */
#ifndef MX_CHECK_JUDGE_H
#define MX_CHECK_JUDGE_H

#include <mxtrap/check_result.h>

#include "model/findings.h"
#include "model/observed.h"

/* Whether what is known of an address is so unexpected that it is to be asked again: a dummy that
 * is not silent, a real host that does not answer; without a spec all that does not make a trap of
 * the whole. */
bool mx_judge_doubts(const struct mx_observed *observed, size_t host, size_t address);

/* Gives roles to the exchangers (which are those of OBSERVED's layout), runs the rules, and says
 * what it comes to: fail where there is an error among FINDINGS (those reported before count as
 * well), else inconclusive where anything is not known, else pass. A verdict that is inconclusive
 * has a finding that says why. Errors: MXTRAP_ERR_MEMORY. */
enum mxtrap_status mx_judge(struct mx_observed *observed, struct mxtrap_exchanger *exchangers,
                            const mxtrap_zones *zones, mxtrap_findings *findings,
                            enum mxtrap_verdict *out);

/* The same where there is no layout to look at: findings alone, and whether anything is UNKNOWN. */
enum mxtrap_verdict mx_judge_findings(const mxtrap_findings *findings, bool unknown);

#endif
