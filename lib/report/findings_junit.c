/* Findings as JUnit XML: a suite a file, a case a finding; a file without findings is a case that
 * passes. Warnings fail if strict, else they pass with their text. A file without anything to check
 * is skipped. */
#include <stdlib.h>

#include "report/by_file.h"
#include "report/escape.h"
#include "report/findings_writer.h"

/* Nothing was checked: neither a failure, unless strict, nor a pass. */
static bool is_skipped(const mxtrap_finding *finding) {
    return finding->rule == MX_RULE_NOTHING_TO_CHECK;
}

static bool is_failure(const mxtrap_finding *finding,
                       const struct mxtrap_findings_writer_options *options) {
    enum mxtrap_severity severity = mxtrap_finding_severity(finding);

    return severity == MXTRAP_ERROR || (severity == MXTRAP_WARNING && options->strict);
}

static void write_case(struct mx_text *text, const mxtrap_finding *finding,
                       const struct mxtrap_findings_writer_options *options) {
    bool fails = is_failure(finding, options);
    const char *file = mxtrap_finding_file(finding);

    mx_text_string(text, "    <testcase classname=\"");
    mx_escape_xml(text, file == NULL ? "mxtrap" : file);
    mx_text_string(text, "\" name=\"");
    mx_escape_xml(text, mxtrap_finding_rule(finding));
    mx_text_format(text, " %u:%u\">\n      ", mxtrap_finding_line(finding),
                   mxtrap_finding_column(finding));
    mx_text_string(text, fails                 ? "<failure message=\""
                         : is_skipped(finding) ? "<skipped message=\""
                                               : "<system-out>");
    mx_escape_xml(text, mxtrap_finding_message(finding));
    if (!fails && is_skipped(finding)) {
        mx_text_string(text, "\"/>\n");
    } else if (fails) {
        mx_text_string(text, "\" type=\"");
        mx_escape_xml(text, mxtrap_severity_name(mxtrap_finding_severity(finding)));
        mx_text_string(text, "\"/>\n");
    } else {
        mx_text_string(text, "</system-out>\n");
    }
    mx_text_string(text, "    </testcase>\n");
}

static bool is_left_out(const mxtrap_finding *finding,
                        const struct mxtrap_findings_writer_options *options) {
    return mx_report_drops(mxtrap_finding_severity(finding), options) && !is_skipped(finding);
}

/* The findings of one file, or of all others: members of a list of indexes. */
struct suite {
    const char *file; /* NULL: all others */
    const size_t *members;
    size_t count;
};

static void write_suite(struct mx_text *text, const struct suite *suite,
                        const mxtrap_findings *findings,
                        const struct mxtrap_findings_writer_options *options) {
    size_t failures = 0, skipped = 0;

    for (size_t i = 0; i < suite->count; i++) {
        const mxtrap_finding *finding = mxtrap_findings_at(findings, suite->members[i]);
        bool fails = is_failure(finding, options);
        failures += fails ? 1 : 0;
        skipped += !fails && is_skipped(finding) ? 1 : 0;
    }
    mx_text_string(text, "  <testsuite name=\"");
    mx_escape_xml(text, suite->file == NULL ? "other files" : suite->file);
    mx_text_format(text, "\" tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"%zu\">\n",
                   suite->count > 0 ? suite->count : 1, failures, skipped);
    for (size_t i = 0; i < suite->count; i++) {
        write_case(text, mxtrap_findings_at(findings, suite->members[i]), options);
    }
    if (suite->count == 0) {
        mx_text_string(text, "    <testcase classname=\"");
        mx_escape_xml(text, suite->file);
        mx_text_string(text, "\" name=\"no findings\"/>\n");
    }
    mx_text_string(text, "  </testsuite>\n");
}

/* Fills MEMBERS with the reported findings, file by file, those of other files last; ENDS has the
 * end of each file's. */
static void sort_by_file(const struct mx_by_file *by_file, const mxtrap_findings *findings,
                         size_t *members, size_t *ends) {
    const struct mxtrap_findings_writer_options *options = by_file->options;
    size_t count = mxtrap_findings_count(findings), file_count = options->file_count, kept = 0;

    for (size_t i = 0; i < count; i++) {
        if (!is_left_out(mxtrap_findings_at(findings, i), options)) {
            ends[by_file->of[i] < file_count ? by_file->of[i] : file_count]++;
            kept++;
        }
    }
    for (size_t file = 1; file <= file_count; file++) {
        ends[file] += ends[file - 1];
    }
    for (size_t i = count; i > 0; i--) { /* backwards, so that the order within a file stays */
        size_t file = by_file->of[i - 1] < file_count ? by_file->of[i - 1] : file_count;
        if (!is_left_out(mxtrap_findings_at(findings, i - 1), options)) {
            members[--ends[file]] = i - 1;
        }
    }
    for (size_t file = 0; file < file_count; file++) {
        ends[file] = ends[file + 1];
    }
    ends[file_count] = kept;
}

/* A file that is given twice is one suite. */
static void write_suites(struct mx_text *text, const struct mx_by_file *by_file,
                         const mxtrap_findings *findings, const size_t *members,
                         const size_t *ends) {
    const struct mxtrap_findings_writer_options *options = by_file->options;

    for (size_t file = 0; file <= options->file_count; file++) {
        size_t first = file == 0 ? 0 : ends[file - 1];
        bool is_other = file == options->file_count;
        struct suite suite = {is_other ? NULL : options->files[file], members + first,
                              ends[file] - first};
        if (is_other ? suite.count > 0 : mx_by_file_find(by_file, suite.file) == file) {
            write_suite(text, &suite, findings, options);
        }
    }
}

void mx_report_junit(struct mx_text *text, const mxtrap_findings *findings,
                     const struct mxtrap_findings_writer_options *options) {
    size_t count = mxtrap_findings_count(findings);
    size_t *members = calloc(count + 1, sizeof *members);
    size_t *ends = calloc(options->file_count + 1, sizeof *ends);
    struct mx_by_file by_file = {0};

    if (members == NULL || ends == NULL || !mx_by_file_make(&by_file, findings, options)) {
        text->status = MXTRAP_ERR_MEMORY;
        goto done;
    }
    sort_by_file(&by_file, findings, members, ends);
    mx_text_string(text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                         "<testsuites name=\"mxtrap-lint\">\n");
    write_suites(text, &by_file, findings, members, ends);
    mx_text_string(text, "</testsuites>\n");
done:
    mx_by_file_free(&by_file);
    free(members);
    free(ends);
}
