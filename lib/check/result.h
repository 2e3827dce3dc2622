/* The public result of a domain. */
#ifndef MX_CHECK_RESULT_H
#define MX_CHECK_RESULT_H

#include <mxtrap/check_result.h>

#include "model/observed.h"

/* Writes NAME in lower case, without the final dot, to OUT of MXTRAP_NAME_TEXT_MAX characters. */
void mx_domain_text(const uint8_t *name, char *out);

/* Fills *OUT from ARENA; OBSERVED is NULL without an MX set. MXTRAP_ERR_MEMORY: *OUT is untouched.
 */
enum mxtrap_status mx_result_make(struct mx_arena *arena, const uint8_t *owner,
                                  const struct mx_observed *observed, enum mxtrap_verdict verdict,
                                  const mxtrap_findings *findings, struct mxtrap_result *out);

#endif
