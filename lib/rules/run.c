/* One run of the static rules over a set of zones. Layouts of a large zone, or many zones, are
 * judged by several threads, piece by piece, and what they found is joined in order: the report is
 * the same. */
#include "rules/check.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/jobs.h"
#include "base/options.h"
#include "base/share.h"
#include "policy/spf/check_host.h"

/* Layouts, or zones, of a piece. */
enum { PIECE = 1024 };

static mx_check_function *const checks[MX_RULE_COUNT] = {
#define MX_RULE(NAME, id, group, severity, set, check, title, why, mend, source)                   \
    [MX_RULE_##NAME] = (check),
#include "model/rules.def"
#undef MX_RULE
};

static bool is_ignored(const struct mx_check *check) {
    for (size_t i = 0; i < check->zone->ignored_count; i++) {
        if (check->zone->ignored[i] == check->rule) {
            return true;
        }
    }
    return false;
}

static bool is_in_doubt(const mxtrap_layout *layout) {
    for (size_t i = 0; i < layout->count; i++) {
        const struct mxtrap_exchanger *exchanger = &layout->exchangers[i];
        if (exchanger->role == MXTRAP_ROLE_UNKNOWN && !mx_exchanger_is_null(exchanger)) {
            return true;
        }
    }
    return false;
}

/* Rules that also concern a simulation: nothing is trapped, or only by assumed dummies. */
static bool is_about_roles(enum mx_rule rule) {
    return rule == MX_RULE_NOT_TRAPPED || rule == MX_RULE_ROLES_ASSUMED;
}

static void choose_rules(struct mx_rule_run *run) {
    for (int i = 0; i < MX_RULE_COUNT; i++) {
        enum mx_rule rule = (enum mx_rule)i;
        bool has_outcomes = run->observed != NULL || mx_rules[rule].group != MX_GROUP_LIVE;
        bool is_wanted = !run->options.roles_only || is_about_roles(rule);
        if (checks[rule] != NULL && has_outcomes && is_wanted) {
            run->rules[run->rule_count++] = rule;
        }
    }
}

static bool has_dummy(const mxtrap_layout *layout) {
    for (size_t i = 0; i < layout->count; i++) {
        if (layout->exchangers[i].role == MXTRAP_ROLE_DUMMY) {
            return true;
        }
    }
    return false;
}

static bool accepts_mail(const mxtrap_layout *layout) {
    size_t i = 0;

    while (i < layout->count && mx_exchanger_is_null(&layout->exchangers[i])) {
        i++;
    }
    return i < layout->count;
}

/* Of a zone that has a dummy, nothing else is asked. */
static struct mx_untrapped find_untrapped(const mxtrap_zone *zone) {
    struct mx_untrapped found = {0};

    for (size_t i = 0; i < zone->layout_count && !found.has_dummy; i++) {
        const mxtrap_layout *layout = &zone->layouts[i];
        if (mx_layout_is_shared(zone, i)) {
            continue;
        }
        if (has_dummy(layout)) {
            found.has_dummy = true;
        } else if (accepts_mail(layout) && !layout->is_partial) {
            found.first = found.first != NULL ? found.first : layout;
            found.count++;
        }
    }
    return found;
}

/* A check of a zone file runs all the same, to see whether the comment is needed. */
static void run_ignored(const struct mx_check *check, bool may_be_missing) {
    mxtrap_findings *findings = check->run->findings;
    struct mx_rule_run run = *check->run;
    struct mx_check ignored = *check;

    /* Its steps are not those of other rules, which would end without a word. */
    run.spf_steps = run.ignored_spf_steps;
    ignored.run = &run;
    findings->left_out = 0;
    if (!may_be_missing && check->zone->ignored_at != NULL) {
        findings->is_muted = true;
        checks[check->rule](&ignored);
        findings->is_muted = false;
    }
    if (may_be_missing || findings->left_out > 0) {
        check->run->is_used[check->rule] = true;
    }
}

static void run_layout(const struct mx_rule_run *run, const struct mx_untrapped *untrapped,
                       const mxtrap_layout *layout) {
    mx_real_hosts_expect(&run->real_hosts, layout, MXTRAP_ROLE_DUMMY);
    bool in_doubt = run->observed != NULL && is_in_doubt(layout);

    for (size_t i = 0; i < run->rule_count; i++) {
        struct mx_check check = {run, layout->zone, layout, untrapped, run->rules[i], in_doubt};
        bool may_be_missing = layout->is_partial && mx_rules[check.rule].needs_whole_set;
        if (is_ignored(&check)) {
            run_ignored(&check, may_be_missing);
        } else if (!may_be_missing) {
            checks[check.rule](&check);
        }
    }
}

/* Whether all that a comment of ZONE may be about was read, as the file itself says it. */
static bool is_known(const struct mx_rule_run *run, const mxtrap_zone *zone) {
    return zone->ignored_at != NULL && !run->options.roles_only && !zone->is_fragment &&
           !zone->is_partial && zone->roles_by == MX_ROLES_BY_COMMENTS &&
           mxtrap_findings_input_errors(run->findings) == 0;
}

static void report_unused(const struct mx_rule_run *run, const mxtrap_zone *zone) {
    for (size_t i = 0; is_known(run, zone) && i < zone->ignored_count; i++) {
        enum mx_rule rule = zone->ignored[i];
        bool is_static = checks[rule] != NULL && mx_rules[rule].group != MX_GROUP_LIVE;
        if (is_static && !run->is_used[rule] && zone->ignored_at[i].column > 0) {
            mx_text_format(mx_finding_begin(run->findings),
                           "the comment ignores %s, which finds nothing in this zone",
                           mx_rules[rule].info.id);
            mx_finding_end(run->findings, MX_RULE_UNUSED_IGNORE, MXTRAP_NOTE, zone->ignored_at[i]);
        }
    }
}

/* Owner names of a spec that share an MX set are checked once. */
static void run_layouts(const struct mx_rule_run *run, const struct mx_untrapped *untrapped,
                        const mxtrap_zone *zone, size_t from, size_t end) {
    for (size_t i = from; i < end; i++) {
        if (!mx_layout_is_shared(zone, i) && zone->layouts[i].count > 0) {
            run_layout(run, untrapped, &zone->layouts[i]);
        }
    }
}

static bool run_pieces(const struct mx_rule_run *run, const struct mx_untrapped *untrapped,
                       const mxtrap_zone *zone);

/* How many findings there were before the zone's were sorted, and one of each kept. */
static size_t run_zone(const struct mx_rule_run *run, const mxtrap_zone *zone, bool is_in_piece) {
    size_t first = mxtrap_findings_count(run->findings);
    const struct mx_untrapped untrapped = find_untrapped(zone);

    memset(run->is_used, 0, MX_RULE_COUNT * sizeof *run->is_used);
    mx_crowds_begin(&run->real_hosts.crowds, zone);
    if (is_in_piece || !run_pieces(run, &untrapped, zone)) {
        run_layouts(run, &untrapped, zone, 0, zone->layout_count);
    }
    report_unused(run, zone);
    size_t count = mxtrap_findings_count(run->findings);
    mx_findings_sort(run->findings, first);
    return count;
}

/* The most findings that there were at once. */
static size_t run_zones(const struct mx_rule_run *run, size_t from, size_t end, bool is_in_piece) {
    size_t most = 0;

    for (size_t i = from; i < end; i++) {
        if (mx_zone_is_chosen(run->zones, run->zones->list[i])) {
            size_t count = run_zone(run, run->zones->list[i], is_in_piece);
            most = count > most ? count : most;
        }
    }
    return most;
}

/* What is found in a piece of a zone, or of all zones, or in all pieces. */
struct piece {
    mxtrap_findings *findings;
    bool is_used[MX_RULE_COUNT];
    size_t spf_steps, ignored_spf_steps;
    size_t most_findings; /* of zones: at once */
};

struct pieces {
    const struct mx_rule_run *run;
    const struct mx_untrapped *untrapped;
    const mxtrap_zone *zone; /* whose layouts are the rows; NULL: the zones of the run are */
    struct piece all;
    size_t rows;
    atomic_size_t kept; /* findings of the pieces that are joined: all before any other piece's */
    bool is_lost;       /* one thread has to judge them all */
};

static void free_piece(struct piece *piece) {
    if (piece != NULL) {
        mxtrap_findings_free(piece->findings);
        free(piece);
    }
}

/* For as many findings as may be kept after those that are joined. Pieces that are done and not yet
 * joined do not count: they may come after this one. False when memory is out. */
static bool begin_findings(struct pieces *pieces, mxtrap_findings **out) {
    const mxtrap_findings *before = pieces->run->findings;
    size_t kept = before->count + atomic_load(&pieces->kept);

    if (mxtrap_findings_new(out) != MXTRAP_OK) {
        return false;
    }
    (*out)->most = kept < before->most ? before->most - kept : 0;
    memcpy((*out)->ignored, before->ignored, sizeof before->ignored);
    return true;
}

static bool has_piece(void *context, size_t item) {
    const struct pieces *pieces = context;

    return item * PIECE < pieces->rows;
}

static void *run_piece(void *context, size_t item) {
    struct pieces *pieces = context;
    struct piece *piece = calloc(1, sizeof *piece);
    size_t from = item * PIECE, rest = pieces->rows - from;
    size_t end = from + (rest < PIECE ? rest : PIECE);
    struct mx_rule_run run = *pieces->run;
    struct mx_arena scratch = {0};

    if (piece == NULL || !begin_findings(pieces, &piece->findings)) {
        free_piece(piece);
        return NULL;
    }
    run.findings = piece->findings;
    run.is_used = piece->is_used;
    run.spf_steps = &piece->spf_steps;
    run.ignored_spf_steps = &piece->ignored_spf_steps;
    run.scratch = &scratch;
    if (pieces->zone == NULL) {
        piece->most_findings = run_zones(&run, from, end, true);
    } else {
        run_layouts(&run, pieces->untrapped, pieces->zone, from, end);
    }
    mx_arena_free(&scratch);
    return piece;
}

/* More steps than a run may take: it is not known here at which of them one thread would stop. */
static bool add_steps(size_t *steps, size_t more) {
    bool is_good = *steps <= MX_SPF_STEPS_MAX && more <= MX_SPF_STEPS_MAX - *steps;

    *steps += is_good ? more : 0;
    return is_good;
}

/* Of zones, as many as are kept: one thread stops in the middle of a zone, before it sorts. */
static bool is_full(const struct pieces *pieces, const struct piece *piece) {
    const mxtrap_findings *all = pieces->all.findings;

    return pieces->zone == NULL && all->count + piece->most_findings >= all->most;
}

static bool join_piece(void *context, size_t item, void *result) {
    struct pieces *pieces = context;
    struct piece *piece = result;

    (void)item;
    pieces->is_lost = pieces->is_lost || piece == NULL || is_full(pieces, piece) ||
                      !add_steps(&pieces->all.spf_steps, piece->spf_steps) ||
                      !add_steps(&pieces->all.ignored_spf_steps, piece->ignored_spf_steps) ||
                      mxtrap_findings_move(pieces->all.findings, piece->findings) != MXTRAP_OK;
    atomic_store(&pieces->kept, pieces->all.findings->count);
    for (int rule = 0; rule < MX_RULE_COUNT && piece != NULL; rule++) {
        pieces->all.is_used[rule] = pieces->all.is_used[rule] || piece->is_used[rule];
    }
    free_piece(piece);
    return !pieces->is_lost;
}

/* False where one thread is to judge ZONE, or all where it is NULL: it is small, or what pieces
 * found is not known to be the same. Then nothing was reported. */
static bool run_pieces(const struct mx_rule_run *run, const struct mx_untrapped *untrapped,
                       const mxtrap_zone *zone) {
    struct pieces pieces = {.run = run,
                            .untrapped = untrapped,
                            .zone = zone,
                            .rows = zone != NULL ? zone->layout_count : run->zones->count};
    unsigned sharers = mx_sharers(pieces.rows);

    /* A complete zone has an index that checks fill. */
    if (sharers < 2 || run->options.complete || !begin_findings(&pieces, &pieces.all.findings)) {
        return false;
    }
    pieces.all.spf_steps = *run->spf_steps;
    pieces.all.ignored_spf_steps = *run->ignored_spf_steps;
    const struct mx_jobs jobs = {.at_once = sharers,
                                 .context = &pieces,
                                 .more = has_piece,
                                 .work = run_piece,
                                 .done = join_piece};
    mx_jobs_run(&jobs);
    if (!pieces.is_lost) {
        mxtrap_findings_move(run->findings, pieces.all.findings);
        memcpy(run->is_used, pieces.all.is_used, sizeof pieces.all.is_used);
        *run->spf_steps = pieces.all.spf_steps;
        *run->ignored_spf_steps = pieces.all.ignored_spf_steps;
    }
    mxtrap_findings_free(pieces.all.findings);
    return !pieces.is_lost;
}

/* The marks of crowds are of one zone at a time, and whether a comment is known to be needless
 * depends on what was found before. */
static bool run_all_in_pieces(const struct mx_rule_run *run) {
    return run->real_hosts.crowds.by_addresses.count == 0 &&
           mxtrap_findings_input_errors(run->findings) == 0 && run_pieces(run, NULL, NULL);
}

static enum mxtrap_status run_rules(const struct mx_rule_run *begun) {
    enum mxtrap_status status = MXTRAP_ERR_MEMORY;
    size_t spf_steps = 0, ignored_spf_steps = 0;
    struct mx_addressed addressed = {.zone = NULL};
    struct mx_arena scratch = {0};
    struct mx_rule_run run = *begun;
    bool is_used[MX_RULE_COUNT];

    run.is_used = is_used;
    run.spf_steps = &spf_steps;
    run.ignored_spf_steps = &ignored_spf_steps;
    run.addressed = &addressed;
    run.scratch = &scratch;
    choose_rules(&run);
    if (!mx_real_hosts_index(&run.real_hosts, run.zones)) {
        goto done;
    }
    if (!run_all_in_pieces(&run)) {
        run_zones(&run, 0, run.zones->count, false);
    }
    status = addressed.out_of_memory ? MXTRAP_ERR_MEMORY : mx_findings_status(run.findings);
done:
    mx_real_hosts_free(&run.real_hosts);
    mx_index_free(&addressed.hosts);
    mx_arena_free(&scratch);
    return status;
}

enum mxtrap_status mxtrap_rules_run(const mxtrap_zones *zones,
                                    const struct mxtrap_rules_options *options,
                                    mxtrap_findings *findings) {
    struct mx_rule_run run = {.zones = zones, .findings = findings};

    enum mxtrap_status status =
        mx_findings_options(&run.options, sizeof run.options, options, findings);
    return status == MXTRAP_OK ? run_rules(&run) : status;
}

enum mxtrap_status mxtrap_rules_nothing(const mxtrap_zones *zones, const char *file,
                                        mxtrap_findings *findings) {
    size_t count = 0;

    for (size_t i = 0; i < zones->count; i++) {
        count += zones->list[i]->layout_count;
    }
    if (count == 0) {
        mx_text_string(mx_finding_begin(findings), "there is no MX set here: nothing was checked");
        mx_finding_end(findings, MX_RULE_NOTHING_TO_CHECK, MXTRAP_WARNING,
                       (struct mx_place){file, 1, 1});
    }
    return mx_findings_status(findings);
}

enum mxtrap_status mx_rules_run_live(const mxtrap_zones *zones, const struct mx_observed *observed,
                                     mxtrap_findings *findings) {
    struct mx_rule_run run = {.zones = zones, .findings = findings, .observed = observed};

    return run_rules(&run);
}
