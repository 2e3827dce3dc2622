/* Files that are specs or zone files by their names. */
#ifndef CLI_TOOL_INPUTS_H
#define CLI_TOOL_INPUTS_H

#include <stdbool.h>
#include <stddef.h>

#include <mxtrap/findings.h>
#include <mxtrap/layout.h>
#include <mxtrap/zone_file.h>

#include "options.h"

/* Rows of the options that say how zone files are read, for a struct with ZONE, SPECS, DUMMIES. */
#define CLI_ZONE_FILE_ROWS(settings, spec_help)                                                    \
    {.name = "origin",                                                                             \
     .argument = "ZONE",                                                                           \
     .help = "name the zone of a file without SOA",                                                \
     .text = &(settings).zone.origin},                                                             \
        {.name = "spec",                                                                           \
         .argument = "SPEC",                                                                       \
         .help = (spec_help),                                                                      \
         .kind = CLI_INPUT,                                                                        \
         .list = &(settings).specs},                                                               \
        {.name = "dummy",                                                                          \
         .argument = "HOST",                                                                       \
         .help = "take HOST for a dummy, others for real hosts",                                   \
         .list = &(settings).dummies},                                                             \
        {.name = "no-dummies",                                                                     \
         .help = "take no host for a dummy",                                                       \
         .flag = &(settings).zone.no_dummies},                                                     \
        {.name = "no-include", .help = "refuse $INCLUDE", .flag = &(settings).zone.no_include}, {  \
        .name = "include-root", .argument = "DIR", .help = "refuse $INCLUDE outside DIR",          \
        .kind = CLI_FOLDER, .text = &(settings).zone.include_root                                  \
    }

/* Whether PATH is named as a spec is: *.yaml or *.yml. */
bool cli_is_spec(const char *path);

/* The one of COUNT PATHS that is the same regular file as OUTPUT; NULL: none is. */
const char *cli_same_file(const char *output, const char *const *paths, size_t count);

/* Reads the spec or the zone file at PATH, by its name ("-": a zone file on standard input), and
 * adds its zones to ZONES. OPTIONS are for a zone file, and may be NULL. Errors: those of
 * mxtrap_spec_read and mxtrap_zone_file_read. */
enum mxtrap_status cli_input_read(mxtrap_zones *zones, const char *path,
                                  const struct mxtrap_zone_file_options *options,
                                  mxtrap_findings *findings);

/* Lets OPTIONS have the dummies, and the specs, which are read into *OUT for the caller to free:
 * not where one has an error, since nothing can be compared with it then. */
enum cli_exit cli_read_roles(const struct cli_tool *tool, const struct cli_list *dummies,
                             const struct cli_list *specs, mxtrap_zones **out,
                             struct mxtrap_zone_file_options *options, mxtrap_findings *findings);

#endif
