/* mxtrap-gen: writes zones, updates, firewall rules and plans from specs, and nothing if a rule is
 * broken. cli/gen: options here and in options.c; generate.c and diff.c (--diff) read, run the
 * rules and write; states reads what DNS has; zone_files writes a file a zone; stale is --check. */
#include <string.h>

#include <mxtrap/mxtrap.h>

#include "gen.h"
#include "tool/common.h"

enum { STEP_MAX = 99 };

static struct generation settings = {.zone = MXTRAP_ZONE_FILE_OPTIONS_INIT};

static const struct cli_option rows[] = {
    {.letter = 'f',
     .name = "format",
     .argument = "FORMAT",
     .help = "write this format: bind (default), or see below",
     .words = &cli_gen_or_diff_formats,
     .text = &settings.format_name},
    CLI_TEXT('o', "output", "FILE",
             "write to FILE, or to db.ZONE for each zone if it is a directory", CLI_FILE,
             settings.output),
    CLI_TEXT(0, "check", "FILE",
             "print how FILE, or a directory's db.ZONE, differ from what SPEC gives; exit 1",
             CLI_FILE, settings.checked),
    CLI_LIST('z', "zone", "ZONE", "write only this zone", CLI_ANYTHING, settings.zones),
    CLI_LIST(0, "from", "STATE", "for nsupdate, write only differences from STATE", CLI_INPUT,
             settings.states),
    CLI_FLAG(0, "diff", "plan the steps from OLD to NEW; -f text (default), json or nsupdate",
             settings.is_diff),
    CLI_TEXT(0, "origin", "ZONE", "name the zone of a file without SOA", CLI_ANYTHING,
             settings.zone.origin),
    CLI_LIST(0, "dummy", "HOST", "take HOST for a dummy in zone files, others for real hosts",
             CLI_ANYTHING, settings.dummies),
    CLI_FLAG(0, "no-dummies", "take no host for a dummy in these", settings.zone.no_dummies),
    CLI_LIST(0, "spec", "SPEC", "with -f spec, take the roles from SPEC", CLI_INPUT,
             settings.role_specs),
    CLI_NUMBER("step", "N", "write the script of step N (--diff -f nsupdate)", settings.step,
               STEP_MAX, .needs = "diff"),
    CLI_NUMBER("log", "GROUP", "also log connections: an NFLOG group, or pflogGROUP of pf",
               settings.log_group, 65535),
    CLI_TEXT(0, "tsig-key", "FILE", "sign and verify transfers with this key", CLI_INPUT,
             settings.key_file),
    CLI_FLAG(0, "strict", "treat warnings as errors", settings.strict),
    CLI_FLAG('q', "quiet", "print errors only", settings.quiet),
};

static const struct cli_tool tool = {
    .name = "mxtrap-gen",
    .synopsis = "[OPTION]... SPEC...\n       mxtrap-gen -f spec [OPTION]... SOURCE...\n"
                "       mxtrap-gen --diff [OPTION]... OLD NEW",
    .does = "Generate zones, firewall rules and plans from specs (\"-\": standard input).",
    CLI_ROWS(rows),
    .operand = "spec",
    .operand_kind = CLI_INPUT,
    .statuses = "0 written, 1 errors found, 2 usage or bad input, 4 system failure",
    .listed = &cli_gen_formats,
};

static enum cli_exit generate(const struct cli_given *given) {
    settings.tool = &tool;
    settings.colour = given->colour;
    if (settings.output != NULL && strcmp(settings.output, "-") == 0) {
        settings.output = NULL;
    }
    enum cli_exit result = cli_generate_options(&settings, given);
    if (result != CLI_HOLDS) {
        return result;
    }
    return settings.is_diff ? cli_diff(&settings, given->operands) : cli_generate(&settings);
}

int main(int argc, char **argv) {
    return cli_run(&tool, argc, argv, generate);
}
