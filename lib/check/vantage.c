/* A silence counts only if a host of the same family answers after it ended. For that, the controls
 * of the family are asked; without controls, the hosts that answered last are asked once more. */
#include "check/vantage.h"

#include <stdlib.h>
#include <string.h>

#include "base/monotonic.h"
#include "check/alike.h"

enum { SEEN_MAX = 4, RECENT_MS = 1000, MILLISECOND_NS = 1000000 };

struct waiter {
    struct waiter *next;
    mx_vantage_done *done;
    void *context;
    struct mx_doubt doubt;
};

struct family {
    struct mx_vantage *vantage;
    enum mx_family number;
    uint64_t proven;                  /* when a host last answered */
    uint64_t last_outcome;            /* when the last outcome ended */
    uint64_t end;                     /* the last proof needed at the run's end; 0: not yet set */
    struct mx_address seen[SEEN_MAX]; /* those that answered, the latest first */
    size_t seen_count;
    size_t next_seen;  /* the next to ask; 0 again after every new proof */
    uint64_t to_prove; /* the latest time that a waiter needs a proof for */
    bool is_asking;
    bool was_believed;       /* some domain relied on a proof */
    struct waiter *doubters; /* wait for a proof */
    struct waiter *likes;    /* wait for an address that differs from theirs */
    struct mx_alike alike;
};

struct mx_vantage {
    struct mx_prober *prober;
    struct mx_control_hosts *controls;
    struct mx_silent_controls *silents;
    bool hurries;
    struct family families[2];
};

static struct family *family_of(struct mx_vantage *vantage, uint8_t family) {
    return &vantage->families[family == MX_IPV6 ? 1 : 0];
}

enum mxtrap_status mx_vantage_new(struct mx_prober *prober, struct mx_vantage **out) {
    struct mx_vantage *vantage = calloc(1, sizeof *vantage);

    if (vantage == NULL) {
        return MXTRAP_ERR_MEMORY;
    }
    vantage->prober = prober;
    for (int i = 0; i < 2; i++) {
        vantage->families[i].vantage = vantage;
        vantage->families[i].number = i == 0 ? MX_IPV4 : MX_IPV6;
    }
    *out = vantage;
    return MXTRAP_OK;
}

static void free_waiters(struct waiter *waiter) {
    while (waiter != NULL) {
        struct waiter *next = waiter->next;
        free(waiter);
        waiter = next;
    }
}

void mx_vantage_free(struct mx_vantage *vantage) {
    for (int i = 0; vantage != NULL && i < 2; i++) {
        free_waiters(vantage->families[i].doubters);
        free_waiters(vantage->families[i].likes);
    }
    free(vantage);
}

static bool has_controls(const struct family *family) {
    return mx_control_hosts_have(family->vantage->controls, family->number);
}

static enum mx_proof prove(const struct family *family, uint64_t since) {
    if (since == 0) {
        return MX_PROOF_YES;
    }
    if (has_controls(family)) {
        return mx_control_hosts_prove(family->vantage->controls, family->number, since);
    }
    return family->seen_count > 0 && family->proven >= since ? MX_PROOF_YES : MX_PROOF_LATER;
}

static struct mx_view view_of(const struct family *family, const struct mx_doubt *doubt,
                              enum mx_proof proof) {
    return (struct mx_view){
        .is_believed = proof == MX_PROOF_YES,
        .is_filtered = proof != MX_PROOF_YES && has_controls(family),
        .has_answers = family->seen_count > 0,
        .differs = family->alike.differs,
        .silent_control = mx_silent_controls_answering(family->vantage->silents, doubt->family)};
}

bool mx_vantage_look(struct mx_vantage *vantage, const struct mx_doubt *doubt,
                     struct mx_view *out) {
    struct family *family = family_of(vantage, (uint8_t)doubt->family);
    enum mx_proof proof = prove(family, doubt->since);
    struct mx_view view = view_of(family, doubt, proof);
    bool is_like = doubt->is_alike && !view.differs && view.silent_control == NULL;

    if (!mx_silent_controls_are_known(vantage->silents) || proof == MX_PROOF_LATER || is_like) {
        return false;
    }
    family->was_believed = family->was_believed || (view.is_believed && doubt->since > 0);
    *out = view;
    return true;
}

/* Notifies the waiters of LIST whose question is answered; at the END of the run, all. */
static void notify(struct family *family, struct waiter **list, bool end) {
    struct waiter *ready = NULL, **link = list;
    struct mx_view view;

    while (*link != NULL) {
        struct waiter *waiter = *link;
        if (!end && !mx_vantage_look(family->vantage, &waiter->doubt, &view)) {
            link = &waiter->next;
            continue;
        }
        *link = waiter->next;
        waiter->next = ready;
        ready = waiter;
    }
    while (ready != NULL) { /* a callback may ask again */
        struct waiter *next = ready->next;
        view = view_of(family, &ready->doubt, prove(family, ready->doubt.since));
        ready->done(ready->context, &ready->doubt, &view);
        free(ready);
        ready = next;
    }
}

static void search(struct family *family);

static void on_proof(void *context, const struct mx_address *address,
                     const struct mx_probe_outcome *outcome) {
    struct family *family = context;

    family->is_asking = false;
    mx_vantage_add(family->vantage, address, outcome);
    search(family);
}

/* Asks the next host that may give a proof, or the controls if it is time. */
static void search(struct family *family) {
    struct mx_vantage *vantage = family->vantage;

    if (family->doubters == NULL || family->is_asking) {
        return;
    }
    if (has_controls(family)) {
        mx_control_hosts_ask(vantage->controls, family->number, family->to_prove, vantage->hurries);
    } else if (family->next_seen < family->seen_count) {
        struct mx_address address = family->seen[family->next_seen++];
        family->is_asking =
            mx_probe_again(vantage->prober, &address, NULL, on_proof, family) == MXTRAP_OK;
    }
}

void mx_vantage_go_on(struct mx_vantage *vantage) {
    for (int i = 0; i < 2; i++) {
        if (has_controls(&vantage->families[i])) { /* a failed request makes no callback */
            notify(&vantage->families[i], &vantage->families[i].doubters, false);
            search(&vantage->families[i]);
        }
    }
}

void mx_vantage_hurry(struct mx_vantage *vantage) {
    vantage->hurries = true;
}

void mx_vantage_on_news(void *context, const struct mx_address *address,
                        const struct mx_probe_outcome *outcome) {
    struct mx_vantage *vantage = context;

    if (outcome != NULL && mx_alike_add(&family_of(vantage, address->family)->alike, outcome)) {
        notify(family_of(vantage, address->family), &family_of(vantage, address->family)->likes,
               false);
    }
    for (int i = 0; i < 2; i++) {
        notify(&vantage->families[i], &vantage->families[i].doubters, false);
        search(&vantage->families[i]);
    }
}

static void on_silent(void *context, const struct mx_address *address,
                      const struct mx_probe_outcome *outcome) {
    struct mx_vantage *vantage = context;

    mx_alike_add(&family_of(vantage, address->family)->alike, outcome);
    for (int i = 0; i < 2 && mx_silent_controls_are_known(vantage->silents); i++) {
        notify(&vantage->families[i], &vantage->families[i].doubters, false);
        notify(&vantage->families[i], &vantage->families[i].likes, false);
    }
}

void mx_vantage_use(struct mx_vantage *vantage, struct mx_control_hosts *controls,
                    struct mx_silent_controls *silents) {
    vantage->controls = controls;
    vantage->silents = silents;
    mx_silent_controls_listen(silents, on_silent, vantage);
}

static size_t find_seen(const struct family *family, const struct mx_address *address) {
    size_t at = 0;

    while (at < family->seen_count && !mx_address_equal(&family->seen[at], address)) {
        at++;
    }
    return at;
}

/* Puts ADDRESS first among those that answered; drops the oldest. */
static void remember(struct family *family, const struct mx_address *address) {
    size_t at = find_seen(family, address);

    if (at == family->seen_count && family->seen_count < SEEN_MAX) {
        family->seen_count++;
    } else if (at == family->seen_count) {
        at--;
    }
    memmove(&family->seen[1], &family->seen[0], at * sizeof family->seen[0]);
    family->seen[0] = *address;
}

static void add_answer(struct family *family, const struct mx_address *address, uint64_t ended) {
    if (ended <= family->proven) { /* no new proof, but one more host to ask */
        if (family->seen_count < SEEN_MAX && find_seen(family, address) == family->seen_count) {
            family->seen[family->seen_count++] = *address;
        }
        return;
    }
    remember(family, address);
    family->proven = ended;
    family->next_seen = 0;
    if (!has_controls(family)) {
        notify(family, &family->doubters, false);
    }
    search(family);
}

void mx_vantage_add(struct mx_vantage *vantage, const struct mx_address *address,
                    const struct mx_probe_outcome *outcome) {
    struct family *family = family_of(vantage, address->family);

    if (outcome->state == MXTRAP_UNPROBED || outcome->is_own) {
        return;
    }
    family->last_outcome =
        outcome->ended > family->last_outcome ? outcome->ended : family->last_outcome;
    if (mx_alike_add(&family->alike, outcome)) {
        notify(family, &family->likes, false);
    }
    if (outcome->state == MXTRAP_ANSWERS) {
        add_answer(family, address, outcome->ended);
    }
}

enum mxtrap_status mx_vantage_ask(struct mx_vantage *vantage, const struct mx_doubt *doubt,
                                  mx_vantage_done *done, void *context) {
    struct family *family = family_of(vantage, (uint8_t)doubt->family);
    struct waiter **list = doubt->since > 0 ? &family->doubters : &family->likes;
    struct waiter *waiter = malloc(sizeof *waiter);

    if (waiter == NULL) {
        return MXTRAP_ERR_MEMORY;
    }
    *waiter = (struct waiter){*list, done, context, *doubt};
    *list = waiter;
    family->to_prove = doubt->since > family->to_prove ? doubt->since : family->to_prove;
    search(family);
    return MXTRAP_OK;
}

bool mx_vantage_is_asking(const struct mx_vantage *vantage) {
    bool is_asking = !mx_control_hosts_are_known(vantage->controls) ||
                     !mx_silent_controls_are_known(vantage->silents);

    for (int i = 0; i < 2; i++) {
        const struct family *family = &vantage->families[i];
        is_asking =
            is_asking || family->is_asking || (family->doubters != NULL && has_controls(family));
    }
    return is_asking;
}

void mx_vantage_end(struct mx_vantage *vantage) {
    for (int i = 0; i < 2; i++) {
        notify(&vantage->families[i], &vantage->families[i].doubters, true);
        notify(&vantage->families[i], &vantage->families[i].likes, true);
    }
}

/* At the run's end, an answer in the last second is recent enough. */
static void begin_end(struct family *family) {
    uint64_t now = mx_monotonic_ns() / MILLISECOND_NS;
    uint64_t recent = now > RECENT_MS ? now - RECENT_MS : 1;

    family->end = family->last_outcome > recent ? family->last_outcome : recent;
}

bool mx_vantage_finish(struct mx_vantage *vantage) {
    bool is_done = true;

    for (int i = 0; i < 2; i++) {
        struct family *family = &vantage->families[i];
        if (!family->was_believed || !has_controls(family)) {
            continue;
        }
        if (family->end == 0) {
            begin_end(family);
        }
        if (prove(family, family->end) == MX_PROOF_LATER) {
            mx_control_hosts_ask(vantage->controls, family->number, family->end, true);
            is_done = false;
        }
    }
    return is_done;
}

size_t mx_vantage_write_failed(const struct mx_vantage *vantage, enum mx_family family,
                               struct mx_text *text) {
    return mx_control_hosts_write_failed(vantage->controls, family, text);
}

static void end(mxtrap_findings *findings, enum mxtrap_severity severity) {
    mx_finding_end(findings, MX_RULE_EGRESS_FILTERED, severity, (struct mx_place){0});
}

static void report_family(const struct family *family, mxtrap_findings *findings) {
    const struct mx_control_hosts *controls = family->vantage->controls;
    const char *name = family->number == MX_IPV4 ? "IPv4" : "IPv6";

    if (mx_control_hosts_count(controls) == 0 || !family->was_believed) {
        return;
    }
    if (!has_controls(family)) {
        mx_text_format(
            mx_finding_begin(findings),
            "no control has an %s address: the checked hosts were the only proof that the "
            "port is reachable over it",
            name);
        end(findings, MXTRAP_NOTE);
    } else if (family->end != 0 && prove(family, family->end) == MX_PROOF_NO) {
        struct mx_text *text = mx_finding_begin(findings);
        mx_text_format(text, "over %s no control answers at the end of the run: ", name);
        mx_control_hosts_write_failed(controls, family->number, text);
        mx_text_string(text, "; hosts that were silent by then may have been filtered");
        end(findings, MXTRAP_WARNING);
    } else if (mx_control_hosts_write_failed(controls, family->number, NULL) > 0) {
        struct mx_text *text = mx_finding_begin(findings);
        mx_text_string(text, "not every control answers: ");
        mx_control_hosts_write_failed(controls, family->number, text);
        end(findings, MXTRAP_NOTE);
    }
}

void mx_vantage_report(const struct mx_vantage *vantage, mxtrap_findings *findings) {
    for (int i = 0; i < 2; i++) {
        report_family(&vantage->families[i], findings);
    }
    if (mx_silent_controls_write_unasked(vantage->silents, NULL) > 0) {
        struct mx_text *text = mx_finding_begin(findings);
        mx_text_string(text, "a silent control was not probed: ");
        mx_silent_controls_write_unasked(vantage->silents, text);
        mx_finding_end(findings, MX_RULE_TRANSPARENT_PROXY, MXTRAP_NOTE, (struct mx_place){0});
    }
}
