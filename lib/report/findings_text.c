/* Findings for people and their editors, as compilers write them: FILE:LINE:COL: severity: message
 * [rule-id]. */
#include <string.h>

#include "report/findings_writer.h"
#include "report/source_line.h"

static const char *colour_of(enum mxtrap_severity severity) {
    static const char *const colours[] = {"\033[1;36m", "\033[1;35m", "\033[1;31m"};
    return MX_WORD_OF(colours, severity, "");
}

static void write_place(struct mx_text *text, const mxtrap_finding *finding) {
    const char *file = mxtrap_finding_file(finding);

    if (file == NULL) {
        mx_text_string(text, "mxtrap: ");
        return;
    }
    mx_text_escaped(text, file, strlen(file));
    mx_text_char(text, ':');
    mx_text_unsigned(text, mxtrap_finding_line(finding));
    mx_text_char(text, ':');
    mx_text_unsigned(text, mxtrap_finding_column(finding));
    mx_text_string(text, ": ");
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

static void write_findings(struct mx_text *text, const mxtrap_findings *findings,
                           const struct mxtrap_findings_writer_options *options,
                           struct mx_sources *sources) {
    for (size_t i = 0; i < mxtrap_findings_count(findings); i++) {
        if (mx_report_skips(findings, i, options)) {
            continue;
        }
        write_finding(text, mxtrap_findings_at(findings, i), options->colour);
        if (sources != NULL) {
            mx_sources_write(sources, text, i);
        }
    }
}

/* With their source lines, but only of files that were given. */
static void write_with_sources(struct mx_text *text, const mxtrap_findings *findings,
                               const struct mxtrap_findings_writer_options *options) {
    struct mx_by_file by_file;
    struct mx_sources sources = {.fd = -1};

    bool has_memory = mx_by_file_make(&by_file, findings, options) &&
                      mx_sources_find(&sources, findings, &by_file);
    if (has_memory) {
        write_findings(text, findings, options, &sources);
    }
    if (!mx_sources_free(&sources) || !has_memory) {
        text->status = MXTRAP_ERR_MEMORY;
    }
    mx_by_file_free(&by_file);
}

static bool is_any_reported(const mxtrap_findings *findings,
                            const struct mxtrap_findings_writer_options *options) {
    size_t count = mxtrap_findings_count(findings), at = 0;

    while (at < count && mx_report_skips(findings, at, options)) {
        at++;
    }
    return at < count;
}

static void write_report(struct mx_text *text, const mxtrap_findings *findings,
                         const struct mxtrap_findings_writer_options *options) {
    size_t count = mxtrap_findings_count(findings), reported = 0;

    for (int severity = MXTRAP_NOTE; severity <= MXTRAP_ERROR; severity++) {
        reported += mxtrap_findings_severity_count(findings, (enum mxtrap_severity)severity);
    }
    if (options->source_lines && is_any_reported(findings, options)) {
        write_with_sources(text, findings, options);
    } else {
        write_findings(text, findings, options, NULL);
    }
    if (options->known > 0 && !options->quiet) {
        mx_text_format(text, "mxtrap: %zu known finding%s in the baseline\n", options->known,
                       options->known == 1 ? " is" : "s are");
    }
    if (reported > count) {
        mx_text_format(text, "mxtrap: %zu more findings, which were counted but not kept\n",
                       reported - count);
    }
}

/* OPTIONS with errors only. */
static struct mxtrap_findings_writer_options
quietened(const struct mxtrap_findings_writer_options *options) {
    struct mxtrap_findings_writer_options own = *options;

    if (own.quiet) {
        own.at_least = MXTRAP_ERROR;
    }
    return own;
}

void mx_report_text(struct mx_text *text, const mxtrap_findings *findings,
                    const struct mxtrap_findings_writer_options *options) {
    struct mxtrap_findings_writer_options own = quietened(options);

    write_report(text, findings, &own);
}

/* A line a finding, for editors, which would read a source line as another entry. */
void mx_report_gcc(struct mx_text *text, const mxtrap_findings *findings,
                   const struct mxtrap_findings_writer_options *options) {
    struct mxtrap_findings_writer_options own = quietened(options);

    own.source_lines = 0;
    own.colour = 0;
    write_report(text, findings, &own);
}
