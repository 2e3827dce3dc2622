/* Makes a domain's public result: names and addresses as text, outcomes as members. */
#include "check/result.h"

#include <string.h>

void mx_domain_text(const uint8_t *name, char *out) {
    size_t length = strlen(mx_name_print(name, out));

    if (length > 1) {
        out[length - 1] = '\0';
    }
    for (char *at = out; *at != '\0'; at++) {
        *at = mx_lower(*at);
    }
}

static bool fill_tls(struct mx_arena *arena, const struct mx_tls_outcome *outcome,
                     struct mxtrap_result_address *out) {
    if (outcome == NULL) {
        return true;
    }
    struct mxtrap_result_tls *tls = mx_arena_zeroed(arena, 1, sizeof *tls);
    if (tls == NULL) {
        return false;
    }
    *tls = (struct mxtrap_result_tls){.version = outcome->version,
                                      .error = outcome->error,
                                      .trust = outcome->trust,
                                      .name = outcome->name_matches ? outcome->name.at : NULL,
                                      .not_after = outcome->not_after};
    out->tls = tls;
    return true;
}

static bool fill_address(struct mx_arena *arena, const struct mx_address *address,
                         const struct mx_probe_outcome *outcome,
                         struct mxtrap_result_address *out) {
    mx_address_print(address, out->address);
    out->starttls = -1;
    out->state = MXTRAP_UNPROBED;
    if (outcome == NULL) {
        out->cause = mx_cause_meaning(MX_CAUSE_NOT_ASKED);
        return true;
    }
    out->state = outcome->state;
    out->ms = outcome->ms;
    out->attempts = outcome->attempts;
    out->code = outcome->code;
    out->cause = outcome->state == MXTRAP_UNPROBED ? mx_cause_meaning(outcome->cause) : NULL;
    out->greeting = outcome->greeting.at;
    out->greeting_length = outcome->greeting.length;
    out->reply = mx_probe_outcome_rejection(outcome).at;
    out->reply_length = mx_probe_outcome_rejection(outcome).length;
    out->starttls = outcome->starttls == MX_OFFER_UNKNOWN ? -1 : outcome->starttls == MX_OFFER_YES;
    if (outcome->offender.family != 0) {
        mx_address_print(&outcome->offender, out->offender);
    }
    return fill_tls(arena, outcome->tls, out);
}

/* What each vantage point saw of the address INDEX of HOST. */
static bool fill_vantages(struct mx_arena *arena, const struct mx_observed *observed, size_t host,
                          size_t index, struct mxtrap_result_address *out) {
    size_t count = observed->look_count;
    struct mxtrap_result_address *looks = mx_arena_zeroed(arena, count, sizeof *looks);
    const struct mxtrap_result_address **list =
        mx_arena_zeroed(arena, count, sizeof(struct mxtrap_result_address *));

    if (looks == NULL || list == NULL) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        const struct mx_observed *look = observed->looks[i];
        if (!fill_address(arena, &look->layout->exchangers[host].addresses[index],
                          look->hosts[host].outcomes[index], &looks[i])) {
            return false;
        }
        looks[i].vantage = look->point;
        list[i] = &looks[i];
    }
    out->vantages = list;
    out->vantage_count = count;
    return true;
}

static bool fill_exchanger(struct mx_arena *arena, const struct mx_observed *observed, size_t host,
                           struct mxtrap_result_exchanger *out) {
    const struct mxtrap_exchanger *exchanger = &observed->layout->exchangers[host];
    struct mxtrap_result_address *addresses =
        mx_arena_zeroed(arena, exchanger->address_count, sizeof *addresses);
    const struct mxtrap_result_address **list =
        mx_arena_zeroed(arena, exchanger->address_count, sizeof(struct mxtrap_result_address *));
    char text[MXTRAP_NAME_TEXT_MAX];
    const char *name = mx_name_print(exchanger->host, text);

    name = mx_arena_copy(arena, name, strlen(name));
    if (addresses == NULL || list == NULL || name == NULL) {
        return false;
    }
    for (size_t i = 0; i < exchanger->address_count; i++) {
        if (!fill_address(arena, &exchanger->addresses[i], observed->hosts[host].outcomes[i],
                          &addresses[i]) ||
            (observed->look_count > 0 && !fill_vantages(arena, observed, host, i, &addresses[i]))) {
            return false;
        }
        list[i] = &addresses[i];
    }
    *out = (struct mxtrap_result_exchanger){.host = name,
                                            .preference = exchanger->preference,
                                            .role = (enum mxtrap_role)observed->hosts[host].role,
                                            .expected =
                                                (enum mxtrap_role)observed->hosts[host].expected,
                                            .addresses = list,
                                            .address_count = exchanger->address_count};
    return true;
}

enum mxtrap_status mx_result_make(struct mx_arena *arena, const uint8_t *owner,
                                  const struct mx_observed *observed, enum mxtrap_verdict verdict,
                                  const mxtrap_findings *findings, struct mxtrap_result *out) {
    size_t count = observed == NULL ? 0 : observed->layout->count;
    struct mxtrap_result_exchanger *exchangers = mx_arena_zeroed(arena, count, sizeof *exchangers);
    const struct mxtrap_result_exchanger **list =
        mx_arena_zeroed(arena, count, sizeof(struct mxtrap_result_exchanger *));
    char text[MXTRAP_NAME_TEXT_MAX];

    mx_domain_text(owner, text);
    const char *domain = mx_arena_copy(arena, text, strlen(text));
    if (exchangers == NULL || list == NULL || domain == NULL) {
        return MXTRAP_ERR_MEMORY;
    }
    for (size_t i = 0; i < count; i++) {
        if (!fill_exchanger(arena, observed, i, &exchangers[i])) {
            return MXTRAP_ERR_MEMORY;
        }
        list[i] = &exchangers[i];
    }
    *out = (struct mxtrap_result){.domain = domain,
                                  .verdict = verdict,
                                  .exchangers = list,
                                  .exchanger_count = count,
                                  .findings = findings};
    return MXTRAP_OK;
}
