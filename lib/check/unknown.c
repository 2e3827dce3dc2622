/* Decides which hosts are not known well enough for a verdict. */
#include "check/reasons.h"

static bool is_believed(const struct mx_observed *observed, size_t host, size_t address) {
    return mx_observed_believes(observed, mx_observed_address(observed, host, address),
                                observed->hosts[host].outcomes[address]);
}

size_t mx_unknown_addresses(const struct mx_observed *observed, size_t host) {
    size_t count = 0;

    for (size_t i = 0; i < observed->layout->exchangers[host].address_count; i++) {
        count += is_believed(observed, host, i) ? 0 : 1;
    }
    return count;
}

bool mx_unknown_is(const struct mx_observed *observed, size_t host) {
    if (!observed->hosts[host].is_known ||
        !observed->probed) { /* DNS does not show who is silent */
        return true;
    }
    switch (mx_observed_role(observed, host)) {
    case MXTRAP_ROLE_DUMMY:
        return mx_unknown_addresses(observed, host) > 0;
    case MXTRAP_ROLE_REAL:
        return mx_observed_count(observed, host, MXTRAP_ANSWERS) == 0 &&
               (mx_unknown_addresses(observed, host) > 0 ||
                mx_observed_count_turned_away(observed, host) > 0);
    case MXTRAP_ROLE_UNKNOWN:
        break;
    }
    return true;
}
