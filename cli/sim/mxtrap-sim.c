/* mxtrap-sim: shows which senders reach which hosts of the MX layouts in specs and zone files.
 * cli/sim: options here, the run in simulate.c, --list-senders in sender_pages.c. */

#include "simulate.h"
#include "tool/common.h"
#include "tool/inputs.h"

static struct cli_simulation settings = {.zone = MXTRAP_ZONE_FILE_OPTIONS_INIT};
static size_t format, family;

static const struct cli_option rows[] = {
    CLI_WORD('f', "format", "FORMAT", "print this format", cli_simulations_formats, format),
    CLI_WORD(0, "family", "FAMILY", "choose the senders' address families", cli_families, family),
    CLI_ZONE_FILE_ROWS(settings, "read roles and senders from this spec"),
    {.name = "list-senders",
     .help = "print the senders, in the form of a spec",
     .call = cli_list_senders,
     .ends = true},
    CLI_FLAG('q', "quiet", "print only the summaries", settings.quiet),
};

static const struct cli_tool tool = {
    .name = "mxtrap-sim",
    .synopsis = "[OPTION]... FILE...",
    .does = "Simulate senders against the MX layouts of zone files and specs (.yaml, .yml).",
    CLI_ROWS(rows),
    .operand = "file",
    .operand_kind = CLI_INPUT,
    .statuses = "0 printed, 2 usage or bad input, 4 system failure",
};

static enum cli_exit simulate(const struct cli_given *given) {
    enum cli_exit result = cli_check_operands(&tool, given);

    settings.tool = &tool;
    settings.format = mxtrap_format_at(MXTRAP_FORMAT_SIMULATIONS, format);
    settings.family = (enum mxtrap_family)family;
    settings.colour = given->colour;
    return result == CLI_HOLDS ? cli_simulate(&settings, given->operands, given->operand_count)
                               : result;
}

int main(int argc, char **argv) {
    return cli_run(&tool, argc, argv, simulate);
}
