/* The judgement. A wrong "pass" is the worst error: anything unknown or unproven makes the verdict
 * inconclusive, unless it is "fail" for another reason. */
#include "check/judge.h"

#include <string.h>

#include "check/reasons.h"
#include "rules/check.h"

/* A host without a listening address is a dummy, another one is real; but at either end, a host
 * that listens on only some addresses is a dummy that answers. */
static enum mxtrap_role observed_role(const struct mx_observed *observed, size_t host) {
    size_t count = observed->layout->exchangers[host].address_count;
    size_t listening = mx_observed_count_listening(observed, host),
           unseen = mx_unknown_addresses(observed, host);

    if (!observed->probed || count == 0 || !observed->hosts[host].is_known) {
        return MXTRAP_ROLE_UNKNOWN;
    }
    if (listening > 0) {
        bool is_mixed = listening + unseen < count && mx_observed_is_at_an_end(observed, host);
        return is_mixed ? MXTRAP_ROLE_DUMMY : MXTRAP_ROLE_REAL;
    }
    return unseen > 0 ? MXTRAP_ROLE_UNKNOWN : MXTRAP_ROLE_DUMMY;
}

static void set_roles(struct mx_observed *observed) {
    for (size_t i = 0; i < observed->layout->count; i++) {
        observed->hosts[i].role = (uint8_t)observed_role(observed, i);
    }
}

/* Dummies, then real hosts, then dummies, none of them in doubt. */
static bool is_trap(const struct mx_observed *observed) {
    static const enum mxtrap_role order[] = {MXTRAP_ROLE_DUMMY, MXTRAP_ROLE_REAL,
                                             MXTRAP_ROLE_DUMMY};
    size_t stage = 0;

    for (size_t i = 0; i < observed->layout->count; i++) {
        enum mxtrap_role role = (enum mxtrap_role)observed->hosts[i].role;
        if (stage + 1 < sizeof order / sizeof order[0] && i > 0 && role == order[stage + 1]) {
            stage++;
        }
        if (role != order[stage] ||
            (role == MXTRAP_ROLE_DUMMY && mx_observed_count_listening(observed, i) > 0)) {
            return false;
        }
    }
    return stage + 1 == sizeof order / sizeof order[0];
}

bool mx_judge_doubts(const struct mx_observed *observed, size_t host, size_t address) {
    const struct mx_probe_outcome *outcome = observed->hosts[host].outcomes[address];
    enum mxtrap_role expected = (enum mxtrap_role)observed->hosts[host].expected;
    struct mx_observed seen = *observed;

    if (outcome == NULL || outcome->state == MXTRAP_UNPROBED || outcome->is_own) {
        return false;
    }
    if (expected == MXTRAP_ROLE_REAL) {
        return outcome->state != MXTRAP_ANSWERS;
    }
    if (expected == MXTRAP_ROLE_DUMMY) {
        return outcome->state != MXTRAP_SILENT &&
               !(outcome->state == MXTRAP_REFUSED && observed->accept_refused);
    }
    if (outcome->state != MXTRAP_SILENT) {
        return outcome->state != MXTRAP_ANSWERS;
    }
    seen.families[MX_IPV4].is_believed = seen.families[MX_IPV6].is_believed = true;
    set_roles(&seen);
    return !is_trap(&seen);
}

/* Unusable DNS answers are errors, but not of the layout. */
static bool is_wrong(const mxtrap_findings *findings) {
    for (size_t i = 0; i < mxtrap_findings_count(findings); i++) {
        const mxtrap_finding *finding = mxtrap_findings_at(findings, i);
        if (finding->severity == MXTRAP_ERROR && finding->rule != MX_RULE_LAME_DNS) {
            return true;
        }
    }
    return false;
}

enum mxtrap_verdict mx_judge_findings(const mxtrap_findings *findings, bool unknown) {
    return is_wrong(findings) ? MXTRAP_FAIL : unknown ? MXTRAP_INCONCLUSIVE : MXTRAP_PASS;
}

void mx_judge_look(struct mx_observed *observed) {
    mx_inside_discount(observed);
    mx_way_out_find_proxies(observed);
    set_roles(observed);
}

void mx_judge_report_place(const struct mx_observed *observed, mxtrap_findings *findings) {
    bool is_reported[MX_IPV6 + 1] = {false};

    mx_way_out_report(observed, findings, is_reported);
    mx_reasons_network(observed, findings);
    mx_inside_report(observed, is_reported, findings);
}

enum mxtrap_status mx_judge(struct mx_observed *observed, struct mxtrap_exchanger *exchangers,
                            const mxtrap_zones *zones, mxtrap_findings *findings,
                            enum mxtrap_verdict *out) {
    bool unknown = false;

    mx_judge_look(observed);
    for (size_t i = 0; i < observed->layout->count; i++) {
        exchangers[i].role =
            (uint8_t)(mx_exchanger_is_null(&exchangers[i]) ? MXTRAP_ROLE_UNKNOWN
                                                           : mx_observed_role(observed, i));
        unknown = mx_unknown_is(observed, i) || unknown;
    }
    unknown = mx_reasons_stand_ins(observed, findings) || unknown;
    if (observed->look_count == 0) { /* else it was reported of each vantage point */
        mx_judge_report_place(observed, findings);
    }
    enum mxtrap_status status = mx_rules_run_live(zones, observed, findings);
    if (status != MXTRAP_OK) {
        return status;
    }
    *out = mx_judge_findings(findings, unknown);
    if (*out == MXTRAP_INCONCLUSIVE) {
        mx_reasons_rest(observed, findings);
    }
    return mx_findings_status(findings);
}
