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

/* Simulates every layout of the files, specs or zone files by their names, and writes the results
 * to standard output; nothing if an input has an error. */
enum cli_exit cli_simulate(struct cli_simulation *settings, const char *const *files, size_t count);

/* Prints the library's senders as a list in a spec; UNUSED is NULL. */
enum cli_exit cli_list_senders(const struct cli_tool *tool, const char *unused);

#endif
