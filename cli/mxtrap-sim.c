/* mxtrap-sim: specs and zone files in, who reaches which host of their MX layouts out. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include <mxtrap/mxtrap.h>

#include "model/similar.h"
#include "options.h"
#include "output.h"
#include "simulate.h"

enum {
    FORMAT,
    FAMILY,
    ORIGIN,
    SPEC,
    DUMMY,
    NO_INCLUDE,
    INCLUDE_ROOT,
    QUIET,
    COLOUR,
    HELP,
    VERSION
};

static const struct cli_option rows[] = {
    [FORMAT] = {'f', "format", "FORMAT", "text (default), json or svg"},
    [FAMILY] = {'\0', "family", "FAMILY", "of the senders: worst (default), ipv4, ipv6 or dual"},
    [ORIGIN] = {'\0', "origin", "ZONE", "the zone of a file that has no SOA"},
    [SPEC] = {'\0', "spec", "SPEC", "roles and senders for zone files; may be given again"},
    [DUMMY] = {'\0', "dummy", "HOST", "this host is a dummy, others are real; may be given again"},
    [NO_INCLUDE] = {'\0', "no-include", NULL, "$INCLUDE is an error"},
    [INCLUDE_ROOT] = {'\0', "include-root", "DIR", "$INCLUDE may not leave DIR"},
    [QUIET] = {'q', "quiet", NULL, "print no tables"},
    [COLOUR] = {'\0', "color", "WHEN", "auto (default), always or never"},
    [HELP] = {'h', "help", NULL, "print this help"},
    [VERSION] = {'V', "version", NULL, "print the version"},
};

static const struct cli_tool tool = {
    .name = "mxtrap-sim",
    .synopsis = "[OPTION]... FILE...",
    .does =
        "Simulate who reaches what in the MX layouts of zone files, and of specs (.yaml, .yml).",
    .options = rows,
    .option_count = sizeof rows / sizeof rows[0],
};

static enum cli_exit choose_format(struct cli_simulation *settings, const char *name) {
    const char *similar = mxtrap_simulations_format_similar(name);

    settings->format = mxtrap_simulations_format_find(name);
    if (settings->format != NULL) {
        return CLI_HOLDS;
    }
    return similar != NULL
               ? cli_usage(&tool, "no format \"%s\"; did you mean \"%s\"?", name, similar)
               : cli_usage(&tool, "no format \"%s\"", name);
}

static enum cli_exit choose_family(struct cli_simulation *settings, const char *name) {
    struct mx_similar similar = {.word = name, .length = strlen(name)};

    for (int i = MXTRAP_FAMILY_WORST; i <= MXTRAP_FAMILY_DUAL; i++) {
        const char *family = mxtrap_family_name((enum mxtrap_family)i);
        if (strcmp(family, name) == 0) {
            settings->family = (enum mxtrap_family)i;
            return CLI_HOLDS;
        }
        mx_similar_try(&similar, family);
    }
    return similar.best != NULL
               ? cli_usage(&tool, "no family \"%s\"; did you mean \"%s\"?", name, similar.best)
               : cli_usage(&tool, "no family \"%s\"", name);
}

/* One option; *DONE is set where it did all there was to do. */
static enum cli_exit take_option(int row, const char *argument, struct cli_simulation *settings,
                                 bool *done) {
    switch (row) {
    case FORMAT:
        return choose_format(settings, argument);
    case FAMILY:
        return choose_family(settings, argument);
    case ORIGIN:
        settings->zone.origin = argument;
        return CLI_HOLDS;
    case SPEC:
        settings->specs[settings->spec_count++] = argument;
        return CLI_HOLDS;
    case DUMMY:
        settings->dummies[settings->zone.dummy_count++] = argument;
        return CLI_HOLDS;
    case NO_INCLUDE:
        settings->zone.no_include = 1;
        return CLI_HOLDS;
    case INCLUDE_ROOT:
        settings->zone.include_root = argument;
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
    return row == HELP ? cli_help(&tool, "") : row == VERSION ? cli_version(&tool) : CLI_USAGE;
}

int main(int argc, char **argv) {
    struct cli_parser parser = {.tool = &tool, .argc = argc, .argv = argv};
    struct cli_simulation settings = {.tool = &tool,
                                      .format = mxtrap_simulations_format_at(0),
                                      .dummies = calloc((size_t)argc, sizeof(const char *)),
                                      .specs = calloc((size_t)argc, sizeof(const char *))};
    enum cli_exit result = CLI_HOLDS;
    bool done = false;
    int row;

    signal(SIGPIPE, SIG_IGN); /* a closed pipe is an error to report, not a death */
    if (settings.dummies == NULL || settings.specs == NULL) {
        result = cli_finish(tool.name, MXTRAP_ERR_MEMORY);
    }
    settings.zone.dummies = settings.dummies;
    while (!done && result == CLI_HOLDS && (row = cli_next(&parser)) != CLI_OPERANDS) {
        result = take_option(row, parser.argument, &settings, &done);
    }
    if (result == CLI_HOLDS && !done) {
        const char *const *files = (const char *const *)argv + parser.operand;
        size_t count = (size_t)(argc - parser.operand);
        result = cli_check_operands(&tool, files, count, "file");
        result = result == CLI_HOLDS ? cli_simulate(&settings, files, count) : result;
    }
    free(settings.dummies);
    free(settings.specs);
    return (int)result;
}
