/* A check's results as annotations of a GitHub workflow: findings, then the verdict. */
#include "report/check_writer.h"
#include "report/escape.h"
#include "report/findings_writer.h"

void mx_results_github_domain(struct mxtrap_check_writer *writer,
                              const struct mxtrap_result *result) {
    static const struct mxtrap_findings_writer_options all;
    struct mx_text *text = &writer->text;

    mx_report_github(text, result->findings, &all);
    mx_text_string(text, result->verdict == MXTRAP_PASS   ? "::notice title="
                         : result->verdict == MXTRAP_FAIL ? "::error title="
                                                          : "::warning title=");
    mx_escape_github(text, result->domain, true);
    mx_text_string(text, "::mxtrap-check: ");
    mx_text_string(text, mxtrap_verdict_name(result->verdict));
    mx_text_char(text, '\n');
}

void mx_results_github_end(struct mxtrap_check_writer *writer) {
    if (mx_results_total(writer) == 0 && writer->is_partial) {
        mx_text_string(&writer->text, "::warning title=mxtrap-check::no domain was checked\n");
    }
}
