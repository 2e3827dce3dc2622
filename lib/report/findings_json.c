/* Findings as JSON (mxtrap.lint/1), a line each. */
#include "base/json_text.h"
#include "report/finding_as_json.h"
#include "report/findings_writer.h"

void mx_report_json(struct mx_text *text, const mxtrap_findings *findings,
                    const struct mxtrap_findings_writer_options *options) {
    size_t count = mxtrap_findings_count(findings), written = 0;

    mx_text_string(text, "{\"schema\": \"mxtrap.lint/1\", \"files\": [");
    for (size_t i = 0; i < options->file_count; i++) {
        mx_text_string(text, i > 0 ? ", " : "");
        mx_json_write(text, mx_path_json(options->files[i]));
    }
    mx_text_string(text, "], \"findings\": [");
    for (size_t i = 0; i < count; i++) {
        if (!mx_report_skips(findings, i, options)) {
            mx_json_write_item(text, written++ == 0,
                               mx_finding_json(mxtrap_findings_at(findings, i)));
        }
    }
    mx_text_string(text, written > 0 ? "\n], \"summary\": {" : "], \"summary\": {");
    for (int at = MXTRAP_ERROR; at >= MXTRAP_NOTE; at--) {
        enum mxtrap_severity severity = (enum mxtrap_severity)at;
        bool is_left_out = mx_report_drops(severity, options);
        mx_text_format(text, "\"%s\": %zu%s", mxtrap_severity_name(severity),
                       is_left_out ? 0 : mxtrap_findings_severity_count(findings, severity),
                       at > MXTRAP_NOTE ? ", " : "");
    }
    if (options->has_baseline) {
        mx_text_format(text, ", \"baseline\": %zu", options->known);
    }
    mx_text_string(text, "}}\n");
}
