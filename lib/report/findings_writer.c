/* Writes findings in any of their formats. */
#include "report/findings_writer.h"

#include "base/options.h"
#include "model/format.h"

enum mxtrap_status mxtrap_findings_write(const mxtrap_findings *findings,
                                         const mxtrap_format *format,
                                         const struct mxtrap_findings_writer_options *options,
                                         mxtrap_sink_fn *sink, void *context) {
    struct mxtrap_findings_writer_options own;
    struct mx_text text = MX_TEXT_INTO(sink, context);

    format = format == NULL ? mxtrap_format_at(MXTRAP_FORMAT_FINDINGS, 0) : format;
    if (format->findings == NULL || mx_options_read(&own, sizeof own, options) != MXTRAP_OK) {
        return MXTRAP_ERR_ARGUMENT;
    }
    format->findings->write(&text, findings, &own);
    return mx_text_end(&text);
}
