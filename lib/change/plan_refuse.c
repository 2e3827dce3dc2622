/* Reports changes that are refused before anything is written: an address or a host would have two
 * roles, or no order of steps is safe. */
#include "change/plan.h"

struct refusal {
    const struct mx_plan *plan;
    const struct mx_changes *changes;
    mxtrap_findings *findings;
    size_t count;
};

static struct mx_place place_of(const struct refusal *refusal, bool is_after, struct mx_spot spot) {
    return mx_place_in(&refusal->changes->states[is_after]->files, spot);
}

static void refuse(struct refusal *refusal, enum mx_rule rule, struct mx_place place) {
    mx_finding_end(refusal->findings, rule, MXTRAP_ERROR, place);
    refusal->count++;
}

/* OTHER would get ADDRESS, which STAYS has, of the new state or of the old one. */
static void refuse_address(struct refusal *refusal, const struct mxtrap_exchanger *stays,
                           bool is_after, const char *words, const struct mx_address *address,
                           const struct mxtrap_exchanger *other) {
    struct mx_text *text = mx_finding_of(refusal->findings, stays->host, words);

    mx_address_write(text, address);
    mx_text_string(text, other->role == MXTRAP_ROLE_DUMMY ? ", which the dummy "
                                                          : ", which the real host ");
    mx_name_write(text, other->host, NULL);
    mx_text_string(text, " is to have");
    refuse(refusal, MX_RULE_ADDRESS_SHARED_WITH_REAL, place_of(refusal, is_after, stays->place));
}

static void refuse_addresses(struct refusal *refusal) {
    const struct mx_plan_address *row = refusal->plan->addresses;

    for (; row != NULL; row = row->next) {
        for (int dummy = 0; dummy < 2; dummy++) {
            const struct mxtrap_exchanger *stated = row->stated[!dummy];
            const struct mxtrap_exchanger *other = stated != NULL ? stated : row->kept[!dummy];
            if (row->kept[dummy] != NULL && stated != NULL) {
                refuse_address(refusal, row->kept[dummy], !row->is_kept_old[dummy],
                               " is named without an address, and keeps ", row->address, stated);
            }
            if (row->left[dummy] != NULL && other != NULL) {
                refuse_address(refusal, row->left[dummy], false,
                               " is of an MX set that is left as it is, and has ", row->address,
                               other);
            }
        }
    }
}

static const char *torn_words(const struct mx_change_host *host, bool is_dummy) {
    if (!host->is_torn) {
        return ", which is left as it is, and a real host is to have its address";
    }
    return is_dummy ? ", which is left as it is, and is to be real elsewhere"
                    : ", which is left as it is, and is to be a dummy elsewhere";
}

/* A host that stays in an MX set with its old role or addresses would have to leave the set while
 * these change hands. */
static void refuse_torn(struct refusal *refusal, const struct mx_change *set) {
    for (size_t i = 0; i < set->before.count; i++) {
        const struct mxtrap_exchanger *exchanger = mx_rrset_exchanger(&set->before, i);
        const struct mx_change_host *host = mx_changes_host(refusal->changes, exchanger->host);
        bool is_dummy = exchanger->role == MXTRAP_ROLE_DUMMY;
        if (host == NULL || !(host->is_torn || host->is_early)) {
            continue;
        }
        struct mx_text *text = mx_finding_of(refusal->findings, host->name,
                                             is_dummy ? " is a dummy in the MX set of "
                                                      : " is real in the MX set of ");
        mx_name_write(text, set->owner, NULL);
        mx_text_string(text, torn_words(host, is_dummy));
        refuse(refusal, MX_RULE_NO_SAFE_PLAN, place_of(refusal, false, exchanger->place));
    }
}

static const struct mx_change *addresses_of(const struct refusal *refusal,
                                            const struct mx_change *change, uint16_t type) {
    return mx_changes_find(refusal->changes, change->zone, change->owner, type);
}

/* Whether the old state has the new state's alias, or is unknown. */
static bool is_alias_there(const struct refusal *refusal, const struct mx_change *change) {
    const struct mx_change *four = addresses_of(refusal, change, MX_TYPE_A);
    const struct mx_change_host *host = change->host;
    const struct mxtrap_zone *before = change->zone->before;

    if (change->before.count > 0) {
        return mx_rrset_equal_data(&change->before, &change->after, MX_TYPE_CNAME);
    }
    if (before == NULL || (before->is_file && !before->is_fragment)) {
        return false;
    }
    return (four == NULL || !four->before.is_known) && host != NULL &&
           (host->was_dummy || host->was_real);
}

/* The target of an alias may change only with an MX set that names it. Very large lists of
 * addresses are not compared. */
static bool leads_elsewhere(const struct refusal *refusal, const struct mx_change *change) {
    const struct mx_alias *was = change->before.count > 0 ? change->before.records[0] : NULL;
    const struct mx_alias *is = change->after.records[0];
    bool is_exchanger = mx_changes_host(refusal->changes, is->target) != NULL;

    if (was == NULL || is_exchanger || was->address_count == 0 || is->address_count == 0) {
        return false;
    }
    if (was->address_count != is->address_count || was->address_count > MX_ADDRESSES_MAX) {
        return true;
    }
    for (size_t i = 0; i < was->address_count; i++) {
        if (mx_address_find(is->addresses, is->address_count, &was->addresses[i]) == NULL) {
            return true;
        }
    }
    return false;
}

static void refuse_alias(struct refusal *refusal, const struct mx_change *change) {
    if (change->after.count == 0) {
        return;
    }
    bool is_there = is_alias_there(refusal, change);
    if (is_there && !leads_elsewhere(refusal, change)) {
        return;
    }
    struct mx_text *text =
        mx_finding_of(refusal->findings, change->owner,
                      is_there ? " stays an alias of " : " is to be an alias of ");
    mx_name_write(text, ((const struct mx_alias *)change->after.records[0])->target, NULL);
    mx_text_string(text, is_there ? ", which is to have other addresses" : "");
    mx_text_string(text, ": a plan changes no alias; give the host addresses of its own");
    refuse(refusal, MX_RULE_NO_SAFE_PLAN, change->zone->after->place);
}

/* A remaining alias leads to a host of the other role. */
static void refuse_chain(struct refusal *refusal, const struct mx_change *change) {
    const struct mx_change_host *host = change->host;
    const struct mx_alias *alias = change->before.count > 0 ? change->before.records[0] : NULL;

    for (int i = 0; i < MX_CHAIN_MAX && alias != NULL && host != NULL; i++) {
        const struct mx_change_host *end = mx_changes_host(refusal->changes, alias->target);
        if (end != NULL && ((end->is_dummy && host->is_real) || (end->is_real && host->is_dummy))) {
            struct mx_text *text =
                mx_finding_of(refusal->findings, host->name, " stays an alias of ");
            mx_name_write(text, end->name, NULL);
            mx_text_string(text, ", which is to have the other role: give it its own addresses");
            refuse(refusal, MX_RULE_NO_SAFE_PLAN, change->zone->before->place);
            return;
        }
        alias = mx_changes_alias(refusal->changes, false, alias->target);
    }
}

/* A new MX record, even one with only a new TTL, whose target is a remaining alias (RFC 2181 10.3):
 * BIND refuses an update that adds it. */
static void refuse_lasting(struct refusal *refusal, const struct mx_change *set) {
    for (size_t i = 0; i < set->after.count; i++) {
        const struct mxtrap_exchanger *exchanger = mx_rrset_exchanger(&set->after, i);
        const struct mx_alias *alias = mx_changes_alias(refusal->changes, false, exchanger->host);
        bool is_there =
            set->before.ttl == set->after.ttl && mx_rrset_has(&set->before, MX_TYPE_MX, exchanger);
        if (is_there || alias == NULL ||
            !mx_changes_is_alias_now(refusal->changes, set->zone, exchanger->host)) {
            continue;
        }
        struct mx_text *text =
            mx_finding_of(refusal->findings, exchanger->host, " stays an alias of ");
        mx_name_write(text, alias->target, NULL);
        mx_text_string(text, ", and a name server refuses an update that adds an MX record for it: "
                             "give it its own addresses");
        refuse(refusal, MX_RULE_NO_SAFE_PLAN, place_of(refusal, true, exchanger->place));
    }
}

/* Records that an update would add, but that no answer would contain. */
static void refuse_hidden(struct refusal *refusal, const struct mx_change *change) {
    const struct mx_change_host *host = change->host;

    if (host == NULL || !host->was_hidden || change->after.count == 0) {
        return;
    }
    mx_text_string(mx_finding_of(refusal->findings, change->owner, " is to have addresses in "),
                   "a zone where it is below a DNAME or a delegation, or an alias by a wildcard: "
                   "change that first");
    refuse(refusal, MX_RULE_NO_SAFE_PLAN,
           place_of(refusal, true, mx_rrset_address(&change->after, 0)->place));
}

/* A name that gets its own records loses all of the wildcard's at once. */
static void refuse_less_than_wildcard(struct refusal *refusal, const struct mx_change *change) {
    const struct mx_change_host *host = change->host;
    uint16_t type = change->type == MX_TYPE_A ? MX_TYPE_AAAA : MX_TYPE_A;
    uint8_t family = mx_family_bit(change->type == MX_TYPE_A ? MX_IPV6 : MX_IPV4);
    const struct mx_change *other = addresses_of(refusal, change, type);

    if (host == NULL || !host->was_real || !host->is_real || change->after.count == 0 ||
        (host->wildcard_families & family) == 0 || (other != NULL && other->after.count > 0)) {
        return;
    }
    struct mx_text *text = mx_finding_of(refusal->findings, change->owner,
                                         " has its addresses from a wildcard, and is to have no ");
    mx_text_string(text, mx_rrtype_of(type)->name);
    mx_text_string(text, " record: give it one first, and take it away in a second change");
    refuse(refusal, MX_RULE_NO_SAFE_PLAN,
           place_of(refusal, true, mx_rrset_address(&change->after, 0)->place));
}

static void refuse_change(struct refusal *refusal, const struct mx_change *change, bool is_plan) {
    switch (change->type) {
    case MX_TYPE_MX:
        if (change->kind == MX_CHANGE_LEAVE) {
            refuse_torn(refusal, change);
        } else {
            refuse_lasting(refusal, change);
        }
        break;
    case MX_TYPE_CNAME:
        refuse_alias(refusal, change);
        if (change->kind == MX_CHANGE_NONE) {
            refuse_chain(refusal, change);
        }
        break;
    default:
        refuse_hidden(refusal, change);
        if (is_plan) {
            refuse_less_than_wildcard(refusal, change);
        }
    }
}

size_t mx_plan_refuse(const struct mx_plan *plan, const struct mx_changes *changes, bool is_plan,
                      mxtrap_findings *findings) {
    struct refusal refusal = {plan, changes, findings, 0};

    refuse_addresses(&refusal);
    for (struct mx_change_zone *zone = changes->zones; zone != NULL; zone = zone->next) {
        for (struct mx_change *change = zone->first; change != NULL; change = change->next) {
            refuse_change(&refusal, change, is_plan);
        }
    }
    return refusal.count;
}
