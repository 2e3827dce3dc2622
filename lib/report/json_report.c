/* Findings as JSON (mxtrap.lint/1), through jansson, one finding a line. */
#include <jansson.h>
#include <string.h>

#include <mxtrap/report.h>

#include "model/text.h"

static int append(const char *bytes, size_t length, void *context) {
    struct mx_text *text = context;
    mx_text_bytes(text, bytes, length);
    return text->status == MXTRAP_OK ? 0 : -1;
}

/* Writes VALUE, which may be NULL when memory was out, and drops it. */
static void dump(struct mx_text *text, json_t *value) {
    if (json_dump_callback(value, append, text, JSON_ENCODE_ANY) != 0 &&
        text->status == MXTRAP_OK) {
        text->status = MXTRAP_ERR_MEMORY;
    }
    json_decref(value);
}

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
        dump(&text, path_json(files[i]));
    }
    mx_text_string(&text, "], \"findings\": [");
    for (size_t i = 0; i < count; i++) {
        mx_text_string(&text, i > 0 ? ",\n  " : "\n  ");
        dump(&text, finding_json(mxtrap_findings_at(findings, i)));
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
