/* lib/report: what tools print for people and programs. A file a format: findings
 * (findings_writer.h), results of a check (check_writer.h), simulations (simulation_writer.h). Each
 * reads public structs and writes to the caller's sink. The room knows lib/model and lib/simulate;
 * the table here also names the formats of lib/write, so that it is the only one.
 *
 * This file: the table of all formats, for -f, --help, completions and the check of the manuals.
 * The first of a kind is its default. */
#include <string.h>

#include "model/format.h"
#include "report/check_writer.h"
#include "report/findings_writer.h"
#include "report/simulation_writer.h"
#include "report/watch_writer.h"
#include "spec/write.h"
#include "write/plan.h"
#include "write/zones_writer.h"

#define FINDINGS(name, description, writer)                                                        \
    {                                                                                              \
        MXTRAP_FORMAT_FINDINGS, (name), (description),                                             \
            .findings = &(const struct mx_findings_format) {                                       \
            writer                                                                                 \
        }                                                                                          \
    }
#define RESULTS(name, description, bits, ...)                                                      \
    {                                                                                              \
        MXTRAP_FORMAT_RESULTS, (name), (description),                                              \
            .traits = (bits), .results = &(const struct mx_results_format) {                       \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }
#define SIMULATIONS(name, description, ...)                                                        \
    {                                                                                              \
        MXTRAP_FORMAT_SIMULATIONS, (name), (description),                                          \
            .simulations = &(const struct mx_simulations_format) {                                 \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }
#define ZONES(name, description, bits, ...)                                                        \
    {                                                                                              \
        MXTRAP_FORMAT_ZONES, (name), (description), .traits = (bits),                              \
                                                    .zones = &(const struct mx_zones_format) {     \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }
#define PLANS(name, description, writer)                                                           \
    {                                                                                              \
        MXTRAP_FORMAT_PLANS, (name), (description), .plan = &(const struct mx_plan_format) {       \
            writer                                                                                 \
        }                                                                                          \
    }
#define WATCH(name, description, bits, writer)                                                     \
    {                                                                                              \
        MXTRAP_FORMAT_WATCH, (name), (description), .traits = (bits),                              \
                                                    .watch = &(const struct mx_watch_format) {     \
            writer                                                                                 \
        }                                                                                          \
    }

static const struct mxtrap_format formats[] = {
    FINDINGS("text", "one finding per line, with the line of the file", mx_report_text),
    FINDINGS("gcc", "one finding per line, as compilers print it, for editors", mx_report_gcc),
    FINDINGS("json", "one object, mxtrap.lint/1", mx_report_json),
    FINDINGS("sarif", "SARIF 2.1.0, for code scanning", mx_report_sarif),
    FINDINGS("junit", "JUnit XML", mx_report_junit),
    FINDINGS("github", "annotations of a GitHub workflow run", mx_report_github),

    RESULTS("text", "for people", 0, .domain = mx_results_text_domain, .end = mx_results_text_end),
    RESULTS("json", "one object, mxtrap.check/1", 0, .begin = mx_results_json_begin,
            .domain = mx_results_json_domain, .end = mx_results_json_end),
    RESULTS("ndjson", "one object per line", MXTRAP_FORMAT_IS_STREAM,
            .domain = mx_results_ndjson_domain),
    RESULTS("junit", "JUnit XML", 0, .begin = mx_results_junit_begin,
            .domain = mx_results_junit_domain, .end = mx_results_junit_end),
    RESULTS("nagios", "a monitoring plugin's output and exit status", MXTRAP_FORMAT_IS_MONITORING,
            .domain = mx_results_nagios_domain, .end = mx_results_nagios_end),
    RESULTS("prometheus", "the textfile collector's metrics", 0,
            .begin = mx_results_prometheus_begin, .domain = mx_results_prometheus_domain,
            .end = mx_results_prometheus_end),
    RESULTS("github", "annotations of a GitHub workflow run", 0, .domain = mx_results_github_domain,
            .end = mx_results_github_end),
    RESULTS("html", "one page with pictures of the layouts, for people", 0,
            .begin = mx_results_html_begin, .domain = mx_results_html_domain,
            .end = mx_results_html_end),
    RESULTS("spec", "spec (YAML) of live MX sets, with roles as observed", MXTRAP_FORMAT_IS_SPEC,
            .begin = mx_results_spec_begin, .domain = mx_results_spec_domain,
            .end = mx_results_spec_end, .verdict = mx_results_spec_verdict),

    SIMULATIONS("text", "one table per layout", .layout = mx_simulations_text_layout),
    SIMULATIONS("json", "one object, mxtrap.sim/1", mx_simulations_json_begin,
                mx_simulations_json_layout, mx_simulations_json_end),
    SIMULATIONS("svg", "one picture", .layout = mx_simulations_svg_layout,
                .end = mx_simulations_svg_end),

    ZONES("bind", "zone fragment, for $INCLUDE or a zone file", 0, .write = mx_write_fragment),
    ZONES("include", "the same without $ORIGIN and $TTL, to $INCLUDE anywhere", 0,
          .write = mx_write_include),
    ZONES("zone", "complete zone, with SOA and NS",
          MXTRAP_FORMAT_IS_COMPLETE_ZONE | MXTRAP_FORMAT_HAS_ONE_ZONE,
          .write = mx_write_complete_zone),
    ZONES("nsupdate", "script for nsupdate (RFC 2136)", MXTRAP_FORMAT_IS_UPDATE,
          .file_prefix = "mxtrap.nsupdate", .write_run = mx_write_nsupdate,
          .check = mx_check_nsupdate),
    ZONES("json", "layouts as JSON (mxtrap.gen/1)", 0,
          .before = "{\"schema\": \"mxtrap.gen/1\", \"layouts\": [", .after = "\n]}\n",
          .write = mx_write_json),
    ZONES("nftables", "silences the dummies: a table for nft -f", MXTRAP_FORMAT_CAN_LOG,
          .file_prefix = "mxtrap.nft", .write_run = mx_write_nftables, .check = mx_check_firewall),
    ZONES("iptables", "the same, for iptables-restore and ip6tables-restore", MXTRAP_FORMAT_CAN_LOG,
          .file_prefix = "mxtrap.iptables", .write_run = mx_write_iptables,
          .check = mx_check_firewall),
    ZONES("pf", "the same, an anchor for pfctl", MXTRAP_FORMAT_CAN_LOG, .file_prefix = "mxtrap.pf",
          .write_run = mx_write_pf, .check = mx_check_firewall),
    ZONES("octodns", "zone file of octoDNS's YAML provider", MXTRAP_FORMAT_HAS_ONE_ZONE,
          .file_prefix = "", .file_suffix = ".yaml", .write = mx_write_octodns),
    ZONES("dnscontrol", "D_EXTEND for DNSControl's dnsconfig.js", 0, .file_prefix = "",
          .file_suffix = ".js", .write = mx_write_dnscontrol),
    ZONES("mta-sts", "MTA-STS policy that lists the real hosts", MXTRAP_FORMAT_HAS_ONE_ZONE,
          .file_prefix = "mta-sts.", .file_suffix = ".txt", .write = mx_write_mta_sts,
          .can_write = mx_can_write_mta_sts, .check = mx_check_mta_sts),

    ZONES("spec", "spec (YAML) of zone files, transfers and specs", MXTRAP_FORMAT_IS_SPEC,
          .file_prefix = "mxtrap.yaml", .write_run = mx_write_spec, .check = mx_check_spec),

    PLANS("text", "with --diff: the steps, for people", mx_plan_write_text),
    PLANS("json", "with --diff: the steps as JSON (mxtrap.diff/1)", mx_plan_write_json),
    {MXTRAP_FORMAT_PLANS, "nsupdate", "with --diff: the script of a step (RFC 2136)",
     .traits = MXTRAP_FORMAT_IS_UPDATE},

    WATCH("text", "for people", 0, mx_watch_text),
    WATCH("json", "one object, mxtrap.watch/1", 0, mx_watch_json),
    WATCH("ndjson", "one object per MX set, each on a line", MXTRAP_FORMAT_IS_STREAM,
          mx_watch_ndjson),
    WATCH("prometheus", "the textfile collector's metrics", 0, mx_watch_prometheus),
    WATCH("html", "one page with plots, for people", 0, mx_watch_html),
    WATCH("senders", "senders of a spec (YAML), with measured visits, for mxtrap-sim", 0,
          mx_watch_senders),
};

enum { FORMATS = sizeof formats / sizeof formats[0] };

const mxtrap_format *mxtrap_format_at(enum mxtrap_format_kind kind, size_t index) {
    for (size_t i = 0; i < FORMATS; i++) {
        if (formats[i].kind == kind && index-- == 0) {
            return &formats[i];
        }
    }
    return NULL;
}

const mxtrap_format *mxtrap_format_find(enum mxtrap_format_kind kind, const char *name) {
    for (size_t i = 0; i < FORMATS; i++) {
        if (formats[i].kind == kind && strcmp(formats[i].name, name) == 0) {
            return &formats[i];
        }
    }
    return NULL;
}
