/* Findings for people, in the manner of compilers: FILE:LINE:COL: severity: message [rule-id]. */
#include <mxtrap/report.h>

#include <string.h>

#include "model/findings.h"
#include "model/text.h"

static const char *colour_of(enum mxtrap_severity severity) {
    switch (severity) {
    case MXTRAP_NOTE:
        return "\033[1;36m";
    case MXTRAP_WARNING:
        return "\033[1;35m";
    case MXTRAP_ERROR:
        return "\033[1;31m";
    }
    return "";
}

static void write_place(struct mx_text *text, const mxtrap_finding *finding) {
    const char *file = mxtrap_finding_file(finding);

    if (file == NULL) {
        mx_text_string(text, "mxtrap: ");
        return;
    }
    mx_text_escaped(text, file, strlen(file));
    mx_text_format(text, ":%u:%u: ", mxtrap_finding_line(finding), mxtrap_finding_column(finding));
}

static void write_finding(struct mx_text *text, const mxtrap_finding *finding, int colour) {
    enum mxtrap_severity severity = mxtrap_finding_severity(finding);

    mx_text_string(text, colour ? "\033[1m" : "");
    write_place(text, finding);
    mx_text_string(text, colour ? colour_of(severity) : "");
    mx_text_string(text, mxtrap_severity_name(severity));
    mx_text_string(text, colour ? ":\033[0m " : ": ");
    mx_text_string(text, mxtrap_finding_message(finding));
    mx_text_string(text, " [");
    mx_text_string(text, mxtrap_finding_rule(finding));
    mx_text_string(text, "]\n");
}

enum mxtrap_status mxtrap_report_text(const mxtrap_findings *findings,
                                      const struct mxtrap_report_options *options,
                                      mxtrap_sink *sink, void *context) {
    struct mx_text text = MX_TEXT_INTO(sink, context);
    size_t count = mxtrap_findings_count(findings), reported = 0;

    for (int severity = MXTRAP_NOTE; severity <= MXTRAP_ERROR; severity++) {
        reported += mxtrap_findings_severity_count(findings, (enum mxtrap_severity)severity);
    }
    for (size_t i = 0; i < count; i++) {
        const mxtrap_finding *finding = mxtrap_findings_at(findings, i);
        if (mxtrap_finding_severity(finding) >= options->at_least) {
            write_finding(&text, finding, options->colour);
        }
    }
    if (reported > count) {
        mx_text_format(&text, "mxtrap: %zu more findings, of which only the number was kept\n",
                       reported - count);
    }
    enum mxtrap_status status = mx_text_finish(&text);
    mx_text_free(&text);
    return status;
}
