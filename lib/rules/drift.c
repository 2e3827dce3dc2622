/* Drift: what DNS says against what the spec says. An exchanger is known by its host name; one that
 * stands in a set more than once is matched by its preference as well. */
#include "rules/drift.h"

#include <mxtrap/rules.h>

struct drift {
    const mxtrap_layout *wanted, *found;
    mxtrap_findings *findings;
};

static const struct mxtrap_exchanger *find(const mxtrap_layout *layout, const uint8_t *host,
                                           uint16_t preference) {
    const struct mxtrap_exchanger *by_name = NULL;

    for (size_t i = 0; i < layout->count; i++) {
        const struct mxtrap_exchanger *exchanger = &layout->exchangers[i];
        if (mx_name_equal(exchanger->host, host)) {
            if (exchanger->preference == preference) {
                return exchanger;
            }
            by_name = exchanger;
        }
    }
    return by_name;
}

static struct mx_text *begin(const struct drift *drift, const struct mxtrap_exchanger *exchanger) {
    struct mx_text *text = mx_finding_of(drift->findings, drift->found->owner, ": ");

    mx_name_write(text, exchanger->host, NULL);
    return text;
}

/* Behind the message, where the spec says otherwise. */
static void end(const struct drift *drift, struct mx_text *text, struct mx_place spec,
                struct mx_place place) {
    if (spec.line > 0) {
        mx_text_string(text, " (");
        mx_text_escaped(text, spec.file, strlen(spec.file));
        mx_text_format(text, ":%lu)", (unsigned long)spec.line);
    }
    mx_finding_end(drift->findings, MX_RULE_DRIFT, MXTRAP_ERROR, place);
}

static bool has_address(const struct mxtrap_exchanger *exchanger,
                        const struct mx_address *address) {
    for (size_t i = 0; i < exchanger->address_count; i++) {
        if (mx_address_equal(&exchanger->addresses[i], address)) {
            return true;
        }
    }
    return false;
}

static void report_address(const struct drift *drift, const struct mxtrap_exchanger *exchanger,
                           const struct mx_address *address, const char *words,
                           struct mx_place spec, struct mx_place place) {
    struct mx_text *text = begin(drift, exchanger);

    mx_text_char(text, ' ');
    mx_text_string(text, words);
    mx_text_char(text, ' ');
    mx_address_write(text, address);
    end(drift, text, spec, place);
}

static void compare_addresses(const struct drift *drift, const struct mxtrap_exchanger *wanted,
                              const struct mxtrap_exchanger *found) {
    if (wanted->address_count == 0 ||
        (found->address_count == 0 && found->target != MX_TARGET_NONE)) {
        return; /* kept elsewhere, or not known */
    }
    for (size_t i = 0; i < wanted->address_count; i++) {
        const struct mx_address *address = &wanted->addresses[i];
        bool is_seen = (found->unseen & mx_family_bit(address->family)) == 0;
        if (is_seen && !has_address(found, address)) {
            report_address(drift, wanted, address, "lacks the spec's address", address->place,
                           found->place);
        }
    }
    for (size_t i = 0; i < found->address_count; i++) {
        const struct mx_address *address = &found->addresses[i];
        if (!has_address(wanted, address)) {
            report_address(drift, found, address,
                           "has an address that the spec has not:", wanted->place, address->place);
        }
    }
}

static void compare_wanted(const struct drift *drift, const struct mxtrap_exchanger *wanted) {
    const struct mxtrap_exchanger *found = find(drift->found, wanted->host, wanted->preference);

    if (found == NULL && drift->found->is_partial) {
        return; /* it may well be there */
    }
    if (found == NULL) {
        struct mx_text *text = begin(drift, wanted);
        mx_text_format(text, " with the preference %u is missing", wanted->preference);
        end(drift, text, wanted->place, drift->found->exchangers[0].place);
        return;
    }
    if (found->preference != wanted->preference) {
        struct mx_text *text = begin(drift, found);
        mx_text_format(text, " has the preference %u instead of %u", found->preference,
                       wanted->preference);
        end(drift, text, wanted->place, found->place);
    }
    compare_addresses(drift, wanted, found);
}

/* Whether FOUND is one of the spec's, or what became of one. */
static bool is_wanted(const struct drift *drift, const struct mxtrap_exchanger *found) {
    for (size_t i = 0; i < drift->wanted->count; i++) {
        const struct mxtrap_exchanger *wanted = &drift->wanted->exchangers[i];
        if (mx_name_equal(wanted->host, found->host) &&
            (wanted->preference == found->preference ||
             find(drift->found, wanted->host, wanted->preference) == found)) {
            return true;
        }
    }
    return false;
}

void mx_drift_report(const mxtrap_layout *wanted, const mxtrap_layout *found,
                     mxtrap_findings *findings) {
    struct drift drift = {wanted, found, findings};

    for (size_t i = 0; i < wanted->count; i++) {
        compare_wanted(&drift, &wanted->exchangers[i]);
    }
    for (size_t i = 0; i < found->count; i++) {
        const struct mxtrap_exchanger *extra = &found->exchangers[i];
        if (!is_wanted(&drift, extra)) {
            struct mx_text *text = begin(&drift, extra);
            mx_text_format(text, " with the preference %u is not in the spec", extra->preference);
            end(&drift, text, wanted->exchangers[0].place, extra->place);
        }
    }
}

static void report_name(mxtrap_findings *findings, const uint8_t *name, const char *words,
                        struct mx_place place) {
    mx_finding_of(findings, name, words);
    mx_finding_end(findings, MX_RULE_DRIFT, MXTRAP_ERROR, place);
}

static const mxtrap_layout *find_owner(const mxtrap_zone *zone, const uint8_t *owner) {
    for (size_t i = 0; i < zone->layout_count; i++) {
        if (mx_name_equal(zone->layouts[i].owner, owner)) {
            return &zone->layouts[i];
        }
    }
    return NULL;
}

static void compare_zones(const mxtrap_zone *wanted, const mxtrap_zone *found,
                          mxtrap_findings *findings) {
    for (size_t i = 0; i < wanted->layout_count; i++) {
        const mxtrap_layout *layout = &wanted->layouts[i];
        const mxtrap_layout *same = find_owner(found, layout->owner);
        if (same == NULL && !found->is_partial) {
            report_name(findings, layout->owner, ": the MX set that the spec has is missing",
                        found->place);
        } else if (same != NULL && layout->count > 0 && same->count > 0) {
            mx_drift_report(layout, same, findings);
        }
    }
    for (size_t i = 0; i < found->layout_count; i++) {
        if (find_owner(wanted, found->layouts[i].owner) == NULL) {
            report_name(findings, found->layouts[i].owner, ": the spec has no MX set of this name",
                        found->layouts[i].exchangers[0].place);
        }
    }
}

/* A file without MX sets: of a zone that the spec does not have, or nobody knows of which. */
static void report_nothing(const mxtrap_zone *found, mxtrap_findings *findings) {
    if (found->is_guess) {
        mx_text_string(mx_finding_begin(findings),
                       "there is no MX set here to compare with the spec, and no zone's name");
        mx_finding_end(findings, MX_RULE_DRIFT, MXTRAP_ERROR, found->place);
    }
}

enum mxtrap_status mxtrap_rules_drift(const mxtrap_zones *zones, const mxtrap_zones *spec,
                                      mxtrap_findings *findings) {
    size_t first = mxtrap_findings_count(findings);

    for (size_t i = 0; i < zones->count; i++) {
        const mxtrap_zone *found = zones->list[i], *wanted = mx_zones_find(spec, found->origin);
        if (wanted == NULL && found->layout_count == 0) {
            report_nothing(found, findings);
        } else if (wanted == NULL) {
            report_name(findings, found->origin, ": the spec has no zone of this name",
                        found->place);
        } else {
            compare_zones(wanted, found, findings);
        }
    }
    mx_findings_sort(findings, first);
    return mx_findings_status(findings);
}
