/* mxtrap-lint: reports faults of MX layouts in zone files and specs. cli/lint: options here, the
 * run in lint.c. */

#include "base/jobs.h"
#include "lint.h"
#include "tool/common.h"
#include "tool/help.h"
#include "tool/inputs.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

static struct cli_lint settings = {.zone = MXTRAP_ZONE_FILE_OPTIONS_INIT};
static size_t format, severity;

static const struct cli_option rows[] = {
    CLI_WORD('f', "format", "FORMAT", "print this format", cli_findings_formats, format),
    CLI_ZONE_FILE_ROWS(settings, "compare the zones with this spec"),
    CLI_TEXT(0, "mta-sts", "FILE", "compare this MTA-STS policy with the MX sets", CLI_INPUT,
             settings.mta_sts),
    {.name = "ignore",
     .argument = "RULE",
     .help = "omit the findings of this rule",
     .words = &cli_rules,
     .list = &settings.ignored},
    CLI_WORD(0, "severity", "LEVEL", "report nothing below it", cli_severities, severity),
    CLI_TEXT(0, "baseline", "FILE", "leave out the findings that FILE has", CLI_FILE,
             settings.baseline),
    CLI_FLAG(0, "write-baseline", "write the findings to the baseline", settings.write_baseline,
             .needs = "baseline"),
    CLI_FLAG(0, "no-config", "do not read .mxtrap.yaml", settings.no_config),
    CLI_FLAG(0, "strict", "treat warnings as errors", settings.strict),
    CLI_FLAG(0, "journal", "apply BIND's journal beside a zone file", settings.journal),
    {'j', "jobs", "N", "read N files at once (1)", .number = &settings.jobs, .max = MX_JOBS_MAX},
    CLI_LIST(0, "axfr", "ZONE@SERVER", "transfer ZONE; SERVER may end in @PORT", CLI_ANYTHING,
             settings.axfr),
    CLI_TEXT(0, "tsig-key", "FILE", "sign and verify transfers with this key", CLI_INPUT,
             settings.transfers.key_file),
    CLI_NUMBER("timeout", "S", "wait S seconds for a server (10)", settings.transfers.timeout,
               MXTRAP_AXFR_SECONDS_MAX),
    CLI_NUMBER("deadline", "S", "allow S seconds for a transfer or a journal (600)",
               settings.transfers.deadline, MXTRAP_AXFR_SECONDS_MAX),
    {.name = "list-rules", .help = "print the rules", .call = cli_list_rules, .ends = true},
    CLI_FLAG('q', "quiet", "print errors only", settings.quiet),
};

static const struct cli_tool tool = {
    .name = "mxtrap-lint",
    .synopsis = "[OPTION]... [FILE]...",
    .does = "Find errors in the MX layouts of zone files and specs (.yaml, .yml).",
    CLI_ROWS(rows),
    .operand = "file",
    .operand_kind = CLI_INPUT,
    .statuses =
        "0 no errors found, 1 errors found, 2 usage or bad input,\n             4 system failure",
};

/* Tables that the reader frees are used again, by findings or for the next file: the kernel would
 * have to clear the same memory twice. The findings of one file are those of other threads. */
static void keep_memory(void) {
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, 32 << 20);
    mallopt(M_TRIM_THRESHOLD, 64 << 20);
    if (settings.jobs < 2) {
        mallopt(M_ARENA_MAX, 1);
    }
#endif
}

static enum cli_exit lint(const struct cli_given *given) {
    enum cli_exit result = CLI_HOLDS;

    keep_memory();
    for (size_t i = 0; i < settings.axfr.count && result == CLI_HOLDS; i++) {
        result = cli_transfers_add(&tool, settings.axfr.items[i], &settings.transfers);
    }
    if (result == CLI_HOLDS) {
        result = cli_transfers_check(&tool, &settings.transfers, settings.journal);
    }
    if (result == CLI_HOLDS && settings.journal &&
        (settings.zone.no_include || settings.zone.include_root != NULL)) {
        result = cli_usage(&tool, "--journal lets BIND follow $INCLUDE: it excludes --no-include "
                                  "and --include-root");
    }
    settings.format = mxtrap_format_at(MXTRAP_FORMAT_FINDINGS, format);
    settings.at_least = (enum mxtrap_severity)severity;
    settings.colour = given->colour;
    if (result == CLI_HOLDS) {
        result = settings.transfers.count > 0 ? cli_check_inputs(&tool, given)
                                              : cli_check_operands(&tool, given);
    }
    if (result == CLI_HOLDS) {
        result = cli_lint(&tool, &settings, given->operands, given->operand_count);
    }
    cli_transfers_free(&settings.transfers);
    return result;
}

int main(int argc, char **argv) {
    return cli_run(&tool, argc, argv, lint);
}
