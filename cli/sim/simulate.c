/* A run of mxtrap-sim: reads files, simulates every layout. */
#include "simulate.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/text.h"
#include "tool/inputs.h"
#include "tool/output.h"
#include "tool/verdict.h"

static enum mxtrap_status simulate_zone(const struct cli_simulation *settings,
                                        const mxtrap_zones *zones, const mxtrap_zone *zone,
                                        mxtrap_simulation_writer *writer) {
    const mxtrap_zones *spec = settings->zone.spec; /* asked for: it goes before the file's own */
    struct mxtrap_simulate_options options = {
        .size = sizeof options,
        .family = settings->family,
        .senders = spec != NULL && mxtrap_zones_sender_count(spec) > 0 ? spec : zones};
    enum mxtrap_status status = MXTRAP_OK;

    mxtrap_simulation *simulation = NULL;
    for (size_t i = 0; i < mxtrap_zone_layout_count(zone) && status == MXTRAP_OK; i++) {
        const mxtrap_layout *layout = mxtrap_zone_layout_at(zone, i);
        if (simulation == NULL || !mxtrap_simulation_repeat(simulation, layout)) {
            mxtrap_simulation_free(simulation);
            simulation = NULL;
            status = mxtrap_simulate(&simulation, layout, &options);
        }
        if (status == MXTRAP_OK) {
            status = mxtrap_simulation_writer_write(writer, simulation);
        }
    }
    mxtrap_simulation_free(simulation);
    return status;
}

static enum cli_exit write_simulations(const struct cli_simulation *settings,
                                       mxtrap_zones *const *sets, size_t count) {
    struct mxtrap_simulation_writer_options options = {
        .size = sizeof options,
        .colour = cli_colour_on(settings->colour, STDOUT_FILENO),
        .quiet = settings->quiet};
    mxtrap_simulation_writer *writer = NULL;
    enum mxtrap_status status = mxtrap_simulation_writer_begin(&writer, settings->format, &options,
                                                               cli_sink, &cli_standard_output);

    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < mxtrap_zones_count(sets[i]) && status == MXTRAP_OK; j++) {
            status = simulate_zone(settings, sets[i], mxtrap_zones_at(sets[i], j), writer);
        }
    }
    if (writer != NULL) {
        enum mxtrap_status end = mxtrap_simulation_writer_end(writer);
        status = status == MXTRAP_OK ? end : status;
    }
    return cli_finish(settings->tool->name, status);
}

/* Reads all files before anything is written: an error in one means no result. */
static enum cli_exit read_files(const struct cli_simulation *settings, const char *const *files,
                                size_t count, mxtrap_zones **sets, mxtrap_findings *findings) {
    for (size_t i = 0; i < count; i++) {
        enum mxtrap_status status = mxtrap_zones_new(&sets[i]);
        if (status == MXTRAP_OK) {
            status = cli_input_read(sets[i], files[i], &settings->zone, findings);
        }
        if (status == MXTRAP_ERR_ARGUMENT) {
            return cli_usage(settings->tool, "%s", cli_why(findings));
        }
        if (status != MXTRAP_OK && status != MXTRAP_ERR_INPUT) {
            return cli_finish(settings->tool->name, status);
        }
    }
    return CLI_HOLDS;
}

static enum cli_exit report(const struct cli_simulation *settings, const char *const *files,
                            size_t count, const mxtrap_findings *findings) {
    struct mxtrap_findings_writer_options options =
        cli_report_options(settings->quiet, false, settings->colour, STDERR_FILENO);
    enum mxtrap_status status = cli_report(findings, options, files, count, &settings->specs);
    enum cli_exit result = status == MXTRAP_OK ? CLI_HOLDS : CLI_SYSTEM;

    return result == CLI_HOLDS ? cli_verdict(findings, false) : result;
}

enum cli_exit cli_simulate(struct cli_simulation *settings, const char *const *files,
                           size_t count) {
    mxtrap_zones **sets = calloc(count, sizeof *sets);
    mxtrap_zones *spec = NULL;
    mxtrap_findings *findings = NULL;
    enum cli_exit result;

    settings->zone.owner_addresses = 1; /* for software that looks up no MX */
    if (sets == NULL || mxtrap_findings_new(&findings) != MXTRAP_OK) {
        result = cli_finish(settings->tool->name, MXTRAP_ERR_MEMORY);
        goto done;
    }
    result = cli_read_roles(settings->tool, &settings->dummies, &settings->specs, &spec,
                            &settings->zone, findings);
    if (result == CLI_HOLDS) {
        result = read_files(settings, files, count, sets, findings);
    }
    if (result == CLI_HOLDS) {
        result = cli_judge_roles(settings->tool, sets, files, count, &settings->zone, findings);
    }
    if (result == CLI_HOLDS) {
        result = report(settings, files, count, findings);
    }
    if (result == CLI_HOLDS) {
        result = write_simulations(settings, sets, count);
    }
done:
    for (size_t i = 0; sets != NULL && i < count; i++) {
        mxtrap_zones_free(sets[i]);
    }
    free(sets);
    free(settings->zone.seen);
    mxtrap_zones_free(spec);
    mxtrap_findings_free(findings);
    return result;
}
