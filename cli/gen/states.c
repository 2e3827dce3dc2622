/* Reads a state: a spec, a zone file or a transfer, by its name. */
#include "gen.h"

#include <stdlib.h>
#include <string.h>

#include "tool/inputs.h"
#include "tool/output.h"
#include "tool/transfers.h"
#include "tool/verdict.h"

static const char prefix[] = "axfr:";

static enum cli_exit finish(const struct cli_tool *tool, enum mxtrap_status status,
                            const char *state, const mxtrap_findings *findings) {
    if (status == MXTRAP_ERR_ARGUMENT) {
        return cli_usage(tool, "%s: %s", state, cli_why(findings));
    }
    return status == MXTRAP_ERR_INPUT ? CLI_HOLDS : cli_finish(tool->name, status);
}

enum cli_exit cli_states_begin(const struct cli_tool *tool, const struct cli_list *dummies,
                               struct mxtrap_zone_file_options *options) {
    options->dummies = dummies->items;
    options->dummy_count = dummies->count;
    options->is_state = 1;
    options->seen = calloc(dummies->count + 1, sizeof *options->seen);
    return options->seen != NULL ? CLI_HOLDS : cli_finish(tool->name, MXTRAP_ERR_MEMORY);
}

static enum cli_exit transfer(const struct cli_tool *tool, const char *state, const char *key_file,
                              const struct mxtrap_zone_file_options *roles, mxtrap_zones *zones,
                              mxtrap_findings *findings) {
    struct cli_transfers transfers = {0};
    struct mxtrap_axfr_options options = {.size = sizeof options, .zone_file = roles};
    mxtrap_tsig_key *key = NULL;
    enum mxtrap_status status = MXTRAP_OK;
    enum cli_exit result = cli_transfers_add(tool, state + sizeof prefix - 1, &transfers);

    if (result != CLI_HOLDS) {
        return result;
    }
    if (key_file != NULL) {
        status = mxtrap_tsig_key_read(&key, key_file, findings);
    }
    if (status == MXTRAP_OK) {
        options.key = key;
        options.port = transfers.list[0].port;
        status = mxtrap_axfr_read(zones, transfers.list[0].zone, transfers.list[0].server, &options,
                                  findings);
    }
    mxtrap_tsig_key_free(key);
    cli_transfers_free(&transfers);
    return finish(tool, status, state, findings);
}

enum cli_exit cli_state_read(const struct cli_tool *tool, const char *state, const char *key_file,
                             const struct mxtrap_zone_file_options *roles, mxtrap_zones *zones,
                             mxtrap_findings *findings) {
    if (strncmp(state, prefix, sizeof prefix - 1) == 0) {
        return transfer(tool, state, key_file, roles, zones, findings);
    }
    return finish(tool, cli_input_read(zones, state, roles, findings), state, findings);
}
