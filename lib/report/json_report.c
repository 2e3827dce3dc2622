/* Findings as JSON (mxtrap.lint/1), through jansson, one finding a line. */
#include <string.h>

#include <mxtrap/report.h>

#include "model/json_text.h"

/* A path is bytes; what is not UTF-8 in it is escaped as in text. */
static json_t *path_json(const char *path) {
    json_t *string = path == NULL ? json_null() : json_string(path);

    if (string == NULL) {
        struct mx_text escaped = {0};
        mx_text_escaped(&escaped, path, strlen(path));
        const char *copy = mx_text_string_of(&escaped);
        string = copy == NULL ? NULL : json_string(copy);
        mx_text_free(&escaped);
    }
    return string;
}

static json_t *number_json(unsigned number) {
    return number == 0 ? json_null() : json_integer((json_int_t)number);
}

static json_t *finding_json(const mxtrap_finding *finding) {
    return json_pack("{s:s, s:s, s:s, s:o, s:o, s:o}", "rule", mxtrap_finding_rule(finding),
                     "severity", mxtrap_severity_name(mxtrap_finding_severity(finding)), "message",
                     mxtrap_finding_message(finding), "file",
                     path_json(mxtrap_finding_file(finding)), "line",
                     number_json(mxtrap_finding_line(finding)), "column",
                     number_json(mxtrap_finding_column(finding)));
}

enum mxtrap_status mxtrap_report_json(const mxtrap_findings *findings, const char *const *files,
                                      size_t file_count, mxtrap_sink *sink, void *context) {
    struct mx_text text = MX_TEXT_INTO(sink, context);
    size_t count = mxtrap_findings_count(findings);

    mx_text_string(&text, "{\"schema\": \"mxtrap.lint/1\", \"files\": [");
    for (size_t i = 0; i < file_count; i++) {
        mx_text_string(&text, i > 0 ? ", " : "");
        mx_json_write(&text, path_json(files[i]));
    }
    mx_text_string(&text, "], \"findings\": [");
    for (size_t i = 0; i < count; i++) {
        mx_text_string(&text, i > 0 ? ",\n  " : "\n  ");
        mx_json_write(&text, finding_json(mxtrap_findings_at(findings, i)));
    }
    mx_text_string(&text, count > 0 ? "\n], \"summary\": {" : "], \"summary\": {");
    for (int severity = MXTRAP_ERROR; severity >= MXTRAP_NOTE; severity--) {
        mx_text_format(&text, "\"%s\": %zu%s", mxtrap_severity_name((enum mxtrap_severity)severity),
                       mxtrap_findings_severity_count(findings, (enum mxtrap_severity)severity),
                       severity > MXTRAP_NOTE ? ", " : "}}\n");
    }
    enum mxtrap_status status = mx_text_finish(&text);
    mx_text_free(&text);
    return status;
}
