/* Something on the way that takes every connection makes all hosts greet alike. Whether they do is
 * asked of one domain, and of all that the run has seen; each family for itself. */
#ifndef MX_CHECK_ALIKE_H
#define MX_CHECK_ALIKE_H

#include "model/observed.h"

/* What the run has seen of a family; zeroed, it has seen nothing. */
struct mx_alike {
    enum mxtrap_state state; /* of the first address that takes connections */
    char essence[MX_GREETING_MAX];
    size_t length;
    bool has_first;
    bool differs; /* an address was silent, refused or unreachable, or two greeted differently */
};

/* Takes in what was found at an address. Whether that shows a difference, and nothing did before.
 */
bool mx_alike_saw(struct mx_alike *alike, const struct mx_probe_outcome *outcome);

/* Whether the addresses of FAMILY in OBSERVED, of two hosts at least of three, all take connections
 * and greet alike, and no spec says what they are to be. Those that were not asked do not count. */
bool mx_alike_is(const struct mx_observed *observed, uint8_t family);

#endif
