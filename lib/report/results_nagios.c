/* A check's results as a monitoring plugin prints them (Monitoring Plugins Development Guidelines):
 * a summary line, performance data after a bar, then a line a domain. */
#include "report/check_writer.h"

#include <stdlib.h>
#include <string.h>

enum {
    LINES_MAX = 65536, /* bytes of long output; monitoring systems cut more */
    POINTS_MAX = 16,
    NAME_MAX_LENGTH = 64
};

/* What a vantage point saw, as numbers of addresses. */
struct mx_results_point {
    char name[NAME_MAX_LENGTH + 1];
    size_t answers, silent, unprobed, all;
};

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

/* The counts of the vantage point; NULL: memory is out, or there are too many. */
static struct mx_results_point *find_point(struct mxtrap_check_writer *writer, const char *name) {
    size_t at = 0;

    if (writer->points == NULL) {
        writer->points = calloc(POINTS_MAX, sizeof *writer->points);
    }
    if (writer->points == NULL) {
        writer->text.status = MXTRAP_ERR_MEMORY;
        return NULL;
    }
    while (at < writer->point_count &&
           strncmp(writer->points[at].name, name, NAME_MAX_LENGTH) != 0) {
        at++;
    }
    if (at == writer->point_count && at < POINTS_MAX) {
        memcpy(writer->points[writer->point_count++].name, name, strnlen(name, NAME_MAX_LENGTH));
    }
    return at < writer->point_count ? &writer->points[at] : NULL;
}

static void count_looks(struct mxtrap_check_writer *writer,
                        const struct mxtrap_result_address *address) {
    for (size_t i = 0; i < address->vantage_count; i++) {
        enum mxtrap_state state = address->vantages[i]->state;
        struct mx_results_point *point = find_point(writer, address->vantages[i]->vantage);
        if (point != NULL) {
            point->answers += state == MXTRAP_ANSWERS ? 1 : 0;
            point->silent += state == MXTRAP_SILENT ? 1 : 0;
            point->unprobed += state == MXTRAP_UNPROBED ? 1 : 0;
            point->all++;
        }
    }
}

/* 'NAME_answers'=2;;;0;5: a label has no quote and no equals sign. */
static void write_count(struct mx_text *text, const struct mx_results_point *point,
                        const char *what, size_t count, const char *limits) {
    mx_text_string(text, " '");
    for (const char *at = point->name; *at != '\0'; at++) {
        bool is_special = *at <= ' ' || *at > '~' || strchr("'=|", *at) != NULL;
        mx_text_char(text, (char)(is_special ? '_' : *at));
    }
    mx_text_format(text, "_%s'=%zu;%s;0;%zu", what, count, limits, point->all);
}

void mx_results_nagios_domain(struct mxtrap_check_writer *writer,
                              const struct mxtrap_result *result) {
    struct mx_text *lines = &writer->kept;
    const char *before = " - ";

    for (size_t i = 0; i < result->exchanger_count; i++) {
        for (size_t j = 0; j < result->exchangers[i]->address_count; j++) {
            count_looks(writer, result->exchangers[i]->addresses[j]);
        }
    }
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
    mx_text_format(text, " | pass=%zu;;;0;%zu fail=%zu;;0;0;%zu inconclusive=%zu;0;;0;%zu", pass,
                   total, fail, total, unknown, total);
    for (size_t i = 0; i < writer->point_count; i++) {
        const struct mx_results_point *point = &writer->points[i];
        write_count(text, point, "answers", point->answers, ";");
        write_count(text, point, "silent", point->silent, ";");
        write_count(text, point, "unprobed", point->unprobed, "0;");
    }
    mx_text_char(text, '\n');
    free(writer->points);
    if (lines == NULL) {
        text->status = MXTRAP_ERR_MEMORY;
        return;
    }
    mx_text_string(text, lines);
}
