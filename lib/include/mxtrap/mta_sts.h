/* Reads an MTA-STS policy (RFC 8461), to be compared with layouts. */
#ifndef MXTRAP_MTA_STS_H
#define MXTRAP_MTA_STS_H

#include <stddef.h>

#include <mxtrap/export.h>
#include <mxtrap/findings.h>
#include <mxtrap/status.h>

MXTRAP_BEGIN_DECLS

typedef struct mxtrap_mta_sts mxtrap_mta_sts;

/* Reads the policy file at PATH, as it is served under /.well-known/mta-sts.txt, of at most 64 KiB;
 * PATH is copied. A field that RFC 8461 does not know is passed over.
 *
 * *OUT is owned by the caller (mxtrap_mta_sts_free) on success and untouched on failure.
 * MXTRAP_ERR_INPUT: FINDINGS has every error of the file, with its place. MXTRAP_ERR_MEMORY. */
MXTRAP_API enum mxtrap_status mxtrap_mta_sts_read(mxtrap_mta_sts **out, const char *path,
                                                  mxtrap_findings *findings);

/* The same for LENGTH bytes in memory, as mxtrap_spec_parse. */
MXTRAP_API enum mxtrap_status mxtrap_mta_sts_parse(mxtrap_mta_sts **out, const char *bytes,
                                                   size_t length, const char *name,
                                                   mxtrap_findings *findings);

/* Frees the policy; NULL is allowed. */
MXTRAP_API void mxtrap_mta_sts_free(mxtrap_mta_sts *policy);

MXTRAP_END_DECLS

#endif
