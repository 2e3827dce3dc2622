/* Reads a spec: the YAML description of zones and their exchangers, see mxtrap-spec(5). */
#ifndef MXTRAP_SPEC_H
#define MXTRAP_SPEC_H

#include <stddef.h>

#include <mxtrap/export.h>
#include <mxtrap/findings.h>
#include <mxtrap/layout.h>
#include <mxtrap/status.h>

MXTRAP_BEGIN_DECLS

/* Reads the file at PATH ("-": standard input) and adds its zones to ZONES; PATH is copied.
 *
 * Limits: 32 levels of nesting, 1,000 exchangers an MX set, 512 addresses an exchanger, 10,000,000
 * nodes from aliases, 2,000,000 exchangers from layouts, 16 MiB a scalar or comment.
 *
 * MXTRAP_OK: FINDINGS may have errors of the rule missing-final-dot, names that could be relative
 * or absolute; do not write the zones then (mxtrap_findings_severity_count).
 *
 * MXTRAP_ERR_INPUT: FINDINGS has every error of the file, with its place and its path in the
 * document; ZONES is then incomplete: do not write it. MXTRAP_ERR_MEMORY: the same. */
MXTRAP_API enum mxtrap_status mxtrap_spec_read(mxtrap_zones *zones, const char *path,
                                               mxtrap_findings *findings);

/* The same for a file that may have senders (mxtrap-spec(5)) and no zone. */
MXTRAP_API enum mxtrap_status mxtrap_spec_read_senders(mxtrap_zones *zones, const char *path,
                                                       mxtrap_findings *findings);

/* As mxtrap_spec_read for LENGTH bytes in memory, which need no NUL at their end. NAME stands for
 * the file in findings; it is copied, and never opened. Of LENGTH 0, BYTES may be NULL. */
MXTRAP_API enum mxtrap_status mxtrap_spec_parse(mxtrap_zones *zones, const char *bytes,
                                                size_t length, const char *name,
                                                mxtrap_findings *findings);

MXTRAP_END_DECLS

#endif
