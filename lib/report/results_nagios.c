/* A check's results as a monitoring plugin prints them (Monitoring Plugins Development Guidelines):
 * a summary line, performance data after a bar, then a line a domain. */
#include "report/check_writer.h"

enum { LINES_MAX = 65536 }; /* bytes of long output; monitoring systems cut more */

static const char *word_of(const struct mxtrap_result *result, int strict) {
    switch (result->verdict) {
    case MXTRAP_PASS:
        return strict && mxtrap_findings_have_warning(result->findings) ? "WARNING" : "OK";
    case MXTRAP_FAIL:
        return "CRITICAL";
    case MXTRAP_INCONCLUSIVE:
        break;
    }
    return "UNKNOWN";
}

/* Replaces a bar, which would begin performance data. */
static void write_plain(struct mx_text *text, const char *string) {
    for (; *string != '\0'; string++) {
        mx_text_char(text, (char)(*string == '|' ? '/' : *string));
    }
}

void mx_results_nagios_domain(struct mxtrap_check_writer *writer,
                              const struct mxtrap_result *result) {
    struct mx_text *lines = &writer->kept;
    const char *before = " - ";

    if (lines->length > LINES_MAX) {
        return;
    }
    mx_text_string(lines, word_of(result, writer->options.strict));
    mx_text_string(lines, ": ");
    write_plain(lines, result->domain);
    for (size_t i = 0; i < mxtrap_findings_count(result->findings); i++) {
        const mxtrap_finding *finding = mxtrap_findings_at(result->findings, i);
        if (mxtrap_finding_severity(finding) > MXTRAP_NOTE) {
            mx_text_string(lines, before);
            before = "; ";
            write_plain(lines, mxtrap_finding_message(finding));
            mx_text_string(lines, " [");
            mx_text_string(lines, mxtrap_finding_rule(finding));
            mx_text_char(lines, ']');
        }
    }
    mx_text_char(lines, '\n');
}

void mx_results_nagios_end(struct mxtrap_check_writer *writer) {
    struct mx_text *text = &writer->text;
    size_t fail = writer->counts[MXTRAP_FAIL], unknown = writer->counts[MXTRAP_INCONCLUSIVE];
    size_t pass = writer->counts[MXTRAP_PASS], total = mx_results_total(writer);
    bool is_unknown = unknown > 0 || total == 0 || writer->is_partial;
    const char *lines = mx_text_string_of(&writer->kept);

    mx_text_string(text, "MXTRAP ");
    mx_text_string(text, fail > 0               ? "CRITICAL"
                         : is_unknown           ? "UNKNOWN"
                         : writer->warnings > 0 ? "WARNING"
                                                : "OK");
    if (total == 0) {
        mx_text_string(text, " - no domain was checked");
    } else {
        mx_text_format(text, " - %zu of %zu domains pass, %zu fail, %zu inconclusive", pass, total,
                       fail, unknown);
    }
    mx_text_format(text, " | pass=%zu;;;0;%zu fail=%zu;;0;0;%zu inconclusive=%zu;0;;0;%zu\n", pass,
                   total, fail, total, unknown, total);
    if (lines == NULL) {
        text->status = MXTRAP_ERR_MEMORY;
        return;
    }
    mx_text_string(text, lines);
}
