/* Findings for people, in the manner of compilers: FILE:LINE:COL: severity: message [rule-id]. */
#include <string.h>

#include "report/report.h"
#include "report/source_line.h"

static const char *colour_of(enum mxtrap_severity severity) {
    switch (severity) {
    case MXTRAP_NOTE:
        return "\033[1;36m";
    case MXTRAP_WARNING:
        return "\033[1;35m";
    case MXTRAP_ERROR:
        return "\033[1;31m";
    }
    return "";
}

static void write_place(struct mx_text *text, const mxtrap_finding *finding) {
    const char *file = mxtrap_finding_file(finding);

    if (file == NULL) {
        mx_text_string(text, "mxtrap: ");
        return;
    }
    mx_text_escaped(text, file, strlen(file));
    mx_text_format(text, ":%u:%u: ", mxtrap_finding_line(finding), mxtrap_finding_column(finding));
}

static void write_finding(struct mx_text *text, const mxtrap_finding *finding, int colour) {
    enum mxtrap_severity severity = mxtrap_finding_severity(finding);

    mx_text_string(text, colour ? "\033[1m" : "");
    write_place(text, finding);
    mx_text_string(text, colour ? colour_of(severity) : "");
    mx_text_string(text, mxtrap_severity_name(severity));
    mx_text_string(text, colour ? ":\033[0m " : ": ");
    mx_text_string(text, mxtrap_finding_message(finding));
    mx_text_string(text, " [");
    mx_text_string(text, mxtrap_finding_rule(finding));
    mx_text_string(text, "]\n");
}

/* The operand of this name: lines of no other file are shown. A transfer's name is no path. */
static const char *find_operand(const struct mxtrap_report_options *options, const char *file) {
    bool is_path = file != NULL && strncmp(file, "axfr:", 5) != 0;

    for (size_t i = 0; is_path && i < options->file_count; i++) {
        if (strcmp(options->files[i], file) == 0) {
            return options->files[i];
        }
    }
    return NULL;
}

static void write_source(struct mx_text *text, struct mx_source *source,
                         const mxtrap_finding *finding,
                         const struct mxtrap_report_options *options) {
    const char *file = find_operand(options, mxtrap_finding_file(finding));

    if (file != NULL) {
        mx_source_write(source, text, file, mxtrap_finding_line(finding),
                        mxtrap_finding_column(finding));
    }
}

void mx_report_text(struct mx_text *text, const mxtrap_findings *findings,
                    const struct mxtrap_report_options *options) {
    size_t count = mxtrap_findings_count(findings), reported = 0;
    struct mx_source source = {0};

    for (int severity = MXTRAP_NOTE; severity <= MXTRAP_ERROR; severity++) {
        reported += mxtrap_findings_severity_count(findings, (enum mxtrap_severity)severity);
    }
    for (size_t i = 0; i < count; i++) {
        const mxtrap_finding *finding = mxtrap_findings_at(findings, i);
        if (mx_report_skips(findings, i, options)) {
            continue;
        }
        write_finding(text, finding, options->colour);
        if (options->source_lines) {
            write_source(text, &source, finding, options);
        }
    }
    if (reported > count) {
        mx_text_format(text, "mxtrap: %zu more findings, of which only the number was kept\n",
                       reported - count);
    }
    mx_source_close(&source);
}
