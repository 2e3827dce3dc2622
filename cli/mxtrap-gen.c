/* mxtrap-gen: specs in, zone fragments out, and nothing out when something is wrong. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <mxtrap/mxtrap.h>

#include "generate.h"
#include "model/similar.h"
#include "model/text.h"
#include "options.h"
#include "output.h"

enum { FORMAT, OUTPUT, ZONE, FROM, TSIG_KEY, STRICT, QUIET, COLOUR, HELP, VERSION };

static const struct cli_option rows[] = {
    [FORMAT] = {'f', "format", "FORMAT", "what to write; default bind"},
    [OUTPUT] = {'o', "output", "FILE",
                "write to FILE; a file a zone, db.ZONE, where it is a folder"},
    [ZONE] = {'z', "zone", "ZONE", "only this zone; may be given again"},
    [FROM] = {'\0', "from", "STATE", "with nsupdate: what DNS has; may be given again"},
    [TSIG_KEY] = {'\0', "tsig-key", "FILE", "sign and verify transfers with this key"},
    [STRICT] = {'\0', "strict", NULL, "treat warnings as errors"},
    [QUIET] = {'q', "quiet", NULL, "print errors only"},
    [COLOUR] = {'\0', "color", "WHEN", "auto (default), always or never"},
    [HELP] = {'h', "help", NULL, "print this help"},
    [VERSION] = {'V', "version", NULL, "print the version"},
};

static const struct cli_tool tool = {
    .name = "mxtrap-gen",
    .synopsis = "[OPTION]... SPEC...",
    .does = "Write what deploys the MX layouts that the specs describe (\"-\": standard input).",
    .options = rows,
    .option_count = sizeof rows / sizeof rows[0],
};

static enum cli_exit choose_format(struct generation *settings, const char *name) {
    struct mx_similar similar = {.word = name, .length = strlen(name)};
    const mxtrap_format *format;

    settings->format = mxtrap_format_by_name(name);
    if (settings->format != NULL) {
        return CLI_HOLDS;
    }
    for (size_t i = 0; (format = mxtrap_format_at(i)) != NULL; i++) {
        mx_similar_try(&similar, mxtrap_format_name(format));
    }
    return similar.best != NULL
               ? cli_usage(&tool, "no format \"%s\"; did you mean \"%s\"?", name, similar.best)
               : cli_usage(&tool, "no format \"%s\"", name);
}

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

/* CLI_HOLDS: go on. *DONE is set where --help or --version did all there was to do. */
static enum cli_exit read_options(struct cli_parser *parser, struct generation *settings,
                                  bool *done) {
    enum cli_exit result = CLI_HOLDS;
    int row;

    while (result == CLI_HOLDS && (row = cli_next(parser)) != CLI_OPERANDS) {
        switch (row) {
        case FORMAT:
            result = choose_format(settings, parser->argument);
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

/* A spec must not be overwritten by what is made of it. */
static enum cli_exit check_operands(const struct generation *settings, char **specs, size_t count) {
    bool has_output = settings->output != NULL;
    struct stat output, spec;

    if (settings->state_count > 0 &&
        strcmp(mxtrap_format_name(settings->format), "nsupdate") != 0) {
        return cli_usage(&tool, "--from needs --format=nsupdate");
    }
    if (settings->key_file != NULL && settings->state_count == 0) {
        return cli_usage(&tool, "--tsig-key needs --from");
    }

    if (has_output && settings->output[0] == '\0') {
        return cli_usage(&tool, "--output needs a name");
    }
    has_output = has_output && stat(settings->output, &output) == 0 && S_ISREG(output.st_mode);
    for (size_t i = 0; has_output && i < count; i++) {
        if (stat(specs[i], &spec) == 0 && spec.st_dev == output.st_dev &&
            spec.st_ino == output.st_ino) {
            return cli_usage(&tool, "%s is a spec and the output", specs[i]);
        }
    }
    return cli_check_operands(&tool, (const char *const *)specs, count, "spec");
}

int main(int argc, char **argv) {
    struct cli_parser parser = {.tool = &tool, .argc = argc, .argv = argv};
    struct generation settings = {.tool = &tool, .format = mxtrap_format_at(0)};
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
        result = check_operands(&settings, specs, count);
        if (result == CLI_HOLDS) {
            result = cli_generate(&settings, specs, count);
        }
    }
    free(settings.states);
    free(settings.zones);
    return (int)result;
}
