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
    return is_made;
}

enum mxtrap_status mx_spec_layout_apply(const mxtrap_zones *spec, struct mx_lookup *lookup,
                                        struct mx_observed *observed, mxtrap_findings *findings) {
    if (spec == NULL) {
        return MXTRAP_OK;
    }
    const mxtrap_layout *wanted = mx_zones_find_layout(spec, lookup->owner);
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
