/* Checks the options of a run: ranges, addresses, and combinations that exclude each other. */
#include "check/plan.h"

#include <string.h>

#include "base/text.h"
#include "check/points.h"
#include "model/layout.h"
#include "net/domain_name.h"
#include "probe/fd_budget.h"

enum {
    ATTEMPTS = 2,
    ATTEMPTS_MAX = 100,
    JOBS = 10000,
    JOBS_MAX = 1000000,
    MILLISECONDS_MAX = 3600000
};

static enum mxtrap_status check_controls(const struct mxtrap_check_options *options,
                                         mxtrap_findings *findings) {
    struct mx_address address;
    struct mx_name name;
    const char *ignored;

    for (size_t i = 0; i < options->control_count; i++) {
        const char *host = options->controls[i];
        enum mxtrap_status status = mx_address_parse(&address, host, strlen(host))
                                        ? MXTRAP_OK
                                        : mx_domain_name_read(&name, host, strlen(host), &ignored);
        if (status != MXTRAP_OK) {
            return status == MXTRAP_ERR_MEMORY
                       ? status
                       : mx_findings_argument(
                             findings, "a control is a host name or an address, not", host, NULL);
        }
    }
    for (size_t i = 0; i < options->silent_control_count; i++) {
        const char *text = options->silent_controls[i];
        if (!mx_address_parse(&address, text, strlen(text))) {
            return mx_findings_argument(findings, "a control for silence is an address, not", text,
                                        NULL);
        }
    }
    return MXTRAP_OK;
}

static enum mxtrap_status read_stand_ins(struct mx_stand_ins *out, const char *text,
                                         mxtrap_findings *findings) {
    struct mx_stand_ins read = {.are_there = true};
    const char *hyphen = text == NULL ? NULL : strchr(text, '-');

    if (text == NULL) {
        return MXTRAP_OK;
    }
    if (hyphen == NULL || !mx_address_parse(&read.first, text, (size_t)(hyphen - text)) ||
        !mx_address_parse(&read.last, hyphen + 1, strlen(hyphen + 1)) ||
        read.first.family != MX_IPV4 || read.last.family != MX_IPV4) {
        return mx_findings_argument(findings, "stand-ins are two IPv4 addresses, FIRST-LAST, not",
                                    text, NULL);
    }
    *out = read;
    return MXTRAP_OK;
}

static enum mxtrap_status check_ranges(const struct mxtrap_check_options *options,
                                       mxtrap_findings *findings) {
    if (options->timeout_ms > MILLISECONDS_MAX || options->greeting_timeout_ms > MILLISECONDS_MAX) {
        return mx_findings_argument(findings, "a timeout is at most an hour", NULL, NULL);
    }
    if (options->attempts > ATTEMPTS_MAX) {
        return mx_findings_argument(findings, "there are at most 100 attempts", NULL, NULL);
    }
    if (options->jobs > JOBS_MAX) {
        return mx_findings_argument(findings, "there are at most 1000000 jobs", NULL, NULL);
    }
    if (options->vantage_count > MX_POINTS_MAX) {
        return mx_findings_argument(findings, "there are more than 16 vantage points", NULL, NULL);
    }
    if (options->quorum > (options->vantage_count > 0 ? options->vantage_count : 1)) {
        return mx_findings_argument(
            findings, "the quorum is larger than the number of vantage points", NULL, NULL);
    }
    if (options->no_ipv4 && options->no_ipv6) {
        return mx_findings_argument(findings, "both address families are left out", NULL, NULL);
    }
    return options->recursive && options->server_count > 0
               ? mx_findings_argument(findings, "recursive and a server exclude each other", NULL,
                                      NULL)
               : MXTRAP_OK;
}

/* Whether a dummy may reset connections. A filter on our side that begins to reset must then not
 * count as that dummy, nor as a host that proves the port open. */
static bool wants_resets(const struct mxtrap_check_options *options) {
    bool wanted = options->accept_refused != 0;

    for (size_t i = 0; options->spec != NULL && i < options->spec->count; i++) {
        const mxtrap_zone *zone = options->spec->list[i];
        for (size_t j = 0; j < zone->layout_count; j++) {
            wanted = wanted || zone->layouts[j].silence == MX_SILENCE_RESET;
        }
    }
    return wanted;
}

static unsigned or_default(unsigned value, unsigned standard) {
    return value == 0 ? standard : value;
}

enum mxtrap_status mx_check_plan(struct mx_check_plan *plan,
                                 const struct mxtrap_check_options *options,
                                 mxtrap_findings *findings) {
    enum mxtrap_status status = check_ranges(options, findings);

    *plan = (struct mx_check_plan){0};
    if (status == MXTRAP_OK) {
        status =
            mx_dns_servers_read(plan->servers, options->servers, options->server_count, findings);
    }
    if (status == MXTRAP_OK) {
        status = check_controls(options, findings);
    }
    if (status == MXTRAP_OK) {
        status = read_stand_ins(&plan->stand_ins, options->stand_ins, findings);
    }
    plan->resolver = (struct mx_resolver_options){
        .servers = plan->servers,
        .server_count = options->server_count,
        .recursive = options->recursive != 0,
        .dnssec = options->dnssec != 0,
        .trust_anchor = options->trust_anchor,
        .root_hints = options->root_hints,
        .resolv_conf = options->resolv_conf,
        .in_flight_max = mx_fd_budget_share(mx_fd_budget_allowed()).questions};
    plan->probe = (struct mx_probe_options){.port = options->port,
                                            .timeout_ms = options->timeout_ms,
                                            .greeting_timeout_ms = options->greeting_timeout_ms,
                                            .rate = options->rate,
                                            .starttls = options->starttls != 0,
                                            .allow_special = options->allow_special != 0,
                                            .doubt_resets = wants_resets(options),
                                            .helo = options->helo};
    plan->attempts = or_default(options->attempts, ATTEMPTS);
    plan->jobs = or_default(options->jobs, JOBS);
    plan->deadline_ms = options->deadline_ms;
    return status;
}
