/* Compares layouts with an MTA-STS policy (RFC 8461 4.1): senders that enforce it deliver only to
 * the hosts that it lists. Dummies need not be listed. */
#include <mxtrap/rules.h>

#include <stdlib.h>

#include "model/findings.h"
#include "model/layout.h"
#include "policy/mta_sts/parse.h"
#include "rules/real_hosts.h"

/* A host of the policy. If it is listed twice, the first entry is marked. */
struct listed {
    const struct mx_mta_sts_host *host;
    struct listed *first;
    bool is_used; /* it covers an exchanger */
};

struct comparison {
    const mxtrap_mta_sts *policy;
    const mxtrap_layout *layout;
    mxtrap_findings *findings;
    struct listed *listed;            /* in the order of the policy */
    struct mx_index exact, wildcards; /* each host once */
};

static bool has_name(const void *row, const void *key) {
    return mx_name_equal(((const struct listed *)row)->host->name, key);
}

/* Not const: the rows are those of the list. */
static struct listed *find_in(const struct mx_index *index, const uint8_t *name) {
    return (struct listed *)mx_index_find(index, mx_name_hash(name), name, has_name);
}

static bool make_list(struct comparison *comparison) {
    struct listed *at = calloc(comparison->policy->count + 1, sizeof *at);

    comparison->listed = at;
    for (const struct mx_mta_sts_host *host = comparison->policy->first; host != NULL && at != NULL;
         host = host->next, at++) {
        struct mx_index *index = host->is_wildcard ? &comparison->wildcards : &comparison->exact;
        struct listed *first = find_in(index, host->name);
        *at = (struct listed){.host = host, .first = first != NULL ? first : at};
        if (first == NULL && !mx_index_add(index, mx_name_hash(host->name), at)) {
            return false;
        }
    }
    return comparison->listed != NULL;
}

/* The first of the policy's hosts that covers NAME, or NULL. Marks all that do. A wildcard covers
 * exactly one label (RFC 8461 4.1, RFC 6125 6.4.3). */
static const struct mx_mta_sts_host *find(const struct comparison *comparison,
                                          const uint8_t *name) {
    struct listed *exact = find_in(&comparison->exact, name);
    struct listed *wildcard =
        *name == 0 ? NULL : find_in(&comparison->wildcards, mx_name_skip(name, 1));

    if (exact != NULL) {
        exact->is_used = true;
    }
    if (wildcard != NULL) {
        wildcard->is_used = true;
    }
    struct listed *found =
        exact == NULL || (wildcard != NULL && wildcard < exact) ? wildcard : exact;
    return found == NULL ? NULL : found->host;
}

static void report(const struct comparison *comparison, const struct mxtrap_exchanger *exchanger,
                   const char *words, enum mxtrap_severity severity, struct mx_place place) {
    struct mx_text *text = mx_finding_of(comparison->findings, comparison->layout->owner, ": ");

    mx_name_write(text, exchanger->host, NULL);
    mx_text_string(text, words);
    mx_finding_end(comparison->findings, MX_RULE_MTA_STS_POLICY, severity, place);
}

static void compare_exchanger(const struct comparison *comparison,
                              const struct mxtrap_exchanger *exchanger) {
    const struct mx_mta_sts_host *host = find(comparison, exchanger->host);
    bool is_enforced = comparison->policy->mode == MX_MTA_STS_ENFORCE;

    if (exchanger->role != MXTRAP_ROLE_DUMMY && host == NULL) {
        bool is_known = exchanger->role == MXTRAP_ROLE_REAL;
        const char *words =
            !is_known     ? " is not known to be a dummy, and the MTA-STS policy does not list it"
            : is_enforced ? " is a real host that the MTA-STS policy does not list: senders that "
                            "enforce it never deliver there"
                          : " is a real host that the MTA-STS policy does not list";
        report(comparison, exchanger, words, is_enforced ? MXTRAP_ERROR : MXTRAP_WARNING,
               mx_place_of(comparison->layout->zone, exchanger->place));
    } else if (exchanger->role == MXTRAP_ROLE_DUMMY && host != NULL) {
        report(comparison, exchanger,
               " is a dummy that the MTA-STS policy lists: if it does not, senders that enforce "
               "the policy "
               "skip the dummy",
               MXTRAP_NOTE, host->place);
    }
}

static const mxtrap_layout *apex_of(const mxtrap_zone *zone) {
    for (size_t i = 0; i < zone->layout_count; i++) {
        if (mx_name_equal(zone->layouts[i].owner, zone->origin) && zone->layouts[i].count > 0) {
            return &zone->layouts[i];
        }
    }
    return NULL;
}

static void compare_layout(struct comparison *comparison, const mxtrap_layout *layout) {
    comparison->layout = layout;
    for (size_t i = 0; i < layout->count; i++) {
        if (!mx_exchanger_is_null(&layout->exchangers[i])) {
            compare_exchanger(comparison, &layout->exchangers[i]);
        }
    }
}

/* Each owner name has its own policy (RFC 8461 3.1), and this is one policy: of the apex, or, if
 * the apex receives no mail, of the names below it. */
static void compare_zone(struct comparison *comparison, const mxtrap_zone *zone) {
    const mxtrap_layout *apex = apex_of(zone);
    bool is_compared = apex != NULL;

    if (apex != NULL) {
        compare_layout(comparison, apex);
    }
    for (size_t i = 0; i < zone->layout_count && apex == NULL; i++) {
        if (zone->layouts[i].count > 0 && !mx_layout_is_shared(zone, i)) {
            compare_layout(comparison, &zone->layouts[i]);
            is_compared = true;
        }
    }
    if (!is_compared) {
        mx_finding_of(comparison->findings, zone->origin,
                      ": there is no MX set here to compare with the MTA-STS policy");
        mx_finding_end(comparison->findings, MX_RULE_MTA_STS_POLICY, MXTRAP_WARNING, zone->place);
    }
}

/* Hosts of the policy that are no exchangers: renamed, removed or mistyped. */
static void report_unused(const struct comparison *comparison) {
    for (size_t i = 0; i < comparison->policy->count; i++) {
        const struct mx_mta_sts_host *host = comparison->listed[i].host;
        const struct listed *first = comparison->listed[i].first;
        if (first != NULL && !first->is_used) {
            struct mx_text *text = mx_finding_begin(comparison->findings);
            mx_text_string(text, host->is_wildcard ? "*." : "");
            mx_name_write(text, host->name, NULL);
            mx_text_string(text, " is listed by the MTA-STS policy, but is not an exchanger");
            mx_finding_end(comparison->findings, MX_RULE_MTA_STS_POLICY, MXTRAP_WARNING,
                           host->place);
        }
    }
}

enum mxtrap_status mxtrap_rules_mta_sts(const mxtrap_zones *zones, const mxtrap_mta_sts *policy,
                                        mxtrap_findings *findings) {
    struct comparison comparison = {.policy = policy, .findings = findings};

    if (policy->mode == MX_MTA_STS_NONE) {
        mx_text_string(mx_finding_begin(findings),
                       "the MTA-STS policy is switched off (mode none): nothing was compared");
        mx_finding_end(findings, MX_RULE_MTA_STS_POLICY, MXTRAP_NOTE, policy->mode_place);
        return mx_findings_status(findings);
    }
    enum mxtrap_status status = MXTRAP_ERR_MEMORY;
    if (!make_list(&comparison)) {
        goto done;
    }
    for (size_t i = 0; i < zones->count; i++) {
        if (mx_zone_is_chosen(zones, zones->list[i])) {
            compare_zone(&comparison, zones->list[i]);
        }
    }
    report_unused(&comparison);
    status = mx_findings_status(findings);
done:
    mx_index_free(&comparison.exact);
    mx_index_free(&comparison.wildcards);
    free(comparison.listed);
    return status;
}
