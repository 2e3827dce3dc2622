/* From outcomes to a verdict. Pure. */
#ifndef MX_CHECK_JUDGE_H
#define MX_CHECK_JUDGE_H

#include <mxtrap/check_result.h>

#include "model/findings.h"
#include "model/observed.h"

/* What one vantage point saw, without what it cannot know: its own addresses, and families in which
 * something on the path answers. Sets the role of each host, by its behaviour. */
void mx_judge_look(struct mx_observed *observed);

/* Reports what of it is about the place it was seen from, and not about the domain. */
void mx_judge_report_place(const struct mx_observed *observed, mxtrap_findings *findings);

/* Whether the outcome of an address is unexpected and should be repeated: a dummy that is not
 * silent, a real host that does not answer; without a spec, silence in a set that is no trap, and
 * everything other than answers and silence. */
bool mx_judge_doubts(const struct mx_observed *observed, size_t host, size_t address);

/* Sets the roles of EXCHANGERS (those of OBSERVED's layout), runs the rules, and sets the verdict:
 * fail if FINDINGS, earlier ones included, has an error; else inconclusive if anything is unknown;
 * else pass. An inconclusive verdict has a finding with its reason. Errors: MXTRAP_ERR_MEMORY. */
enum mxtrap_status mx_judge(struct mx_observed *observed, struct mxtrap_exchanger *exchangers,
                            const mxtrap_zones *zones, mxtrap_findings *findings,
                            enum mxtrap_verdict *out);

/* The same from findings only, for a domain without a layout. */
enum mxtrap_verdict mx_judge_findings(const mxtrap_findings *findings, bool unknown);

#endif
