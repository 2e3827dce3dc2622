/* Checks what a change must know about both states and never guesses: which hosts are dummies, the
 * zones of names, and that both states are of the same zones. */
#include "change/states.h"

#include "base/index.h"

enum { NAMED_MAX = 3 }; /* zones in a message */

struct states {
    const mxtrap_zones *before, *after;
    mxtrap_findings *findings;
    size_t reported;
    struct mx_index owners, hosts, addresses; /* of the new state, made when needed */
    bool is_indexed, out_of_memory;
};

static void end(struct states *states, enum mx_rule rule, struct mx_place place) {
    mx_finding_end(states->findings, rule, MXTRAP_ERROR, place);
    states->reported++;
}

static bool has_name(const struct mx_index *names, const uint8_t *name) {
    return mx_index_find(names, mx_name_hash(name), name, mx_name_is_row) != NULL;
}

static bool add_name(struct mx_index *names, const uint8_t *name) {
    return has_name(names, name) || mx_index_add(names, mx_name_hash(name), name);
}

static bool add_address(struct mx_index *addresses, const struct mx_address *address) {
    uint32_t hash = mx_address_hash(address);

    return mx_index_find(addresses, hash, address, mx_address_is_row) != NULL ||
           mx_index_add(addresses, hash, address);
}

static bool add_layout(struct states *states, const mxtrap_layout *layout, bool is_shared) {
    bool is_added = add_name(&states->owners, layout->owner);

    for (size_t i = 0; i < layout->count && !is_shared && is_added; i++) {
        const struct mxtrap_exchanger *exchanger = &layout->exchangers[i];
        is_added = add_name(&states->hosts, exchanger->host);
        for (size_t j = 0; j < exchanger->address_count && is_added; j++) {
            is_added = add_address(&states->addresses, &exchanger->addresses[j]);
        }
    }
    return is_added;
}

static void index_after(struct states *states) {
    for (size_t i = 0; i < states->after->count && !states->is_indexed; i++) {
        const mxtrap_zone *zone = states->after->list[i];
        for (size_t j = 0; j < zone->layout_count && !states->out_of_memory; j++) {
            states->out_of_memory =
                !add_layout(states, &zone->layouts[j], mx_layout_is_shared(zone, j));
        }
    }
    states->is_indexed = true;
}

/* Roles. */

/* Whether the new state has the name or an address of a host in an old MX set that stays. */
static bool is_concerned(const struct states *states, const struct mxtrap_exchanger *exchanger) {
    if (has_name(&states->hosts, exchanger->host)) {
        return true;
    }
    for (size_t i = 0; i < exchanger->address_count; i++) {
        const struct mx_address *address = &exchanger->addresses[i];
        if (mx_index_find(&states->addresses, mx_address_hash(address), address,
                          mx_address_is_row) != NULL) {
            return true;
        }
    }
    return false;
}

/* The innermost zone of NAME in the new state; NULL: none. */
static const mxtrap_zone *zone_after(const struct states *states, const uint8_t *name) {
    for (;; name += 1 + *name) {
        const mxtrap_zone *zone = mx_zones_find(states->after, name);
        if (zone != NULL || *name == 0) {
            return zone;
        }
    }
}

/* Whether the change may depend on the roles of the old LAYOUT: not if the MX set is not changed
 * and the new state has none of its hosts of unknown role elsewhere. */
static bool needs_roles(struct states *states, const mxtrap_layout *layout) {
    const mxtrap_zone *zone = zone_after(states, layout->owner);

    index_after(states);
    if (layout->zone->lacks_origin || has_name(&states->owners, layout->owner) ||
        (zone != NULL && zone->is_file && !zone->is_fragment)) {
        return true;
    }
    for (size_t i = 0; i < layout->count; i++) {
        const struct mxtrap_exchanger *exchanger = &layout->exchangers[i];
        bool is_unsaid =
            layout->roles == MXTRAP_ROLES_ASSUMED || exchanger->role == MXTRAP_ROLE_UNKNOWN;
        if (is_unsaid && !mx_exchanger_is_null(exchanger) && is_concerned(states, exchanger)) {
            return true;
        }
    }
    return false;
}

/* Reports once a zone: the same is true of its other MX sets. */
static void check_roles(struct states *states, const mxtrap_zone *zone, bool is_after) {
    const mxtrap_layout *first = NULL;
    size_t count = 0;

    for (size_t i = 0; i < zone->layout_count; i++) {
        const mxtrap_layout *layout = &zone->layouts[i];
        if (layout->roles != MXTRAP_ROLES_KNOWN && (is_after || needs_roles(states, layout))) {
            first = first != NULL ? first : layout;
            count++;
        }
    }
    if (first == NULL) {
        return;
    }
    struct mx_text *text = mx_finding_of(states->findings, first->owner, ": ");
    mx_text_string(text, "a plan must know which exchangers are dummies, but nothing says so");
    if (count > 1) {
        mx_text_format(text, ", here and of %zu more MX sets", count - 1);
    }
    mx_text_string(text, ": name each with --dummy HOST, or give --no-dummies if there are none");
    end(states, MX_RULE_ROLES_UNKNOWN, mx_place_of(zone, first->exchangers[0].place));
}

/* Origins. */

static void report_origin(struct states *states, const mxtrap_zone *zone, const char *words) {
    struct mx_text *text = mx_finding_begin(states->findings);

    mx_text_string(text, words);
    mx_text_string(text, ": give it with --origin ZONE");
    end(states, MX_RULE_UNKNOWN_ORIGIN, zone->place);
}

/* Whether NAME is in a known zone of the old state. */
static bool is_in_known(const struct states *states, const uint8_t *name) {
    for (; states->before != NULL; name += 1 + *name) {
        const mxtrap_zone *zone = mx_zones_find(states->before, name);
        if (zone != NULL && !zone->is_guess) {
            return true;
        }
        if (*name == 0) {
            return false;
        }
    }
    return false;
}

static bool are_all_in_known(const struct states *states, const mxtrap_zone *zone) {
    size_t i = 0;

    while (i < zone->layout_count && is_in_known(states, zone->layouts[i].owner)) {
        i++;
    }
    return i == zone->layout_count;
}

/* A guess is the nearest common ancestor of all owners; the root or a top-level domain is not a
 * likely zone. */
static bool is_likely(const mxtrap_zone *guess) {
    return mx_name_label_count(guess->origin) > 1;
}

/* Warns of MX sets in no known zone, which are not changed. */
static void warn_of_rest(struct states *states, const mxtrap_zone *guess) {
    const mxtrap_layout *first = NULL;

    for (size_t i = 0; i < guess->layout_count && first == NULL; i++) {
        const mxtrap_layout *layout = &guess->layouts[i];
        if (zone_after(states, layout->owner) == NULL && !is_in_known(states, layout->owner)) {
            first = layout;
        }
    }
    if (first != NULL) {
        mx_finding_of(states->findings, first->owner,
                      ": nothing says which zone this MX set is in: it is left as it is");
        mx_finding_end(states->findings, MX_RULE_UNKNOWN_ORIGIN, MXTRAP_WARNING,
                       mx_place_of(guess, first->exchangers[0].place));
    }
}

static void check_origin(struct states *states, const mxtrap_zone *zone, bool is_after) {
    if (zone->lacks_origin) {
        report_origin(states, zone, "nothing gives the origin of the names in this file");
    } else if (zone->is_guess && !is_likely(zone)) {
        if (!is_after) {
            warn_of_rest(states, zone);
        } else if (!are_all_in_known(states, zone)) {
            report_origin(states, zone, "nothing says which zone the names of this file are in");
        }
    }
}

/* Zones. */

static bool is_chosen(const struct states *states, const mxtrap_zone *zone) {
    return mx_zone_is_chosen(states->after, zone);
}

/* Adds the zones of the new state that have MX sets of an old fragment to COVERED. */
static bool find_covered(struct states *states, struct mx_index *covered) {
    bool is_added = true;

    for (size_t i = 0; i < states->before->count && is_added; i++) {
        const mxtrap_zone *zone = states->before->list[i];
        for (size_t j = 0; zone->is_guess && j < zone->layout_count && is_added; j++) {
            const mxtrap_zone *after = zone_after(states, zone->layouts[j].owner);
            is_added = after == NULL || add_name(covered, after->origin);
        }
    }
    return is_added;
}

/* A complete zone or a spec is found by its name. */
static bool is_covered(const struct states *states, const struct mx_index *covered,
                       const mxtrap_zone *zone) {
    const mxtrap_zone *same = mx_zones_find(states->before, zone->origin);

    return (same != NULL && !same->is_guess) || has_name(covered, zone->origin) ||
           (zone->is_guess && are_all_in_known(states, zone));
}

static void write_zones(struct mx_text *text, const mxtrap_zones *zones) {
    size_t named = 0;

    for (size_t i = 0; i < zones->count; i++) {
        const mxtrap_zone *zone = zones->list[i];
        bool is_stated = !zone->is_guess || is_likely(zone) || zone->layout_count == 0;
        const uint8_t *name = is_stated ? zone->origin : zone->layouts[0].owner;
        if (named == NAMED_MAX) {
            mx_text_format(text, " and %zu more", zones->count - named);
            return;
        }
        mx_text_string(text, named++ > 0 ? ", " : "");
        mx_name_write(text, name, NULL);
    }
}

static void report_missing(struct states *states, const mxtrap_zone *zone) {
    struct mx_text *text = mx_finding_of(states->findings, zone->origin, ": ");

    if (states->before->count == 0) {
        mx_text_string(text, "the old state has neither an SOA record nor an MX set");
    } else {
        mx_text_string(text, "the old state does not have this zone; it has ");
        write_zones(text, states->before);
    }
    mx_text_string(text, "; a file that does not say its zone needs --origin ZONE");
    end(states, MX_RULE_STATE_WITHOUT_ZONE, zone->place);
}

/* A spec is complete: a new one may have more zones, but at least one is in both. A zone file says
 * nothing about other zones. */
static void check_zones(struct states *states) {
    bool has_file = states->before->count == 0, has_any = false, lacks_origin = false;
    struct mx_index covered = {0};

    states->out_of_memory = states->out_of_memory || !find_covered(states, &covered);
    for (size_t i = 0; i < states->before->count; i++) {
        has_file = has_file || states->before->list[i]->is_file;
        lacks_origin = lacks_origin || states->before->list[i]->lacks_origin;
    }
    for (size_t i = 0; i < states->after->count && !has_any; i++) {
        const mxtrap_zone *zone = states->after->list[i];
        has_any = is_chosen(states, zone) && is_covered(states, &covered, zone);
    }
    for (size_t i = 0; i < states->after->count && (has_file || !has_any); i++) {
        const mxtrap_zone *zone = states->after->list[i];
        bool is_stated = lacks_origin || zone->lacks_origin || (zone->is_guess && !is_likely(zone));
        if (!is_stated && is_chosen(states, zone) && !is_covered(states, &covered, zone)) {
            report_missing(states, zone);
        }
    }
    mx_index_free(&covered);
}

static void check_state(struct states *states, const mxtrap_zones *zones, bool is_after) {
    for (size_t i = 0; zones != NULL && i < zones->count && !states->out_of_memory; i++) {
        const mxtrap_zone *zone = zones->list[i];
        if (zone->is_file && (!is_after || is_chosen(states, zone))) {
            check_origin(states, zone, is_after);
            check_roles(states, zone, is_after);
        }
    }
}

enum mxtrap_status mx_states_check(const mxtrap_zones *before, const mxtrap_zones *after,
                                   mxtrap_findings *findings) {
    struct states states = {.before = before, .after = after, .findings = findings};

    check_state(&states, before, false);
    check_state(&states, after, true);
    if (before != NULL && !states.out_of_memory) {
        check_zones(&states);
    }
    mx_index_free(&states.owners);
    mx_index_free(&states.hosts);
    mx_index_free(&states.addresses);
    if (states.out_of_memory || mx_findings_status(findings) != MXTRAP_OK) {
        return MXTRAP_ERR_MEMORY;
    }
    return states.reported > 0 ? MXTRAP_ERR_INPUT : MXTRAP_OK;
}
