/* mxtrap-lint: zone files and specs in, what is wrong with their MX layouts out. */
#include <signal.h>
#include <stdlib.h>

#include <mxtrap/mxtrap.h>

#include "lint.h"
#include "options.h"
#include "output.h"
#include "rule_pages.h"
#include "transfers.h"

enum {
    FORMAT,
    ORIGIN,
    SPEC,
    DUMMY,
    MTA_STS,
    STRICT,
    NO_INCLUDE,
    INCLUDE_ROOT,
    AXFR,
    TSIG_KEY,
    TIMEOUT,
    DEADLINE,
    LIST_RULES,
    EXPLAIN,
    QUIET,
    COLOUR,
    HELP,
    VERSION
};

static const struct cli_option rows[] = {
    [FORMAT] = {'f', "format", "FORMAT", "text (default), json, sarif, junit or github"},
    [ORIGIN] = {'\0', "origin", "ZONE", "the zone of a file that has no SOA"},
    [SPEC] = {'\0', "spec", "SPEC", "what the zones are meant to be; may be given again"},
    [DUMMY] = {'\0', "dummy", "HOST", "this host is a dummy, others are real; may be given again"},
    [MTA_STS] = {'\0', "mta-sts", "FILE", "compare this MTA-STS policy with the zones' MX sets"},
    [STRICT] = {'\0', "strict", NULL, "treat warnings as errors"},
    [NO_INCLUDE] = {'\0', "no-include", NULL, "$INCLUDE is an error"},
    [INCLUDE_ROOT] = {'\0', "include-root", "DIR", "$INCLUDE may not leave DIR"},
    [AXFR] = {'\0', "axfr", "ZONE@SERVER", "transfer ZONE, from [@PORT]; may be given again"},
    [TSIG_KEY] = {'\0', "tsig-key", "FILE", "sign and verify transfers with this key"},
    [TIMEOUT] = {'\0', "timeout", "S", "seconds to wait for a server; default 10"},
    [DEADLINE] = {'\0', "deadline", "S", "seconds that a transfer may take; default 600"},
    [LIST_RULES] = {'\0', "list-rules", NULL, "print the rules"},
    [EXPLAIN] = {'\0', "explain", "RULE", "print what a rule is for, and how to mend it"},
    [QUIET] = {'q', "quiet", NULL, "print errors only"},
    [COLOUR] = {'\0', "color", "WHEN", "auto (default), always or never"},
    [HELP] = {'h', "help", NULL, "print this help"},
    [VERSION] = {'V', "version", NULL, "print the version"},
};

static const struct cli_tool tool = {
    .name = "mxtrap-lint",
    .synopsis = "[OPTION]... [FILE]...",
    .does = "Find what is wrong with the MX layouts of zone files, and of specs (.yaml, .yml).",
    .options = rows,
    .option_count = sizeof rows / sizeof rows[0],
};

static enum cli_exit choose_format(struct cli_lint *settings, const char *name) {
    const char *similar = mxtrap_report_format_similar(name);

    settings->format = mxtrap_report_format_find(name);
    if (settings->format != NULL) {
        return CLI_HOLDS;
    }
    return similar != NULL
               ? cli_usage(&tool, "no format \"%s\": did you mean \"%s\"?", name, similar)
               : cli_usage(&tool, "no format \"%s\"", name);
}

/* One option; *DONE is set where it did all there was to do. */
static enum cli_exit take_option(int row, const char *argument, struct cli_lint *settings,
                                 bool *done) {
    switch (row) {
    case FORMAT:
        return choose_format(settings, argument);
    case ORIGIN:
        settings->zone.origin = argument;
        return CLI_HOLDS;
    case SPEC:
        settings->specs[settings->spec_count++] = argument;
        return CLI_HOLDS;
    case DUMMY:
        settings->dummies[settings->zone.dummy_count++] = argument;
        return CLI_HOLDS;
    case MTA_STS:
        settings->mta_sts = argument;
        return CLI_HOLDS;
    case STRICT:
        settings->strict = true;
        return CLI_HOLDS;
    case NO_INCLUDE:
        settings->zone.no_include = 1;
        return CLI_HOLDS;
    case INCLUDE_ROOT:
        settings->zone.include_root = argument;
        return CLI_HOLDS;
    case AXFR:
        return cli_transfers_add(&tool, argument, &settings->transfers);
    case TSIG_KEY:
        settings->transfers.key_file = argument;
        return CLI_HOLDS;
    case TIMEOUT:
        return cli_transfers_seconds(&tool, "--timeout", argument, &settings->transfers.timeout);
    case DEADLINE:
        return cli_transfers_seconds(&tool, "--deadline", argument, &settings->transfers.deadline);
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
    return row == LIST_RULES ? cli_list_rules(&tool)
           : row == EXPLAIN  ? cli_explain(&tool, argument)
           : row == HELP     ? cli_help(&tool, "")
           : row == VERSION  ? cli_version(&tool)
                             : CLI_USAGE;
}

int main(int argc, char **argv) {
    struct cli_parser parser = {.tool = &tool, .argc = argc, .argv = argv};
    struct cli_lint settings = {.dummies = calloc((size_t)argc, sizeof(const char *)),
                                .specs = calloc((size_t)argc, sizeof(const char *))};
    enum cli_exit result = CLI_HOLDS;
    bool done = false;
    int row;

    settings.zone.seen = calloc((size_t)argc, sizeof *settings.zone.seen);
    signal(SIGPIPE, SIG_IGN); /* a closed pipe is an error to report, not a death */
    if (settings.dummies == NULL || settings.specs == NULL || settings.zone.seen == NULL) {
        result = cli_finish(tool.name, MXTRAP_ERR_MEMORY);
    }
    settings.zone.dummies = settings.dummies;
    while (!done && result == CLI_HOLDS && (row = cli_next(&parser)) != CLI_OPERANDS) {
        result = take_option(row, parser.argument, &settings, &done);
    }
    if (result == CLI_HOLDS && !done) {
        const char *const *files = (const char *const *)argv + parser.operand;
        size_t count = (size_t)(argc - parser.operand);
        result = cli_transfers_check(&tool, &settings.transfers);
        if (result == CLI_HOLDS && (count > 0 || settings.transfers.count == 0)) {
            result = cli_check_operands(&tool, files, count, "file");
        }
        result = result == CLI_HOLDS ? cli_lint(&tool, &settings, files, count) : result;
    }
    cli_transfers_free(&settings.transfers);
    free(settings.dummies);
    free(settings.specs);
    free(settings.zone.seen);
    return (int)result;
}
