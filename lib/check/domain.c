/* The stages of a domain: its MX set and addresses; the probes; again the unexpected ones; proof of
 * the vantage point; the judgement; DNS again if TTLs are short. A stage begins after the last
 * answer of the one before. */
#include "check/domain.h"

#include <stdlib.h>

#include "check/again.h"
#include "check/authority_findings.h"
#include "check/judge.h"
#include "check/looks.h"
#include "check/result.h"
#include "check/spec_layout.h"

struct mx_domain {
    struct mx_domain_run *run;
    struct mx_domain *older, *newer; /* of the run's domains under way */
    mx_domain_done *done;
    void *context;
    struct mx_lookup lookup;
    mxtrap_findings *findings;
    struct mx_observed observed; /* what is judged: all views together */
    struct mx_looks looks;
    struct mx_again *again;             /* NULL until DNS is asked again */
    struct mx_authority_run *authority; /* NULL unless the zone's servers are being asked */
    struct mx_arena arena;
    enum mxtrap_verdict verdict;
    bool out_of_memory;
};

static void finish(struct mx_domain *domain) {
    domain->done(domain->context, domain);
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

    if (domain->out_of_memory || domain->looks.out_of_memory || domain->verdict != MXTRAP_PASS ||
        run->attempts < 2 || !mx_again_is_wanted(&domain->lookup)) {
        finish(domain);
    } else if (run->cut != MX_CAUSE_NONE) {
        on_again(domain);
    } else if (mx_again_begin(&domain->lookup, &domain->observed, run->attempts - 1, on_again,
                              domain, &domain->again) != MXTRAP_OK) {
        domain->out_of_memory = true;
        finish(domain);
    }
}

static void judge(void *context) {
    struct mx_domain *domain = context;
    struct mx_lookup *lookup = &domain->lookup;

    mx_looks_update(&domain->looks);
    if (lookup->layout == NULL) {
        domain->verdict = mx_judge_findings(domain->findings, lookup->is_lame);
    } else if (mx_views_merge(&domain->arena, &domain->run->points, domain->looks.views,
                              &domain->observed, domain->findings) != MXTRAP_OK ||
               mx_judge(&domain->observed, lookup->exchangers, lookup->zones, domain->findings,
                        &domain->verdict) != MXTRAP_OK) {
        domain->out_of_memory = true;
    } else {
        mx_views_compare(&domain->run->points, domain->looks.views, &domain->observed,
                         domain->findings);
    }
    conclude(domain);
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

static void on_servers(void *context, const struct mx_authority *authority) {
    struct mx_domain *domain = context;

    domain->authority = NULL;
    mx_authority_findings(authority, domain->findings);
    mx_looks_release(&domain->looks);
}

static void ask_servers(struct mx_domain *domain) {
    struct mx_authority_options options = {.allow_special = domain->run->allow_special};

    if (mx_authority_ask(&domain->authority, domain->run->resolver, domain->lookup.owner, &options,
                         on_servers, domain) == MXTRAP_OK) {
        mx_looks_hold(&domain->looks);
    } else {
        domain->out_of_memory = true;
    }
}

void mx_domain_cut(struct mx_domain *domain) {
    if (domain->authority != NULL) {
        mx_authority_cancel(domain->authority);
        domain->authority = NULL;
        mx_looks_release(&domain->looks);
    }
}

struct mx_domain *mx_domain_older(const struct mx_domain *domain) {
    return domain->older;
}

static void ignore(void *context, const struct mx_address *address,
                   const struct mx_probe_outcome *outcome) {
    (void)context, (void)address, (void)outcome;
}

/* Begins the attempts that the looks will ask for, as early as they can begin. Where attempts wait,
 * this one has its turn with its domain's others: domains must end one by one. With STARTTLS the
 * first exchanger of an address names the certificate, whichever answer comes first. */
static void on_found(void *context, const struct mxtrap_exchanger *exchanger) {
    const struct mx_domain *domain = context;
    const struct mx_points *points = &domain->run->points;
    char host[MXTRAP_NAME_TEXT_MAX];

    mx_name_print(exchanger->host, host);
    for (size_t i = 0; !domain->run->starttls && i < exchanger->address_count; i++) {
        for (size_t j = 0; exchanger->addresses[i].family == MX_IPV4 && j < points->count; j++) {
            struct mx_prober *prober = points->list[j].prober;
            if (!mx_prober_is_behind(prober)) {
                mx_probe(prober, &exchanger->addresses[i], host, ignore, NULL);
            }
        }
    }
}

static void on_lookup(void *context) {
    struct mx_domain *domain = context;
    struct mx_lookup *lookup = &domain->lookup;
    bool is_whole = !lookup->out_of_memory && (lookup->layout == NULL || make_observed(domain)) &&
                    mx_spec_layout_apply(domain->run->spec, lookup, &domain->observed,
                                         domain->findings) == MXTRAP_OK &&
                    (lookup->layout == NULL || mx_looks_make(&domain->looks, &domain->observed));

    if (!is_whole) {
        domain->out_of_memory = true;
        finish(domain);
    } else if (lookup->layout == NULL) {
        judge(domain);
    } else {
        if (domain->run->authoritative && domain->run->cut == MX_CAUSE_NONE) {
            ask_servers(domain);
        }
        mx_looks_begin(&domain->looks);
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
    domain->lookup = (struct mx_lookup){
        .resolver = run->resolver,
        .findings = domain->findings,
        .ipv4 = run->ipv4,
        .ipv6 = run->ipv6,
        .wanted = run->spec == NULL ? NULL : mx_zones_find_layout(run->spec, name),
        .found = run->probe ? on_found : NULL,
        .done = on_lookup,
        .context = domain};
    domain->looks = (struct mx_looks){.run = run,
                                      .lookup = &domain->lookup,
                                      .arena = &domain->arena,
                                      .done = judge,
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
    if (domain->out_of_memory || domain->looks.out_of_memory ||
        mx_findings_status(domain->findings) != MXTRAP_OK) {
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
