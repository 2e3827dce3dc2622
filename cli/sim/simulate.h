/* The run of mxtrap-sim, and its page of senders. */
#ifndef CLI_SIM_SIMULATE_H
#define CLI_SIM_SIMULATE_H

#include <mxtrap/mxtrap.h>

#include "tool/options.h"

struct cli_simulation {
    const struct cli_tool *tool;
    struct mxtrap_zone_file_options zone;
    struct cli_list dummies, specs;
    const mxtrap_format *format;
    enum mxtrap_family family;
    int quiet;
    enum cli_colour colour;
};

/* Simulates every layout of the files, which are specs or zone files by their names, and writes
 * what comes out to standard output. Where an input has an error nothing is written there. */
enum cli_exit cli_simulate(struct cli_simulation *settings, const char *const *files, size_t count);

/* Prints the library's senders as a spec's list of them; UNUSED is NULL. */
enum cli_exit cli_list_senders(const struct cli_tool *tool, const char *unused);

#endif
