/* From this machine, a dummy seems to listen if the firewall accepts the loopback interface, and a
 * host behind address translation seems silent. */
#include "check/reasons.h"

#include <mxtrap/check_result.h>

static const struct mx_probe_outcome unseen = {.state = MXTRAP_UNPROBED, .cause = MX_CAUSE_OWN};

/* Without a spec, a host at either end may be a dummy that is silent only to others. */
static bool is_real(const struct mx_observed *observed, size_t host) {
    switch ((enum mxtrap_role)observed->hosts[host].expected) {
    case MXTRAP_ROLE_REAL:
        return true;
    case MXTRAP_ROLE_DUMMY:
        return false;
    case MXTRAP_ROLE_UNKNOWN:
        break;
    }
    return !mx_observed_is_at_an_end(observed, host);
}

void mx_inside_discount(struct mx_observed *observed) {
    for (size_t i = 0; i < observed->layout->count; i++) {
        for (size_t j = 0; j < observed->layout->exchangers[i].address_count; j++) {
            const struct mx_probe_outcome *outcome = observed->hosts[i].outcomes[j];
            bool counts =
                outcome != NULL && outcome->state == MXTRAP_ANSWERS && is_real(observed, i);
            if (outcome != NULL && outcome->is_own && !counts) {
                observed->hosts[i].outcomes[j] = &unseen;
            }
        }
    }
}

static struct mx_text *begin(const struct mx_observed *observed, size_t host, size_t address,
                             mxtrap_findings *findings) {
    struct mx_text *text = mx_finding_of(findings, observed->layout->owner, ": ");

    mx_observed_write_address(text, observed, host, address);
    mx_text_string(text, " is an address of this machine: its answer does not prove that "
                         "outbound port 25 is open, or that others can reach it");
    return text;
}

void mx_inside_report(const struct mx_observed *observed, const bool *is_reported,
                      mxtrap_findings *findings) {
    struct mx_text *text = NULL;
    size_t more = 0;

    for (size_t i = 0; i < observed->layout->count; i++) {
        for (size_t j = 0; j < observed->layout->exchangers[i].address_count; j++) {
            const struct mx_probe_outcome *outcome = observed->hosts[i].outcomes[j];
            if (outcome == NULL || !outcome->is_own ||
                is_reported[observed->layout->exchangers[i].addresses[j].family]) {
                continue;
            }
            if (text == NULL) {
                text = begin(observed, i, j, findings);
            } else {
                more++;
            }
        }
    }
    if (more > 0) {
        mx_text_format(text, " (and %zu more such addresses)", more);
    }
    if (text != NULL) {
        mx_finding_end(findings, MX_RULE_OWN_ADDRESS, MXTRAP_NOTE, (struct mx_place){0});
    }
}
