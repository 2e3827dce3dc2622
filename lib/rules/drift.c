/* Compares DNS with the spec. Exchangers are matched by host name, and by preference if a set has
 * the host more than once. */
#include "rules/drift.h"

#include <stdlib.h>

#include <mxtrap/rules.h>

#include "model/mx_set.h"
#include "rules/crowds.h"

/* Shared by all comparisons of a run. */
struct run {
    mxtrap_findings *findings;
    struct mx_arena arena;
    struct mx_index compared; /* struct pair */
    bool out_of_memory;
};

struct drift {
    struct run *run;
    struct mx_set wanted, found;
    bool *is_matched; /* by exchanger of `found`: the spec has it */
};

/* Lists of addresses that were compared: a host that MX sets share is compared only once. */
struct pair {
    const struct mx_address *wanted, *found;
};

static struct mx_text *begin(const struct drift *drift, const struct mxtrap_exchanger *exchanger) {
    struct mx_text *text = mx_finding_of(drift->run->findings, drift->found.layout->owner, ": ");

    mx_name_write(text, exchanger->host, NULL);
    return text;
}

/* Ends the message with the place in the spec. */
static void end(const struct drift *drift, struct mx_text *text, struct mx_spot spec,
                struct mx_spot place) {
    if (spec.line > 0) {
        const char *file = mx_place_of(drift->wanted.layout->zone, spec).file;
        mx_text_string(text, " (");
        mx_text_escaped(text, file, strlen(file));
        mx_text_format(text, ":%lu)", (unsigned long)spec.line);
    }
    mx_finding_end(drift->run->findings, MX_RULE_DRIFT, MXTRAP_ERROR,
                   mx_place_of(drift->found.layout->zone, place));
}

static bool is_pair(const void *row, const void *key) {
    const struct pair *a = row, *b = key;
    return a->wanted == b->wanted && a->found == b->found;
}

static bool is_crowd(const struct mxtrap_exchanger *exchanger) {
    return exchanger->address_count >= MX_CROWD_FROM;
}

/* Whether the addresses are to be compared: they are few, or were not compared before. */
static bool is_first(struct run *run, const struct mxtrap_exchanger *wanted,
                     const struct mxtrap_exchanger *found) {
    const struct pair pair = {wanted->addresses, found->addresses};
    uint32_t hash = mx_hash(&pair, sizeof pair);

    if (!is_crowd(wanted) && !is_crowd(found)) {
        return true;
    }
    if (mx_index_find(&run->compared, hash, &pair, is_pair) != NULL) {
        return false;
    }
    struct pair *row = mx_arena_zeroed(&run->arena, 1, sizeof *row);
    run->out_of_memory =
        run->out_of_memory || row == NULL || !mx_index_add(&run->compared, hash, row);
    if (row != NULL) {
        *row = pair;
    }
    return true;
}

/* A host's addresses, with an index if they are many. */
struct crowd {
    const struct mxtrap_exchanger *exchanger;
    struct mx_index addresses;
};

static void make_crowd(struct run *run, struct crowd *crowd,
                       const struct mxtrap_exchanger *exchanger) {
    *crowd = (struct crowd){.exchanger = exchanger};
    for (size_t i = 0; is_crowd(exchanger) && i < exchanger->address_count; i++) {
        const struct mx_address *address = &exchanger->addresses[i];
        run->out_of_memory = run->out_of_memory ||
                             !mx_index_add(&crowd->addresses, mx_address_hash(address), address);
    }
}

static bool has_address(const struct crowd *crowd, const struct mx_address *address) {
    const struct mxtrap_exchanger *exchanger = crowd->exchanger;

    if (is_crowd(exchanger)) {
        return mx_index_find(&crowd->addresses, mx_address_hash(address), address,
                             mx_address_is_row) != NULL;
    }
    return mx_address_find(exchanger->addresses, exchanger->address_count, address) != NULL;
}

static void report_address(const struct drift *drift, const struct mxtrap_exchanger *exchanger,
                           const struct mx_address *address, const char *words, struct mx_spot spec,
                           struct mx_spot place) {
    struct mx_text *text = begin(drift, exchanger);

    mx_text_char(text, ' ');
    mx_text_string(text, words);
    mx_text_char(text, ' ');
    mx_address_write(text, address);
    end(drift, text, spec, place);
}

static void report_addresses(const struct drift *drift, const struct crowd *wanted,
                             const struct crowd *found) {
    const struct mxtrap_exchanger *spec = wanted->exchanger, *file = found->exchanger;

    for (size_t i = 0; i < spec->address_count; i++) {
        const struct mx_address *address = &spec->addresses[i];
        bool is_seen = (file->unseen & mx_family_bit(address->family)) == 0;
        if (is_seen && !has_address(found, address)) {
            report_address(drift, spec, address, "lacks the spec's address", address->place,
                           file->place);
        }
    }
    for (size_t i = 0; i < file->address_count; i++) {
        const struct mx_address *address = &file->addresses[i];
        if (!has_address(wanted, address)) {
            report_address(drift, file, address,
                           "has an address that is not in the spec:", spec->place, address->place);
        }
    }
}

static void compare_addresses(const struct drift *drift, const struct mxtrap_exchanger *wanted,
                              const struct mxtrap_exchanger *found) {
    struct crowd spec, file;

    if (wanted->address_count == 0 ||
        (found->address_count == 0 && found->target != MX_TARGET_NONE)) {
        return; /* not in the spec, or not known */
    }
    if (!is_first(drift->run, wanted, found)) {
        return;
    }
    make_crowd(drift->run, &spec, wanted);
    make_crowd(drift->run, &file, found);
    if (!drift->run->out_of_memory) {
        report_addresses(drift, &spec, &file);
    }
    mx_index_free(&spec.addresses);
    mx_index_free(&file.addresses);
}

/* Finds the record of one of the spec's exchangers: with its preference, or else the host's last.
 */
static const struct mxtrap_exchanger *match(const struct drift *drift,
                                            const struct mxtrap_exchanger *wanted) {
    const struct mxtrap_exchanger *found =
        mx_set_record(&drift->found, wanted->host, wanted->preference);

    found = found != NULL ? found : mx_set_host(&drift->found, wanted->host);
    if (found != NULL) {
        drift->is_matched[found - drift->found.layout->exchangers] = true;
    }
    return found;
}

static void compare_wanted(const struct drift *drift, const struct mxtrap_exchanger *wanted) {
    const mxtrap_layout *layout = drift->found.layout;
    const struct mxtrap_exchanger *found = match(drift, wanted);

    if (found == NULL && layout->is_partial) {
        return; /* it may be in the unreadable part */
    }
    if (found == NULL) {
        struct mx_text *text = begin(drift, wanted);
        mx_text_format(text, " with the preference %u is missing", wanted->preference);
        end(drift, text, wanted->place, layout->exchangers[0].place);
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

/* One of them is a null MX: what to report of its record and the others is that. */
static void report_null(const struct drift *drift) {
    const mxtrap_layout *wanted = drift->wanted.layout, *found = drift->found.layout;

    end(drift,
        mx_finding_of(drift->run->findings, found->owner,
                      mx_layout_is_null(wanted) ? ": has exchangers; the spec has a null MX"
                                                : ": has a null MX; the spec has exchangers"),
        wanted->exchangers[0].place, found->exchangers[0].place);
}

static void compare_sets(const struct drift *drift) {
    const mxtrap_layout *wanted = drift->wanted.layout, *found = drift->found.layout;

    bool may_have_more = found->is_partial && mx_layout_is_null(found);
    if (mx_layout_is_null(wanted) != mx_layout_is_null(found) && !may_have_more) {
        report_null(drift);
        return;
    }
    for (size_t i = 0; i < wanted->count; i++) {
        compare_wanted(drift, &wanted->exchangers[i]);
    }
    for (size_t i = 0; i < found->count; i++) {
        const struct mxtrap_exchanger *extra = &found->exchangers[i];
        if (!drift->is_matched[i] &&
            mx_set_record(&drift->wanted, extra->host, extra->preference) == NULL) {
            struct mx_text *text = begin(drift, extra);
            mx_text_format(text, " with the preference %u is not in the spec", extra->preference);
            end(drift, text, wanted->exchangers[0].place, extra->place);
        }
    }
}

static void compare_layouts(struct run *run, const mxtrap_layout *wanted,
                            const mxtrap_layout *found) {
    struct drift drift = {.run = run,
                          .is_matched = calloc(found->count + 1, sizeof *drift.is_matched)};
    bool is_wanted_made = mx_set_make(&drift.wanted, wanted);
    bool is_found_made = mx_set_make(&drift.found, found);

    if (drift.is_matched != NULL && is_wanted_made && is_found_made) {
        compare_sets(&drift);
    } else {
        run->out_of_memory = true;
    }
    mx_set_free(&drift.wanted);
    mx_set_free(&drift.found);
    free(drift.is_matched);
}

static enum mxtrap_status end_run(struct run *run) {
    bool is_done = !run->out_of_memory && mx_findings_status(run->findings) == MXTRAP_OK;

    mx_index_free(&run->compared);
    mx_arena_free(&run->arena);
    return is_done ? MXTRAP_OK : MXTRAP_ERR_MEMORY;
}

enum mxtrap_status mx_drift_report(const mxtrap_layout *wanted, const mxtrap_layout *found,
                                   mxtrap_findings *findings) {
    struct run run = {.findings = findings};

    compare_layouts(&run, wanted, found);
    return end_run(&run);
}

static void report_name(mxtrap_findings *findings, const uint8_t *name, const char *words,
                        struct mx_place place) {
    mx_finding_of(findings, name, words);
    mx_finding_end(findings, MX_RULE_DRIFT, MXTRAP_ERROR, place);
}

static bool has_owner(const void *row, const void *key) {
    return mx_name_equal(((const mxtrap_layout *)row)->owner, key);
}

static bool index_owners(struct mx_index *owners, const mxtrap_zone *zone) {
    bool is_made = true;

    for (size_t i = 0; i < zone->layout_count && is_made; i++) {
        const mxtrap_layout *layout = &zone->layouts[i];
        is_made = mx_index_add(owners, mx_name_hash(layout->owner), layout);
    }
    return is_made;
}

static const mxtrap_layout *find_owner(const struct mx_index *owners, const uint8_t *owner) {
    return mx_index_find(owners, mx_name_hash(owner), owner, has_owner);
}

static void compare_owners(struct run *run, const mxtrap_zone *wanted, const mxtrap_zone *found,
                           const struct mx_index *in_spec, const struct mx_index *in_file) {
    for (size_t i = 0; i < wanted->layout_count; i++) {
        const mxtrap_layout *layout = &wanted->layouts[i];
        const mxtrap_layout *same = find_owner(in_file, layout->owner);
        if (same == NULL && !found->is_partial) {
            report_name(run->findings, layout->owner, ": the MX set of the spec is missing",
                        found->place);
        } else if (same != NULL && layout->count > 0 && same->count > 0) {
            compare_layouts(run, layout, same);
        }
    }
    for (size_t i = 0; i < found->layout_count; i++) {
        if (find_owner(in_spec, found->layouts[i].owner) == NULL) {
            report_name(run->findings, found->layouts[i].owner,
                        ": the spec has no MX set of this name",
                        mx_place_of(found, found->layouts[i].exchangers[0].place));
        }
    }
}

static void compare_zones(struct run *run, const mxtrap_zone *wanted, const mxtrap_zone *found) {
    struct mx_index in_spec = {0}, in_file = {0};

    if (index_owners(&in_spec, wanted) && index_owners(&in_file, found)) {
        compare_owners(run, wanted, found, &in_spec, &in_file);
    } else {
        run->out_of_memory = true;
    }
    mx_index_free(&in_spec);
    mx_index_free(&in_file);
}

/* A file without MX sets, of a zone that is not in the spec or has no name. */
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
    struct run run = {.findings = findings};

    for (size_t i = 0; i < zones->count; i++) {
        const mxtrap_zone *found = zones->list[i], *wanted = mx_zones_find(spec, found->origin);
        if (wanted == NULL && found->layout_count == 0) {
            report_nothing(found, findings);
        } else if (wanted == NULL) {
            report_name(findings, found->origin, ": the spec has no zone of this name",
                        found->place);
        } else {
            compare_zones(&run, wanted, found);
        }
    }
    mx_findings_sort(findings, first);
    return end_run(&run);
}
