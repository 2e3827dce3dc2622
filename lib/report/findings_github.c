/* Findings as annotations of a GitHub workflow, at their lines if they have any. */
#include "report/escape.h"
#include "report/findings_writer.h"

void mx_report_github(struct mx_text *text, const mxtrap_findings *findings,
                      const struct mxtrap_findings_writer_options *options) {
    static const char *const commands[] = {"notice", "warning", "error"};

    for (size_t i = 0; i < mxtrap_findings_count(findings); i++) {
        if (mx_report_skips(findings, i, options)) {
            continue;
        }
        const mxtrap_finding *finding = mxtrap_findings_at(findings, i);
        const char *file = mxtrap_finding_file(finding);
        mx_text_format(text, "::%s ", commands[mxtrap_finding_severity(finding)]);
        if (file != NULL) {
            mx_text_string(text, "file=");
            mx_escape_github(text, file, true);
            mx_text_format(text, ",line=%u,col=%u,", mxtrap_finding_line(finding),
                           mxtrap_finding_column(finding));
        }
        mx_text_string(text, "title=");
        mx_escape_github(text, mxtrap_finding_rule(finding), true);
        mx_text_string(text, "::");
        mx_escape_github(text, mxtrap_finding_message(finding), false);
        mx_text_char(text, '\n');
    }
}
