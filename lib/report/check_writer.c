/* The writer of a check's results, shared by all formats. */
#include "report/check_writer.h"

#include <stdlib.h>

#include "base/options.h"
#include "model/format.h"

enum mxtrap_status mxtrap_check_writer_begin(mxtrap_check_writer **out, const mxtrap_format *format,
                                             const struct mxtrap_check_writer_options *options,
                                             mxtrap_sink_fn *sink, void *context) {
    mxtrap_check_writer *writer;

    format = format == NULL ? mxtrap_format_at(MXTRAP_FORMAT_RESULTS, 0) : format;
    if (format->results == NULL) {
        return MXTRAP_ERR_ARGUMENT;
    }
    writer = calloc(1, sizeof *writer);
    if (writer == NULL) {
        return MXTRAP_ERR_MEMORY;
    }
    writer->format = format->results;
    writer->text = MX_TEXT_INTO(sink, context);
    enum mxtrap_status status = mx_options_read(&writer->options, sizeof writer->options, options);
    if (status != MXTRAP_OK) {
        free(writer);
        return status;
    }
    if (writer->format->begin != NULL) {
        writer->format->begin(writer);
    }
    *out = writer;
    return MXTRAP_OK;
}

enum mxtrap_status mxtrap_check_writer_write(mxtrap_check_writer *writer,
                                             const struct mxtrap_result *result) {
    writer->format->domain(writer, result);
    writer->counts[writer->format->verdict == NULL ? result->verdict
                                                   : writer->format->verdict(result)]++;
    if (writer->options.strict && result->verdict == MXTRAP_PASS &&
        mxtrap_findings_have_warning(result->findings)) {
        writer->warnings++;
    }
    return mx_text_finish(&writer->text);
}

size_t mxtrap_check_writer_count(const mxtrap_check_writer *writer, enum mxtrap_verdict verdict) {
    return writer->counts[verdict];
}

const mxtrap_findings *mxtrap_check_writer_findings(const mxtrap_check_writer *writer) {
    return writer->findings;
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
    mxtrap_zones_free(writer->zones);
    mxtrap_findings_free(writer->findings);
    free(writer);
    return status;
}
