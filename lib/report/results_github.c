/* A check's results as annotations of a GitHub workflow's run. */
#include "report/results.h"

/* Workflow commands take these characters for their own. */
static void write_value(struct mx_text *text, const char *string, bool is_property) {
    for (; *string != '\0'; string++) {
        if (*string == '%' || (is_property && (*string == ':' || *string == ','))) {
            mx_text_format(text, "%%%02X", (unsigned char)*string);
        } else {
            mx_text_char(text, *string);
        }
    }
}

static void write_annotation(struct mx_text *text, const char *command, const char *title,
                             const char *message) {
    mx_text_format(text, "::%s title=", command);
    write_value(text, title, true);
    mx_text_string(text, "::");
    write_value(text, message, false);
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
    write_value(text, result->domain, true);
    mx_text_string(text, "::mxtrap-check: ");
    mx_text_string(text, mxtrap_verdict_name(result->verdict));
    mx_text_char(text, '\n');
}
