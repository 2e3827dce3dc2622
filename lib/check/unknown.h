/* Whether enough is known of a host. */
#ifndef MX_CHECK_UNKNOWN_H
#define MX_CHECK_UNKNOWN_H

#include "model/observed.h"

/* How many addresses of HOST nothing is known of: not asked, or what was seen is not believed. */
size_t mx_unknown_addresses(const struct mx_observed *observed, size_t host);

/* True if what is known of HOST, which has its role already, is not enough for a verdict. */
bool mx_unknown_is(const struct mx_observed *observed, size_t host);

#endif
