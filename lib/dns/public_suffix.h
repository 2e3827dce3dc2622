/* Whether a name ends as names of the public DNS do: the Public Suffix List (publicsuffix.org). */
#ifndef MX_DNS_PUBLIC_SUFFIX_H
#define MX_DNS_PUBLIC_SUFFIX_H

#include <stdbool.h>
#include <stdint.h>

/* Whether NAME, in wire format, is one of the list's suffixes or below one. Of a top-level domain
 * that the list does not have (lan, internal, dc2) nothing ends there: its implicit rule "*" does
 * not count. */
bool mx_has_public_suffix(const uint8_t *name);

#endif
