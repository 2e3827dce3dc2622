/* Reads the options of transfers, and lints each zone. */
#include "transfers.h"

#include <stdlib.h>
#include <string.h>

#include <mxtrap/rules.h>

#include "base/text.h"
#include "output.h"
#include "verdict.h"

enum { PORT_MAX = 65535 };

static void free_one(struct cli_transfer *transfer) {
    free(transfer->name);
    free(transfer->zone);
    free(transfer->server);
}

static char *name_of(const char *argument) {
    struct mx_text text = {0};

    mx_text_string(&text, "axfr:");
    mx_text_string(&text, argument);
    const char *name = mx_text_string_of(&text);
    char *copy = name == NULL ? NULL : strdup(name);
    mx_text_free(&text);
    return copy;
}

enum cli_exit cli_transfers_add(const struct cli_tool *tool, const char *argument,
                                struct cli_transfers *transfers) {
    const char *server = strchr(argument, '@');
    const char *port = server == NULL ? NULL : strchr(server + 1, '@');
    unsigned number = port == NULL ? 0 : cli_number(port + 1, PORT_MAX);
    struct cli_transfer transfer = {.port = (uint16_t)number};

    if (server == NULL || server == argument || server[1] == '\0' || server + 1 == port ||
        (port != NULL && number == 0)) {
        return cli_usage(tool, "a transfer (--axfr, axfr:) is ZONE@SERVER or ZONE@SERVER@PORT");
    }
    transfer.name = name_of(argument);
    transfer.zone = strndup(argument, (size_t)(server - argument));
    server++;
    transfer.server = strndup(server, port == NULL ? strlen(server) : (size_t)(port - server));
    struct cli_transfer *list =
        realloc(transfers->list, (transfers->count + 1) * sizeof *transfers->list);
    if (list != NULL) {
        transfers->list = list;
    }
    if (transfer.name == NULL || transfer.zone == NULL || transfer.server == NULL || list == NULL) {
        free_one(&transfer);
        return cli_finish(tool->name, MXTRAP_ERR_MEMORY);
    }
    list[transfers->count++] = transfer;
    return CLI_HOLDS;
}

enum cli_exit cli_transfers_check(const struct cli_tool *tool,
                                  const struct cli_transfers *transfers, bool has_journal) {
    if (transfers->count > 0) {
        return CLI_HOLDS;
    }
    if (transfers->deadline > 0 && !has_journal) {
        return cli_usage(tool, "--deadline needs --axfr or --journal");
    }
    return transfers->key_file != NULL || transfers->timeout > 0
               ? cli_usage(tool, "--tsig-key and --timeout need --axfr")
               : CLI_HOLDS;
}

static enum cli_exit lint_one(const struct cli_tool *tool, const struct cli_transfer *transfer,
                              struct mxtrap_axfr_options options, const mxtrap_mta_sts *policy,
                              mxtrap_findings *findings) {
    size_t errors = mxtrap_findings_severity_count(findings, MXTRAP_ERROR);
    mxtrap_zones *zones = NULL;
    enum mxtrap_status status = mxtrap_zones_new(&zones);

    options.port = transfer->port;
    if (status == MXTRAP_OK) {
        status = mxtrap_axfr_read(zones, transfer->zone, transfer->server, &options, findings);
    }
    if (status == MXTRAP_OK) {
        status = mxtrap_rules_run(zones, NULL, findings);
    }
    if (status == MXTRAP_OK && options.zone_file->spec != NULL) {
        status = mxtrap_rules_drift(zones, options.zone_file->spec, findings);
    }
    if (status == MXTRAP_OK && policy != NULL) {
        status = mxtrap_rules_mta_sts(zones, policy, findings);
    }
    if (status == MXTRAP_OK && mxtrap_findings_severity_count(findings, MXTRAP_ERROR) == errors) {
        status = mxtrap_rules_nothing(zones, transfer->name, findings);
    }
    mxtrap_zones_free(zones);
    if (status == MXTRAP_ERR_ARGUMENT) {
        return cli_usage(tool, "--axfr: %s", cli_why(findings));
    }
    return status == MXTRAP_ERR_INPUT ? CLI_HOLDS : cli_finish(tool->name, status);
}

enum cli_exit cli_transfers_lint(const struct cli_tool *tool, const struct cli_transfers *transfers,
                                 const struct mxtrap_zone_file_options *zone_file,
                                 mxtrap_findings *findings) {
    struct mxtrap_axfr_options options = {.size = sizeof options,
                                          .timeout = transfers->timeout,
                                          .deadline = transfers->deadline,
                                          .zone_file = zone_file};
    mxtrap_tsig_key *key = NULL;
    enum mxtrap_status status = transfers->key_file == NULL
                                    ? MXTRAP_OK
                                    : mxtrap_tsig_key_read(&key, transfers->key_file, findings);

    if (status != MXTRAP_OK) {
        return status == MXTRAP_ERR_INPUT ? CLI_HOLDS : cli_finish(tool->name, status);
    }
    enum cli_exit result = CLI_HOLDS;
    options.key = key;
    for (size_t i = 0; i < transfers->count && result == CLI_HOLDS; i++) {
        result = lint_one(tool, &transfers->list[i], options, transfers->policy, findings);
    }
    mxtrap_tsig_key_free(key);
    return result;
}

const char **cli_transfers_names(const struct cli_transfers *transfers, const char *const *files,
                                 size_t count, size_t *name_count) {
    const char **names = calloc(count + transfers->count + 1, sizeof *names);

    *name_count = 0;
    for (size_t i = 0; names != NULL && i < count; i++) {
        names[(*name_count)++] = files[i];
    }
    for (size_t i = 0; names != NULL && i < transfers->count; i++) {
        names[(*name_count)++] = transfers->list[i].name;
    }
    return names;
}

void cli_transfers_free(struct cli_transfers *transfers) {
    for (size_t i = 0; i < transfers->count; i++) {
        free_one(&transfers->list[i]);
    }
    free(transfers->list);
    *transfers = (struct cli_transfers){0};
}
