/* mxtrap-gen: specs in, zone fragments out, and nothing out when something is wrong. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <mxtrap/mxtrap.h>

#include "model/similar.h"
#include "model/text.h"
#include "options.h"
#include "output.h"
#include "verdict.h"
#include "zone_files.h"

enum { FORMAT, OUTPUT, ZONE, STRICT, QUIET, COLOUR, HELP, VERSION };

static const struct cli_option rows[] = {
    [FORMAT] = {'f', "format", "FORMAT", "what to write; default bind"},
    [OUTPUT] = {'o', "output", "FILE", "write to FILE; to DIR/db.ZONE where it is a folder"},
    [ZONE] = {'z', "zone", "ZONE", "only this zone; may be given again"},
    [STRICT] = {'\0', "strict", NULL, "treat warnings as errors"},
    [QUIET] = {'q', "quiet", NULL, "print errors only"},
    [COLOUR] = {'\0', "color", "WHEN", "auto (default), always or never"},
    [HELP] = {'h', "help", NULL, "print this help"},
    [VERSION] = {'V', "version", NULL, "print the version"},
};

static const struct cli_tool tool = {
    .name = "mxtrap-gen",
    .synopsis = "[OPTION]... SPEC...",
    .does =
        "Write the DNS records of the MX layouts that the specs describe (\"-\": standard input).",
    .options = rows,
    .option_count = sizeof rows / sizeof rows[0],
};

struct settings {
    const mxtrap_format *format;
    const char *output;
    const char **zones;
    size_t zone_count;
    bool strict, quiet;
    enum cli_colour colour;
};

static enum cli_exit choose_format(struct settings *settings, const char *name) {
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
        mx_text_format(&text, "  %-8s%s\n", mxtrap_format_name(format),
                       mxtrap_format_title(format));
    }
    const char *formats = mx_text_string_of(&text);
    enum cli_exit result =
        formats == NULL ? cli_finish(tool.name, MXTRAP_ERR_MEMORY) : cli_help(&tool, formats);
    mx_text_free(&text);
    return result;
}

/* CLI_HOLDS: go on. *DONE is set where --help or --version did all there was to do. */
static enum cli_exit read_options(struct cli_parser *parser, struct settings *settings,
                                  bool *done) {
    enum cli_exit result = CLI_HOLDS;
    int row;

    while (result == CLI_HOLDS && (row = cli_next(parser)) != CLI_OPERANDS) {
        switch (row) {
        case FORMAT:
            result = choose_format(settings, parser->argument);
            break;
        case OUTPUT:
            settings->output = parser->argument;
            break;
        case ZONE:
            settings->zones[settings->zone_count++] = parser->argument;
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

static bool is_folder(const char *path) {
    struct stat status;
    size_t length = strlen(path);

    return (length > 0 && path[length - 1] == '/') ||
           (stat(path, &status) == 0 && S_ISDIR(status.st_mode));
}

/* A spec must not be overwritten by what is made of it. */
static enum cli_exit check_operands(const struct settings *settings, char **specs, size_t count) {
    bool has_output = settings->output != NULL;
    struct stat output, spec;

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

static enum cli_exit choose_zones(const struct settings *settings, mxtrap_zones *zones) {
    char buffer[MXTRAP_NAME_TEXT_MAX];

    for (size_t i = 0; i < settings->zone_count; i++) {
        const char *name = settings->zones[i];
        enum mxtrap_status status = mxtrap_zones_choose(zones, name);
        if (status == MXTRAP_ERR_ARGUMENT) {
            const char *similar = mxtrap_zones_similar(zones, name, buffer);
            return similar != NULL ? cli_usage(&tool, "no zone %s; did you mean %s?", name, similar)
                                   : cli_usage(&tool, "no zone %s", name);
        }
        if (status != MXTRAP_OK) {
            return cli_finish(tool.name, status);
        }
    }
    return CLI_HOLDS;
}

static size_t chosen_count(const mxtrap_zones *zones) {
    size_t chosen = 0;

    for (size_t i = 0; i < mxtrap_zones_count(zones); i++) {
        chosen += mxtrap_zone_is_chosen(zones, mxtrap_zones_at(zones, i)) ? 1 : 0;
    }
    return chosen;
}

static enum cli_exit write_file(const struct settings *settings, const mxtrap_zones *zones) {
    struct cli_file file;
    enum cli_exit result = CLI_SYSTEM;
    enum mxtrap_status status = MXTRAP_ERR_OUTPUT;

    if (cli_file_open(&file, settings->output)) {
        status = mxtrap_write(zones, settings->format, cli_sink, &file.stream);
    }
    if (status == MXTRAP_ERR_MEMORY) {
        cli_complain(tool.name, mxtrap_strerror(status));
    } else if (status != MXTRAP_OK || !cli_file_close(&file) || !cli_file_commit(&file)) {
        cli_complain_write(tool.name, settings->output, file.stream.error);
    } else {
        result = CLI_HOLDS;
    }
    cli_file_discard(&file);
    return result;
}

static enum cli_exit write_zones(const struct settings *settings, const mxtrap_zones *zones) {
    if (settings->output != NULL && is_folder(settings->output)) {
        return cli_write_folder(tool.name, zones, settings->format, settings->output);
    }
    if (mxtrap_format_is_complete_zone(settings->format) && chosen_count(zones) > 1) {
        return cli_usage(&tool, "a file has one complete zone: choose it with --zone, or give "
                                "--output a folder");
    }
    if (settings->output != NULL) {
        return write_file(settings, zones);
    }
    return cli_finish(tool.name,
                      mxtrap_write(zones, settings->format, cli_sink, &cli_standard_output));
}

/* Reads every spec, to the last error of the last one. */
static enum cli_exit read_specs(char **specs, size_t count, mxtrap_zones *zones,
                                mxtrap_findings *findings) {
    for (size_t i = 0; i < count; i++) {
        enum mxtrap_status status = mxtrap_spec_read(zones, specs[i], findings);
        if (status != MXTRAP_OK && status != MXTRAP_ERR_INPUT) {
            return cli_finish(tool.name, status);
        }
    }
    return mxtrap_findings_input_errors(findings) > 0 ? CLI_USAGE : CLI_HOLDS;
}

static enum cli_exit run_rules(const struct settings *settings, const mxtrap_zones *zones,
                               mxtrap_findings *findings) {
    struct mxtrap_rules_options options = {.complete =
                                               mxtrap_format_is_complete_zone(settings->format)};
    enum mxtrap_status status = mxtrap_format_check(settings->format, zones, findings);

    if (status == MXTRAP_ERR_INPUT) {
        return CLI_USAGE;
    }
    if (status == MXTRAP_OK) {
        status = mxtrap_rules_run(zones, &options, findings);
    }
    if (status != MXTRAP_OK) {
        return cli_finish(tool.name, status);
    }
    return cli_verdict(findings, settings->strict);
}

static void print_findings(const struct settings *settings, const mxtrap_findings *findings) {
    struct mxtrap_report_options options =
        cli_report_options(settings->quiet, settings->strict, settings->colour, STDERR_FILENO);

    /* Standard error is where failures are told: where it fails, the exit status is left. */
    mxtrap_report_text(findings, &options, cli_sink, &cli_standard_error);
}

static enum cli_exit generate(const struct settings *settings, char **specs, size_t count) {
    mxtrap_zones *zones = NULL;
    mxtrap_findings *findings = NULL;
    enum cli_exit result;

    if (mxtrap_zones_new(&zones) != MXTRAP_OK || mxtrap_findings_new(&findings) != MXTRAP_OK) {
        result = cli_finish(tool.name, MXTRAP_ERR_MEMORY);
        goto done;
    }
    result = read_specs(specs, count, zones, findings);
    if (result == CLI_HOLDS) {
        result = choose_zones(settings, zones);
    }
    if (result == CLI_HOLDS) {
        result = run_rules(settings, zones, findings);
    }
    print_findings(settings, findings);
    if (result == CLI_HOLDS) {
        result = write_zones(settings, zones);
    }
done:
    mxtrap_findings_free(findings);
    mxtrap_zones_free(zones);
    return result;
}

int main(int argc, char **argv) {
    struct cli_parser parser = {.tool = &tool, .argc = argc, .argv = argv};
    struct settings settings = {.format = mxtrap_format_at(0)};
    bool done = false;
    enum cli_exit result;

    signal(SIGPIPE, SIG_IGN); /* a closed pipe is an error to report, not a death */
    settings.zones = calloc((size_t)argc, sizeof *settings.zones);
    if (settings.zones == NULL) {
        return (int)cli_finish(tool.name, MXTRAP_ERR_MEMORY);
    }
    result = read_options(&parser, &settings, &done);
    if (result == CLI_HOLDS && !done) {
        char **specs = argv + parser.operand;
        size_t count = (size_t)(argc - parser.operand);
        result = check_operands(&settings, specs, count);
        if (result == CLI_HOLDS) {
            result = generate(&settings, specs, count);
        }
    }
    free(settings.zones);
    return (int)result;
}
