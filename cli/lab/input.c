/* Reads the specs. A layout that breaks a rule can be rehearsed, to see its effect. A name that may
 * be relative or absolute cannot: the lab would make up the host. */
#include "lab.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <mxtrap/mxtrap.h>

#include "tool/output.h"
#include "tool/verdict.h"

/* Replaces standard input by a copy in memory, which can be read twice. */
static enum cli_exit keep_input(const char *tool) {
    char chunk[65536];
    struct cli_stream copy = {.fd = memfd_create("spec", MFD_CLOEXEC)};
    ssize_t got = copy.fd < 0 ? -1 : 1;

    while (got > 0) {
        got = read(STDIN_FILENO, chunk, sizeof chunk);
        if (got < 0 && errno == EINTR) {
            got = 1;
        } else if (got > 0 && cli_sink(&copy, chunk, (size_t)got) != 0) {
            got = -1;
        }
    }
    if (got < 0 || dup2(copy.fd, STDIN_FILENO) < 0 || lseek(STDIN_FILENO, 0, SEEK_SET) != 0) {
        return cli_complain_of(tool, "cannot keep standard input: %s", strerror(errno));
    }
    close(copy.fd);
    return CLI_HOLDS;
}

static enum cli_exit read_all(const struct lab_settings *settings, const char *const *specs,
                              size_t count, mxtrap_zones *zones, mxtrap_findings *findings) {
    const char *tool = settings->tool->name;

    for (size_t i = 0; i < count; i++) {
        bool is_input = strcmp(specs[i], "-") == 0;
        if (is_input && keep_input(tool) != CLI_HOLDS) {
            return CLI_SYSTEM;
        }
        enum mxtrap_status status = mxtrap_spec_read(zones, specs[i], findings);
        if (status != MXTRAP_OK && status != MXTRAP_ERR_INPUT) {
            return cli_finish(tool, status);
        }
        if (is_input) {
            lseek(STDIN_FILENO, 0, SEEK_SET);
        }
    }
    return cli_verdict(findings, false);
}

enum cli_exit lab_read_specs(const struct lab_settings *settings, const char *const *specs,
                             size_t count, mxtrap_zones *zones) {
    struct mxtrap_findings_writer_options options =
        cli_report_options(settings->quiet, false, settings->colour, STDERR_FILENO);
    mxtrap_findings *findings = NULL;

    if (mxtrap_findings_new(&findings) != MXTRAP_OK) {
        return cli_finish(settings->tool->name, MXTRAP_ERR_MEMORY);
    }
    enum cli_exit result = read_all(settings, specs, count, zones, findings);
    if (result == CLI_HOLDS && !settings->quiet) {
        result = cli_finish(settings->tool->name, mxtrap_rules_run(zones, NULL, findings));
    }
    cli_report(findings, options, specs, count, NULL);
    mxtrap_findings_free(findings);
    return result;
}
