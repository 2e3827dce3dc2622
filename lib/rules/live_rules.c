/* Rules of the live group: the states of addresses against the roles of their hosts. They report
 * only proven states: where outbound port 25 may be closed, silence proves nothing. */
#include <mxtrap/probe_state.h>

#include "rules/check.h"

/* Begins a report: "OWNER: HOST [ADDRESS]: STATE ...". */
static struct mx_text *begin(const struct mx_check *check, size_t host, size_t address) {
    const struct mx_probe_outcome *outcome = check->run->observed->hosts[host].outcomes[address];
    struct mx_text *text = mx_report_begin(check);

    mx_observed_write_address(text, check->run->observed, host, address);
    mx_text_string(text, ": ");
    mx_text_string(text, mxtrap_state_name(outcome->state));
    if (outcome->has_icmp) {
        mx_text_format(text, ", ICMP type %u code %u", outcome->icmp_type, outcome->icmp_code);
    }
    if (outcome->offender.family != 0) {
        mx_text_string(text, " from ");
        mx_address_write(text, &outcome->offender);
    }
    if (outcome->code != 0 && outcome->state != MXTRAP_MUTE) {
        mx_text_format(text, " (%u", outcome->code);
        mx_observed_write_rejection(text, outcome);
        mx_text_char(text, ')');
    }
    if (outcome->state == MXTRAP_MUTE) {
        mx_text_format(text, ", no complete %s within %g s (--greeting-timeout)",
                       outcome->code == 0 ? "greeting" : "reply to EHLO",
                       outcome->waited_ms / 1000.0);
    }
    if (outcome->points != NULL) {
        mx_text_string(text, ", from ");
        mx_text_string(text, outcome->points);
    }
    return text;
}

typedef bool address_test(const struct mx_probe_outcome *outcome);

static bool is_listening(const struct mx_probe_outcome *outcome) {
    return mxtrap_state_listens(outcome->state) != 0;
}

static bool is_refused(const struct mx_probe_outcome *outcome) {
    return outcome->state == MXTRAP_REFUSED;
}

static bool is_unreachable(const struct mx_probe_outcome *outcome) {
    return outcome->state == MXTRAP_UNREACHABLE;
}

/* A host that rejects this client may accept mail from others. */
static bool is_no_answer(const struct mx_probe_outcome *outcome) {
    return outcome->state != MXTRAP_ANSWERS && !mx_probe_outcome_is_turned_away(outcome);
}

/* The host may reject the name in EHLO, which the user can change. */
static bool is_about_name(const struct mx_probe_outcome *outcome) {
    return outcome->state == MXTRAP_REJECTS && outcome->reply.length > 0 && outcome->code >= 500;
}

static void report_addresses(const struct mx_check *check, size_t host, address_test *test,
                             const char *words) {
    const struct mxtrap_exchanger *exchanger = &check->layout->exchangers[host];

    for (size_t i = 0; i < exchanger->address_count; i++) {
        const struct mx_probe_outcome *outcome = check->run->observed->hosts[host].outcomes[i];
        if (mx_observed_believes(check->run->observed, &exchanger->addresses[i], outcome) &&
            test(outcome)) {
            struct mx_text *text = begin(check, host, i);
            mx_text_string(text, words);
            mx_text_string(text, is_about_name(outcome) ? "; --helo sends another name" : "");
            mx_report_end(check, exchanger->place);
        }
    }
}

static void report_dummies(const struct mx_check *check, address_test *test, const char *words) {
    const struct mx_observed *observed = check->run->observed;

    for (size_t i = 0; observed != NULL && i < check->layout->count; i++) {
        if (mx_observed_role(observed, i) == MXTRAP_ROLE_DUMMY) {
            report_addresses(check, i, test, words);
        }
    }
}

void mx_check_dummy_answers(const struct mx_check *check) {
    report_dummies(check, is_listening, "; a dummy must not accept connections");
}

void mx_check_dummy_refuses(const struct mx_check *check) {
    if (check->run->observed != NULL && !check->run->observed->accept_refused) {
        report_dummies(check, is_refused, "; a dummy must be silent");
    }
}

void mx_check_dummy_unreachable(const struct mx_check *check) {
    report_dummies(check, is_unreachable, "; a dummy must be silent");
}

/* The state of a real host, all addresses together. */
enum health { HEALTH_UNKNOWN, HEALTH_ANSWERS, HEALTH_LISTENS, HEALTH_SILENT };

static enum health health_of(const struct mx_observed *observed, size_t host) {
    const struct mxtrap_exchanger *exchanger = &observed->layout->exchangers[host];

    if (mx_observed_count(observed, host, MXTRAP_ANSWERS) > 0) {
        return HEALTH_ANSWERS;
    }
    for (size_t i = 0; i < exchanger->address_count; i++) {
        if (!mx_observed_believes(observed, &exchanger->addresses[i],
                                  observed->hosts[host].outcomes[i])) {
            return HEALTH_UNKNOWN; /* the unknown address may answer */
        }
    }
    if (mx_observed_count_turned_away(observed, host) > 0) {
        return HEALTH_UNKNOWN;
    }
    return exchanger->address_count == 0                     ? HEALTH_UNKNOWN
           : mx_observed_count_listening(observed, host) > 0 ? HEALTH_LISTENS
                                                             : HEALTH_SILENT;
}

static void report_reals(const struct mx_check *check, enum health health, address_test *test,
                         const char *words) {
    const struct mx_observed *observed = check->run->observed;

    for (size_t i = 0; observed != NULL && i < check->layout->count; i++) {
        if (mx_observed_role(observed, i) == MXTRAP_ROLE_REAL && health_of(observed, i) == health) {
            report_addresses(check, i, test, words);
        }
    }
}

void mx_check_real_silent(const struct mx_check *check) {
    report_reals(check, HEALTH_SILENT, is_no_answer, "; a real host must answer");
}

void mx_check_real_address_silent(const struct mx_check *check) {
    report_reals(check, HEALTH_ANSWERS, is_no_answer, ", but the host answers at another address");
}

void mx_check_real_rejects(const struct mx_check *check) {
    report_reals(check, HEALTH_LISTENS, is_listening, "; a real host must accept mail");
}
