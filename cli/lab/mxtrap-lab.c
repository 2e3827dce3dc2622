/* mxtrap-lab: rehearses specs on this machine, in its own network namespace. cli/lab: the specs'
 * hosts get addresses (hosts, addresses) and records (records); namespace and run make the network,
 * serve DNS (dns, answer) and port 25 (smtp), and run a command in it, by default mxtrap-check. It
 * is the only user of ldns's packets: mxtrap-check is tested against code other than its own. */
#include <stdlib.h>
#include <string.h>

#include <mxtrap/mxtrap.h>

#include "lab.h"
#include "tool/common.h"
#include "tool/output.h"

static struct lab_settings settings;
static struct cli_list answering, silent;

static const struct cli_option rows[] = {
    CLI_LIST(0, "answer", "HOST", "let HOST answer, even if it is a dummy", CLI_ANYTHING,
             answering),
    CLI_LIST(0, "silence", "HOST", "let HOST be silent, even if it is real", CLI_ANYTHING, silent),
    CLI_FLAG(0, "stand-in", "let a rehearsal with made-up addresses pass", settings.stand_in),
    CLI_FLAG('q', "quiet", "print neither findings nor notes", settings.quiet),
};

static const struct cli_tool tool = {
    .name = "mxtrap-lab",
    .synopsis = "[OPTION]... SPEC... [-- COMMAND...]",
    .does = "Rehearse the specs' MX layouts on this machine, and run COMMAND there.\n"
            "The default is mxtrap-check for every owner name.",
    CLI_ROWS(rows),
    .operand = "spec",
    .operand_kind = CLI_INPUT,
    .takes_command = true,
    .statuses = "that of COMMAND; 3 instead of 0 if the lab made up an address,\n"
                "             128 + N if signal N ended COMMAND, 126 or 127 if it cannot be run,\n"
                "             2 usage or bad input, 4 system failure",
};

/* If --answer and --silence name the same host, --silence counts. */
static bool parse_overrides(void) {
    size_t count = answering.count + silent.count;

    settings.overrides = calloc(count + 1, sizeof *settings.overrides);
    if (settings.overrides == NULL) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        bool answers = i < answering.count;
        settings.overrides[i] = (struct lab_override){
            .text = answers ? answering.items[i] : silent.items[i - answering.count],
            .behaviour = answers ? LAB_ANSWERS : LAB_DROPS};
    }
    settings.override_count = count;
    return true;
}

/* Runs COMMAND in the lab; NULL: the default. */
static int rehearse(const char *const *specs, size_t count, char **command) {
    mxtrap_zones *zones = NULL;
    struct lab_records records = {0};
    struct lab_hosts hosts = {0};
    char **own = NULL;
    int result;

    if (mxtrap_zones_new(&zones) != MXTRAP_OK) {
        return (int)cli_finish(tool.name, MXTRAP_ERR_MEMORY);
    }
    result = (int)lab_read_specs(&settings, specs, count, zones);
    if (result != CLI_HOLDS ||
        (result = (int)lab_hosts_plan(&settings, zones, &records, &hosts)) != CLI_HOLDS) {
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
    if (!lab_stand_ins_announce(&settings, &hosts.made_up)) {
        result = (int)cli_finish(tool.name, MXTRAP_ERR_MEMORY);
        goto done;
    }
    result = lab_run(tool.name, &records, &hosts, command);
    result = lab_stand_ins_judge(&settings, &hosts.made_up, result);
done:
    free(own);
    lab_hosts_free(&hosts);
    lab_records_free(&records);
    mxtrap_zones_free(zones);
    return result;
}

/* Cuts the arguments at the first "--" and returns the command after it; NULL: there is no "--". */
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

static int run(const struct cli_given *given, char **command) {
    enum cli_exit result = cli_check_operands(&tool, given);

    settings.tool = &tool;
    settings.colour = given->colour;
    if (result == CLI_HOLDS && command != NULL && command[0] == NULL) {
        result = cli_usage(&tool, "no command is given after --");
    }
    if (result == CLI_HOLDS && !parse_overrides()) {
        result = cli_finish(tool.name, MXTRAP_ERR_MEMORY);
    }
    return result == CLI_HOLDS ? rehearse(given->operands, given->operand_count, command)
                               : (int)result;
}

int main(int argc, char **argv) {
    char **command = cut_command(&argc, argv);
    struct cli_given given;
    int result;

    if (cli_options_read(&tool, argc, argv, &given)) {
        result = run(&given, command);
    } else {
        result = (int)given.result;
    }
    for (size_t i = 0; i < settings.override_count; i++) {
        ldns_rdf_deep_free(settings.overrides[i].name);
    }
    free(settings.overrides);
    cli_options_free(&tool);
    return cli_streams_end(result);
}
