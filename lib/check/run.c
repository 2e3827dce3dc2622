/* One run over many domains: names in, at most so many under way, results out. */
#include <mxtrap/check.h>

#include <event2/event.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/options.h"
#include "check/control_hosts.h"
#include "check/domain.h"
#include "check/plan.h"
#include "check/result.h"
#include "net/domain_name.h"

/* Signals, the end of the run and progress are looked at so often. */
enum { TICK_MS = 50, TICKS_A_SECOND = 20 };

struct mxtrap_check {
    struct event_base *base;
    struct event *tick, *deadline;
    struct event *again; /* a domain has ended: others may begin */
    struct mx_resolver *resolver;
    struct mx_domain_run run;
    struct mx_control_hosts *controls;
    struct mx_silents *silents;
    mxtrap_findings *findings; /* of the run as a whole */
    unsigned jobs, deadline_ms;
    volatile sig_atomic_t is_stopped;
    bool is_cut, is_at_end;
    mxtrap_check_next_fn *next;
    mxtrap_check_result_fn *take;
    void *context;
    mxtrap_check_progress_fn *on_tick;
    void *tick_context;
    unsigned ticks;
    size_t in_flight, done;
    enum mxtrap_status status;
};

/* All that is under way ends now, with what is known. */
static void cut(mxtrap_check *check, enum mx_cause cause) {
    if (check->is_cut) {
        return;
    }
    check->is_cut = true;
    check->run.cut = cause;
    for (struct mx_domain *at = check->run.under_way, *older; at != NULL; at = older) {
        older = mx_domain_older(at); /* AT may come to its end */
        mx_domain_cut(at);
    }
    mx_prober_cancel_all(check->run.prober, cause);
    mx_vantage_hurry(check->run.vantage);
    struct mx_resolver *resolver = check->resolver;
    check->resolver = NULL;
    mx_resolver_free(resolver);
}

static enum mxtrap_status hand_out(mxtrap_check *check, const struct mxtrap_result *result) {
    check->done++;
    return check->take(check->context, result) == 0 ? MXTRAP_OK : MXTRAP_ERR_OUTPUT;
}

static void take_domain(void *context, struct mx_domain *domain) {
    mxtrap_check *check = context;
    struct mxtrap_result result;
    enum mxtrap_status status = mx_domain_result(domain, &result);

    if (status == MXTRAP_OK && check->status == MXTRAP_OK) {
        status = hand_out(check, &result);
    }
    check->status = check->status == MXTRAP_OK ? status : check->status;
    check->in_flight--;
    mx_domain_free(domain);
    event_active(check->again, EV_TIMEOUT, 0);
}

/* A domain for which there was no time. */
static enum mxtrap_status hand_out_unasked(mxtrap_check *check, const struct mx_name *name) {
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
        status = hand_out(check, &result);
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

/* Begins the next domain; false where there is none, or none yet. */
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
        status = hand_out_unasked(check, &name);
    } else if (status == MXTRAP_OK) {
        status = mx_domain_begin(&check->run, name.wire, take_domain, check, &domain);
        check->in_flight += status == MXTRAP_OK ? 1 : 0;
    }
    check->status = status;
    return true;
}

/* Where all that are under way wait for a proof that the port can be reached, and no host is left
 * that could give one, there is none. */
static void settle(mxtrap_check *check) {
    if (check->in_flight > 0 && check->in_flight == check->run.settling &&
        !mx_vantage_is_asking(check->run.vantage)) {
        mx_vantage_settle(check->run.vantage);
    }
}

/* Keeps as many under way as there may be. */
static void go_on(mxtrap_check *check) {
    while (!check->is_at_end && check->in_flight < check->jobs && !check->is_stopped &&
           check->status == MXTRAP_OK && begin_next(check)) {
    }
    if (check->status != MXTRAP_OK || check->is_stopped) {
        cut(check, MX_CAUSE_CANCELLED);
    }
    settle(check);
    if (check->in_flight == 0 &&
        (check->is_at_end || check->is_stopped || check->status != MXTRAP_OK) &&
        (check->is_cut || mx_vantage_finish(check->run.vantage))) {
        event_base_loopbreak(check->base);
    }
}

static void tick(evutil_socket_t fd, short what, void *context) {
    mxtrap_check *check = context;
    (void)fd;
    (void)what;

    if (check->on_tick != NULL && ++check->ticks % TICKS_A_SECOND == 0) {
        struct mx_prober_counts counts = mx_prober_counts(check->run.prober);
        struct mxtrap_check_progress progress = {check->done, check->in_flight, counts.open,
                                                 counts.waiting};
        check->on_tick(check->tick_context, &progress);
    }
    mx_vantage_go_on(check->run.vantage);
    go_on(check);
}

static void look_again(evutil_socket_t fd, short what, void *context) {
    (void)fd;
    (void)what;
    go_on(context);
}

static void reach_deadline(evutil_socket_t fd, short what, void *context) {
    (void)fd;
    (void)what;
    cut(context, MX_CAUSE_DEADLINE);
}

static struct timeval interval(unsigned ms) {
    return (struct timeval){ms / 1000, (suseconds_t)(ms % 1000 * 1000)};
}

enum mxtrap_status mxtrap_check_run(mxtrap_check *check, mxtrap_check_next_fn *next,
                                    mxtrap_check_result_fn *take, void *context) {
    struct timeval every = interval(TICK_MS), whole = interval(check->deadline_ms);

    check->next = next;
    check->take = take;
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
    mx_vantage_report(check->run.vantage, check->findings);
    return check->status == MXTRAP_OK ? mx_findings_status(check->findings) : check->status;
}

/* They are asked where hosts are. */
static enum mxtrap_status open_controls(mxtrap_check *check,
                                        const struct mxtrap_check_options *options,
                                        const struct mx_check_plan *plan) {
    const struct mx_control_hosts_options controls = {
        .resolver = check->resolver,
        .prober = check->run.prober,
        .hosts = options->controls,
        .count = options->no_probe ? 0 : options->control_count,
        .attempts = plan->attempts,
        .ipv4 = !options->no_ipv4,
        .ipv6 = !options->no_ipv6,
        .news = mx_vantage_has_news,
        .context = check->run.vantage};
    enum mxtrap_status status = mx_control_hosts_new(&controls, &check->controls);

    if (status == MXTRAP_OK) {
        status =
            mx_silents_new(check->run.prober, options->silent_controls,
                           options->no_probe ? 0 : options->silent_control_count, &check->silents);
    }
    if (status == MXTRAP_OK) {
        mx_vantage_use(check->run.vantage, check->controls, check->silents);
        status = mxtrap_findings_new(&check->findings);
    }
    return status;
}

/* What keeps it from being opened is a file that an option names. */
static enum mxtrap_status open_resolver(mxtrap_check *check, const struct mx_check_plan *plan,
                                        mxtrap_findings *findings) {
    char why[MX_DNS_WHY_MAX];
    enum mxtrap_status status =
        mx_resolver_new(check->base, &plan->resolver, &check->resolver, why);

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
    status = mx_prober_new(check->base, &plan->probe, &check->run.prober);
    if (status == MXTRAP_ERR_ARGUMENT) {
        return mx_findings_argument(findings,
                                    "this is not a valid host name for EHLO:", options->helo, NULL);
    }
    if (status == MXTRAP_OK) {
        status = mx_vantage_new(check->run.prober, &check->run.vantage);
    }
    return status == MXTRAP_OK ? open_controls(check, options, plan) : status;
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
    check->deadline = event_new(check->base, -1, 0, reach_deadline, check);
    check->again = event_new(check->base, -1, 0, look_again, check);
    if (check->tick == NULL || check->deadline == NULL || check->again == NULL) {
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
    mx_prober_free(check->run.prober);
    mx_control_hosts_free(check->controls);
    mx_silents_free(check->silents);
    mx_vantage_free(check->run.vantage);
    mxtrap_findings_free(check->findings);
    free_event(check->tick);
    free_event(check->deadline);
    free_event(check->again);
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
