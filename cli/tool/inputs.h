/* Inputs: specs and zone files, distinguished by their names. */
#ifndef CLI_TOOL_INPUTS_H
#define CLI_TOOL_INPUTS_H

#include <stdbool.h>
#include <stddef.h>

#include <mxtrap/findings.h>
#include <mxtrap/layout.h>
#include <mxtrap/zone_file.h>

#include "options.h"

/* Rows of the options for reading zone files, for a struct with ZONE, SPECS, DUMMIES. */
#define CLI_ZONE_FILE_ROWS(settings, spec_help)                                                    \
    CLI_TEXT(0, "origin", "ZONE", "name the zone of a file without SOA", CLI_ANYTHING,             \
             (settings).zone.origin),                                                              \
        CLI_LIST(0, "spec", "SPEC", (spec_help), CLI_INPUT, (settings).specs),                     \
        CLI_LIST(0, "dummy", "HOST", "take HOST for a dummy, others for real hosts", CLI_ANYTHING, \
                 (settings).dummies),                                                              \
        CLI_FLAG(0, "no-dummies", "take no host for a dummy", (settings).zone.no_dummies),         \
        CLI_FLAG(0, "no-include", "refuse $INCLUDE", (settings).zone.no_include),                  \
        CLI_TEXT(0, "include-root", "DIR", "refuse $INCLUDE outside DIR", CLI_FOLDER,              \
                 (settings).zone.include_root)

/* Whether PATH is *.yaml or *.yml. */
bool cli_is_spec(const char *path);

/* The one of COUNT PATHS that is the same regular file as OUTPUT; NULL: none. */
const char *cli_same_file(const char *output, const char *const *paths, size_t count);

/* Refuses an OUTPUT (NULL: none) that is one of COUNT OPERANDS or the input of an option. */
enum cli_exit cli_check_output(const struct cli_tool *tool, const char *output,
                               const char *const *operands, size_t count);

/* Reads the spec or the zone file at PATH, by its name ("-": a zone file on standard input), and
 * adds its zones to ZONES. OPTIONS are for a zone file, and may be NULL. Errors: those of
 * mxtrap_spec_read and mxtrap_zone_file_read. */
enum mxtrap_status cli_input_read(mxtrap_zones *zones, const char *path,
                                  const struct mxtrap_zone_file_options *options,
                                  mxtrap_findings *findings);

/* Lets OPTIONS have the dummies, and the specs, which are read into *OUT for the caller to free:
 * not where one has an error, since nothing can be compared with it then. The caller frees
 * OPTIONS->seen as well. */
enum cli_exit cli_read_roles(const struct cli_tool *tool, const struct cli_list *dummies,
                             const struct cli_list *specs, mxtrap_zones **out,
                             struct mxtrap_zone_file_options *options, mxtrap_findings *findings);

/* What a tool says is worth what is known of the roles: reports that of COUNT SETS, which were read
 * from FILES, that there is no layout in one, and dummies of ROLES that no zone file has (NULL:
 * none was read). Nothing where an input has an error. */
enum cli_exit cli_judge_roles(const struct cli_tool *tool, mxtrap_zones *const *sets,
                              const char *const *files, size_t count,
                              const struct mxtrap_zone_file_options *roles,
                              mxtrap_findings *findings);

#endif
