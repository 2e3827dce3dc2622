/* Findings as JUnit XML: a suite a file, a case a finding; a file without findings is a case that
 * passes. Warnings are failures where they are asked to be, else they pass with words. */
#include <string.h>

#include "report/escape.h"
#include "report/report.h"

static bool is_failure(const mxtrap_finding *finding, const struct mxtrap_report_options *options) {
    enum mxtrap_severity severity = mxtrap_finding_severity(finding);

    return severity == MXTRAP_ERROR || (severity == MXTRAP_WARNING && options->strict);
}

static bool is_in(const mxtrap_finding *finding, const char *file) {
    const char *in = mxtrap_finding_file(finding);

    return in != NULL && file != NULL && strcmp(in, file) == 0;
}

static void write_case(struct mx_text *text, const mxtrap_finding *finding,
                       const struct mxtrap_report_options *options) {
    bool fails = is_failure(finding, options);
    const char *file = mxtrap_finding_file(finding);

    mx_text_string(text, "    <testcase classname=\"");
    mx_escape_xml(text, file == NULL ? "mxtrap" : file);
    mx_text_string(text, "\" name=\"");
    mx_escape_xml(text, mxtrap_finding_rule(finding));
    mx_text_format(text, " %u:%u\">\n      ", mxtrap_finding_line(finding),
                   mxtrap_finding_column(finding));
    mx_text_string(text, fails ? "<failure message=\"" : "<system-out>");
    mx_escape_xml(text, mxtrap_finding_message(finding));
    if (fails) {
        mx_text_string(text, "\" type=\"");
        mx_escape_xml(text, mxtrap_severity_name(mxtrap_finding_severity(finding)));
        mx_text_string(text, "\"/>\n");
    } else {
        mx_text_string(text, "</system-out>\n");
    }
    mx_text_string(text, "    </testcase>\n");
}

static bool is_operand(const mxtrap_finding *finding, const struct mxtrap_report_options *options) {
    for (size_t i = 0; i < options->file_count; i++) {
        if (is_in(finding, options->files[i])) {
            return true;
        }
    }
    return false;
}

/* Whether the finding belongs to the suite of FILE, or to that of all other files (NULL). */
static bool belongs(const mxtrap_finding *finding, const char *file,
                    const struct mxtrap_report_options *options) {
    return file != NULL ? is_in(finding, file) : !is_operand(finding, options);
}

static void write_suite(struct mx_text *text, const char *file, const mxtrap_findings *findings,
                        const struct mxtrap_report_options *options) {
    size_t cases = 0, failures = 0, count = mxtrap_findings_count(findings);

    for (size_t i = 0; i < count; i++) {
        const mxtrap_finding *finding = mxtrap_findings_at(findings, i);
        if (belongs(finding, file, options)) {
            cases++;
            failures += is_failure(finding, options) ? 1 : 0;
        }
    }
    if (cases == 0 && file == NULL) {
        return;
    }
    mx_text_string(text, "  <testsuite name=\"");
    mx_escape_xml(text, file == NULL ? "other files" : file);
    mx_text_format(text, "\" tests=\"%zu\" failures=\"%zu\" errors=\"0\">\n", cases > 0 ? cases : 1,
                   failures);
    for (size_t i = 0; i < count; i++) {
        const mxtrap_finding *finding = mxtrap_findings_at(findings, i);
        if (belongs(finding, file, options)) {
            write_case(text, finding, options);
        }
    }
    if (cases == 0) {
        mx_text_string(text, "    <testcase classname=\"");
        mx_escape_xml(text, file);
        mx_text_string(text, "\" name=\"no findings\"/>\n");
    }
    mx_text_string(text, "  </testsuite>\n");
}

void mx_report_junit(struct mx_text *text, const mxtrap_findings *findings,
                     const struct mxtrap_report_options *options) {
    mx_text_string(text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                         "<testsuites name=\"mxtrap-lint\">\n");
    for (size_t i = 0; i < options->file_count; i++) {
        write_suite(text, options->files[i], findings, options);
    }
    write_suite(text, NULL, findings, options); /* included ones, a spec given by --spec */
    mx_text_string(text, "</testsuites>\n");
}
