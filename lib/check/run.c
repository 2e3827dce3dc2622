/* lib/check: one run over many domains. Names come in; for each domain the MX set and addresses are
 * looked up (lookup), compared with the spec (spec_layout), its addresses probed (looks), and the
 * result judged (domain.c is the sequence); results go out, in the order in which they end. Nothing
 * passes on silence until the vantage point is proven (vantage: other hosts, controls); what
 * several points see becomes one observation (points, views). The room knows lib/net, lib/probe and
 * lib/rules; it writes no output.
 *
 * This file: the run. It keeps a number of domains under way, and ends at the last name, at the
 * deadline or when it is stopped. */
#include <mxtrap/check.h>

#include <event2/event.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/options.h"
#include "check/domain.h"
#include "check/plan.h"
#include "check/result.h"
#include "net/domain_name.h"

/* Poll interval for signals, the end of the run and progress. */
enum { TICK_MS = 50, TICKS_A_SECOND = 20 };

struct mxtrap_check {
    struct event_base *base;
    struct event *tick, *deadline;
    struct event *ended; /* a domain, or the wait for the resolver: others may begin */
    struct mx_resolver *resolver;
    struct mx_domain_run run;
    mxtrap_findings *findings; /* of the run as a whole */
    unsigned jobs, deadline_ms;
    volatile sig_atomic_t is_stopped;
    bool is_cut, is_at_end;
    mxtrap_check_next_fn *next;
    mxtrap_check_result_fn *on_result;
    void *context;
    mxtrap_check_progress_fn *on_tick;
    void *tick_context;
    unsigned ticks;
    size_t in_flight, done;
    enum mxtrap_status status;
};

/* Ends all domains under way with what is known. */
static void cut(mxtrap_check *check, enum mx_cause cause) {
    if (check->is_cut) {
        return;
    }
    check->is_cut = true;
    check->run.cut = cause;
    for (struct mx_domain *at = check->run.under_way, *older; at != NULL; at = older) {
        older = mx_domain_older(at); /* this may free AT */
        mx_domain_cut(at);
    }
    mx_points_cut(&check->run.points, cause);
    struct mx_resolver *resolver = check->resolver;
    check->resolver = NULL;
    mx_resolver_free(resolver);
}

static enum mxtrap_status deliver(mxtrap_check *check, const struct mxtrap_result *result) {
    check->done++;
    return check->on_result(check->context, result) == 0 ? MXTRAP_OK : MXTRAP_ERR_OUTPUT;
}

static void on_room(void *context) {
    const mxtrap_check *check = context;

    event_active(check->ended, EV_TIMEOUT, 0);
}

static void on_domain(void *context, struct mx_domain *domain) {
    mxtrap_check *check = context;
    struct mxtrap_result result;
    enum mxtrap_status status = mx_domain_result(domain, &result);

    if (status == MXTRAP_OK && check->status == MXTRAP_OK) {
        status = deliver(check, &result);
    }
    check->status = check->status == MXTRAP_OK ? status : check->status;
    check->in_flight--;
    mx_domain_free(domain);
    event_active(check->ended, EV_TIMEOUT, 0);
}

static enum mxtrap_status deliver_unasked(mxtrap_check *check, const struct mx_name *name) {
    struct mx_arena arena = {0};
    mxtrap_findings *findings = NULL;
    struct mxtrap_result result;
    enum mxtrap_status status = mxtrap_findings_new(&findings);

    if (status == MXTRAP_OK) {
        mx_finding_of(findings, name->wire, ": not asked, the run's deadline came first");
        mx_finding_end(findings, MX_RULE_LAME_DNS, MXTRAP_ERROR, (struct mx_place){0});
        status = mx_result_make(&arena, name->wire, NULL, MXTRAP_INCONCLUSIVE, findings, &result);
    }
    if (status == MXTRAP_OK) {
        result.is_cut = 1;
        status = deliver(check, &result);
    }
    mxtrap_findings_free(findings);
    mx_arena_free(&arena);
    return status;
}

static enum mxtrap_status read_domain(struct mx_name *out, const char *text,
                                      mxtrap_findings *findings) {
    const char *why;
    enum mxtrap_status status = mx_domain_name_read(out, text, strlen(text), &why);

    return status == MXTRAP_ERR_INPUT ? mx_findings_argument(findings, NULL, text, why) : status;
}

/* Begins the next domain; false if there is none, or none yet. */
static bool begin_next(mxtrap_check *check) {
    const char *text = NULL;
    struct mx_domain *domain;
    struct mx_name name;
    enum mxtrap_check_next next = check->next(&text, check->context);

    if (next != MXTRAP_NEXT_DOMAIN) {
        check->is_at_end = next == MXTRAP_NEXT_END || check->is_cut;
        return false;
    }
    enum mxtrap_status status = read_domain(&name, text, check->findings);
    if (status == MXTRAP_OK && check->is_cut) {
        status = deliver_unasked(check, &name);
    } else if (status == MXTRAP_OK) {
        status = mx_domain_begin(&check->run, name.wire, on_domain, check, &domain);
        check->in_flight += status == MXTRAP_OK ? 1 : 0;
    }
    check->status = status;
    return true;
}

/* Whether another domain's questions would only wait in memory. */
static bool is_resolver_full(const mxtrap_check *check) {
    return check->resolver != NULL && mx_resolver_is_full(check->resolver);
}

/* Begins domains up to the limit, and ends the run if there is nothing more to do. */
static void go_on(mxtrap_check *check) {
    while (!check->is_at_end && check->in_flight < check->jobs && !is_resolver_full(check) &&
           !check->is_stopped && check->status == MXTRAP_OK && begin_next(check)) {
    }
    if (check->status != MXTRAP_OK || check->is_stopped) {
        cut(check, MX_CAUSE_CANCELLED);
    }
    /* If all domains wait for a proof, and no host is left that could give it, there is none. */
    if (check->in_flight > 0 && check->in_flight == check->run.waiting_for_proof) {
        mx_points_end(&check->run.points);
    }
    if (check->in_flight == 0 &&
        (check->is_at_end || check->is_stopped || check->status != MXTRAP_OK) &&
        (check->is_cut || mx_points_finish(&check->run.points))) {
        event_base_loopbreak(check->base);
    }
}

static void tick(evutil_socket_t fd, short what, void *context) {
    mxtrap_check *check = context;
    (void)fd, (void)what;

    if (check->on_tick != NULL && ++check->ticks % TICKS_A_SECOND == 0) {
        struct mx_prober_counts counts = mx_points_counts(&check->run.points);
        struct mxtrap_check_progress progress = {check->done, check->in_flight, counts.open,
                                                 counts.waiting};
        check->on_tick(check->tick_context, &progress);
    }
    mx_points_go_on(&check->run.points);
    go_on(check);
}

static void on_ended(evutil_socket_t fd, short what, void *context) {
    (void)fd, (void)what;
    go_on(context);
}

static void on_deadline(evutil_socket_t fd, short what, void *context) {
    (void)fd, (void)what;
    cut(context, MX_CAUSE_DEADLINE);
}

static struct timeval interval(unsigned ms) {
    return (struct timeval){ms / 1000, (suseconds_t)(ms % 1000 * 1000)};
}

enum mxtrap_status mxtrap_check_run(mxtrap_check *check, mxtrap_check_next_fn *next,
                                    mxtrap_check_result_fn *on_result, void *context) {
    struct timeval every = interval(TICK_MS), whole = interval(check->deadline_ms);

    check->next = next;
    check->on_result = on_result;
    check->context = context;
    check->is_at_end = false;
    check->status = MXTRAP_OK;
    if (event_add(check->tick, &every) != 0 ||
        (check->deadline_ms > 0 && event_add(check->deadline, &whole) != 0)) {
        return MXTRAP_ERR_MEMORY;
    }
    go_on(check);
    if (!event_base_got_break(check->base) && event_base_dispatch(check->base) < 0) {
        check->status = MXTRAP_ERR_MEMORY;
    }
    event_del(check->tick);
    event_del(check->deadline);
    mx_points_report(&check->run.points, check->findings);
    return check->status == MXTRAP_OK ? mx_findings_status(check->findings) : check->status;
}

/* The points that the options name; without any, this machine. */
static enum mxtrap_status open_points(mxtrap_check *check,
                                      const struct mxtrap_check_options *options,
                                      const struct mx_check_plan *plan) {
    const struct mx_control_hosts_options controls = {
        .resolver = check->resolver,
        .hosts = options->controls,
        .count = options->no_probe ? 0 : options->control_count,
        .attempts = plan->attempts,
        .ipv4 = !options->no_ipv4,
        .ipv6 = !options->no_ipv6};
    const struct mxtrap_check_vantage here = {.from = -1, .to = -1};
    struct mx_points *points = &check->run.points;
    enum mxtrap_status status = MXTRAP_OK;

    for (size_t i = 0; i < options->vantage_count && status == MXTRAP_OK; i++) {
        status = mx_points_add(points, check->base, &plan->probe, &options->vantages[i]);
    }
    if (options->vantage_count == 0) {
        status = mx_points_add(points, check->base, &plan->probe, &here);
    }
    points->quorum = options->quorum > 0 ? options->quorum : points->count;
    return status != MXTRAP_OK
               ? status
               : mx_points_open(points, &controls, options->silent_controls,
                                options->no_probe ? 0 : options->silent_control_count);
}

/* What keeps it from being opened is a file that an option names. */
static enum mxtrap_status open_resolver(mxtrap_check *check, const struct mx_check_plan *plan,
                                        mxtrap_findings *findings) {
    char why[MX_DNS_WHY_MAX];
    struct mx_resolver_options options = plan->resolver;
    options.on_room = on_room;
    options.room_context = check;
    enum mxtrap_status status = mx_resolver_new(check->base, &options, &check->resolver, why);

    if (status == MXTRAP_ERR_INPUT) {
        mx_text_escaped(mx_finding_begin(findings), why, strlen(why));
        mx_finding_end(findings, MX_RULE_UNREADABLE, MXTRAP_ERROR, (struct mx_place){0});
    }
    return mx_findings_status(findings) == MXTRAP_OK ? status : MXTRAP_ERR_MEMORY;
}

static enum mxtrap_status open_parts(mxtrap_check *check,
                                     const struct mxtrap_check_options *options,
                                     const struct mx_check_plan *plan, mxtrap_findings *findings) {
    enum mxtrap_status status = open_resolver(check, plan, findings);

    if (status != MXTRAP_OK) {
        return status;
    }
    check->run.resolver = check->resolver;
    status = open_points(check, options, plan);
    if (status == MXTRAP_ERR_ARGUMENT) {
        return mx_findings_argument(findings,
                                    "this is not a valid host name for EHLO:", options->helo, NULL);
    }
    return status == MXTRAP_OK ? mxtrap_findings_new(&check->findings) : status;
}

enum mxtrap_status mxtrap_check_new(mxtrap_check **out, const struct mxtrap_check_options *options,
                                    mxtrap_findings *findings) {
    struct mxtrap_check_options own;
    struct mx_check_plan plan;
    enum mxtrap_status status = mx_findings_options(&own, sizeof own, options, findings);

    if (status != MXTRAP_OK) {
        return status;
    }
    options = &own;
    mxtrap_check *check = calloc(1, sizeof *check);
    status = MXTRAP_ERR_MEMORY;
    if (check == NULL) {
        return status;
    }
    check->base = event_base_new();
    if (check->base == NULL) {
        goto done;
    }
    check->tick = event_new(check->base, -1, EV_PERSIST, tick, check);
    check->deadline = event_new(check->base, -1, 0, on_deadline, check);
    check->ended = event_new(check->base, -1, 0, on_ended, check);
    if (check->tick == NULL || check->deadline == NULL || check->ended == NULL) {
        goto done;
    }
    status = mx_check_plan(&plan, options, findings);
    if (status != MXTRAP_OK) {
        goto done;
    }
    check->jobs = plan.jobs;
    check->deadline_ms = plan.deadline_ms;
    check->run = (struct mx_domain_run){.spec = options->spec,
                                        .attempts = plan.attempts,
                                        .stand_ins = plan.stand_ins,
                                        .ipv4 = !options->no_ipv4,
                                        .ipv6 = !options->no_ipv6,
                                        .probe = !options->no_probe,
                                        .accept_refused = options->accept_refused != 0,
                                        .allow_special = options->allow_special != 0,
                                        .starttls = options->starttls != 0,
                                        .authoritative = options->authoritative != 0};
    status = open_parts(check, options, &plan, findings);
    if (status == MXTRAP_OK) {
        *out = check;
        check = NULL;
    }
done:
    mxtrap_check_free(check);
    return status;
}

static void free_event(struct event *event) {
    if (event != NULL) {
        event_free(event);
    }
}

void mxtrap_check_free(mxtrap_check *check) {
    if (check == NULL) {
        return;
    }
    mx_resolver_free(check->resolver);
    mx_points_free(&check->run.points);
    mxtrap_findings_free(check->findings);
    free_event(check->tick);
    free_event(check->deadline);
    free_event(check->ended);
    if (check->base != NULL) {
        event_base_free(check->base);
    }
    free(check);
}

void mxtrap_check_stop(mxtrap_check *check) {
    check->is_stopped = 1;
}

int mxtrap_check_was_cut(const mxtrap_check *check) {
    return check->is_cut;
}

const mxtrap_findings *mxtrap_check_findings(const mxtrap_check *check) {
    return check->findings;
}

void mxtrap_check_on_progress(mxtrap_check *check, mxtrap_check_progress_fn *on_tick,
                              void *context) {
    check->on_tick = on_tick;
    check->tick_context = context;
}

enum mxtrap_status mxtrap_check_domain(char *out, const char *text, mxtrap_findings *findings) {
    struct mx_name name;
    enum mxtrap_status status = read_domain(&name, text, findings);

    if (status == MXTRAP_OK && out != NULL) {
        mx_domain_text(name.wire, out);
    }
    return status;
}
