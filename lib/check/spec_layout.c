/* The spec's layout of an owner name, laid beside what DNS has. */
#include "check/spec_layout.h"

#include "rules/drift.h"

/* The layout of OWNER: in the zone of that name or of a name above it. */
static const mxtrap_layout *find_layout(const mxtrap_zones *spec, const uint8_t *owner) {
    for (const uint8_t *origin = owner;; origin += 1 + *origin) {
        const mxtrap_zone *zone = mx_zones_find(spec, origin);
        for (size_t i = 0; zone != NULL && i < zone->layout_count; i++) {
            if (mx_name_equal(zone->layouts[i].owner, owner)) {
                return &zone->layouts[i];
            }
        }
        if (*origin == 0) {
            return NULL;
        }
    }
}

static enum mxtrap_role role_of(const mxtrap_layout *layout, const uint8_t *host) {
    for (size_t i = 0; i < layout->count; i++) {
        if (mx_name_equal(layout->exchangers[i].host, host)) {
            return (enum mxtrap_role)layout->exchangers[i].role;
        }
    }
    return MXTRAP_ROLE_UNKNOWN; /* judged by what it does; that it is there at all is drift */
}

static void take_over(const mxtrap_layout *wanted, struct mx_lookup *lookup, struct mx_live *live) {
    mxtrap_zone *zone = lookup->zones->list[0];

    live->has_spec = true;
    live->accept_refused = live->accept_refused || wanted->zone->silence == MX_SILENCE_RESET;
    zone->ignored = wanted->zone->ignored;
    zone->ignored_count = wanted->zone->ignored_count;
    for (size_t i = 0; i < lookup->count; i++) {
        live->hosts[i].expected = (uint8_t)role_of(wanted, lookup->exchangers[i].host);
    }
}

enum mxtrap_status mx_spec_layout_apply(const mxtrap_zones *spec, struct mx_lookup *lookup,
                                        struct mx_live *live, mxtrap_findings *findings) {
    if (spec == NULL) {
        return MXTRAP_OK;
    }
    const mxtrap_layout *wanted = find_layout(spec, lookup->owner);
    if (wanted == NULL) {
        mx_name_write(mx_finding_begin(findings), lookup->owner, NULL);
        mx_text_string(&findings->message, ": no zone of the spec has this owner name");
        mx_finding_end(findings, MX_RULE_DRIFT, MXTRAP_ERROR, (struct mx_place){0});
    } else if (lookup->layout != NULL) {
        take_over(wanted, lookup, live);
        mx_drift_report(wanted, lookup->layout, findings);
    }
    return mx_findings_status(findings);
}
