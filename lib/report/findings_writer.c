/* The table of the formats of findings. */
#include "report/findings_writer.h"

#include "base/options.h"
#include "base/table.h"

static const mxtrap_report_format formats[] = {
    {"text", "a finding a line, with the line that it is about", mx_report_text},
    {"gcc", "a finding a line, as compilers print it, for editors", mx_report_gcc},
    {"json", "one object, mxtrap.lint/1", mx_report_json},
    {"sarif", "SARIF 2.1.0, for code scanning", mx_report_sarif},
    {"junit", "JUnit XML", mx_report_junit},
    {"github", "annotations of a workflow's run", mx_report_github},
};

const mxtrap_report_format *mxtrap_report_format_at(size_t index) {
    return mx_table_at(MX_TABLE(formats), index);
}

const mxtrap_report_format *mxtrap_report_format_find(const char *name) {
    return mx_table_find(MX_TABLE(formats), name);
}

const char *mxtrap_report_format_similar(const char *name) {
    return mx_table_suggest(MX_TABLE(formats), name);
}

const char *mxtrap_report_format_name(const mxtrap_report_format *format) {
    return format->name;
}

const char *mxtrap_report_format_what(const mxtrap_report_format *format) {
    return format->what;
}

bool mx_report_drops(enum mxtrap_severity severity,
                     const struct mxtrap_findings_writer_options *options) {
    bool counts_as_error =
        severity == MXTRAP_ERROR || (severity == MXTRAP_WARNING && options->strict);

    return severity < options->at_least && !counts_as_error;
}

bool mx_report_skips(const mxtrap_findings *findings, size_t index,
                     const struct mxtrap_findings_writer_options *options) {
    return mx_report_drops(mxtrap_finding_severity(mxtrap_findings_at(findings, index)), options);
}

enum mxtrap_status mxtrap_findings_write(const mxtrap_findings *findings,
                                         const mxtrap_report_format *format,
                                         const struct mxtrap_findings_writer_options *options,
                                         mxtrap_sink_fn *sink, void *context) {
    struct mxtrap_findings_writer_options own;
    struct mx_text text = MX_TEXT_INTO(sink, context);

    if (mx_options_read(&own, sizeof own, options) != MXTRAP_OK) {
        return MXTRAP_ERR_ARGUMENT;
    }
    format = format == NULL ? &formats[0] : format;
    format->write(&text, findings, &own);
    return mx_text_end(&text);
}
