/* Compares two answers of DNS. A new address of a dummy was never seen silent; of a real host, it
 * is enough if one address that answered is still there. */
#include "check/again.h"

#include <stdlib.h>

#include "base/monotonic.h"

enum { SHORT_TTL_S = 60, SHOWN_MAX = 8, MARGIN_MS = 1100 };

struct mx_again {
    const struct mx_lookup *first;
    const struct mx_observed *observed;
    struct mx_lookup lookup;
    mxtrap_findings *unread; /* findings of the second lookup */
    unsigned rounds;
    mx_again_done *done;
    void *context;
};

enum difference { NONE, HARMLESS, UNSEEN };

bool mx_again_is_wanted(const struct mx_lookup *first) {
    return first->least_ttl < SHORT_TTL_S;
}

static bool has_record(const struct mx_lookup *lookup, const struct mxtrap_exchanger *exchanger) {
    for (size_t i = 0; i < lookup->count; i++) {
        if (lookup->exchangers[i].preference == exchanger->preference &&
            mx_name_equal(lookup->exchangers[i].host, exchanger->host)) {
            return true;
        }
    }
    return false;
}

static bool has_all_records(const struct mx_lookup *one, const struct mx_lookup *other) {
    for (size_t i = 0; i < one->count; i++) {
        if (!has_record(other, &one->exchangers[i])) {
            return false;
        }
    }
    return true;
}

static bool has_all_addresses(const struct mxtrap_exchanger *one,
                              const struct mxtrap_exchanger *other) {
    for (size_t i = 0; i < other->address_count; i++) {
        if (mx_address_find(one->addresses, one->address_count, &other->addresses[i]) == NULL) {
            return false;
        }
    }
    return true;
}

/* Whether an address that answered is still in NOW. */
static bool still_answers(const struct mx_observed *observed, size_t host,
                          const struct mxtrap_exchanger *now) {
    const struct mxtrap_exchanger *exchanger = &observed->layout->exchangers[host];

    for (size_t i = 0; i < exchanger->address_count; i++) {
        const struct mx_probe_outcome *outcome = observed->hosts[host].outcomes[i];
        if (outcome != NULL && outcome->state == MXTRAP_ANSWERS &&
            mx_address_find(now->addresses, now->address_count, &exchanger->addresses[i]) != NULL) {
            return true;
        }
    }
    return false;
}

static enum difference compare_host(const struct mx_observed *observed, size_t host,
                                    const struct mxtrap_exchanger *now) {
    const struct mxtrap_exchanger *before = &observed->layout->exchangers[host];
    bool knows_all = has_all_addresses(before, now);

    if (knows_all && has_all_addresses(now, before)) {
        return NONE;
    }
    if (mx_observed_role(observed, host) == MXTRAP_ROLE_REAL) {
        return still_answers(observed, host, now) ? HARMLESS : UNSEEN;
    }
    return knows_all && now->address_count > 0 ? HARMLESS : UNSEEN;
}

/* HOST of the first answer in the second one; NULL: its addresses are not known there. */
static const struct mxtrap_exchanger *find_again(const struct mx_again *again, size_t host) {
    const struct mx_lookup *now = &again->lookup;
    const uint8_t *name = again->first->exchangers[host].host;

    for (size_t i = 0; i < now->count; i++) {
        if (mx_name_equal(now->exchangers[i].host, name)) {
            return now->hosts[i].is_known ? &now->exchangers[i] : NULL;
        }
    }
    return NULL;
}

static void write_records(struct mx_text *text, const struct mx_lookup *lookup) {
    for (size_t i = 0; i < lookup->count && i < SHOWN_MAX; i++) {
        mx_text_format(text, "%s%u ", i > 0 ? ", " : "MX ", lookup->exchangers[i].preference);
        mx_name_write(text, lookup->exchangers[i].host, NULL);
    }
    mx_text_string(text, lookup->count == 0 ? "no MX" : "");
    mx_text_string(text, lookup->count > SHOWN_MAX ? " and more" : "");
}

static void write_addresses(struct mx_text *text, const struct mxtrap_exchanger *exchanger) {
    for (size_t i = 0; i < exchanger->address_count && i < SHOWN_MAX; i++) {
        mx_text_string(text, i > 0 ? ", " : "");
        mx_address_write(text, &exchanger->addresses[i]);
    }
    mx_text_string(text, exchanger->address_count == 0 ? "no address" : "");
    mx_text_string(text, exchanger->address_count > SHOWN_MAX ? " and more" : "");
}

static void end(mxtrap_findings *findings, enum difference difference) {
    mx_finding_end(findings, MX_RULE_NAMESERVERS_DISAGREE,
                   difference == UNSEEN ? MXTRAP_WARNING : MXTRAP_NOTE, (struct mx_place){0});
}

/* FINDINGS may be NULL. */
static enum difference compare_sets(const struct mx_again *again, mxtrap_findings *findings) {
    const struct mx_lookup *first = again->first, *now = &again->lookup;

    if (has_all_records(first, now) && has_all_records(now, first)) {
        return NONE;
    }
    if (findings != NULL) {
        struct mx_text *text = mx_finding_of(findings, first->owner, ": DNS said ");
        write_records(text, first);
        mx_text_string(text, ", and when asked again ");
        write_records(text, now);
        mx_text_string(text, ": what a sender sees depends on when it asks");
        end(findings, UNSEEN);
    }
    return UNSEEN;
}

static enum difference compare_hosts(const struct mx_again *again, mxtrap_findings *findings) {
    enum difference worst = NONE;

    for (size_t i = 0; i < again->first->count; i++) {
        const struct mxtrap_exchanger *now = find_again(again, i);
        enum difference found = now == NULL ? NONE : compare_host(again->observed, i, now);
        worst = found > worst ? found : worst;
        if (found == NONE || findings == NULL) {
            continue;
        }
        struct mx_text *text = mx_finding_of(findings, again->first->owner, ": ");
        mx_name_write(text, again->first->exchangers[i].host, NULL);
        mx_text_string(text, " had ");
        write_addresses(text, &again->first->exchangers[i]);
        mx_text_string(text, ", and when DNS was asked again ");
        write_addresses(text, now);
        mx_text_string(text,
                       found == UNSEEN ? ": not all addresses that senders see were checked" : "");
        end(findings, found);
    }
    return worst;
}

static enum difference compare(const struct mx_again *again, mxtrap_findings *findings) {
    if (again->lookup.is_lame || again->lookup.out_of_memory) {
        return NONE;
    }
    enum difference sets = compare_sets(again, findings);
    return sets != NONE ? sets : compare_hosts(again, findings);
}

static mx_lookup_done on_lookup;

static enum mxtrap_status ask(struct mx_again *again) {
    const struct mx_lookup *first = again->first;
    uint64_t past = mx_monotonic_ms() - first->began;
    uint64_t lasts = (uint64_t)first->least_ttl * 1000 + MARGIN_MS;

    mx_lookup_free(&again->lookup);
    again->rounds--;
    again->lookup = (struct mx_lookup){.resolver = first->resolver,
                                       .findings = again->unread,
                                       .ipv4 = first->ipv4,
                                       .ipv6 = first->ipv6,
                                       .is_again = true,
                                       .wait_ms = past < lasts ? (unsigned)(lasts - past) : 0,
                                       .done = on_lookup,
                                       .context = again};
    return mx_lookup_begin(&again->lookup, first->owner);
}

static void on_lookup(void *context) {
    struct mx_again *again = context;

    if (again->rounds > 0 && !again->lookup.is_lame && compare(again, NULL) == NONE) {
        if (ask(again) == MXTRAP_OK) {
            return;
        }
        again->lookup.out_of_memory = true;
    }
    again->done(again->context);
}

enum mxtrap_status mx_again_begin(const struct mx_lookup *first, const struct mx_observed *observed,
                                  unsigned rounds, mx_again_done *done, void *context,
                                  struct mx_again **out) {
    struct mx_again *again = calloc(1, sizeof *again);

    if (again == NULL) {
        return MXTRAP_ERR_MEMORY;
    }
    *again = (struct mx_again){
        .first = first, .observed = observed, .rounds = rounds, .done = done, .context = context};
    if (mxtrap_findings_new(&again->unread) != MXTRAP_OK || ask(again) != MXTRAP_OK) {
        mx_again_free(again);
        return MXTRAP_ERR_MEMORY;
    }
    *out = again;
    return MXTRAP_OK;
}

enum mxtrap_status mx_again_judge(const struct mx_again *again, mxtrap_findings *findings,
                                  enum mxtrap_verdict *verdict) {
    if (again->lookup.out_of_memory) {
        return MXTRAP_ERR_MEMORY;
    }
    if (compare(again, findings) == UNSEEN) {
        *verdict = MXTRAP_INCONCLUSIVE;
    }
    return mx_findings_status(findings);
}

void mx_again_free(struct mx_again *again) {
    if (again != NULL) {
        mx_lookup_free(&again->lookup);
        mxtrap_findings_free(again->unread);
        free(again);
    }
}
