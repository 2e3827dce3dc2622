/* A check's results as JUnit XML: a suite a domain, with one case. */
#include "report/check_writer.h"
#include "report/escape.h"

static void write_messages(struct mx_text *text, const struct mxtrap_result *result) {
    for (size_t i = 0; i < mxtrap_findings_count(result->findings); i++) {
        const mxtrap_finding *finding = mxtrap_findings_at(result->findings, i);
        mx_escape_xml(text, mxtrap_severity_name(mxtrap_finding_severity(finding)));
        mx_text_string(text, ": ");
        mx_escape_xml(text, mxtrap_finding_message(finding));
        mx_text_string(text, " [");
        mx_escape_xml(text, mxtrap_finding_rule(finding));
        mx_text_string(text, "]\n");
    }
}

void mx_results_junit_begin(struct mxtrap_check_writer *writer) {
    mx_text_string(
        &writer->text,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"mxtrap-check\">\n");
}

/* Inconclusive is an error of the test, not a failure of its subject. */
void mx_results_junit_domain(struct mxtrap_check_writer *writer,
                             const struct mxtrap_result *result) {
    struct mx_text *text = &writer->text;
    const char *element = result->verdict == MXTRAP_FAIL ? "failure" : "error";

    mx_text_string(text, "  <testsuite name=\"");
    mx_escape_xml(text, result->domain);
    mx_text_format(text, "\" tests=\"1\" failures=\"%d\" errors=\"%d\">\n",
                   result->verdict == MXTRAP_FAIL, result->verdict == MXTRAP_INCONCLUSIVE);
    mx_text_string(text, "    <testcase classname=\"mxtrap-check\" name=\"");
    mx_escape_xml(text, result->domain);
    mx_text_string(text, "\">\n");
    if (result->verdict != MXTRAP_PASS) {
        mx_text_format(text, "      <%s message=\"%s\">", element,
                       mxtrap_verdict_name(result->verdict));
        write_messages(text, result);
        mx_text_format(text, "</%s>\n", element);
    } else if (mxtrap_findings_count(result->findings) > 0) {
        mx_text_string(text, "      <system-out>");
        write_messages(text, result);
        mx_text_string(text, "</system-out>\n");
    }
    mx_text_string(text, "    </testcase>\n  </testsuite>\n");
}

/* A document without a case would pass, so one is added. */
void mx_results_junit_end(struct mxtrap_check_writer *writer) {
    if (mx_results_total(writer) == 0 && writer->is_partial) {
        mx_text_string(
            &writer->text,
            "  <testsuite name=\"mxtrap-check\" tests=\"1\" failures=\"0\" errors=\"1\">\n"
            "    <testcase classname=\"mxtrap-check\" name=\"no domain\">\n"
            "      <error message=\"inconclusive\">no domain was checked</error>\n"
            "    </testcase>\n  </testsuite>\n");
    }
    mx_text_string(&writer->text, "</testsuites>\n");
}
