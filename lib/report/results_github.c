/* A check's results as annotations of a GitHub workflow's run. */
#include "report/escape.h"
#include "report/results.h"

static void write_annotation(struct mx_text *text, const char *command, const char *title,
                             const char *message) {
    mx_text_format(text, "::%s title=", command);
    mx_escape_github(text, title, true);
    mx_text_string(text, "::");
    mx_escape_github(text, message, false);
    mx_text_char(text, '\n');
}

void mx_results_github_domain(struct mxtrap_results_writer *writer,
                              const struct mxtrap_result *result) {
    static const char *const commands[] = {"notice", "warning", "error"};
    struct mx_text *text = &writer->text;

    for (size_t i = 0; i < mxtrap_findings_count(result->findings); i++) {
        const mxtrap_finding *finding = mxtrap_findings_at(result->findings, i);
        write_annotation(text, commands[mxtrap_finding_severity(finding)],
                         mxtrap_finding_rule(finding), mxtrap_finding_message(finding));
    }
    mx_text_string(text, result->verdict == MXTRAP_PASS   ? "::notice title="
                         : result->verdict == MXTRAP_FAIL ? "::error title="
                                                          : "::warning title=");
    mx_escape_github(text, result->domain, true);
    mx_text_string(text, "::mxtrap-check: ");
    mx_text_string(text, mxtrap_verdict_name(result->verdict));
    mx_text_char(text, '\n');
}
