/* Whether enough is known of a host for a verdict. */
#ifndef MX_CHECK_UNKNOWN_H
#define MX_CHECK_UNKNOWN_H

#include "model/observed.h"

/* The number of HOST's addresses with an unknown state: unprobed, or unproven. */
size_t mx_unknown_addresses(const struct mx_observed *observed, size_t host);

/* True if HOST, whose role is set, is not known well enough. */
bool mx_unknown_is(const struct mx_observed *observed, size_t host);

#endif
