/* mxtrap-lint: zone files and specs in, what is wrong with their MX layouts out. */
#include <mxtrap/mxtrap.h>

#include "lint.h"
#include "rule_pages.h"
#include "tool/common.h"
#include "tool/inputs.h"
#include "tool/options.h"
#include "tool/transfers.h"

static struct cli_lint settings = {.zone = MXTRAP_ZONE_FILE_OPTIONS_INIT};
static size_t format, severity;

static const struct cli_option rows[] = {
    {.letter = 'f',
     .name = "format",
     .argument = "FORMAT",
     .help = "print this format",
     .words = &cli_findings_formats,
     .index = &format},
    CLI_ZONE_FILE_ROWS(settings, "compare the zones with this spec"),
    {.name = "mta-sts",
     .argument = "FILE",
     .help = "compare this MTA-STS policy with the MX sets",
     .kind = CLI_INPUT,
     .text = &settings.mta_sts},
    {.name = "ignore",
     .argument = "RULE",
     .help = "omit the findings of this rule",
     .words = &cli_rules,
     .list = &settings.ignored},
    {.name = "severity",
     .argument = "LEVEL",
     .help = "report nothing below it",
     .words = &cli_severities,
     .index = &severity},
    {.name = "strict", .help = "treat warnings as errors", .flag = &settings.strict},
    {.name = "axfr",
     .argument = "ZONE@SERVER",
     .help = "transfer ZONE; SERVER may end in @PORT",
     .list = &settings.axfr},
    {.name = "tsig-key",
     .argument = "FILE",
     .help = "sign and verify transfers with this key",
     .kind = CLI_INPUT,
     .text = &settings.transfers.key_file},
    {.name = "timeout",
     .argument = "S",
     .help = "wait S seconds for a server (10)",
     .number = &settings.transfers.timeout,
     .most = MXTRAP_AXFR_SECONDS_MAX},
    {.name = "deadline",
     .argument = "S",
     .help = "allow S seconds for a transfer (600)",
     .number = &settings.transfers.deadline,
     .most = MXTRAP_AXFR_SECONDS_MAX},
    {.name = "list-rules", .help = "print the rules", .take = cli_list_rules, .ends = true},
    {.name = "explain",
     .argument = "RULE",
     .help = "print the reason for a rule, and the fix",
     .words = &cli_rules,
     .take = cli_explain,
     .ends = true},
    {.letter = 'q', .name = "quiet", .help = "print errors only", .flag = &settings.quiet},
};

static const struct cli_tool tool = {
    .name = "mxtrap-lint",
    .synopsis = "[OPTION]... [FILE]...",
    .does = "Find errors in the MX layouts of zone files and specs (.yaml, .yml).",
    .options = rows,
    .option_count = sizeof rows / sizeof rows[0],
    .common = cli_common,
    .common_count = CLI_COMMON_COUNT,
    .operand = "file",
    .operand_kind = CLI_INPUT,
};

static enum cli_exit lint(const struct cli_given *given) {
    enum cli_exit result = CLI_HOLDS;

    for (size_t i = 0; i < settings.axfr.count && result == CLI_HOLDS; i++) {
        result = cli_transfers_add(&tool, settings.axfr.items[i], &settings.transfers);
    }
    result = result == CLI_HOLDS ? cli_transfers_check(&tool, &settings.transfers) : result;
    settings.format = mxtrap_format_at(MXTRAP_FORMAT_FINDINGS, format);
    settings.at_least = (enum mxtrap_severity)severity;
    settings.colour = given->colour;
    if (result == CLI_HOLDS) {
        result = settings.transfers.count > 0 ? cli_check_inputs(&tool, given)
                                              : cli_check_operands(&tool, given);
    }
    return result == CLI_HOLDS ? cli_lint(&tool, &settings, given->operands, given->operand_count)
                               : result;
}

int main(int argc, char **argv) {
    struct cli_given given;

    if (cli_options_read(&tool, argc, argv, &given)) {
        given.result = lint(&given);
    }
    cli_transfers_free(&settings.transfers);
    cli_options_free(&tool);
    return (int)given.result;
}
