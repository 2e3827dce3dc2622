/* The text of an SPF record (RFC 7208) taken apart into terms. */
#ifndef MX_POLICY_SPF_PARSE_H
#define MX_POLICY_SPF_PARSE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "policy/spf/policy.h"

/* Whether TEXT, a TXT record's strings in one, is an SPF record (RFC 7208 4.5). */
bool mx_spf_is_record(const char *text, size_t length);

/* Fills in the terms of POLICY, whose domain is set, from such a text; what they name is not looked
 * up. A syntax error is the whole policy's (4.6). False when memory is out. */
bool mx_spf_parse(struct mx_spf *policy, struct mx_arena *arena, const char *text, size_t length);

#endif
