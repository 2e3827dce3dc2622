/* From what the check knows of a domain to what it hands out. */
#ifndef MX_CHECK_RESULT_H
#define MX_CHECK_RESULT_H

#include <mxtrap/check_result.h>

#include "model/observed.h"

/* NAME as a result's domain: in lower case, without the final dot. OUT has room for
 * MXTRAP_NAME_TEXT_MAX characters. */
void mx_domain_text(const uint8_t *name, char *out);

/* Fills *OUT out of ARENA; OBSERVED is NULL where there is no MX set. MXTRAP_ERR_MEMORY: *OUT is
 * untouched. */
enum mxtrap_status mx_result_make(struct mx_arena *arena, const uint8_t *owner,
                                  const struct mx_observed *observed, enum mxtrap_verdict verdict,
                                  const mxtrap_findings *findings, struct mxtrap_result *out);

#endif
