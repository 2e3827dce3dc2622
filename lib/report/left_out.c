/* Which findings a report leaves out. */
#include "report/findings_writer.h"

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
