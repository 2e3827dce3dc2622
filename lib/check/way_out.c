/* A filter on the path looks like a dummy, and a proxy on the path like a host that answers. */

#include <mxtrap/check_result.h>

#include "check/alike.h"
#include "check/reasons.h"

static const char *name_of(uint8_t family) {
    return family == MX_IPV4 ? "IPv4" : "IPv6";
}

void mx_way_out_find_proxies(struct mx_observed *observed) {
    static const uint8_t both[] = {MX_IPV4, MX_IPV6};

    for (size_t i = 0; i < sizeof both; i++) {
        uint8_t family = both[i];
        struct mx_observed_family *at = &observed->families[family];
        at->is_proxied = observed->probed && (at->silent_control != NULL ||
                                              (!at->differs && mx_alike_is(observed, family)));
    }
}

/* Whether it was probed, so that our network may have caused the outcome. */
static bool is_blocked(const struct mx_probe_outcome *outcome) {
    return outcome != NULL && outcome->state != MXTRAP_UNPROBED;
}

/* Whether a host of FAMILY answered at all: then only later silence is doubted. */
static bool has_answered(const struct mx_observed *observed, uint8_t family) {
    for (size_t i = 0; i < observed->layout->count; i++) {
        for (size_t j = 0; j < observed->layout->exchangers[i].address_count; j++) {
            const struct mx_probe_outcome *outcome = observed->hosts[i].outcomes[j];
            if (mx_observed_address(observed, i, j)->family == family && outcome != NULL &&
                outcome->state == MXTRAP_ANSWERS && !outcome->is_own) {
                return true;
            }
        }
    }
    return false;
}

/* Why what is not believed of OUTCOME is not. */
static void write_doubt(struct mx_text *text, const struct mx_observed *observed, uint8_t family,
                        const struct mx_probe_outcome *outcome) {
    bool has_others =
        outcome->state == MXTRAP_SILENT && mx_observed_has_another(observed, family, MXTRAP_SILENT);

    mx_text_string(text, has_answered(observed, family) ? " once others were silent" : "");
    mx_text_string(text, ": outbound port 25 looks blocked from ");
    mx_observed_write_point(text, observed);
    mx_text_string(text, has_others && !has_answered(observed, family)
                             ? ", at least to the silent hosts"
                             : "");
}

/* An address of FAMILY that is this machine's; NULL: none. */
static const struct mx_address *find_own(const struct mx_observed *observed, uint8_t family) {
    for (size_t i = 0; i < observed->layout->count; i++) {
        for (size_t j = 0; j < observed->layout->exchangers[i].address_count; j++) {
            const struct mx_probe_outcome *outcome = observed->hosts[i].outcomes[j];
            if (outcome != NULL && outcome->is_own &&
                mx_observed_address(observed, i, j)->family == family) {
                return mx_observed_address(observed, i, j);
            }
        }
    }
    return NULL;
}

static void write_blocked(struct mx_text *text, const struct mx_observed *observed, uint8_t family,
                          const struct mx_probe_outcome *outcome) {
    const struct mx_address *own = find_own(observed, family);

    mx_text_format(text, ": over %s no host answered on the port",
                   family == MX_IPV4 ? "IPv4" : "IPv6");
    if (own != NULL && !has_answered(observed, family)) {
        mx_text_string(text, " but ");
        mx_address_write(text, own);
        mx_text_string(text, ", which is an address of this machine and proves nothing");
    } else {
        write_doubt(text, observed, family, outcome);
    }
}

/* A proxy on the path: proven by a silent control that accepts connections, or suspected. */
static void write_proxied(struct mx_text *text, const struct mx_observed *observed,
                          uint8_t family) {
    const struct mx_address *control = observed->families[family].silent_control;

    if (control != NULL) {
        mx_text_string(text, ": ");
        mx_address_write(text, control);
        mx_text_string(text,
                       " accepts connections, but nothing should answer there (--silent-control): "
                       "something on the path answers for every address");
    } else {
        mx_text_format(
            text,
            ": every %s address of every exchanger accepts connections and greets alike, "
            "and no other one of this run was silent or greeted differently: something "
            "on the path may answer for them; --silent-control shows whether it does",
            name_of(family));
    }
}

static void write_filtered(struct mx_text *text, const struct mx_observed *observed,
                           uint8_t family) {
    mx_text_format(text, ": over %s checked hosts answer, but no control does: ", name_of(family));
    mx_text_string(text, observed->families[family].unanswered);
    mx_text_string(text, "; if a filter lets only some hosts through, silence proves nothing");
}

static void report(const struct mx_observed *observed, uint8_t family,
                   const struct mx_probe_outcome *outcome, mxtrap_findings *findings) {
    const struct mx_observed_family *at = &observed->families[family];
    struct mx_text *text = mx_finding_begin(findings);
    enum mx_rule rule = MX_RULE_EGRESS_BLOCKED;

    mx_name_write(text, observed->layout->owner, NULL);
    if (at->is_proxied) {
        rule = MX_RULE_TRANSPARENT_PROXY;
        write_proxied(text, observed, family);
    } else if (at->unanswered != NULL && (at->has_answers || has_answered(observed, family))) {
        rule = MX_RULE_EGRESS_FILTERED;
        write_filtered(text, observed, family);
    } else {
        write_blocked(text, observed, family, outcome);
        if (at->unanswered != NULL) {
            mx_text_string(text, "; ");
            mx_text_string(text, at->unanswered);
        }
    }
    mx_finding_end(findings, rule, MXTRAP_WARNING, (struct mx_place){0});
}

void mx_way_out_report(const struct mx_observed *observed, mxtrap_findings *findings,
                       bool *is_reported) {
    for (size_t i = 0; i < observed->layout->count; i++) {
        for (size_t j = 0; j < observed->layout->exchangers[i].address_count; j++) {
            const struct mx_probe_outcome *outcome = observed->hosts[i].outcomes[j];
            uint8_t family = mx_observed_address(observed, i, j)->family;
            if (!is_reported[family] && mx_unknown_is(observed, i) && is_blocked(outcome) &&
                !mx_observed_believes(observed, mx_observed_address(observed, i, j), outcome)) {
                is_reported[family] = true;
                report(observed, family, outcome, findings);
            }
        }
    }
}
