/* Outcomes and a layout: the questions that rules and the judgement ask about both. */
#include "model/observed.h"

#include <string.h>

#include <mxtrap/check_result.h>

enum { REJECTION_MAX = 200 };

void mx_observed_write_point(struct mx_text *text, const struct mx_observed *observed) {
    mx_text_string(text, observed->point != NULL ? "the vantage point " : "here");
    if (observed->point != NULL) {
        mx_text_escaped(text, observed->point, strlen(observed->point));
    }
}

enum mxtrap_role mx_observed_role(const struct mx_observed *observed, size_t host) {
    enum mxtrap_role expected = (enum mxtrap_role)observed->hosts[host].expected;

    return expected != MXTRAP_ROLE_UNKNOWN ? expected
                                           : (enum mxtrap_role)observed->hosts[host].role;
}

void mx_observed_write_address(struct mx_text *text, const struct mx_observed *observed,
                               size_t host, size_t index) {
    mx_name_write(text, observed->layout->exchangers[host].host, NULL);
    mx_text_string(text, " [");
    mx_address_write(text, mx_observed_address(observed, host, index));
    mx_text_char(text, ']');
}

bool mx_observed_is_at_an_end(const struct mx_observed *observed, size_t host) {
    const struct mxtrap_exchanger *exchangers = observed->layout->exchangers;
    uint16_t preference = exchangers[host].preference;

    return preference == exchangers[0].preference ||
           preference == exchangers[observed->layout->count - 1].preference;
}

/* Routers limit how many ICMP errors they send (RFC 1812 4.3.2.8, RFC 4443 2.4), so that the rest
 * of what one filter rejects is silent. */
static bool is_another(enum mxtrap_state other, enum mxtrap_state state) {
    return other != state && other != MXTRAP_UNPROBED &&
           (other != MXTRAP_SILENT || state != MXTRAP_UNREACHABLE);
}

bool mx_observed_has_another(const struct mx_observed *observed, uint8_t family,
                             enum mxtrap_state state) {
    for (size_t i = 0; i < observed->layout->count; i++) {
        const struct mxtrap_exchanger *exchanger = &observed->layout->exchangers[i];
        for (size_t j = 0; j < exchanger->address_count; j++) {
            const struct mx_probe_outcome *outcome = observed->hosts[i].outcomes[j];
            if (exchanger->addresses[j].family == family && outcome != NULL &&
                is_another(outcome->state, state)) {
                return true;
            }
        }
    }
    return false;
}

bool mx_observed_believes(const struct mx_observed *observed, const struct mx_address *address,
                          const struct mx_probe_outcome *outcome) {
    const struct mx_observed_family *family = &observed->families[address->family];

    if (outcome == NULL || outcome->state == MXTRAP_UNPROBED || family->is_proxied) {
        return false;
    }
    if (mxtrap_state_listens(outcome->state) || family->is_believed) {
        return true;
    }
    if (family->unanswered != NULL) {
        return false; /* a filter that lets some through may do anything to the rest */
    }
    if (outcome->state == MXTRAP_SILENT ||
        (outcome->state == MXTRAP_REFUSED && observed->accept_refused)) {
        return false; /* a dummy may reset, so only an open port proves it */
    }
    /* A filter on our side treats all addresses alike. */
    return mx_observed_has_another(observed, address->family, outcome->state);
}

static bool is_in(const struct mx_observed *observed, size_t host, size_t address,
                  enum mxtrap_state state) {
    const struct mx_probe_outcome *outcome = observed->hosts[host].outcomes[address];

    return mx_observed_believes(observed, &observed->layout->exchangers[host].addresses[address],
                                outcome) &&
           outcome->state == state;
}

size_t mx_observed_count(const struct mx_observed *observed, size_t host, enum mxtrap_state state) {
    size_t count = 0;

    for (size_t i = 0; i < observed->layout->exchangers[host].address_count; i++) {
        count += is_in(observed, host, i, state) ? 1 : 0;
    }
    return count;
}

size_t mx_observed_count_listening(const struct mx_observed *observed, size_t host) {
    size_t count = 0;

    for (size_t i = 0; i < observed->layout->exchangers[host].address_count; i++) {
        const struct mx_probe_outcome *outcome = observed->hosts[host].outcomes[i];
        count += mx_observed_believes(observed, &observed->layout->exchangers[host].addresses[i],
                                      outcome) &&
                         mxtrap_state_listens(outcome->state)
                     ? 1
                     : 0;
    }
    return count;
}

size_t mx_observed_count_turned_away(const struct mx_observed *observed, size_t host) {
    size_t count = 0;

    for (size_t i = 0; i < observed->layout->exchangers[host].address_count; i++) {
        const struct mx_probe_outcome *outcome = observed->hosts[host].outcomes[i];
        count += outcome != NULL && mx_probe_outcome_is_turned_away(outcome) ? 1 : 0;
    }
    return count;
}

void mx_observed_write_rejection(struct mx_text *text, const struct mx_probe_outcome *outcome) {
    struct mx_bytes reply = mx_probe_outcome_rejection(outcome);
    size_t length = reply.length < REJECTION_MAX ? reply.length : REJECTION_MAX;
    size_t at = 0;

    if (length == 0) {
        return;
    }
    mx_text_string(text, ", \"");
    while (at < length) {
        size_t end = at;
        while (end < length && reply.at[end] != '\r' && reply.at[end] != '\n') {
            end++;
        }
        mx_text_string(text, at > 0 && end > at ? " " : "");
        mx_text_escaped(text, reply.at + at, end - at);
        at = end + 1;
    }
    mx_text_string(text, length < reply.length ? "...\"" : "\"");
}

const char *mxtrap_verdict_name(enum mxtrap_verdict verdict) {
    static const char *const words[] = {"pass", "fail", "inconclusive"};
    return MX_WORD_OF(words, verdict, "unknown");
}

bool mx_observed_is_stand_in(const struct mx_observed *observed, const struct mx_address *address) {
    const struct mx_stand_ins *made_up = &observed->stand_ins;

    return made_up->are_there && address->family == MX_IPV4 &&
           memcmp(address->bytes, made_up->first.bytes, 4) >= 0 &&
           memcmp(address->bytes, made_up->last.bytes, 4) <= 0;
}
