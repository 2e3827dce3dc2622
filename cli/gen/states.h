/* What DNS has now: a spec, a zone file, or a transfer from a name server. */
#ifndef CLI_GEN_STATES_H
#define CLI_GEN_STATES_H

#include <mxtrap/findings.h>
#include <mxtrap/layout.h>
#include <mxtrap/zone_file.h>

#include "tool/options.h"

/* Lets OPTIONS, which has the rest, have the DUMMIES and room to see them in, to be freed by the
 * caller (OPTIONS->seen). */
enum cli_exit cli_states_begin(const struct cli_tool *tool, const struct cli_list *dummies,
                               struct mxtrap_zone_file_options *options);

/* Adds the zones of STATE to ZONES: of axfr:ZONE@SERVER[@PORT], signed by the key in KEY_FILE
 * (NULL: none), else of a spec or a zone file by its name ("-": a zone file). CLI_HOLDS also where
 * it cannot be read: FINDINGS then has an input error. ROLES are for zone files and transfers. */
enum cli_exit cli_state_read(const struct cli_tool *tool, const char *state, const char *key_file,
                             const struct mxtrap_zone_file_options *roles, mxtrap_zones *zones,
                             mxtrap_findings *findings);

#endif
