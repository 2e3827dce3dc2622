/* Each address from each vantage point, as often as its state is unexpected; then the proofs. */
#include "check/looks.h"

#include "check/alike.h"
#include "check/judge.h"

/* An address as one vantage point sees it. */
struct mx_look {
    struct mx_view_of *view;
    uint32_t host, address;
};

static const struct mx_address *address_of(const struct mx_look *look) {
    return &look->view->looks->lookup->exchangers[look->host].addresses[look->address];
}

static const struct mx_probe_outcome **outcome_of(const struct mx_look *look) {
    return &look->view->observed.hosts[look->host].outcomes[look->address];
}

/* Keeps the outcome that proves more: one answer is enough to show that a dummy is not silent. */
static const struct mx_probe_outcome *choose(struct mx_looks *looks,
                                             const struct mx_probe_outcome *before,
                                             const struct mx_probe_outcome *outcome) {
    bool is_weaker = before != NULL && mx_probe_outcome_outranks(before, outcome);
    struct mx_probe_outcome *copy =
        mx_probe_outcome_copy(looks->arena, is_weaker ? before : outcome);

    if (copy != NULL) {
        copy->attempts = outcome->attempts;
    }
    looks->out_of_memory = copy == NULL || looks->out_of_memory;
    return copy;
}

void mx_looks_update(struct mx_looks *looks) {
    for (size_t i = 0; i < looks->count; i++) {
        const struct mx_look *look = &looks->list[i];
        const struct mx_probe_outcome **known = outcome_of(look);
        const struct mx_probe_outcome *newest =
            mx_probe_known(look->view->point->prober, address_of(look));
        bool is_asked = *known != NULL && (*known)->state != MXTRAP_UNPROBED;
        if (is_asked && newest != NULL && mx_probe_outcome_outranks(newest, *known)) {
            *known = choose(looks, *known, newest);
        }
    }
}

/* "mx.example.net [192.0.2.25]: silent": the controls of FAMILY that did not answer. */
static const char *name_controls(struct mx_view_of *view, enum mx_family family) {
    struct mx_looks *looks = view->looks;
    struct mx_text text = {0};
    const char *words = NULL;

    mx_vantage_write_failed(view->point->vantage, family, &text);
    if (mx_text_string_of(&text) != NULL) {
        words = mx_arena_copy(looks->arena, text.bytes, text.length);
    }
    mx_text_end(&text);
    looks->out_of_memory = words == NULL || looks->out_of_memory;
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

static void end_proof(struct mx_looks *looks) {
    if (--looks->waiting == 0) {
        looks->run->waiting_for_proof--;
        looks->done(looks->context);
    }
}

static void on_view(void *context, const struct mx_doubt *doubt, const struct mx_view *view) {
    struct mx_view_of *of = context;
    struct mx_looks *looks = of->looks;

    set_view(of, doubt->family, view);
    end_proof(looks);
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
            of->looks->waiting++;
        } else {
            of->looks->out_of_memory = true;
        }
    }
}

static void ask_vantage(struct mx_looks *looks) {
    looks->waiting = 1;
    looks->run->waiting_for_proof++;
    for (size_t i = 0; i < looks->run->points.count; i++) {
        ask_point(&looks->views[i]);
    }
    end_proof(looks);
}

static mx_probe_done on_outcome;

/* Probes the address; STARTTLS asks for the certificate of the exchanger's name. */
static void ask_prober(struct mx_look *look, bool again) {
    struct mx_looks *looks = look->view->looks;
    struct mx_prober *prober = look->view->point->prober;
    char host[MXTRAP_NAME_TEXT_MAX];

    mx_name_print(looks->lookup->exchangers[look->host].host, host);
    enum mxtrap_status status =
        again ? mx_probe_again(prober, address_of(look), host, on_outcome, look)
              : mx_probe(prober, address_of(look), host, on_outcome, look);
    if (status == MXTRAP_OK) {
        looks->waiting++;
    } else {
        looks->out_of_memory = true;
    }
}

/* Whether the outcome is unexpected and attempts are left. */
static bool is_to_repeat(const struct mx_look *look) {
    const struct mx_probe_outcome *outcome = *outcome_of(look);

    return outcome != NULL && outcome->attempts < look->view->looks->run->attempts &&
           mx_judge_doubts(&look->view->observed, look->host, look->address);
}

/* An unexpected outcome that cannot be asked again is unknown, unless a dummy accepted a
 * connection. */
static void set_unknown(const struct mx_look *look) {
    struct mx_looks *looks = look->view->looks;
    struct mx_observed_host *host = &look->view->observed.hosts[look->host];
    const struct mx_probe_outcome *outcome = host->outcomes[look->address];
    const struct mx_probe_outcome unknown = {
        .state = MXTRAP_UNPROBED, .cause = looks->run->cut, .attempts = outcome->attempts};

    if (host->expected != MXTRAP_ROLE_DUMMY || !mxtrap_state_listens(outcome->state)) {
        host->outcomes[look->address] = mx_probe_outcome_copy(looks->arena, &unknown);
        looks->out_of_memory = host->outcomes[look->address] == NULL || looks->out_of_memory;
    }
}

/* Repeats unexpected probes as often as the run allows, then begins the next stage. */
static void finish_probes(struct mx_looks *looks) {
    looks->waiting = 1;
    for (size_t i = 0; i < looks->count; i++) {
        if (!is_to_repeat(&looks->list[i])) {
            continue;
        }
        if (looks->run->cut == MX_CAUSE_NONE) {
            ask_prober(&looks->list[i], true);
        } else {
            set_unknown(&looks->list[i]);
        }
    }
    if (--looks->waiting == 0) {
        ask_vantage(looks);
    }
}

void mx_looks_hold(struct mx_looks *looks) {
    looks->waiting++;
}

void mx_looks_release(struct mx_looks *looks) {
    if (--looks->waiting == 0) {
        finish_probes(looks);
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
    struct mx_look *look = context;
    struct mx_looks *looks = look->view->looks;
    const struct mx_probe_outcome **known = outcome_of(look);

    *known = choose(looks, *known, outcome);
    if (*known != NULL) {
        note_doubt(look->view, address, *known);
    }
    mx_vantage_add(look->view->point->vantage, address, outcome);
    mx_looks_release(looks);
}

bool mx_looks_make(struct mx_looks *looks, const struct mx_observed *observed) {
    const struct mx_lookup *lookup = looks->lookup;
    size_t count = looks->run->points.count;

    looks->views = mx_views_make(looks->arena, &looks->run->points, observed);
    looks->list = mx_arena_zeroed(looks->arena, lookup->address_count * count, sizeof *looks->list);
    if (looks->views == NULL || looks->list == NULL) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        looks->views[i].looks = looks;
        for (size_t j = 0; j < lookup->count; j++) {
            for (size_t k = 0; k < lookup->exchangers[j].address_count; k++) {
                looks->list[looks->count++] =
                    (struct mx_look){&looks->views[i], (uint32_t)j, (uint32_t)k};
            }
        }
    }
    return true;
}

void mx_looks_begin(struct mx_looks *looks) {
    looks->waiting++;
    for (size_t i = 0; looks->run->probe && i < looks->count; i++) {
        ask_prober(&looks->list[i], false);
    }
    mx_looks_release(looks);
}
