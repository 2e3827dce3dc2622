/* Sets of one or two hosts are no traps, so they need not be doubted. */
#include "check/alike.h"

#include <string.h>

#include "model/greeting.h"

enum { EXCHANGERS_MIN = 3 };

static bool was_asked(const struct mx_probe_outcome *outcome) {
    return outcome != NULL && outcome->state != MXTRAP_UNPROBED && !outcome->is_own;
}

bool mx_alike_add(struct mx_alike *alike, const struct mx_probe_outcome *outcome) {
    char essence[MX_GREETING_MAX];

    if (alike->differs || !was_asked(outcome)) {
        return false;
    }
    size_t length = mx_greeting_essence(&outcome->greeting, essence);
    if (!mxtrap_state_listens(outcome->state)) {
        alike->differs = true;
    } else if (!alike->has_first) {
        alike->has_first = true;
        alike->state = outcome->state;
        alike->length = length;
        memcpy(alike->essence, essence, length);
    } else {
        alike->differs = outcome->state != alike->state || length != alike->length ||
                         memcmp(essence, alike->essence, length) != 0;
    }
    return alike->differs;
}

static bool has_spec(const struct mx_observed *observed) {
    for (size_t i = 0; i < observed->layout->count; i++) {
        if (observed->hosts[i].expected != MXTRAP_ROLE_UNKNOWN) {
            return true;
        }
    }
    return false;
}

bool mx_alike_is(const struct mx_observed *observed, uint8_t family) {
    const struct mx_address *first = NULL;
    struct mx_alike alike = {0};
    size_t others = 0, first_host = 0;

    if (!observed->probed || observed->layout->count < EXCHANGERS_MIN || has_spec(observed)) {
        return false;
    }
    for (size_t i = 0; i < observed->layout->count; i++) {
        const struct mxtrap_exchanger *exchanger = &observed->layout->exchangers[i];
        for (size_t j = 0; j < exchanger->address_count; j++) {
            const struct mx_address *address = &exchanger->addresses[j];
            const struct mx_probe_outcome *outcome = observed->hosts[i].outcomes[j];
            if (address->family != family || !was_asked(outcome)) {
                continue;
            }
            if (mx_alike_add(&alike, outcome)) {
                return false;
            }
            first_host = first == NULL ? i : first_host;
            first = first == NULL ? address : first;
            others += i != first_host && !mx_address_equal(first, address) ? 1 : 0;
        }
    }
    return others > 0;
}
