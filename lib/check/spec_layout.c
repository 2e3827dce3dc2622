/* Applies the spec's layout of an owner name to the one that DNS has. */
#include "check/spec_layout.h"

#include "model/mx_set.h"
#include "rules/drift.h"

/* A host that is not in the spec has no expected role; drift reports it. */
static bool apply(const mxtrap_layout *wanted, struct mx_lookup *lookup,
                  struct mx_observed *observed) {
    mxtrap_zone *zone = lookup->zones->list[0];

    observed->accept_refused = observed->accept_refused || wanted->silence == MX_SILENCE_RESET;
    zone->ignored = wanted->zone->ignored;
    zone->ignored_count = wanted->zone->ignored_count;
    struct mx_set set;
    bool is_made = mx_set_make(&set, wanted);
    for (size_t i = 0; i < lookup->count && is_made; i++) {
        observed->hosts[i].expected = (uint8_t)mx_set_role(&set, lookup->exchangers[i].host);
    }
    mx_set_free(&set);
    observed->is_plain = true;
    for (size_t i = 0; i < wanted->count; i++) {
        observed->is_plain = observed->is_plain && wanted->exchangers[i].role == MXTRAP_ROLE_REAL;
    }
    return is_made;
}

static void report_null(const mxtrap_layout *wanted, const struct mx_lookup *lookup,
                        mxtrap_findings *findings) {
    bool is_wanted = wanted != NULL && mx_layout_is_null(wanted);

    mx_finding_of(findings, lookup->owner,
                  is_wanted ? ": the domain accepts no mail, as the spec says (null MX)"
                            : ": a null MX says that the domain accepts no mail");
    mx_finding_end(findings, MX_RULE_NULL_MX, is_wanted ? MXTRAP_NOTE : MXTRAP_ERROR,
                   (struct mx_place){0});
}

enum mxtrap_status mx_spec_layout_apply(const mxtrap_zones *spec, struct mx_lookup *lookup,
                                        struct mx_observed *observed, mxtrap_findings *findings) {
    const mxtrap_layout *wanted = spec == NULL ? NULL : mx_zones_find_layout(spec, lookup->owner);

    if (lookup->is_null) {
        report_null(wanted, lookup, findings);
    }
    if (spec == NULL) {
        return mx_findings_status(findings);
    }
    if (wanted == NULL) {
        mx_finding_of(findings, lookup->owner, ": no zone of the spec has this owner name");
        mx_finding_end(findings, MX_RULE_DRIFT, MXTRAP_ERROR, (struct mx_place){0});
    } else if (lookup->layout != NULL) {
        if (!apply(wanted, lookup, observed)) {
            return MXTRAP_ERR_MEMORY;
        }
        return mx_drift_report(wanted, lookup->layout, findings);
    }
    return mx_findings_status(findings);
}
