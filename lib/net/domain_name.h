/* A domain as a person types it: IDN or not, final dot or not, any case. */
#ifndef MX_NET_DOMAIN_NAME_H
#define MX_NET_DOMAIN_NAME_H

#include <mxtrap/status.h>

#include "dns/name.h"

/* Reads LENGTH bytes of UTF-8 TEXT: U-labels become A-labels (IDNA 2008 with the mapping of UTS 46,
 * non-transitional), letters become lower case, one final dot is allowed. ASCII text is parsed as
 * presentation format (RFC 1035 5.1), with underscores and escapes.
 * MXTRAP_ERR_INPUT: *WHY is the end of a sentence, constant; MXTRAP_ERR_MEMORY. *OUT and, on
 * success, *WHY stay as they were. */
enum mxtrap_status mx_domain_name_read(struct mx_name *out, const char *text, size_t length,
                                       const char **why);

#endif
