/* The formats of findings from the inside. */
#ifndef MX_REPORT_FINDINGS_WRITER_H
#define MX_REPORT_FINDINGS_WRITER_H

#include <mxtrap/findings_writer.h>

#include "base/text.h"
#include "model/findings.h"

typedef void mx_report_function(struct mx_text *text, const mxtrap_findings *findings,
                                const struct mxtrap_findings_writer_options *options);

struct mx_findings_format {
    mx_report_function *write;
};

mx_report_function mx_report_text, mx_report_gcc, mx_report_json, mx_report_sarif, mx_report_junit,
    mx_report_github;

/* Whether findings of this severity are left out (options->at_least). */
bool mx_report_drops(enum mxtrap_severity severity,
                     const struct mxtrap_findings_writer_options *options);

/* Whether the finding at INDEX is left out. */
bool mx_report_skips(const mxtrap_findings *findings, size_t index,
                     const struct mxtrap_findings_writer_options *options);

#endif
