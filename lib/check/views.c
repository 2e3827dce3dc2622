/* From several looks at an address to the outcome that decides. */
#include "check/views.h"

#include <string.h>

#include <mxtrap/check_result.h>

#include "check/judge.h"

static const struct mx_probe_outcome unproven = {.state = MXTRAP_UNPROBED,
                                                 .cause = MX_CAUSE_UNPROVEN};

/* An address of a host, and what was seen of it. */
struct spot {
    const struct mx_points *points;
    const struct mx_view_of *views;
    size_t host, index;
};

static bool copy_hosts(struct mx_arena *arena, const struct mx_observed *from,
                       struct mx_observed *to) {
    size_t count = from->layout->count;

    to->hosts = mx_arena_zeroed(arena, count, sizeof *to->hosts);
    for (size_t i = 0; to->hosts != NULL && i < count; i++) {
        to->hosts[i] = from->hosts[i];
        to->hosts[i].outcomes = mx_arena_zeroed(arena, from->layout->exchangers[i].address_count,
                                                sizeof *to->hosts[i].outcomes);
        if (to->hosts[i].outcomes == NULL) {
            return false;
        }
    }
    return to->hosts != NULL;
}

/* One point without a name is this machine, as if there were no others. */
static bool are_named(const struct mx_points *points) {
    return points->list[0].name != NULL;
}

struct mx_view_of *mx_views_make(struct mx_arena *arena, const struct mx_points *points,
                                 const struct mx_observed *observed) {
    struct mx_view_of *views = mx_arena_zeroed(arena, points->count, sizeof *views);

    for (size_t i = 0; views != NULL && i < points->count; i++) {
        views[i].point = &points->list[i];
        views[i].observed = *observed;
        views[i].observed.point = points->list[i].name;
        if (are_named(points) && !copy_hosts(arena, observed, &views[i].observed)) {
            return NULL;
        }
    }
    return views;
}

static const struct mx_probe_outcome *outcome_of(const struct spot *spot, size_t point) {
    return spot->views[point].observed.hosts[spot->host].outcomes[spot->index];
}

/* Whether what POINT saw counts. */
static bool counts(const struct spot *spot, size_t point) {
    const struct mx_observed *observed = &spot->views[point].observed;

    return mx_observed_believes(observed, mx_observed_address(observed, spot->host, spot->index),
                                outcome_of(spot, point));
}

/* What says most of a host: that it answers, that it listens, then what a dummy must not do. */
static int weight(const struct mx_probe_outcome *outcome) {
    static const int weights[] = {
        [MXTRAP_ANSWERS] = 4, [MXTRAP_REFUSED] = 2, [MXTRAP_UNREACHABLE] = 1, [MXTRAP_SILENT] = 0};

    return outcome->state != MXTRAP_ANSWERS && mxtrap_state_listens(outcome->state)
               ? 3
               : weights[outcome->state];
}

/* The outcome that decides, among those that count; NULL: none does. */
static const struct mx_probe_outcome *heaviest(const struct spot *spot, size_t *seen) {
    const struct mx_probe_outcome *best = NULL;

    *seen = 0;
    for (size_t i = 0; i < spot->points->count; i++) {
        const struct mx_probe_outcome *outcome = outcome_of(spot, i);
        if (counts(spot, i)) {
            (*seen)++;
            best = best == NULL || weight(outcome) > weight(best) ? outcome : best;
        }
    }
    return best;
}

/* Why an address is not known: the first cause that some point gives, but for those of its own
 * network, which were reported of it. */
static const struct mx_probe_outcome *find_cause(const struct spot *spot) {
    for (size_t i = 0; i < spot->points->count; i++) {
        const struct mx_probe_outcome *outcome = outcome_of(spot, i);
        if (outcome == NULL ||
            (outcome->state == MXTRAP_UNPROBED && !mx_cause_is_network(outcome->cause))) {
            return outcome;
        }
    }
    return &unproven;
}

static bool is_unanimous(const struct spot *spot, enum mxtrap_state state) {
    for (size_t i = 0; i < spot->points->count; i++) {
        if (!counts(spot, i) || outcome_of(spot, i)->state != state) {
            return false;
        }
    }
    return true;
}

/* "a, b": the points that saw STATE, where others did not. */
static const char *name_points(struct mx_arena *arena, const struct spot *spot,
                               enum mxtrap_state state) {
    struct mx_text text = {0};
    const char *names = NULL;
    size_t count = 0;

    for (size_t i = 0; i < spot->points->count; i++) {
        if (counts(spot, i) && outcome_of(spot, i)->state == state) {
            mx_text_string(&text, count++ > 0 ? ", " : "");
            mx_text_escaped(&text, spot->points->list[i].name, strlen(spot->points->list[i].name));
        }
    }
    if (mx_text_string_of(&text) != NULL) {
        names = mx_arena_copy(arena, text.bytes, text.length);
    }
    mx_text_free(&text);
    return names;
}

static enum mxtrap_status merge_spot(struct mx_arena *arena, const struct spot *spot,
                                     const struct mx_probe_outcome **out) {
    size_t seen;
    const struct mx_probe_outcome *best = heaviest(spot, &seen);
    bool is_known =
        best != NULL && (mxtrap_state_listens(best->state) || seen >= spot->points->quorum);

    if (!is_known) {
        *out = find_cause(spot);
        return MXTRAP_OK;
    }
    enum mxtrap_status status = MXTRAP_OK;
    struct mx_probe_outcome *copy = mx_arena_alloc(arena, sizeof *copy);
    if (copy == NULL) {
        return MXTRAP_ERR_MEMORY;
    }
    *copy = *best;
    *out = copy;
    if (!is_unanimous(spot, best->state)) {
        copy->points = name_points(arena, spot, best->state);
        status = copy->points == NULL ? MXTRAP_ERR_MEMORY : MXTRAP_OK;
    }
    return status;
}

static void report_lost(const struct mx_view_of *view, mxtrap_findings *findings) {
    const char *why = view->point->link == NULL ? NULL : mx_probe_link_lost(view->point->link);

    if (why != NULL) {
        struct mx_text *text = mx_finding_of(findings, view->observed.layout->owner, ": ");
        mx_observed_write_point(text, &view->observed);
        mx_text_string(text, " was lost: ");
        mx_text_string(text, why);
        mx_finding_end(findings, MX_RULE_VANTAGE_LOST, MXTRAP_WARNING, (struct mx_place){0});
    }
}

enum mxtrap_status mx_views_merge(struct mx_arena *arena, const struct mx_points *points,
                                  struct mx_view_of *views, struct mx_observed *observed,
                                  mxtrap_findings *findings) {
    enum mxtrap_status status = MXTRAP_OK;

    if (!are_named(points)) {
        *observed = views[0].observed;
        return status;
    }
    const struct mx_observed **looks =
        mx_arena_alloc(arena, points->count * sizeof(struct mx_observed *));
    if (looks == NULL) {
        return MXTRAP_ERR_MEMORY;
    }
    for (size_t i = 0; i < points->count; i++) {
        mx_judge_look(&views[i].observed);
        report_lost(&views[i], findings);
        mx_judge_report_place(&views[i].observed, findings);
        looks[i] = &views[i].observed;
    }
    observed->looks = looks;
    observed->look_count = points->count;
    for (size_t i = 0; i < observed->layout->count; i++) {
        for (size_t j = 0; j < observed->layout->exchangers[i].address_count; j++) {
            struct spot spot = {points, views, i, j};
            if (status == MXTRAP_OK) {
                status = merge_spot(arena, &spot, &observed->hosts[i].outcomes[j]);
            }
        }
    }
    /* What is left counts, and what does not is unprobed. */
    observed->families[MX_IPV4] = observed->families[MX_IPV6] =
        (struct mx_observed_family){.is_believed = true, .has_answers = true, .differs = true};
    return status;
}

static void report_spot(const struct spot *spot, const struct mx_probe_outcome *decided,
                        mxtrap_findings *findings) {
    const struct mx_observed *observed = &spot->views[0].observed;
    struct mx_text *text = mx_finding_of(findings, observed->layout->owner, ": ");

    mx_observed_write_address(text, observed, spot->host, spot->index);
    mx_text_string(text, ": answers to ");
    mx_text_string(text, decided->points);
    for (size_t i = 0; i < spot->points->count; i++) {
        if (counts(spot, i) && outcome_of(spot, i)->state != MXTRAP_ANSWERS) {
            mx_text_string(text, "; ");
            mx_text_string(text, mxtrap_state_name(outcome_of(spot, i)->state));
            mx_text_string(text, " from ");
            mx_text_escaped(text, spot->points->list[i].name, strlen(spot->points->list[i].name));
        }
    }
    mx_text_string(text, ": senders there cannot deliver to it");
    mx_finding_end(findings, MX_RULE_VANTAGE_DISAGREES, MXTRAP_WARNING, (struct mx_place){0});
}

void mx_views_compare(const struct mx_points *points, const struct mx_view_of *views,
                      const struct mx_observed *observed, mxtrap_findings *findings) {
    for (size_t i = 0; are_named(points) && i < observed->layout->count; i++) {
        for (size_t j = 0; j < observed->layout->exchangers[i].address_count; j++) {
            const struct mx_probe_outcome *decided = observed->hosts[i].outcomes[j];
            struct spot spot = {points, views, i, j};
            bool differs = false;
            for (size_t k = 0; k < points->count; k++) {
                differs =
                    differs || (counts(&spot, k) && outcome_of(&spot, k)->state != MXTRAP_ANSWERS);
            }
            if (differs && decided != NULL && decided->state == MXTRAP_ANSWERS &&
                mx_observed_role(observed, i) == MXTRAP_ROLE_REAL) {
                report_spot(&spot, decided, findings);
            }
        }
    }
}
