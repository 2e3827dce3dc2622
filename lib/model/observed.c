/* Facts joined with a layout: the questions that rules and the judgement ask of them. */
#include "model/observed.h"

#include <string.h>

#include <mxtrap/check_result.h>

enum { REJECTION_MOST = 200 };

enum mxtrap_role mx_live_role(const struct mx_live *live, size_t host) {
    enum mxtrap_role expected = (enum mxtrap_role)live->hosts[host].expected;

    return expected != MXTRAP_ROLE_UNKNOWN ? expected : (enum mxtrap_role)live->hosts[host].role;
}

bool mx_live_is_at_an_end(const struct mx_live *live, size_t host) {
    const struct mxtrap_exchanger *exchangers = live->layout->exchangers;
    uint16_t preference = exchangers[host].preference;

    return preference == exchangers[0].preference ||
           preference == exchangers[live->layout->count - 1].preference;
}

/* Routers limit how many ICMP errors they send (RFC 1812 4.3.2.8, RFC 4443 2.4): of what one filter
 * turns away, the rest is silent. */
static bool is_another(enum mxtrap_state other, enum mxtrap_state state) {
    return other != state && other != MXTRAP_UNPROBED &&
           (other != MXTRAP_SILENT || state != MXTRAP_UNREACHABLE);
}

bool mx_live_has_another(const struct mx_live *live, uint8_t family, enum mxtrap_state state) {
    for (size_t i = 0; i < live->layout->count; i++) {
        const struct mxtrap_exchanger *exchanger = &live->layout->exchangers[i];
        for (size_t j = 0; j < exchanger->address_count; j++) {
            const struct mx_probe_outcome *outcome = live->hosts[i].outcomes[j];
            if (exchanger->addresses[j].family == family && outcome != NULL &&
                is_another(outcome->state, state)) {
                return true;
            }
        }
    }
    return false;
}

bool mx_live_believes(const struct mx_live *live, const struct mx_address *address,
                      const struct mx_probe_outcome *outcome) {
    const struct mx_live_family *family = &live->families[address->family];

    if (outcome == NULL || outcome->state == MXTRAP_UNPROBED || family->is_proxied) {
        return false;
    }
    if (mxtrap_state_listens(outcome->state) || family->is_believed) {
        return true;
    }
    if (family->unanswered != NULL) {
        return false; /* a filter that lets some through may do anything with the rest */
    }
    if (outcome->state == MXTRAP_SILENT ||
        (outcome->state == MXTRAP_REFUSED && live->accept_refused)) {
        return false; /* what is wanted of a dummy is believed of the port alone */
    }
    /* A filter on this side that turns connections away does so with all of them. */
    return mx_live_has_another(live, address->family, outcome->state);
}

static bool is_in(const struct mx_live *live, size_t host, size_t address,
                  enum mxtrap_state state) {
    const struct mx_probe_outcome *outcome = live->hosts[host].outcomes[address];

    return mx_live_believes(live, &live->layout->exchangers[host].addresses[address], outcome) &&
           outcome->state == state;
}

size_t mx_live_count(const struct mx_live *live, size_t host, enum mxtrap_state state) {
    size_t count = 0;

    for (size_t i = 0; i < live->layout->exchangers[host].address_count; i++) {
        count += is_in(live, host, i, state) ? 1 : 0;
    }
    return count;
}

size_t mx_live_count_listening(const struct mx_live *live, size_t host) {
    size_t count = 0;

    for (size_t i = 0; i < live->layout->exchangers[host].address_count; i++) {
        const struct mx_probe_outcome *outcome = live->hosts[host].outcomes[i];
        count += mx_live_believes(live, &live->layout->exchangers[host].addresses[i], outcome) &&
                         mxtrap_state_listens(outcome->state)
                     ? 1
                     : 0;
    }
    return count;
}

size_t mx_live_count_turned_away(const struct mx_live *live, size_t host) {
    size_t count = 0;

    for (size_t i = 0; i < live->layout->exchangers[host].address_count; i++) {
        const struct mx_probe_outcome *outcome = live->hosts[host].outcomes[i];
        count += outcome != NULL && mx_probe_outcome_is_turned_away(outcome) ? 1 : 0;
    }
    return count;
}

void mx_live_write_rejection(struct mx_text *text, const struct mx_probe_outcome *outcome) {
    struct mx_bytes reply = mx_probe_outcome_rejection(outcome);
    size_t length = reply.length < REJECTION_MOST ? reply.length : REJECTION_MOST;
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
    switch (verdict) {
    case MXTRAP_PASS:
        return "pass";
    case MXTRAP_FAIL:
        return "fail";
    case MXTRAP_INCONCLUSIVE:
        return "inconclusive";
    }
    return "unknown";
}

bool mx_live_is_stand_in(const struct mx_live *live, const struct mx_address *address) {
    const struct mx_stand_ins *made_up = &live->stand_ins;

    return made_up->are_there && address->family == MX_IPV4 &&
           memcmp(address->bytes, made_up->first.bytes, 4) >= 0 &&
           memcmp(address->bytes, made_up->last.bytes, 4) <= 0;
}
