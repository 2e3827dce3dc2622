/* mxtrap-lab: a rehearsal of specs on this machine, in a network of its own. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include <mxtrap/mxtrap.h>

#include "lab_command.h"
#include "lab_hosts.h"
#include "lab_input.h"
#include "lab_records.h"
#include "lab_run.h"
#include "options.h"
#include "output.h"

enum { ANSWER, SILENCE, QUIET, COLOUR, HELP, VERSION };

static const struct cli_option rows[] = {
    [ANSWER] = {'\0', "answer", "HOST", "this exchanger answers, dummy or not; may be given again"},
    [SILENCE] = {'\0', "silence", "HOST", "this exchanger is silent; may be given again"},
    [QUIET] = {'q', "quiet", NULL, "no findings of the rules, no notes"},
    [COLOUR] = {'\0', "color", "WHEN", "auto (default), always or never"},
    [HELP] = {'h', "help", NULL, "print this help"},
    [VERSION] = {'V', "version", NULL, "print the version"},
};

static const struct cli_tool tool = {
    .name = "mxtrap-lab",
    .synopsis = "[OPTION]... SPEC... [-- COMMAND...]",
    .does =
        "Run COMMAND where the MX layouts of the specs are live: their addresses, their DNS, port "
        "25.\nDefault: mxtrap-check of every zone.",
    .options = rows,
    .option_count = sizeof rows / sizeof rows[0],
};

static const char more[] =
    "\nThe exit status is COMMAND's: 128 + N where signal N ended it, 126 or 127 where it cannot\n"
    "be run. Those of mxtrap-lab itself are 2 and 4 of these:\n";

/* One option; *DONE is set where it did all there was to do. */
static enum cli_exit take_option(int row, const char *argument, struct lab_settings *settings,
                                 bool *done) {
    switch (row) {
    case ANSWER:
    case SILENCE:
        settings->overrides[settings->override_count++] = (struct lab_override){
            .text = argument, .behaviour = row == ANSWER ? LAB_ANSWERS : LAB_DROPS};
        return CLI_HOLDS;
    case QUIET:
        settings->quiet = true;
        return CLI_HOLDS;
    case COLOUR:
        settings->colour = cli_colour_parse(argument);
        return settings->colour != CLI_COLOUR_WRONG
                   ? CLI_HOLDS
                   : cli_usage(&tool, "--color is auto, always or never");
    default:
        break;
    }
    *done = true;
    return row == HELP ? cli_help(&tool, more) : row == VERSION ? cli_version(&tool) : CLI_USAGE;
}

/* Sets the lab up, and runs the command in it; NULL: the default. */
static int rehearse(const struct lab_settings *settings, char **specs, size_t count,
                    char **command) {
    mxtrap_zones *zones = NULL;
    struct lab_records records = {0};
    struct lab_hosts hosts = {0};
    char **own = NULL;
    int result;

    if (mxtrap_zones_new(&zones) != MXTRAP_OK) {
        return (int)cli_finish(tool.name, MXTRAP_ERR_MEMORY);
    }
    result = (int)lab_read_specs(settings, specs, count, zones);
    if (result != CLI_HOLDS ||
        (result = (int)lab_hosts_plan(settings, zones, &records, &hosts)) != CLI_HOLDS) {
        goto done;
    }
    if (command == NULL) {
        own = lab_default_command(specs, count);
        command = own;
    }
    if (command == NULL) {
        result = (int)cli_finish(tool.name, MXTRAP_ERR_MEMORY);
        goto done;
    }
    result = lab_run(tool.name, &records, &hosts, command);
done:
    free(own);
    free(hosts.rows);
    lab_records_free(&records);
    mxtrap_zones_free(zones);
    return result;
}

/* Cuts the arguments at the first "--": what stands behind it is no option and no spec. NULL where
 * there is none. */
static char **cut_command(int *argc, char **argv) {
    for (int i = 1; i < *argc; i++) {
        if (strcmp(argv[i], "--") == 0) {
            *argc = i;
            argv[i] = NULL;
            return argv + i + 1;
        }
    }
    return NULL;
}

int main(int argc, char **argv) {
    char **command = cut_command(&argc, argv);
    struct cli_parser parser = {.tool = &tool, .argc = argc, .argv = argv};
    struct lab_settings settings = {.tool = &tool};
    int result = CLI_HOLDS, row;
    bool done = false;

    signal(SIGPIPE, SIG_IGN); /* a closed pipe is an error to report, not a death */
    settings.overrides = calloc((size_t)argc, sizeof *settings.overrides);
    if (settings.overrides == NULL) {
        return (int)cli_finish(tool.name, MXTRAP_ERR_MEMORY);
    }
    while (!done && result == CLI_HOLDS && (row = cli_next(&parser)) != CLI_OPERANDS) {
        result = (int)take_option(row, parser.argument, &settings, &done);
    }
    if (result == CLI_HOLDS && !done) {
        char **specs = argv + parser.operand;
        size_t count = (size_t)(argc - parser.operand);
        result = (int)cli_check_operands(&tool, (const char *const *)specs, count, "spec");
        if (result == CLI_HOLDS && command != NULL && command[0] == NULL) {
            result = (int)cli_usage(&tool, "no command is given behind --");
        }
        if (result == CLI_HOLDS) {
            result = rehearse(&settings, specs, count, command);
        }
    }
    for (size_t i = 0; i < settings.override_count; i++) {
        ldns_rdf_deep_free(settings.overrides[i].name);
    }
    free(settings.overrides);
    return result;
}
