/* --check: whether files are what the specs give. */
#ifndef CLI_GEN_STALE_H
#define CLI_GEN_STALE_H

#include "base/text.h"
#include "tool/options.h"

/* Compares the file at PATH with WANTED; CLI_FINDINGS and a unified diff on standard output where
 * they differ or there is no such file. What keeps it from being read is reported. */
enum cli_exit cli_stale(const struct cli_tool *tool, const char *path, struct mx_text *wanted);

/* A sink into a struct mx_text. */
int cli_stale_gather(void *context, const char *bytes, size_t length);

#endif
