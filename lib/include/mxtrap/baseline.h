/* A baseline: findings that are known, so that only new ones fail. */
#ifndef MXTRAP_BASELINE_H
#define MXTRAP_BASELINE_H

#include <stddef.h>

#include <mxtrap/export.h>
#include <mxtrap/findings.h>
#include <mxtrap/sink.h>
#include <mxtrap/status.h>

MXTRAP_BEGIN_DECLS

typedef struct mxtrap_baseline mxtrap_baseline;

/* Writes FINDINGS to SINK as a baseline (JSON, mxtrap.baseline/1): the file, the rule and the
 * message of each, sorted, and how often it occurs. Lines are not in it, since they move. Errors of
 * the group "input" are left out: what was not read is not known. Errors: MXTRAP_ERR_ARGUMENT (more
 * findings were reported than are kept), MXTRAP_ERR_OUTPUT, MXTRAP_ERR_MEMORY. */
MXTRAP_API enum mxtrap_status mxtrap_baseline_write(const mxtrap_findings *findings,
                                                    mxtrap_sink_fn *sink, void *context);

/* Reads the baseline at PATH, of at most 64 MiB.
 *
 * *OUT is owned by the caller (mxtrap_baseline_free) on success and untouched on failure.
 * MXTRAP_ERR_INPUT: FINDINGS has the error, which shows nothing of the file. MXTRAP_ERR_MEMORY. */
MXTRAP_API enum mxtrap_status mxtrap_baseline_read(mxtrap_baseline **out, const char *path,
                                                   mxtrap_findings *findings);

/* Frees it; NULL is allowed. */
MXTRAP_API void mxtrap_baseline_free(mxtrap_baseline *baseline);

/* Removes from FINDINGS those that BASELINE has, each as often as it has it, and sets *KNOWN to how
 * many. What it has and FINDINGS has not is reported (`baseline-stale`), if its file is one of
 * FILES, of which there are FILE_COUNT, or does not exist. To be called once. Errors:
 * MXTRAP_ERR_MEMORY. */
MXTRAP_API enum mxtrap_status mxtrap_baseline_apply(mxtrap_baseline *baseline,
                                                    const char *const *files, size_t file_count,
                                                    mxtrap_findings *findings, size_t *known);

MXTRAP_END_DECLS

#endif
