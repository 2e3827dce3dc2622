/* mxtrap-gen: specs in, zone fragments out, and nothing out when something is wrong. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include <mxtrap/mxtrap.h>

#include "diff.h"
#include "generate.h"
#include "generate_options.h"
#include "model/text.h"
#include "options.h"
#include "output.h"

enum { FORMAT, OUTPUT, ZONE, FROM, DIFF, STEP, TSIG_KEY, STRICT, QUIET, COLOUR, HELP, VERSION };
enum { STEP_MOST = 99 };

static const struct cli_option rows[] = {
    [FORMAT] = {'f', "format", "FORMAT", "what to write; default bind"},
    [OUTPUT] = {'o', "output", "FILE",
                "write to FILE; a file a zone, db.ZONE, where it is a folder"},
    [ZONE] = {'z', "zone", "ZONE", "only this zone; may be given again"},
    [FROM] = {'\0', "from", "STATE", "with nsupdate: what DNS has; may be given again"},
    [DIFF] = {'\0', "diff", NULL, "the steps from OLD to NEW; -f text (default), json or nsupdate"},
    [STEP] = {'\0', "step", "N", "with --diff -f nsupdate: the script of step N"},
    [TSIG_KEY] = {'\0', "tsig-key", "FILE", "sign and verify transfers with this key"},
    [STRICT] = {'\0', "strict", NULL, "treat warnings as errors"},
    [QUIET] = {'q', "quiet", NULL, "print errors only"},
    [COLOUR] = {'\0', "color", "WHEN", "auto (default), always or never"},
    [HELP] = {'h', "help", NULL, "print this help"},
    [VERSION] = {'V', "version", NULL, "print the version"},
};

static const struct cli_tool tool = {
    .name = "mxtrap-gen",
    .synopsis = "[OPTION]... SPEC...\n       mxtrap-gen --diff [OPTION]... OLD NEW",
    .does = "Write what deploys the MX layouts that the specs describe (\"-\": standard input).",
    .options = rows,
    .option_count = sizeof rows / sizeof rows[0],
};

static enum cli_exit print_help(void) {
    struct mx_text text = {0};
    const mxtrap_format *format;

    mx_text_string(&text, "\nformats:\n");
    for (size_t i = 0; (format = mxtrap_format_at(i)) != NULL; i++) {
        mx_text_format(&text, "  %-12s%s\n", mxtrap_format_name(format),
                       mxtrap_format_title(format));
    }
    const char *formats = mx_text_string_of(&text);
    enum cli_exit result =
        formats == NULL ? cli_finish(tool.name, MXTRAP_ERR_MEMORY) : cli_help(&tool, formats);
    mx_text_free(&text);
    return result;
}

static enum cli_exit read_step(struct generation *settings, const char *argument) {
    settings->step = cli_number(argument, STEP_MOST);
    return settings->step > 0 ? CLI_HOLDS : cli_usage(&tool, "--step is 1 to %d", STEP_MOST);
}

/* CLI_HOLDS: go on. *DONE is set where --help or --version did all there was to do. */
static enum cli_exit read_options(struct cli_parser *parser, struct generation *settings,
                                  bool *done) {
    enum cli_exit result = CLI_HOLDS;
    int row;

    while (result == CLI_HOLDS && (row = cli_next(parser)) != CLI_OPERANDS) {
        switch (row) {
        case FORMAT:
            settings->format_name = parser->argument;
            break;
        case OUTPUT:
            settings->output = strcmp(parser->argument, "-") == 0 ? NULL : parser->argument;
            break;
        case ZONE:
            settings->zones[settings->zone_count++] = parser->argument;
            break;
        case FROM:
            settings->states[settings->state_count++] = parser->argument;
            break;
        case DIFF:
            settings->is_diff = true;
            break;
        case STEP:
            result = read_step(settings, parser->argument);
            break;
        case TSIG_KEY:
            settings->key_file = parser->argument;
            break;
        case STRICT:
            settings->strict = true;
            break;
        case QUIET:
            settings->quiet = true;
            break;
        case COLOUR:
            settings->colour = cli_colour_parse(parser->argument);
            if (settings->colour == CLI_COLOUR_WRONG) {
                result = cli_usage(&tool, "--color is auto, always or never");
            }
            break;
        case HELP:
        case VERSION:
            *done = true;
            return row == HELP ? print_help() : cli_version(&tool);
        default:
            return CLI_USAGE;
        }
    }
    return result;
}

int main(int argc, char **argv) {
    struct cli_parser parser = {.tool = &tool, .argc = argc, .argv = argv};
    struct generation settings = {.tool = &tool};
    bool done = false;
    enum cli_exit result;

    signal(SIGPIPE, SIG_IGN); /* a closed pipe is an error to report, not a death */
    settings.zones = calloc((size_t)argc, sizeof *settings.zones);
    settings.states = calloc((size_t)argc, sizeof *settings.states);
    if (settings.zones == NULL || settings.states == NULL) {
        free(settings.zones);
        free(settings.states);
        return (int)cli_finish(tool.name, MXTRAP_ERR_MEMORY);
    }
    result = read_options(&parser, &settings, &done);
    if (result == CLI_HOLDS && !done) {
        char **specs = argv + parser.operand;
        size_t count = (size_t)(argc - parser.operand);
        result = cli_generate_settle(&settings, specs, count);
        if (result == CLI_HOLDS) {
            result = settings.is_diff ? cli_diff(&settings, specs)
                                      : cli_generate(&settings, specs, count);
        }
    }
    free(settings.states);
    free(settings.zones);
    return (int)result;
}
