/* Rules about records that accompany MX records in zone files: TLSA records, and the SPF policies
 * of the owner and of the apex, the domain of most mail that the zone sends. Specs and live DNS
 * have neither. */
#include "policy/spf/check_host.h"
#include "rules/check.h"

/* Begins a report: "DOMAIN: the SPF policy ". All layouts with the same policy and dummy make the
 * same finding, which is then kept once. */
static struct mx_text *begin(const struct mx_check *check, const struct mx_spf *policy) {
    return mx_finding_of(check->run->findings, policy->domain, ": the SPF policy ");
}

static void write_prefix(struct mx_text *text, const char *slash, unsigned bits, unsigned most) {
    if (bits < most) {
        mx_text_format(text, "%s%u", slash, bits);
    }
}

static void write_term(struct mx_text *text, const struct mx_spf *policy,
                       const struct mx_spf_term *term) {
    static const char *const names[] = {"all", "ip4",     "ip6",      "a",
                                        "mx",  "include", "redirect", "exists"};
    bool is_ip4 = term->kind == MX_SPF_IP4, is_ip6 = term->kind == MX_SPF_IP6;

    mx_text_string(text, names[term->kind]);
    if (is_ip4 || is_ip6) {
        struct mx_address network = {.family = is_ip4 ? MX_IPV4 : MX_IPV6};
        memcpy(network.bytes, term->of.network, sizeof network.bytes);
        mx_text_char(text, ':');
        mx_address_write(text, &network);
        write_prefix(text, "/", term->bits, is_ip4 ? 32 : 128);
        return;
    }
    if (term->domain != NULL && term->kind != MX_SPF_ALL &&
        !mx_name_equal(term->domain, policy->domain)) {
        mx_text_char(text, term->kind == MX_SPF_REDIRECT ? '=' : ':');
        mx_name_write(text, term->domain, NULL);
    }
    if (term->kind == MX_SPF_A || term->kind == MX_SPF_MX) {
        write_prefix(text, "/", term->bits, 32);
        write_prefix(text, "//", term->bits6, 128);
    }
}

/* Reports the host if the policy lets it pass; returns whether it does. */
static bool check_passing(const struct mx_check *check, const struct mx_spf *policy,
                          const uint8_t *host, const struct mx_address *address) {
    const struct mx_spf_term *term = mx_spf_passing(policy, host, address, check->run->spf_steps);

    if (term == NULL) {
        return false;
    }
    struct mx_text *text = begin(check, policy);
    mx_text_string(text, "lets the dummy ");
    mx_name_write(text, host, NULL);
    if (address != NULL) {
        mx_text_char(text, ' ');
        mx_address_write(text, address);
    }
    mx_text_string(text, " send mail: ");
    write_term(text, policy, term);
    mx_report_end(check, policy->place);
    return true;
}

static void check_dummy(const struct mx_check *check, const struct mx_spf *policy,
                        const struct mxtrap_exchanger *dummy) {
    /* With the apex's policy, the host's result is the same in every set. */
    size_t count =
        policy == check->zone->spf ? mx_addresses_to_check(check, dummy) : dummy->address_count;

    if (dummy->address_count == 0) {
        check_passing(check, policy, dummy->host, NULL);
    }
    for (size_t i = 0; i < count; i++) {
        if (check_passing(check, policy, dummy->host, &dummy->addresses[i]) &&
            count >= MX_CROWD_FROM) {
            return; /* owners have their own policies: one of many addresses is enough for each */
        }
    }
}

static void report_end_of_steps(const struct mx_check *check, const struct mx_spf *policy) {
    size_t *steps = check->run->spf_steps;

    if (*steps <= MX_SPF_STEPS_MAX || *steps == SIZE_MAX) {
        return;
    }
    *steps = SIZE_MAX;
    mx_text_string(begin(check, policy), "and those after it are not checked further: there are "
                                         "too many policies and addresses");
    mx_report_end(check, policy->place);
}

/* A policy that is not checked is reported, so that no finding does not mean that nobody passes. */
static void report_long(const struct mx_check *check, const struct mx_spf *policy,
                        const char *words) {
    const struct mx_spf *faulty = mx_spf_cost(policy).faulty;

    if (faulty != NULL && faulty->fault == MX_SPF_LONG) {
        mx_text_format(begin(check, faulty), "has more than %u terms, and is not checked: %s",
                       (unsigned)MX_SPF_TERMS_MAX, words);
        mx_report_end(check, faulty->place);
    }
}

static void check_dummies(const struct mx_check *check, const struct mx_spf *policy) {
    size_t *steps = check->run->spf_steps;
    bool has_dummy = false;

    for (size_t i = 0; i < check->layout->count && *steps <= MX_SPF_STEPS_MAX; i++) {
        if (check->layout->exchangers[i].role == MXTRAP_ROLE_DUMMY) {
            check_dummy(check, policy, &check->layout->exchangers[i]);
            has_dummy = true;
        }
    }
    if (has_dummy) {
        report_long(check, policy, "whether it lets a dummy send mail is not known");
    }
    report_end_of_steps(check, policy);
}

typedef void policy_check(const struct mx_check *check, const struct mx_spf *policy);

static void check_policies(const struct mx_check *check, policy_check *function) {
    const struct mx_spf *own = check->layout->spf, *apex = check->zone->spf;

    if (own != NULL && own != apex) {
        function(check, own);
    }
    if (apex != NULL) {
        function(check, apex);
    }
}

void mx_check_spf_authorises_dummy(const struct mx_check *check) {
    check_policies(check, check_dummies);
}

/* The cost of the apex's policy is the same for all sets, and reported with the first. */
static bool is_reported(const struct mx_check *check, const struct mx_spf *policy) {
    return policy == check->zone->spf && check->layout != &check->zone->layouts[0] &&
           check->zone->layouts[0].count > 0;
}

/* Nobody passes by a policy with an error, so that nothing else is reported of it. */
static void report_error(const struct mx_check *check, const struct mx_spf *policy) {
    struct mx_text *text;

    switch ((enum mx_spf_fault)policy->fault) {
    case MX_SPF_SOUND:
    case MX_SPF_LONG:
        return;
    case MX_SPF_BAD_TERM:
        text = begin(check, policy);
        mx_text_string(text, "is in error at ");
        mx_text_quoted(text, policy->bad_term, policy->bad_length);
        mx_text_string(text, ": it authorises nobody, not even the real hosts");
        break;
    case MX_SPF_TWICE:
        mx_text_string(begin(check, policy), "is not the only one of this name: two are an error, "
                                             "and authorise nobody, not even the real hosts");
        break;
    }
    mx_report_end(check, policy->place);
}

static void check_cost(const struct mx_check *check, const struct mx_spf *policy) {
    if (is_reported(check, policy)) {
        return;
    }
    struct mx_spf_cost cost = mx_spf_cost(policy);
    if (cost.faulty != NULL) {
        report_error(check, cost.faulty);
        report_long(check, policy, "how many lookups it takes is not known");
    }
    if (cost.mx != NULL) {
        struct mx_text *text = begin(check, policy);
        mx_text_string(text, "has the term ");
        write_term(text, policy, cost.mx);
        mx_text_format(text, " with %u exchangers; at most 10 may be looked up", cost.mx->count);
        mx_report_end(check, policy->place);
    }
    if (cost.host != NULL) {
        struct mx_text *text = begin(check, policy);
        mx_text_string(text, "has an mx term with ");
        mx_name_write(text, cost.host->host, NULL);
        mx_text_string(text, ", which has more than 10 addresses of one family");
        mx_report_end(check, policy->place);
    }
    if (cost.lookups > MX_SPF_LOOKUPS_MAX) {
        mx_text_string(begin(check, policy), "has more than 10 terms that need a DNS lookup");
        mx_report_end(check, policy->place);
    }
}

void mx_check_spf_mx_lookups(const struct mx_check *check) {
    check_policies(check, check_cost);
}

static void write_hosts(struct mx_text *text, const struct mx_spf_voids *voids) {
    for (unsigned i = 0; i < voids->count; i++) {
        unsigned before = 0;
        while (before < i && !mx_name_equal(voids->hosts[before], voids->hosts[i])) {
            before++;
        }
        if (before == i) { /* several terms may have the same host */
            mx_text_string(text, i > 0 ? ", " : "");
            mx_name_write(text, voids->hosts[i], NULL);
        }
    }
}

/* Reports too many void lookups; returns whether there are. */
static bool check_voids(const struct mx_check *check, const struct mx_spf *policy,
                        const uint8_t *host, const struct mx_address *address) {
    struct mx_spf_voids voids = mx_spf_voids(policy, host, address, check->run->spf_steps);

    if (voids.count <= MX_SPF_VOIDS_MAX) {
        return false;
    }
    struct mx_text *text = begin(check, policy);
    mx_text_format(text,
                   "is in error for mail that a real host sends over IPv%u: %u lookups find no "
                   "IPv%u address (",
                   (unsigned)address->family, voids.count, (unsigned)address->family);
    write_hosts(text, &voids);
    mx_text_string(text, "), and only 2 may; name the real hosts by ip4: and ip6: terms");
    mx_report_end(check, policy->place);
    return true;
}

/* Reports only the first real host with too many. */
static void check_family(const struct mx_check *check, const struct mx_spf *policy,
                         uint8_t family) {
    const mxtrap_layout *layout = check->layout;

    for (size_t i = 0; i < layout->count; i++) {
        const struct mxtrap_exchanger *real = &layout->exchangers[i];
        size_t count = real->role == MXTRAP_ROLE_REAL ? real->address_count : 0;
        for (size_t j = 0; j < count && *check->run->spf_steps <= MX_SPF_STEPS_MAX; j++) {
            if (real->addresses[j].family == family &&
                check_voids(check, policy, real->host, &real->addresses[j])) {
                return;
            }
        }
    }
}

static void check_families(const struct mx_check *check, const struct mx_spf *policy) {
    check_family(check, policy, MX_IPV4);
    check_family(check, policy, MX_IPV6);
    report_end_of_steps(check, policy);
}

void mx_check_spf_void_lookups(const struct mx_check *check) {
    check_policies(check, check_families);
}

void mx_check_dummy_without_tlsa(const struct mx_check *check) {
    const mxtrap_layout *layout = check->layout;
    const struct mxtrap_exchanger *secured = NULL;

    for (size_t i = 0; i < layout->count && secured == NULL; i++) {
        const struct mxtrap_exchanger *exchanger = &layout->exchangers[i];
        if (exchanger->role == MXTRAP_ROLE_REAL && exchanger->tlsa == MX_TLSA_HERE) {
            secured = exchanger;
        }
    }
    for (size_t i = 0; i < layout->count && secured != NULL; i++) {
        const struct mxtrap_exchanger *exchanger = &layout->exchangers[i];
        if (exchanger->role == MXTRAP_ROLE_DUMMY && exchanger->tlsa == MX_TLSA_NONE) {
            mx_report_exchanger(check, exchanger, "has no TLSA record, and real hosts have one");
        }
    }
}
