/* A proxy on the path that accepts every connection makes all hosts greet alike. This compares the
 * greetings of one domain, and of all addresses of a run, by family. */
#ifndef MX_CHECK_ALIKE_H
#define MX_CHECK_ALIKE_H

#include "model/observed.h"

/* What a run has seen of a family; zeroed: nothing. */
struct mx_alike {
    enum mxtrap_state state; /* of the first address that listens */
    char essence[MX_GREETING_MAX];
    size_t length;
    bool has_first;
    bool differs; /* an address was silent, refused or unreachable, or two greeted differently */
};

/* Adds the outcome of an address. True if this is the first difference. */
bool mx_alike_add(struct mx_alike *alike, const struct mx_probe_outcome *outcome);

/* Whether the probed addresses of FAMILY in OBSERVED, of at least two of at least three hosts, all
 * listen and greet alike, and no spec has their roles. */
bool mx_alike_is(const struct mx_observed *observed, uint8_t family);

#endif
