/* mxtrap-gen -f spec. The rules do not judge an existing zone: its errors are corrected in the
 * spec. */
#include "gen.h"

#include <stdlib.h>

#include <mxtrap/mxtrap.h>

#include "tool/inputs.h"
#include "tool/output.h"

static enum cli_exit read_all(const struct generation *settings,
                              const struct mxtrap_zone_file_options *options, mxtrap_zones *zones,
                              mxtrap_findings *findings) {
    enum cli_exit result = CLI_HOLDS;

    for (size_t i = 0; i < settings->spec_count && result == CLI_HOLDS; i++) {
        size_t before = mxtrap_zones_count(zones);
        result = cli_state_read(settings->tool, settings->specs[i], settings->key_file, options,
                                zones, findings);
        bool is_empty = mxtrap_findings_input_errors(findings) == 0;
        for (size_t j = before; j < mxtrap_zones_count(zones); j++) {
            is_empty = is_empty && mxtrap_zone_layout_count(mxtrap_zones_at(zones, j)) == 0;
        }
        if (result == CLI_HOLDS && is_empty) {
            result = cli_usage(settings->tool, "%s has no MX set", settings->specs[i]);
        }
    }
    return result;
}

enum cli_exit cli_import_read(const struct generation *settings, mxtrap_zones *zones,
                              mxtrap_findings *findings) {
    struct mxtrap_zone_file_options options = settings->zone;
    mxtrap_zones *roles = NULL;
    enum cli_exit result = cli_states_begin(settings->tool, &settings->dummies, &options);

    options.owner_addresses = 1; /* shows which owners are delegated */
    if (result == CLI_HOLDS) {
        result = cli_read_roles(settings->tool, &settings->dummies, &settings->role_specs, &roles,
                                &options, findings);
    }
    if (result == CLI_HOLDS && mxtrap_findings_input_errors(findings) == 0) {
        result = read_all(settings, &options, zones, findings);
    }
    if (result == CLI_HOLDS && mxtrap_findings_input_errors(findings) == 0) {
        result = cli_finish(settings->tool->name, mxtrap_zone_file_unseen(&options, findings));
    }
    free(options.seen);
    mxtrap_zones_free(roles);
    return result;
}
