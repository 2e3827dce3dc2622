/* Reports why a verdict is inconclusive: each unprobed address with its cause, and each unknown
 * host with what is missing. */
#include "check/reasons.h"

#include <string.h>

enum { NAMED_MAX = 32 }; /* in one finding; the rest are counted */

/* The addresses that one finding is about. */
struct group {
    const struct mx_observed *observed;
    enum mx_cause cause;
    uint8_t family; /* 0: both */
};

/* An address without an outcome was not asked. */
static bool is_in(const struct group *group, size_t host, size_t index) {
    const struct mx_probe_outcome *outcome = group->observed->hosts[host].outcomes[index];
    enum mx_cause cause = outcome != NULL ? outcome->cause : MX_CAUSE_NOT_ASKED;

    return (outcome == NULL || outcome->state == MXTRAP_UNPROBED) && cause == group->cause &&
           (group->family == 0 ||
            mx_observed_address(group->observed, host, index)->family == group->family);
}

/* Writes "HOST [ADDRESS], HOST [ADDRESS]" for the addresses of GROUP whose hosts are unknown.
 * Returns their number. TEXT may be NULL. */
static size_t write_members(struct mx_text *text, const struct group *group) {
    const struct mx_observed *observed = group->observed;
    size_t count = 0;

    for (size_t i = 0; i < observed->layout->count; i++) {
        const struct mxtrap_exchanger *exchanger = &observed->layout->exchangers[i];
        bool counts = mx_unknown_is(observed, i);
        for (size_t j = 0; counts && j < exchanger->address_count; j++) {
            if (!is_in(group, i, j) || count++ >= NAMED_MAX || text == NULL) {
                continue;
            }
            mx_text_string(text, count > 1 ? ", " : "");
            mx_observed_write_address(text, observed, i, j);
        }
    }
    if (text != NULL && count > NAMED_MAX) {
        mx_text_format(text, " and %zu more", count - NAMED_MAX);
    }
    return count;
}

static bool has_family(const struct mx_observed *observed, uint8_t family) {
    for (size_t i = 0; i < observed->layout->count; i++) {
        for (size_t j = 0; j < observed->layout->exchangers[i].address_count; j++) {
            if (mx_observed_address(observed, i, j)->family == family) {
                return true;
            }
        }
    }
    return false;
}

static const char *family_name(uint8_t family) {
    return family == MX_IPV4 ? "IPv4" : "IPv6";
}

/* Without a route for one family, the option for the other gives a verdict. */
static void write_way_out(struct mx_text *text, const struct group *group) {
    uint8_t other = group->family == MX_IPV4 ? MX_IPV6 : MX_IPV4;

    if (group->cause == MX_CAUSE_NO_ROUTE && has_family(group->observed, other)) {
        mx_text_format(text, "; %s gives the verdict for %s", other == MX_IPV4 ? "-4" : "-6",
                       family_name(other));
    }
}

void mx_reasons_network(const struct mx_observed *observed, mxtrap_findings *findings) {
    static const uint8_t families[] = {MX_IPV4, MX_IPV6};

    for (int cause = 0; observed->probed && cause < MX_CAUSE_COUNT; cause++) {
        for (size_t i = 0; i < sizeof families / sizeof families[0]; i++) {
            struct group group = {observed, (enum mx_cause)cause, families[i]};
            if (!mx_cause_is_network(group.cause) || write_members(NULL, &group) == 0) {
                continue;
            }
            struct mx_text *text = mx_finding_of(findings, observed->layout->owner, ": ");
            if (group.cause == MX_CAUSE_NO_ROUTE) {
                mx_text_format(text, "there is no %s route from ", family_name(group.family));
                mx_observed_write_point(text, observed);
                mx_text_string(text, " to ");
                write_members(text, &group);
            } else {
                mx_text_string(text, group.cause == MX_CAUSE_OWN ? "" : "not asked: ");
                write_members(text, &group);
                mx_text_string(text, ": ");
                mx_text_string(text, mx_cause_meaning(group.cause));
                if (observed->point != NULL) {
                    mx_text_string(text, "; seen from ");
                    mx_observed_write_point(text, observed);
                }
            }
            write_way_out(text, &group);
            mx_finding_end(findings, MX_RULE_EGRESS_BLOCKED, MXTRAP_WARNING, (struct mx_place){0});
        }
    }
}

static void end(mxtrap_findings *findings) {
    mx_finding_end(findings, MX_RULE_NOT_DETERMINED, MXTRAP_WARNING, (struct mx_place){0});
}

bool mx_reasons_stand_ins(const struct mx_observed *observed, mxtrap_findings *findings) {
    struct mx_text *text = NULL;
    size_t count = 0;

    for (size_t i = 0; i < observed->layout->count; i++) {
        const struct mxtrap_exchanger *exchanger = &observed->layout->exchangers[i];
        for (size_t j = 0; j < exchanger->address_count; j++) {
            if (!mx_observed_is_stand_in(observed, &exchanger->addresses[j]) ||
                count++ >= NAMED_MAX) {
                continue;
            }
            text = text == NULL ? mx_finding_of(findings, observed->layout->owner, ": ") : text;
            mx_text_string(text, count > 1 ? ", " : "");
            mx_observed_write_address(text, observed, i, j);
        }
    }
    if (text == NULL) {
        return false;
    }
    if (count > NAMED_MAX) {
        mx_text_format(text, " and %zu more", count - NAMED_MAX);
    }
    mx_text_string(text,
                   ": the rehearsal made up this address, so nothing is known about the host");
    end(findings);
    return true;
}

static const char *hint_for(enum mx_cause cause) {
    switch (cause) {
    case MX_CAUSE_SPECIAL:
        return "; --allow-special probes it anyway";
    case MX_CAUSE_DEADLINE:
        return "; allow more time with --deadline";
    default:
        return "";
    }
}

static void report_causes(const struct mx_observed *observed, mxtrap_findings *findings) {
    for (int cause = 0; cause < MX_CAUSE_COUNT; cause++) {
        struct group group = {observed, (enum mx_cause)cause, 0};
        if (mx_cause_is_network(group.cause) || write_members(NULL, &group) == 0) {
            continue;
        }
        struct mx_text *text = mx_finding_of(findings, observed->layout->owner, ": not asked: ");
        write_members(text, &group);
        mx_text_string(text, ": ");
        mx_text_string(text, mx_cause_meaning(group.cause));
        mx_text_string(text, hint_for(group.cause));
        end(findings);
    }
}

static bool has_rule(const mxtrap_findings *findings, enum mx_rule rule) {
    for (size_t i = 0; i < mxtrap_findings_count(findings); i++) {
        if (mxtrap_findings_at(findings, i)->rule == rule) {
            return true;
        }
    }
    return false;
}

/* Hosts with unknown addresses, unless another finding has the reason; and hosts without an
 * address, whose rule the zone may ignore. */
static void report_hosts(const struct mx_observed *observed, mxtrap_findings *findings) {
    bool has_reason =
        has_rule(findings, MX_RULE_LAME_DNS) || has_rule(findings, MX_RULE_EGRESS_BLOCKED);

    for (size_t i = 0; i < observed->layout->count; i++) {
        bool is_unknown = !observed->hosts[i].is_known && !has_reason;
        bool is_empty =
            observed->hosts[i].is_known && observed->layout->exchangers[i].address_count == 0;
        if (!is_unknown && !is_empty) {
            continue;
        }
        struct mx_text *text = mx_finding_of(findings, observed->layout->owner, ": ");
        mx_name_write(text, observed->layout->exchangers[i].host, NULL);
        mx_text_string(text, is_unknown ? ": its addresses could not be determined"
                                        : " has no address: there is nothing to probe");
        end(findings);
    }
}

/* Real hosts that only rejected this client. */
static void report_turned_away(const struct mx_observed *observed, mxtrap_findings *findings) {
    for (size_t i = 0; i < observed->layout->count; i++) {
        const struct mxtrap_exchanger *exchanger = &observed->layout->exchangers[i];
        bool counts =
            mx_observed_role(observed, i) == MXTRAP_ROLE_REAL && mx_unknown_is(observed, i);
        for (size_t j = 0; counts && j < exchanger->address_count; j++) {
            const struct mx_probe_outcome *outcome = observed->hosts[i].outcomes[j];
            if (outcome == NULL || !mx_probe_outcome_is_turned_away(outcome)) {
                continue;
            }
            struct mx_text *text = mx_finding_of(findings, observed->layout->owner, ": ");
            mx_observed_write_address(text, observed, i, j);
            mx_text_format(text, ": rejects (%u", outcome->code);
            mx_observed_write_rejection(text, outcome);
            mx_text_string(text, "): this concerns this client, not the host; run the check "
                                 "less often, or with more --attempts, which come after pauses");
            end(findings);
        }
    }
}

void mx_reasons_rest(const struct mx_observed *observed, mxtrap_findings *findings) {
    if (!observed->probed) {
        mx_finding_of(findings, observed->layout->owner,
                      ": only DNS was checked (--no-probe): it does not show which hosts are "
                      "silent and which "
                      "answers");
        end(findings);
        return;
    }
    report_causes(observed, findings);
    report_hosts(observed, findings);
    report_turned_away(observed, findings);
}
