/* What a spec of a zone would have to guess, or has no words for. */
#include <string.h>

#include "base/index.h"
#include "spec/groups.h"
#include "spec/write.h"

/* Hosts that a message names. */
enum { NAMED_MAX = 10 };

/* An exchanger of each host of the zone that is looked at. */
struct pass {
    mxtrap_findings *findings;
    const mxtrap_zone *zone;
    struct mx_index hosts;
    bool repeats_hosts, out_of_memory;
};

static bool is_host(const void *row, const void *name) {
    return mx_name_equal(((const struct mxtrap_exchanger *)row)->host, name);
}

/* The exchanger that was met first of this host; it is EXCHANGER where there was none. */
static const struct mxtrap_exchanger *first_of(struct pass *pass,
                                               const struct mxtrap_exchanger *exchanger) {
    if (!pass->repeats_hosts) {
        return exchanger;
    }
    uint32_t hash = mx_name_hash(exchanger->host);
    const struct mxtrap_exchanger *first =
        mx_index_find(&pass->hosts, hash, exchanger->host, is_host);

    if (first == NULL) {
        pass->out_of_memory |= !mx_index_add(&pass->hosts, hash, exchanger);
    }
    return first == NULL ? exchanger : first;
}

static bool is_inside(const struct pass *pass, const mxtrap_layout *layout) {
    return mx_name_is_within(layout->owner, pass->zone->origin);
}

/* Which of them are dummies nothing says, or only the assumption that the linter makes. */
static void check_roles(struct pass *pass) {
    const struct mxtrap_exchanger *first = NULL;
    struct mx_text *text = NULL;
    size_t count = 0;

    for (size_t i = 0; i < pass->zone->layout_count; i++) {
        const mxtrap_layout *layout = &pass->zone->layouts[i];
        bool is_known = layout->roles == MXTRAP_ROLES_KNOWN || !is_inside(pass, layout);
        for (size_t j = 0; !is_known && j < layout->count; j++) {
            const struct mxtrap_exchanger *at = &layout->exchangers[j];
            if (mx_exchanger_is_null(at) || first_of(pass, at) != at) {
                continue;
            }
            if (first == NULL) {
                first = at;
                text = mx_finding_of(pass->findings, pass->zone->origin,
                                     ": nothing says which of these hosts are dummies: ");
            }
            if (count++ < NAMED_MAX) {
                mx_text_string(text, count == 1 ? "" : ", ");
                mx_name_write(text, at->host, NULL);
            }
        }
    }
    if (first != NULL) {
        if (count > NAMED_MAX) {
            mx_text_format(text, " and %zu more", count - NAMED_MAX);
        }
        mx_text_string(text, "; name each dummy with --dummy HOST, or give --no-dummies if there "
                             "are none");
        mx_finding_end(pass->findings, MX_RULE_ROLES_UNKNOWN, MXTRAP_ERROR,
                       mx_place_of(pass->zone, first->place));
    }
    mx_index_free(&pass->hosts);
}

/* A host has one role in a zone. */
static void check_host(struct pass *pass, const struct mxtrap_exchanger *at) {
    const struct mxtrap_exchanger *first = first_of(pass, at);

    if (first->role != at->role) {
        mx_finding_of(pass->findings, at->host,
                      " is a dummy of one MX set and a real host of another, by the comments: a "
                      "firewall would silence it for both; name each dummy with --dummy HOST, or "
                      "give --no-dummies if there are none");
        mx_finding_end(pass->findings, MX_RULE_NOT_IN_A_SPEC, MXTRAP_ERROR,
                       mx_place_of(pass->zone, at->place));
    }
}

static void check_hosts(struct pass *pass) {
    for (size_t i = 0; i < pass->zone->layout_count; i++) {
        const mxtrap_layout *layout = &pass->zone->layouts[i];
        for (size_t j = 0; is_inside(pass, layout) && j < layout->count; j++) {
            if (!mx_exchanger_is_null(&layout->exchangers[j])) {
                check_host(pass, &layout->exchangers[j]);
            }
        }
    }
    mx_index_free(&pass->hosts);
}

static void check_origin(struct pass *pass) {
    const mxtrap_zone *zone = pass->zone;

    if (zone->lacks_origin || (zone->is_guess && mx_name_label_count(zone->origin) < 2)) {
        mx_text_string(mx_finding_begin(pass->findings),
                       zone->lacks_origin
                           ? "nothing gives the origin of the names in this file: give it with "
                             "--origin ZONE"
                           : "nothing says which zone the names of this file are in: give it with "
                             "--origin ZONE");
        mx_finding_end(pass->findings, MX_RULE_UNKNOWN_ORIGIN, MXTRAP_ERROR, zone->place);
    }
}

static void check_owners(struct pass *pass) {
    const mxtrap_zone *zone = pass->zone;
    size_t i = 0;

    while (i < zone->layout_count && !is_inside(pass, &zone->layouts[i])) {
        i++;
    }
    if (i == zone->layout_count && i > 0) {
        mx_finding_of(pass->findings, zone->origin,
                      ": all owners of MX sets in this file are outside this zone");
        mx_finding_end(pass->findings, MX_RULE_NOT_IN_A_SPEC, MXTRAP_ERROR,
                       mx_place_of(zone, zone->layouts[0].exchangers[0].place));
    }
}

static void check_twice(struct pass *pass, const mxtrap_zones *zones) {
    const mxtrap_zone *first = mx_zones_find(zones, pass->zone->origin);

    if (first != pass->zone && first != NULL) {
        mx_finding_of(pass->findings, pass->zone->origin, " is given twice");
        mx_finding_end(pass->findings, MX_RULE_NOT_IN_A_SPEC, MXTRAP_ERROR, pass->zone->place);
    }
}

enum mxtrap_status mx_check_spec(const mxtrap_zones *zones, mxtrap_findings *findings) {
    struct pass pass = {.findings = findings};

    for (size_t i = 0; i < zones->count && !pass.out_of_memory; i++) {
        pass.zone = zones->list[i];
        if (!mx_zone_is_chosen(zones, pass.zone) || !pass.zone->is_file) {
            continue;
        }
        pass.repeats_hosts = mx_spec_repeats_hosts(pass.zone);
        check_twice(&pass, zones);
        check_origin(&pass);
        check_owners(&pass);
        check_roles(&pass);
        check_hosts(&pass);
    }
    return pass.out_of_memory || mx_findings_status(findings) != MXTRAP_OK ? MXTRAP_ERR_MEMORY
                                                                           : MXTRAP_OK;
}
