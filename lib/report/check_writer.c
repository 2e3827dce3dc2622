/* The table of the formats of a check, and the writer that all of them share. */
#include "report/check_writer.h"

#include <stdlib.h>
#include <string.h>

#include "base/options.h"
#include "base/table.h"

static const mxtrap_results_format formats[] = {
    {"text", "for people", NULL, mx_results_text_domain, mx_results_text_end},
    {"json", "one object, mxtrap.check/1", mx_results_json_begin, mx_results_json_domain,
     mx_results_json_end},
    {"ndjson", "one object a line", NULL, mx_results_ndjson_domain, NULL},
    {"junit", "JUnit XML", mx_results_junit_begin, mx_results_junit_domain, mx_results_junit_end},
    {"nagios", "a monitoring plugin's output and exit status", NULL, mx_results_nagios_domain,
     mx_results_nagios_end},
    {"prometheus", "the textfile collector's metrics", mx_results_prometheus_begin,
     mx_results_prometheus_domain, mx_results_prometheus_end},
    {"github", "annotations of a workflow's run", NULL, mx_results_github_domain,
     mx_results_github_end},
};

enum { GREETING_MAX = 120 };

const mxtrap_results_format *mxtrap_results_format_at(size_t index) {
    return mx_table_at(MX_TABLE(formats), index);
}

const mxtrap_results_format *mxtrap_results_format_find(const char *name) {
    return mx_table_find(MX_TABLE(formats), name);
}

const char *mxtrap_results_format_similar(const char *name) {
    return mx_table_suggest(MX_TABLE(formats), name);
}

const char *mxtrap_results_format_name(const mxtrap_results_format *format) {
    return format->name;
}

const char *mxtrap_results_format_what(const mxtrap_results_format *format) {
    return format->what;
}

enum mxtrap_status mxtrap_check_writer_begin(mxtrap_check_writer **out,
                                             const mxtrap_results_format *format,
                                             const struct mxtrap_check_writer_options *options,
                                             mxtrap_sink_fn *sink, void *context) {
    mxtrap_check_writer *writer = calloc(1, sizeof *writer);

    if (writer == NULL) {
        return MXTRAP_ERR_MEMORY;
    }
    writer->format = format;
    writer->text = MX_TEXT_INTO(sink, context);
    enum mxtrap_status status = mx_options_read(&writer->options, sizeof writer->options, options);
    if (status != MXTRAP_OK) {
        free(writer);
        return status;
    }
    if (format->begin != NULL) {
        format->begin(writer);
    }
    *out = writer;
    return MXTRAP_OK;
}

enum mxtrap_status mxtrap_check_writer_write(mxtrap_check_writer *writer,
                                             const struct mxtrap_result *result) {
    writer->format->domain(writer, result);
    writer->counts[result->verdict]++;
    if (writer->options.strict && result->verdict == MXTRAP_PASS &&
        mx_results_findings(result, MXTRAP_WARNING) > 0) {
        writer->warnings++;
    }
    return mx_text_finish(&writer->text);
}

size_t mxtrap_check_writer_count(const mxtrap_check_writer *writer, enum mxtrap_verdict verdict) {
    return writer->counts[verdict];
}

void mxtrap_check_writer_partial(mxtrap_check_writer *writer) {
    writer->is_partial = true;
}

enum mxtrap_status mxtrap_check_writer_end(mxtrap_check_writer *writer) {
    if (writer->format->end != NULL) {
        writer->format->end(writer);
    }
    enum mxtrap_status status = mx_text_end(&writer->text);
    mx_text_free(&writer->kept);
    free(writer);
    return status;
}

size_t mx_results_total(const struct mxtrap_check_writer *writer) {
    return writer->counts[MXTRAP_PASS] + writer->counts[MXTRAP_FAIL] +
           writer->counts[MXTRAP_INCONCLUSIVE];
}

size_t mx_results_findings(const struct mxtrap_result *result, enum mxtrap_severity severity) {
    return mxtrap_findings_severity_count(result->findings, severity);
}

void mx_results_greeting(struct mx_text *text, const struct mxtrap_result_address *address) {
    const char *end = memchr(address->greeting, '\n', address->greeting_length);
    size_t length = end == NULL ? address->greeting_length : (size_t)(end - address->greeting);

    if (length > 0 && address->greeting[length - 1] == '\r') {
        length--;
    }
    mx_text_escaped(text, address->greeting, length < GREETING_MAX ? length : GREETING_MAX);
    mx_text_string(text, length > GREETING_MAX ? "..." : "");
}
