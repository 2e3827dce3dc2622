/* What mxtrap-watch does once its options are read: layouts, then captures, then the report. */
#include "watch.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "live.h"
#include "names.h"
#include "state.h"
#include "tool/inputs.h"
#include "tool/output.h"
#include "tool/verdict.h"
#include "write.h"

/* FILES: that the findings are about, besides the specs. NULL: captures, which have no lines. */
static enum cli_exit report(const struct cli_watch *settings, const struct cli_list *files,
                            const mxtrap_findings *findings) {
    struct mxtrap_findings_writer_options options =
        cli_report_options(settings->quiet, false, settings->colour, STDERR_FILENO);
    const struct cli_list *specs = files != NULL ? &settings->specs : NULL;
    enum mxtrap_status status = cli_report(findings, options, files != NULL ? files->items : NULL,
                                           files != NULL ? files->count : 0, specs);

    return status == MXTRAP_OK ? cli_verdict(findings, false) : CLI_SYSTEM;
}

static bool is_domain(const char *operand) {
    static const char *const endings[] = {".pcap", ".pcapng", ".cap"};
    size_t length = strlen(operand);

    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        size_t tail = strlen(endings[i]);
        if (length >= tail && strcmp(operand + length - tail, endings[i]) == 0) {
            return false;
        }
    }
    return strstr(operand, "://") != NULL || /* reading it will say that it is a URL */
           (strchr(operand, '/') == NULL && strcmp(operand, "-") != 0 &&
            ((length > 1 && operand[length - 1] == '.') || access(operand, F_OK) != 0));
}

size_t cli_watch_domains(const char *const *operands, size_t count) {
    size_t domains = 0;

    while (domains < count && is_domain(operands[domains])) {
        domains++;
    }
    return domains;
}

/* Layouts from DNS. A domain that is not known is an input that cannot be read. */
static enum cli_exit read_domains(struct cli_watch *settings, mxtrap_zones *zones,
                                  const char *const *domains, size_t count,
                                  mxtrap_findings *findings) {
    const struct mxtrap_check_options options = {.size = sizeof options,
                                                 .servers = settings->servers.items,
                                                 .server_count = settings->servers.count,
                                                 .recursive = settings->recursive};
    enum mxtrap_status status =
        mxtrap_check_layouts(zones, domains, count, &options, &settings->zone, findings);

    if (status == MXTRAP_ERR_ARGUMENT) {
        return cli_usage(settings->tool, "%s", cli_why(findings));
    }
    if (status == MXTRAP_ERR_INPUT) {
        report(settings, NULL, findings);
        return CLI_USAGE;
    }
    return status == MXTRAP_OK
               ? cli_judge_roles(settings->tool, &zones, domains, 1, &settings->zone, findings)
               : cli_finish(settings->tool->name, status);
}

/* Of zone files; without one, those of the specs. */
static enum cli_exit read_zones(struct cli_watch *settings, mxtrap_zones *spec, mxtrap_zones *zones,
                                mxtrap_findings *findings) {
    enum mxtrap_status status = MXTRAP_OK;
    const char *name =
        settings->files.count > 0 ? settings->files.items[0] : settings->specs.items[0];

    for (size_t i = 0; i < settings->files.count; i++) {
        status = mxtrap_zone_file_read(zones, settings->files.items[i], &settings->zone, findings);
        if (status == MXTRAP_ERR_ARGUMENT) {
            return cli_usage(settings->tool, "%s", cli_why(findings));
        }
        if (status != MXTRAP_OK && status != MXTRAP_ERR_INPUT) {
            return cli_finish(settings->tool->name, status);
        }
    }
    bool is_file = settings->files.count > 0;
    mxtrap_zones *read = is_file ? zones : spec;
    return cli_judge_roles(settings->tool, &read, &name, 1, is_file ? &settings->zone : NULL,
                           findings);
}

/* Ends the open visits and writes the report. The new state, in which they are still open, takes
 * the place of the old one after that: a run that fails can be repeated. */
static enum cli_exit write_all(const struct cli_watch *settings, mxtrap_watch *watch,
                               bool is_state_new) {
    struct cli_file file;
    enum mxtrap_status saved = MXTRAP_OK;

    if (is_state_new) {
        cli_watch_begin_save(settings, watch, &file, &saved);
    }
    enum cli_exit result = cli_finish(settings->tool->name, mxtrap_watch_finish(watch));
    if (result == CLI_HOLDS) {
        result = cli_watch_names(settings, watch);
    }
    if (result == CLI_HOLDS) {
        result = cli_watch_write(settings, watch);
    }
    if (is_state_new && result != CLI_HOLDS) {
        cli_file_discard(&file);
    } else if (is_state_new) {
        result = cli_file_finish(settings->tool->name, &file, settings->state, saved);
    }
    return result;
}

/* What is left to do once no more packets come. READ: how reading them ended. */
static enum cli_exit finish(const struct cli_watch *settings, mxtrap_watch *watch,
                            const mxtrap_findings *findings, enum cli_exit read) {
    bool is_broken = mxtrap_findings_input_errors(findings) > 0 && settings->interfaces.count == 0;
    enum cli_exit result = write_all(settings, watch, settings->state != NULL && !is_broken);

    if (result != CLI_HOLDS) {
        return result;
    }
    if (settings->state != NULL && is_broken) {
        cli_complain_of(settings->tool->name,
                        "%s is as it was: a capture could not be read to its end", settings->state);
    }
    cli_watch_warn(settings, watch);
    result = report(settings, NULL, findings);
    result = result == CLI_HOLDS ? read : result;
    /* What became of a source that was dropped is not known; nor is anything, if none came. */
    uint64_t lost = mxtrap_watch_lost_count(watch) + mxtrap_watch_dropped_count(watch);
    bool is_blind = mxtrap_watch_attempt_count(watch) == 0 && settings->max_lost < UINT64_MAX;
    return result == CLI_HOLDS && (is_blind || lost > settings->max_lost) ? CLI_FINDINGS : result;
}

static enum cli_exit read_packets(const struct cli_watch *settings, mxtrap_watch *watch,
                                  const char *const *captures) {
    size_t count = 0;
    mxtrap_watch_live *live = NULL;
    mxtrap_findings *findings = NULL;
    enum mxtrap_status status = mxtrap_findings_new(&findings);
    enum cli_exit result = cli_finish(settings->tool->name, status);

    while (captures[count] != NULL) {
        count++;
    }
    bool is_live = settings->interfaces.count > 0;
    if (result == CLI_HOLDS && is_live) {
        status = mxtrap_watch_live_open(&live, watch, settings->interfaces.items,
                                        settings->interfaces.count, findings);
    }
    if (live != NULL) {
        status = cli_watch_listen(settings, watch, live, findings, &result);
    } else if (is_live && status == MXTRAP_ERR_INPUT) {
        result = report(settings, NULL, findings); /* the last run's report and state hold */
        goto done;
    } else if (result == CLI_HOLDS && !is_live) {
        status = mxtrap_watch_read(watch, captures, count, findings);
    }
    if (status == MXTRAP_OK || status == MXTRAP_ERR_INPUT) {
        result = finish(settings, watch, findings, result);
    } else {
        result = cli_finish(settings->tool->name, status);
    }
done:
    mxtrap_watch_live_free(live);
    mxtrap_findings_free(findings);
    return result;
}

static enum cli_exit watch_zones(const struct cli_watch *settings, const mxtrap_zones *zones,
                                 const char *const *captures) {
    mxtrap_watch *watch = NULL;
    enum mxtrap_status status = mxtrap_watch_new(&watch, zones, &settings->watch);
    enum cli_exit result = cli_finish(settings->tool->name, status);

    if (result == CLI_HOLDS && mxtrap_watch_address_count(watch) == 0) {
        result = cli_usage(settings->tool, "no exchanger of the layouts has a known address");
    }
    if (result == CLI_HOLDS && mxtrap_watch_unaddressed(watch) > 0 && !settings->quiet) {
        cli_complain_of(settings->tool->name,
                        "warning: %zu exchangers have no known address: packets to them are not "
                        "counted",
                        mxtrap_watch_unaddressed(watch));
    }
    if (result == CLI_HOLDS) {
        result = cli_watch_restore(settings, watch);
    }
    if (result == CLI_HOLDS) {
        result = read_packets(settings, watch, captures);
    }
    mxtrap_watch_free(watch);
    return result;
}

enum cli_exit cli_watch(struct cli_watch *settings, const char *const *operands, size_t domains) {
    mxtrap_zones *spec = NULL, *zones = NULL;
    mxtrap_findings *findings = NULL;
    enum cli_exit result = CLI_HOLDS;

    if (mxtrap_findings_new(&findings) != MXTRAP_OK || mxtrap_zones_new(&zones) != MXTRAP_OK) {
        result = cli_finish(settings->tool->name, MXTRAP_ERR_MEMORY);
        goto done;
    }
    result = cli_read_roles(settings->tool, &settings->dummies, &settings->specs, &spec,
                            &settings->zone, findings);
    if (result == CLI_HOLDS) {
        result = domains > 0 ? read_domains(settings, zones, operands, domains, findings)
                             : read_zones(settings, spec, zones, findings);
    }
    if (result == CLI_HOLDS) {
        result = report(settings, &settings->files, findings);
    }
    if (result == CLI_HOLDS) {
        result = watch_zones(settings, spec != NULL && settings->files.count == 0 ? spec : zones,
                             operands + domains);
    }
done:
    free(settings->zone.seen);
    mxtrap_zones_free(spec);
    mxtrap_zones_free(zones);
    mxtrap_findings_free(findings);
    return result;
}
