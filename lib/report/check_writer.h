/* The formats of a check's results from the inside: each has these three functions. */
#ifndef MX_REPORT_CHECK_WRITER_H
#define MX_REPORT_CHECK_WRITER_H

#include <stdbool.h>

#include <mxtrap/check_writer.h>

#include "base/text.h"
#include "model/rule.h"

struct mx_samples;
struct mx_results_point;

struct mxtrap_check_writer {
    const struct mx_results_format *format;
    struct mxtrap_check_writer_options options;
    struct mx_text text;        /* into the sink */
    struct mx_text kept;        /* text that a format writes later */
    struct mx_samples *samples; /* of prometheus */
    mxtrap_zones *zones;        /* of spec */
    mxtrap_findings *findings;  /* of spec */
    size_t counts[MXTRAP_INCONCLUSIVE + 1];
    size_t warnings;                 /* domains that passed with warnings, if strict */
    struct mx_results_point *points; /* of nagios */
    size_t point_count;
    bool has_rule[MX_RULE_COUNT + 1]; /* html: rules that reported something */
    bool is_partial;                  /* not all domains were checked */
};

typedef void mx_results_step(struct mxtrap_check_writer *writer);
typedef void mx_results_domain(struct mxtrap_check_writer *writer,
                               const struct mxtrap_result *result);
typedef enum mxtrap_verdict mx_results_verdict(const struct mxtrap_result *result);

struct mx_results_format {
    mx_results_step *begin; /* NULL: none */
    mx_results_domain *domain;
    mx_results_step *end;        /* NULL: none */
    mx_results_verdict *verdict; /* to count; NULL: the result's own */
};

/* The number of results written before the current one. */
size_t mx_results_total(const struct mxtrap_check_writer *writer);

/* The role in the spec; without one, that of its behaviour. */
enum mxtrap_role mx_results_role(const struct mxtrap_result_exchanger *exchanger);

/* The first line of a greeting, escaped and cut. */
void mx_results_greeting(struct mx_text *text, const struct mxtrap_result_address *address);

/* "TLS: " and how the handshake ended, escaped. */
void mx_results_tls(struct mx_text *text, const struct mxtrap_result_tls *tls);

mx_results_domain mx_results_text_domain, mx_results_json_domain, mx_results_ndjson_domain,
    mx_results_junit_domain, mx_results_nagios_domain, mx_results_prometheus_domain,
    mx_results_github_domain, mx_results_html_domain, mx_results_spec_domain;
mx_results_step mx_results_github_end, mx_results_text_end, mx_results_json_begin,
    mx_results_json_end, mx_results_junit_begin, mx_results_junit_end, mx_results_nagios_end,
    mx_results_prometheus_begin, mx_results_prometheus_end, mx_results_html_begin,
    mx_results_html_end, mx_results_spec_begin, mx_results_spec_end;
mx_results_verdict mx_results_spec_verdict;

#endif
