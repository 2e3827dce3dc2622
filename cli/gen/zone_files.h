/* -o DIR/: one file a zone. */
#ifndef CLI_GEN_ZONE_FILES_H
#define CLI_GEN_ZONE_FILES_H

#include <mxtrap/layout.h>
#include <mxtrap/write.h>

#include "tool/options.h"

/* Writes every chosen zone to FOLDER/db.ZONE, or what FORMAT calls its files. All are written
 * before the first takes its name: a failure up to then, which is reported, changes nothing. That
 * one of the COUNT SPECS would be overwritten is such a failure, of CLI_USAGE. */
enum cli_exit cli_write_folder(const struct cli_tool *tool, const mxtrap_zones *zones,
                               const mxtrap_format *format, const char *folder,
                               const char *const *specs, size_t count);

/* The same files as cli_write_folder writes, compared with those that are there: the worst of all.
 */
enum cli_exit cli_check_folder(const struct cli_tool *tool, const mxtrap_zones *zones,
                               const mxtrap_format *format, const char *folder);

#endif
