/* mxtrap-sim: specs and zone files in, who reaches which host of their MX layouts out. */
#include <mxtrap/mxtrap.h>

#include "sender_pages.h"
#include "simulate.h"
#include "tool/common.h"
#include "tool/inputs.h"
#include "tool/options.h"

static struct cli_simulation settings = {.zone = MXTRAP_ZONE_FILE_OPTIONS_INIT};
static size_t format, family;

static const struct cli_option rows[] = {
    {.letter = 'f',
     .name = "format",
     .argument = "FORMAT",
     .help = "print this format",
     .words = &cli_simulations_formats,
     .index = &format},
    {.name = "family",
     .argument = "FAMILY",
     .help = "choose the senders' address families",
     .words = &cli_families,
     .index = &family},
    CLI_ZONE_FILE_ROWS(settings, "read roles and senders from this spec"),
    {.name = "list-senders",
     .help = "print the senders, in the form of a spec",
     .take = cli_list_senders,
     .ends = true},
    {.letter = 'q', .name = "quiet", .help = "print only the summaries", .flag = &settings.quiet},
};

static const struct cli_tool tool = {
    .name = "mxtrap-sim",
    .synopsis = "[OPTION]... FILE...",
    .does = "Simulate senders against the MX layouts of zone files and specs (.yaml, .yml).",
    .options = rows,
    .option_count = sizeof rows / sizeof rows[0],
    .common = cli_common,
    .common_count = CLI_COMMON_COUNT,
    .operand = "file",
    .operand_kind = CLI_INPUT,
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
    struct cli_given given;

    if (cli_options_read(&tool, argc, argv, &given)) {
        given.result = simulate(&given);
    }
    cli_options_free(&tool);
    return (int)given.result;
}
