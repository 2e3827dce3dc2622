/* Reads a configuration file (.mxtrap.yaml): what a folder's zone files and specs are linted with.
 */
#ifndef MXTRAP_CONFIG_H
#define MXTRAP_CONFIG_H

#include <stddef.h>

#include <mxtrap/export.h>
#include <mxtrap/findings.h>
#include <mxtrap/status.h>

MXTRAP_BEGIN_DECLS

typedef struct mxtrap_config mxtrap_config;

/* Reads the file at PATH, which is at most 64 KiB, and no symbolic link. An empty one is valid.
 *
 * *OUT is owned by the caller (mxtrap_config_free) on success and untouched on failure.
 * MXTRAP_ERR_INPUT: FINDINGS has every error of the file, with its place. MXTRAP_ERR_MEMORY. */
MXTRAP_API enum mxtrap_status mxtrap_config_read(mxtrap_config **out, const char *path,
                                                 mxtrap_findings *findings);

/* The same for LENGTH bytes in memory, as mxtrap_spec_parse. */
MXTRAP_API enum mxtrap_status mxtrap_config_parse(mxtrap_config **out, const char *bytes,
                                                  size_t length, const char *name,
                                                  mxtrap_findings *findings);

/* Frees it; NULL is allowed. */
MXTRAP_API void mxtrap_config_free(mxtrap_config *config);

/* What it says, as the options of mxtrap_zone_file_read want it; valid as long as CONFIG. NULL: it
 * says nothing. A relative include-root is one of the folder of the file. */
MXTRAP_API const char *mxtrap_config_origin(const mxtrap_config *config);
MXTRAP_API const char *mxtrap_config_include_root(const mxtrap_config *config);
MXTRAP_API const char *const *mxtrap_config_dummies(const mxtrap_config *config, size_t *count);

/* The ids of the rules to ignore, how many, and the reason for the one at INDEX. NULL past the end.
 */
MXTRAP_API size_t mxtrap_config_ignored_count(const mxtrap_config *config);
MXTRAP_API const char *mxtrap_config_ignored_rule(const mxtrap_config *config, size_t index);
MXTRAP_API const char *mxtrap_config_ignored_reason(const mxtrap_config *config, size_t index);

MXTRAP_END_DECLS

#endif
