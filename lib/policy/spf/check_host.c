/* check_host() of RFC 7208 4 to 6, over what a zone shows. Every include takes one of ten lookups:
 * so cycles end, and recursion is not deep. */
#include "policy/spf/check_host.h"

#include <string.h>

enum match { NO_MATCH, MATCH, MAY_MATCH, MATCH_ERROR };

/* Does not pass: fail, softfail and neutral authorise nobody (RFC 7208 2.6). */
enum result { PASSES, DOES_NOT_PASS, MAY_PASS, RESULT_ERROR };

struct question {
    const uint8_t *host;
    const struct mx_address *address;
    size_t *steps;
    struct mx_spf_voids *voids; /* NULL: they are not asked for */
    unsigned lookups;
};

static enum result ask(struct question *question, const struct mx_spf *policy,
                       const struct mx_spf_term **by);

static bool is_in_network(const uint8_t *address, const uint8_t *network, unsigned bits) {
    unsigned whole = bits / 8, rest = bits % 8;

    return memcmp(address, network, whole) == 0 &&
           (rest == 0 || (address[whole] ^ network[whole]) >> (8 - rest) == 0);
}

static bool covers(const struct mx_spf_term *term, const struct mx_address *from,
                   const struct mx_address *address) {
    return address->family == from->family &&
           is_in_network(address->bytes, from->bytes,
                         address->family == MX_IPV4 ? term->bits : term->bits6);
}

static enum match match_network(const struct question *question, const struct mx_spf_term *term) {
    uint8_t family = term->kind == MX_SPF_IP4 ? MX_IPV4 : MX_IPV6;

    if (question->address == NULL) {
        return MAY_MATCH;
    }
    return question->address->family == family &&
                   is_in_network(question->address->bytes, term->of.network, term->bits)
               ? MATCH
               : NO_MATCH;
}

static enum match match_addresses(struct question *question, const struct mx_spf_term *term,
                                  const struct mx_address *addresses, size_t count) {
    if (question->address == NULL) {
        return count > 0 ? MAY_MATCH : NO_MATCH;
    }
    for (size_t i = 0; i < count; i++) {
        ++*question->steps;
        if (covers(term, &addresses[i], question->address)) {
            return MATCH;
        }
    }
    return NO_MATCH;
}

static enum match match_a(struct question *question, const struct mx_spf_term *term) {
    if (term->domain != NULL && mx_name_equal(term->domain, question->host)) {
        return MATCH;
    }
    return term->is_known ? match_addresses(question, term, term->of.addresses, term->count)
                          : MAY_MATCH;
}

/* Of all that it has, no more are counted than it takes. */
static bool has_too_many_of_one_family(const struct mxtrap_exchanger *exchanger) {
    size_t ipv4 = 0, ipv6 = 0;

    for (size_t i = 0; i < exchanger->address_count && ipv4 <= MX_SPF_ADDRESSES_MAX &&
                       ipv6 <= MX_SPF_ADDRESSES_MAX;
         i++) {
        size_t *count = exchanger->addresses[i].family == MX_IPV4 ? &ipv4 : &ipv6;
        ++*count;
    }
    return ipv4 > MX_SPF_ADDRESSES_MAX || ipv6 > MX_SPF_ADDRESSES_MAX;
}

/* Only the first ten exchangers count: an evaluator may look up no more (RFC 7208 4.6.4). */
static const struct mxtrap_exchanger *widest_exchanger(const struct mx_spf_term *term) {
    for (size_t i = 0; i < term->count && i < MX_SPF_EXCHANGERS_MAX; i++) {
        if (has_too_many_of_one_family(&term->of.exchangers[i])) {
            return &term->of.exchangers[i];
        }
    }
    return NULL;
}

static enum match match_exchanger(struct question *question, const struct mx_spf_term *term,
                                  const struct mxtrap_exchanger *exchanger) {
    if (mx_name_equal(exchanger->host, question->host)) {
        return MATCH;
    }
    if (exchanger->address_count == 0 && exchanger->target != MX_TARGET_NONE &&
        !mx_exchanger_is_null(exchanger)) {
        return MAY_MATCH; /* its addresses are kept elsewhere */
    }
    return match_addresses(question, term, exchanger->addresses, exchanger->address_count);
}

static enum match match_mx(struct question *question, const struct mx_spf_term *term) {
    enum match match = NO_MATCH;

    if (!term->is_known) {
        return MAY_MATCH;
    }
    if (term->count > MX_SPF_EXCHANGERS_MAX || widest_exchanger(term) != NULL) {
        return MATCH_ERROR;
    }
    for (size_t i = 0; i < term->count && match != MATCH; i++) {
        enum match found = match_exchanger(question, term, &term->of.exchangers[i]);
        match = found == NO_MATCH ? match : found;
    }
    return match;
}

/* RFC 7208 5.2: an included policy matches where it passes; its own fail does not end the whole. */
static enum match match_include(struct question *question, const struct mx_spf_term *term) {
    const struct mx_spf_term *by = NULL;

    if (!term->is_known) {
        return MAY_MATCH;
    }
    switch (ask(question, term->of.policy, &by)) {
    case PASSES:
        return MATCH;
    case DOES_NOT_PASS:
        return NO_MATCH;
    case MAY_PASS:
        return MAY_MATCH;
    case RESULT_ERROR:
        break;
    }
    return MATCH_ERROR;
}

static bool asks_dns(const struct mx_spf_term *term) {
    return term->kind != MX_SPF_ALL && term->kind != MX_SPF_IP4 && term->kind != MX_SPF_IP6;
}

static void count_void(struct question *question, const uint8_t *host,
                       const struct mx_address *addresses, size_t count) {
    for (size_t i = 0; i < count; i++) {
        ++*question->steps;
        if (addresses[i].family == question->address->family) {
            return;
        }
    }
    question->voids->hosts[question->voids->count++] = host;
}

/* That no address of FAMILY is in the zone says that there is none. */
static bool is_exchanger_known(const struct mxtrap_exchanger *exchanger, uint8_t family) {
    return (exchanger->target == MX_TARGET_HERE || exchanger->target == MX_TARGET_NONE) &&
           (exchanger->unseen & mx_family_bit(family)) == 0 && !mx_exchanger_is_null(exchanger);
}

/* False where there are too many. */
static bool count_voids(struct question *question, const struct mx_spf_term *term) {
    if (term->is_known && term->kind == MX_SPF_A && !term->is_cut) {
        count_void(question, term->domain, term->of.addresses, term->count);
    } else if (term->is_known && term->kind == MX_SPF_MX && term->count <= MX_SPF_EXCHANGERS_MAX) {
        for (size_t i = 0; i < term->count; i++) {
            const struct mxtrap_exchanger *exchanger = &term->of.exchangers[i];
            if (is_exchanger_known(exchanger, question->address->family)) {
                count_void(question, exchanger->host, exchanger->addresses,
                           exchanger->address_count);
            }
        }
    }
    return question->voids->count <= MX_SPF_VOIDS_MAX;
}

static enum match match_term(struct question *question, const struct mx_spf_term *term) {
    ++*question->steps;
    if (asks_dns(term) && ++question->lookups > MX_SPF_LOOKUPS_MAX) {
        return MATCH_ERROR;
    }
    if (question->voids != NULL && !count_voids(question, term)) {
        return MATCH_ERROR;
    }
    switch ((enum mx_spf_kind)term->kind) {
    case MX_SPF_ALL:
        return MATCH;
    case MX_SPF_IP4:
    case MX_SPF_IP6:
        return match_network(question, term);
    case MX_SPF_A:
        return match_a(question, term);
    case MX_SPF_MX:
        return match_mx(question, term);
    case MX_SPF_INCLUDE:
    case MX_SPF_REDIRECT:
        return match_include(question, term);
    case MX_SPF_OTHER:
        break;
    }
    return MAY_MATCH;
}

/* Whether nothing behind a TERM that may match is certain. */
static bool ends_in_doubt(const struct question *question, const struct mx_spf_term *term) {
    return question->voids != NULL ? term->kind == MX_SPF_OTHER : term->qualifier != '+';
}

/* The first term that matches decides. One that may match and would let pass is gone past, since
 * what passes behind it passes either way; any other leaves the question open. */
static enum result ask(struct question *question, const struct mx_spf *policy,
                       const struct mx_spf_term **by) {
    bool in_doubt = false;

    for (size_t i = 0; i < policy->count && policy->fault == MX_SPF_SOUND; i++) {
        const struct mx_spf_term *term = &policy->terms[i];
        bool lets_pass = term->qualifier == '+';
        switch (match_term(question, term)) {
        case NO_MATCH:
            break;
        case MATCH:
            *by = term;
            return lets_pass ? PASSES : in_doubt ? MAY_PASS : DOES_NOT_PASS;
        case MAY_MATCH:
            if (ends_in_doubt(question, term)) {
                return MAY_PASS;
            }
            in_doubt = true;
            break;
        case MATCH_ERROR:
            return RESULT_ERROR;
        }
    }
    return policy->fault != MX_SPF_SOUND ? RESULT_ERROR : in_doubt ? MAY_PASS : DOES_NOT_PASS;
}

const struct mx_spf_term *
mx_spf_passing(const struct mx_spf *policy, const uint8_t *host, const struct mx_address *address,
               size_t *steps /* NOLINT(readability-non-const-parameter) */) {
    struct question question = {.host = host, .address = address, .steps = steps};
    const struct mx_spf_term *by = NULL;

    return ask(&question, policy, &by) == PASSES ? by : NULL;
}

struct mx_spf_voids mx_spf_voids(const struct mx_spf *policy, const uint8_t *host,
                                 const struct mx_address *address,
                                 size_t *steps /* NOLINT(readability-non-const-parameter) */) {
    struct mx_spf_voids voids = {0};
    struct question question = {.host = host, .address = address, .steps = steps, .voids = &voids};
    const struct mx_spf_term *by = NULL;

    ask(&question, policy, &by);
    return voids;
}

static void add_mx_cost(struct mx_spf_cost *cost, const struct mx_spf_term *term) {
    cost->mx = cost->mx == NULL && term->count > MX_SPF_EXCHANGERS_MAX ? term : cost->mx;
    cost->host = cost->host == NULL ? widest_exchanger(term) : cost->host;
}

static void add_cost(struct mx_spf_cost *cost, const struct mx_spf *policy) {
    if (policy->fault != MX_SPF_SOUND && cost->faulty == NULL) {
        cost->faulty = policy;
    }
    for (size_t i = 0; i < policy->count && policy->fault == MX_SPF_SOUND; i++) {
        const struct mx_spf_term *term = &policy->terms[i];

        if (!asks_dns(term) || cost->lookups > MX_SPF_LOOKUPS_MAX) {
            continue;
        }
        cost->lookups++;
        if (term->is_known && term->kind == MX_SPF_MX) {
            add_mx_cost(cost, term);
        } else if (term->is_known &&
                   (term->kind == MX_SPF_INCLUDE || term->kind == MX_SPF_REDIRECT)) {
            add_cost(cost, term->of.policy);
        }
    }
}

struct mx_spf_cost mx_spf_cost(const struct mx_spf *policy) {
    struct mx_spf_cost cost = {0};

    add_cost(&cost, policy);
    return cost;
}
