/* The stages of a domain: its MX set and addresses; the probes; again the unexpected ones; proof of
 * the vantage point; the judgement; DNS again if TTLs are short. A stage begins after the last
 * answer of the one before. */
#include "check/domain.h"

#include <stdlib.h>

#include "check/again.h"
#include "check/alike.h"
#include "check/authority_findings.h"
#include "check/judge.h"
#include "check/result.h"
#include "check/spec_layout.h"
#include "check/views.h"

/* An address as one vantage point sees it. */
struct probe {
    struct mx_view_of *view;
    uint32_t host, address;
};

struct mx_domain {
    struct mx_domain_run *run;
    struct mx_domain *older, *newer; /* of the run's domains under way */
    mx_domain_done *done;
    void *context;
    struct mx_lookup lookup;
    mxtrap_findings *findings;
    struct mx_observed observed;        /* what is judged: all views together */
    struct mx_view_of *views;           /* one for each vantage point */
    struct mx_again *again;             /* NULL until DNS is asked again */
    struct mx_authority_run *authority; /* NULL unless the zone's servers are being asked */
    struct mx_arena arena;
    struct probe *probes;
    size_t probe_count, waiting;
    enum mxtrap_verdict verdict;
    bool out_of_memory;
};

static void finish(struct mx_domain *domain) {
    domain->done(domain->context, domain);
}

static const struct mx_address *address_of(const struct probe *probe) {
    return &probe->view->domain->lookup.exchangers[probe->host].addresses[probe->address];
}

static const struct mx_probe_outcome **outcome_of(const struct probe *probe) {
    return &probe->view->observed.hosts[probe->host].outcomes[probe->address];
}

/* Keeps the outcome that proves more: one answer is enough to show that a dummy is not silent. */
static const struct mx_probe_outcome *choose(struct mx_domain *domain,
                                             const struct mx_probe_outcome *before,
                                             const struct mx_probe_outcome *outcome) {
    bool is_weaker = before != NULL && mx_probe_outcome_outranks(before, outcome);
    struct mx_probe_outcome *copy =
        mx_probe_outcome_copy(&domain->arena, is_weaker ? before : outcome);

    if (copy != NULL) {
        copy->attempts = outcome->attempts;
    }
    domain->out_of_memory = copy == NULL || domain->out_of_memory;
    return copy;
}

/* Another domain with the same address may know more by now. */
static void update_outcomes(struct mx_domain *domain) {
    for (size_t i = 0; i < domain->probe_count; i++) {
        const struct probe *probe = &domain->probes[i];
        const struct mx_probe_outcome **known = outcome_of(probe);
        const struct mx_probe_outcome *newest =
            mx_probe_known(probe->view->point->prober, address_of(probe));
        bool is_asked = *known != NULL && (*known)->state != MXTRAP_UNPROBED;
        if (is_asked && newest != NULL && mx_probe_outcome_outranks(newest, *known)) {
            *known = choose(domain, *known, newest);
        }
    }
}

/* DNS was asked again, or there was no time for it. */
static void on_again(void *context) {
    struct mx_domain *domain = context;

    if (domain->run->cut != MX_CAUSE_NONE) {
        domain->verdict = MXTRAP_INCONCLUSIVE;
        mx_text_string(mx_finding_of(domain->findings, domain->lookup.owner,
                                     ": TTLs are short, and before DNS could be asked again "),
                       mx_cause_meaning(domain->run->cut));
        mx_finding_end(domain->findings, MX_RULE_NOT_DETERMINED, MXTRAP_WARNING,
                       (struct mx_place){0});
    } else if (mx_again_judge(domain->again, domain->findings, &domain->verdict) != MXTRAP_OK) {
        domain->out_of_memory = true;
    }
    finish(domain);
}

/* A pass that rests on short TTLs is checked again. */
static void conclude(struct mx_domain *domain) {
    const struct mx_domain_run *run = domain->run;

    if (domain->out_of_memory || domain->verdict != MXTRAP_PASS || run->attempts < 2 ||
        !mx_again_is_wanted(&domain->lookup)) {
        finish(domain);
    } else if (run->cut != MX_CAUSE_NONE) {
        on_again(domain);
    } else if (mx_again_begin(&domain->lookup, &domain->observed, run->attempts - 1, on_again,
                              domain, &domain->again) != MXTRAP_OK) {
        domain->out_of_memory = true;
        finish(domain);
    }
}

static void judge(struct mx_domain *domain) {
    struct mx_lookup *lookup = &domain->lookup;

    update_outcomes(domain);
    if (lookup->layout == NULL) {
        domain->verdict = mx_judge_findings(domain->findings, lookup->is_lame);
    } else if (mx_views_merge(&domain->arena, &domain->run->points, domain->views,
                              &domain->observed, domain->findings) != MXTRAP_OK ||
               mx_judge(&domain->observed, lookup->exchangers, lookup->zones, domain->findings,
                        &domain->verdict) != MXTRAP_OK) {
        domain->out_of_memory = true;
    } else {
        mx_views_compare(&domain->run->points, domain->views, &domain->observed, domain->findings);
    }
    conclude(domain);
}

/* "mx.example.net [192.0.2.25]: silent": the controls of FAMILY that did not answer. */
static const char *name_controls(struct mx_view_of *view, enum mx_family family) {
    struct mx_domain *domain = view->domain;
    struct mx_text text = {0};
    const char *words = NULL;

    mx_vantage_write_failed(view->point->vantage, family, &text);
    if (mx_text_string_of(&text) != NULL) {
        words = mx_arena_copy(&domain->arena, text.bytes, text.length);
    }
    mx_text_end(&text);
    domain->out_of_memory = words == NULL || domain->out_of_memory;
    return words;
}

static void set_view(struct mx_view_of *of, enum mx_family family, const struct mx_view *view) {
    of->observed.families[family] = (struct mx_observed_family){
        .is_believed = view->is_believed,
        .unanswered = view->is_filtered ? name_controls(of, family) : NULL,
        .has_answers = view->has_answers,
        .differs = view->differs,
        .silent_control = view->silent_control};
}

static void on_view(void *context, const struct mx_doubt *doubt, const struct mx_view *view) {
    struct mx_view_of *of = context;
    struct mx_domain *domain = of->domain;

    set_view(of, doubt->family, view);
    if (--domain->waiting == 0) {
        domain->run->waiting_for_proof--;
        judge(domain);
    }
}

/* Silence, resets and ICMP errors count only if a host of the family, or a control, answered later;
 * greetings that are all alike count only if another address of the run differs. */
static void ask_point(struct mx_view_of *of) {
    static const enum mx_family families[] = {MX_IPV4, MX_IPV6};

    for (size_t i = 0; i < sizeof families / sizeof families[0]; i++) {
        struct mx_doubt doubt = {.family = families[i],
                                 .since = of->last_doubt[families[i]],
                                 .is_alike = mx_alike_is(&of->observed, (uint8_t)families[i])};
        struct mx_view view;
        if (mx_vantage_look(of->point->vantage, &doubt, &view)) {
            set_view(of, families[i], &view);
        } else if (mx_vantage_ask(of->point->vantage, &doubt, on_view, of) == MXTRAP_OK) {
            of->domain->waiting++;
        } else {
            of->domain->out_of_memory = true;
        }
    }
}

static void ask_vantage(struct mx_domain *domain) {
    domain->waiting = 1;
    domain->run->waiting_for_proof++;
    for (size_t i = 0; i < domain->run->points.count; i++) {
        ask_point(&domain->views[i]);
    }
    if (--domain->waiting == 0) {
        domain->run->waiting_for_proof--;
        judge(domain);
    }
}

static mx_probe_done on_outcome;

/* Probes the address; STARTTLS asks for the certificate of the exchanger's name. */
static void ask_prober(struct probe *probe, bool again) {
    struct mx_domain *domain = probe->view->domain;
    struct mx_prober *prober = probe->view->point->prober;
    char host[MXTRAP_NAME_TEXT_MAX];

    mx_name_print(domain->lookup.exchangers[probe->host].host, host);
    enum mxtrap_status status =
        again ? mx_probe_again(prober, address_of(probe), host, on_outcome, probe)
              : mx_probe(prober, address_of(probe), host, on_outcome, probe);
    if (status == MXTRAP_OK) {
        domain->waiting++;
    } else {
        domain->out_of_memory = true;
    }
}

/* Whether the outcome is unexpected and attempts are left. */
static bool is_to_repeat(const struct probe *probe) {
    const struct mx_probe_outcome *outcome = *outcome_of(probe);

    return outcome != NULL && outcome->attempts < probe->view->domain->run->attempts &&
           mx_judge_doubts(&probe->view->observed, probe->host, probe->address);
}

/* An unexpected outcome that cannot be asked again is unknown, unless a dummy accepted a
 * connection. */
static void set_unknown(const struct probe *probe) {
    struct mx_domain *domain = probe->view->domain;
    struct mx_observed_host *host = &probe->view->observed.hosts[probe->host];
    const struct mx_probe_outcome *outcome = host->outcomes[probe->address];
    const struct mx_probe_outcome unknown = {
        .state = MXTRAP_UNPROBED, .cause = domain->run->cut, .attempts = outcome->attempts};

    if (host->expected != MXTRAP_ROLE_DUMMY || !mxtrap_state_listens(outcome->state)) {
        host->outcomes[probe->address] = mx_probe_outcome_copy(&domain->arena, &unknown);
        domain->out_of_memory = host->outcomes[probe->address] == NULL || domain->out_of_memory;
    }
}

/* Repeats unexpected probes as often as the run allows, then begins the next stage. */
static void finish_probes(struct mx_domain *domain) {
    domain->waiting = 1;
    for (size_t i = 0; i < domain->probe_count; i++) {
        if (!is_to_repeat(&domain->probes[i])) {
            continue;
        }
        if (domain->run->cut == MX_CAUSE_NONE) {
            ask_prober(&domain->probes[i], true);
        } else {
            set_unknown(&domain->probes[i]);
        }
    }
    if (--domain->waiting == 0) {
        ask_vantage(domain);
    }
}

static void note_doubt(struct mx_view_of *view, const struct mx_address *address,
                       const struct mx_probe_outcome *outcome) {
    if (outcome->state != MXTRAP_UNPROBED && !mxtrap_state_listens(outcome->state) &&
        !outcome->is_own && outcome->ended > view->last_doubt[address->family]) {
        view->last_doubt[address->family] = outcome->ended;
    }
}

static void on_outcome(void *context, const struct mx_address *address,
                       const struct mx_probe_outcome *outcome) {
    struct probe *probe = context;
    struct mx_domain *domain = probe->view->domain;
    const struct mx_probe_outcome **known = outcome_of(probe);

    *known = choose(domain, *known, outcome);
    if (*known != NULL) {
        note_doubt(probe->view, address, *known);
    }
    mx_vantage_add(probe->view->point->vantage, address, outcome);
    if (--domain->waiting == 0) {
        finish_probes(domain);
    }
}

/* Makes room for an outcome and a probe of each address; false when memory is out. */
static bool make_observed(struct mx_domain *domain) {
    const struct mx_lookup *lookup = &domain->lookup;
    struct mx_observed *observed = &domain->observed;

    observed->hosts = mx_arena_zeroed(&domain->arena, lookup->count, sizeof *observed->hosts);
    if (observed->hosts == NULL) {
        return false;
    }
    for (size_t i = 0; i < lookup->count; i++) {
        size_t count = lookup->exchangers[i].address_count;
        observed->hosts[i].is_known = lookup->hosts[i].is_known;
        observed->hosts[i].outcomes =
            mx_arena_zeroed(&domain->arena, count, sizeof *observed->hosts[i].outcomes);
        if (observed->hosts[i].outcomes == NULL) {
            return false;
        }
    }
    observed->layout = lookup->layout;
    observed->accept_refused = domain->run->accept_refused;
    observed->allow_special = domain->run->allow_special;
    observed->stand_ins = domain->run->stand_ins;
    observed->probed = domain->run->probe;
    return true;
}

/* A probe for each address and vantage point; the expected roles are known by then. */
static bool make_views(struct mx_domain *domain) {
    const struct mx_lookup *lookup = &domain->lookup;
    size_t count = domain->run->points.count;

    domain->views = mx_views_make(&domain->arena, &domain->run->points, &domain->observed);
    domain->probes =
        mx_arena_zeroed(&domain->arena, lookup->address_count * count, sizeof *domain->probes);
    if (domain->views == NULL || domain->probes == NULL) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        domain->views[i].domain = domain;
        for (size_t j = 0; j < lookup->count; j++) {
            for (size_t k = 0; k < lookup->exchangers[j].address_count; k++) {
                domain->probes[domain->probe_count++] =
                    (struct probe){&domain->views[i], (uint32_t)j, (uint32_t)k};
            }
        }
    }
    return true;
}

static void on_servers(void *context, const struct mx_authority *authority) {
    struct mx_domain *domain = context;

    domain->authority = NULL;
    mx_authority_findings(authority, domain->findings);
    if (--domain->waiting == 0) {
        finish_probes(domain);
    }
}

static void ask_servers(struct mx_domain *domain) {
    struct mx_authority_options options = {.allow_special = domain->run->allow_special};

    if (mx_authority_ask(&domain->authority, domain->run->resolver, domain->lookup.owner, &options,
                         on_servers, domain) == MXTRAP_OK) {
        domain->waiting++;
    } else {
        domain->out_of_memory = true;
    }
}

void mx_domain_cut(struct mx_domain *domain) {
    if (domain->authority != NULL) {
        mx_authority_cancel(domain->authority);
        domain->authority = NULL;
        if (--domain->waiting == 0) {
            finish_probes(domain);
        }
    }
}

struct mx_domain *mx_domain_older(const struct mx_domain *domain) {
    return domain->older;
}

static void begin_probes(struct mx_domain *domain) {
    domain->waiting = 1;
    if (domain->run->authoritative && domain->run->cut == MX_CAUSE_NONE) {
        ask_servers(domain);
    }
    for (size_t i = 0; domain->run->probe && i < domain->probe_count; i++) {
        ask_prober(&domain->probes[i], false);
    }
    if (--domain->waiting == 0) {
        finish_probes(domain);
    }
}

static void on_lookup(void *context) {
    struct mx_domain *domain = context;
    struct mx_lookup *lookup = &domain->lookup;
    bool is_whole = !lookup->out_of_memory && (lookup->layout == NULL || make_observed(domain)) &&
                    mx_spec_layout_apply(domain->run->spec, lookup, &domain->observed,
                                         domain->findings) == MXTRAP_OK &&
                    (lookup->layout == NULL || make_views(domain));

    if (!is_whole) {
        domain->out_of_memory = true;
        finish(domain);
    } else if (lookup->layout == NULL) {
        judge(domain);
    } else {
        begin_probes(domain);
    }
}

enum mxtrap_status mx_domain_begin(struct mx_domain_run *run, const uint8_t *name,
                                   mx_domain_done *done, void *context, struct mx_domain **out) {
    struct mx_domain *domain = calloc(1, sizeof *domain);

    if (domain == NULL || mxtrap_findings_new(&domain->findings) != MXTRAP_OK) {
        goto failed;
    }
    domain->run = run;
    domain->done = done;
    domain->context = context;
    domain->lookup = (struct mx_lookup){.resolver = run->resolver,
                                        .findings = domain->findings,
                                        .ipv4 = run->ipv4,
                                        .ipv6 = run->ipv6,
                                        .done = on_lookup,
                                        .context = domain};
    if (mx_lookup_begin(&domain->lookup, name) != MXTRAP_OK) {
        goto failed;
    }
    domain->older = run->under_way;
    if (domain->older != NULL) {
        domain->older->newer = domain;
    }
    run->under_way = domain;
    *out = domain;
    return MXTRAP_OK;
failed:
    mx_domain_free(domain);
    return MXTRAP_ERR_MEMORY;
}

enum mxtrap_status mx_domain_result(struct mx_domain *domain, struct mxtrap_result *out) {
    if (domain->out_of_memory || mx_findings_status(domain->findings) != MXTRAP_OK) {
        return MXTRAP_ERR_MEMORY;
    }
    enum mxtrap_status status =
        mx_result_make(&domain->arena, domain->lookup.owner,
                       domain->lookup.layout == NULL ? NULL : &domain->observed, domain->verdict,
                       domain->findings, out);
    if (status == MXTRAP_OK) {
        out->is_cut = domain->verdict == MXTRAP_INCONCLUSIVE && domain->run->cut != MX_CAUSE_NONE;
        out->layout = domain->lookup.live;
    }
    return status;
}

/* Removes DOMAIN from the run's list, if it is in it. */
static void leave(struct mx_domain *domain) {
    if (domain->run != NULL && domain->run->under_way == domain) {
        domain->run->under_way = domain->older;
    }
    if (domain->newer != NULL) {
        domain->newer->older = domain->older;
    }
    if (domain->older != NULL) {
        domain->older->newer = domain->newer;
    }
}

void mx_domain_free(struct mx_domain *domain) {
    if (domain != NULL) {
        leave(domain);
        mx_again_free(domain->again);
        mx_lookup_free(&domain->lookup);
        mxtrap_findings_free(domain->findings);
        mx_arena_free(&domain->arena);
        free(domain);
    }
}
