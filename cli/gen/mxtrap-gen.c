/* mxtrap-gen: specs in, zone fragments out, and nothing out when something is wrong. */
#include <string.h>

#include <mxtrap/mxtrap.h>

#include "diff.h"
#include "generate.h"
#include "options.h"
#include "tool/common.h"
#include "tool/options.h"

enum { STEP_MAX = 99 };

static struct generation settings = {.zone = MXTRAP_ZONE_FILE_OPTIONS_INIT};

static const struct cli_option rows[] = {
    {.letter = 'f',
     .name = "format",
     .argument = "FORMAT",
     .help = "write this format: bind (default), or see below",
     .words = &cli_gen_or_diff_formats,
     .text = &settings.format_name},
    {.letter = 'o',
     .name = "output",
     .argument = "FILE",
     .help = "write to FILE, or to db.ZONE for each zone if it is a directory",
     .kind = CLI_FILE,
     .text = &settings.output},
    {.name = "check",
     .argument = "FILE",
     .help = "print how FILE, or a directory's db.ZONE, differ from what SPEC gives; exit 1",
     .kind = CLI_FILE,
     .text = &settings.checked},
    {.letter = 'z',
     .name = "zone",
     .argument = "ZONE",
     .help = "write only this zone",
     .list = &settings.zones},
    {.name = "from",
     .argument = "STATE",
     .help = "for nsupdate, write only differences from STATE",
     .kind = CLI_INPUT,
     .list = &settings.states},
    {.name = "diff",
     .help = "plan the steps from OLD to NEW; -f text (default), json or nsupdate",
     .flag = &settings.is_diff},
    {.name = "origin",
     .argument = "ZONE",
     .help = "name the zone of a state's file without SOA",
     .text = &settings.zone.origin},
    {.name = "dummy",
     .argument = "HOST",
     .help = "take HOST for a dummy in the states' zone files, others for real hosts",
     .list = &settings.dummies},
    {.name = "no-dummies",
     .help = "take no host for a dummy in these",
     .flag = &settings.zone.no_dummies},
    {.name = "step",
     .argument = "N",
     .help = "write the script of step N (--diff -f nsupdate)",
     .number = &settings.step,
     .most = STEP_MAX},
    {.name = "tsig-key",
     .argument = "FILE",
     .help = "sign and verify transfers with this key",
     .kind = CLI_INPUT,
     .text = &settings.key_file},
    {.name = "strict", .help = "treat warnings as errors", .flag = &settings.strict},
    {.letter = 'q', .name = "quiet", .help = "print errors only", .flag = &settings.quiet},
};

static const struct cli_tool tool = {
    .name = "mxtrap-gen",
    .synopsis = "[OPTION]... SPEC...\n       mxtrap-gen --diff [OPTION]... OLD NEW",
    .does = "Generate zones, firewall rules and plans from specs (\"-\": standard input).",
    .options = rows,
    .option_count = sizeof rows / sizeof rows[0],
    .common = cli_common,
    .common_count = CLI_COMMON_COUNT,
    .operand = "spec",
    .operand_kind = CLI_INPUT,
    .listed = &cli_gen_formats,
};

static enum cli_exit generate(const struct cli_given *given) {
    settings.tool = &tool;
    settings.colour = given->colour;
    if (settings.output != NULL && strcmp(settings.output, "-") == 0) {
        settings.output = NULL;
    }
    enum cli_exit result = cli_generate_settle(&settings, given);
    if (result != CLI_HOLDS) {
        return result;
    }
    return settings.is_diff ? cli_diff(&settings, given->operands) : cli_generate(&settings);
}

int main(int argc, char **argv) {
    struct cli_given given;

    if (cli_options_read(&tool, argc, argv, &given)) {
        given.result = generate(&given);
    }
    cli_options_free(&tool);
    return (int)given.result;
}
