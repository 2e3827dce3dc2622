/* Several vantage points, one address: every combination of what three points see, of which are
 * proven, and of quorums, against rules written down a second time. */
#include "unit.h"

#include "check/judge.h"
#include "check/views.h"

enum { POINTS = 3, STATES = 5 };

/* What a point may see: an answer, another connection, a reset, silence, nothing. */
static const enum mxtrap_state seen_states[STATES] = {
    MXTRAP_ANSWERS, MXTRAP_REJECTS, MXTRAP_REFUSED, MXTRAP_SILENT, MXTRAP_UNPROBED};

struct bench {
    mxtrap_zone zone;
    mxtrap_layout layout;
    struct mxtrap_exchanger exchanger;
    struct mx_address address;
    struct mx_name owner, host;
    struct mx_probe_outcome outcomes[POINTS];
    const struct mx_probe_outcome *decided;
    struct mx_observed_host hosts[1];
    struct mx_observed observed;
    struct mx_points points;
    struct mx_arena arena;
    mxtrap_findings *findings;
};

static void open_bench(struct bench *bench, size_t quorum) {
    static const char *const names[POINTS] = {"a", "b", "c"};

    *bench = (struct bench){.owner = name_of("example.com."),
                            .host = name_of("mx.example.com."),
                            .address = address_of("20.0.0.1")};
    bench->exchanger = (struct mxtrap_exchanger){
        .host = bench->host.wire, .addresses = &bench->address, .address_count = 1};
    bench->layout = (mxtrap_layout){.owner = bench->owner.wire,
                                    .zone = &bench->zone,
                                    .exchangers = &bench->exchanger,
                                    .count = 1};
    bench->hosts[0] = (struct mx_observed_host){
        .outcomes = &bench->decided, .expected = MXTRAP_ROLE_REAL, .is_known = true};
    bench->observed = (struct mx_observed){
        .layout = &bench->layout, .hosts = bench->hosts, .accept_refused = true, .probed = true};
    bench->points.count = POINTS;
    bench->points.quorum = quorum;
    for (size_t i = 0; i < POINTS; i++) {
        bench->points.list[i].name = names[i];
    }
    assert_int_equal(mxtrap_findings_new(&bench->findings), MXTRAP_OK);
}

static void close_bench(struct bench *bench) {
    mxtrap_findings_free(bench->findings);
    mx_arena_free(&bench->arena);
}

/* What it should come to: a connection from anywhere counts; that there is none counts where as
 * many proven points as the quorum say so, and a reset says more than silence. */
static enum mxtrap_state judge(const enum mxtrap_state *states, const bool *proven, size_t quorum) {
    size_t quiet = 0;
    bool answers = false, rejects = false, refused = false;

    for (size_t i = 0; i < POINTS; i++) {
        answers = answers || states[i] == MXTRAP_ANSWERS;
        rejects = rejects || states[i] == MXTRAP_REJECTS;
        if (proven[i] && (states[i] == MXTRAP_SILENT || states[i] == MXTRAP_REFUSED)) {
            quiet++;
            refused = refused || states[i] == MXTRAP_REFUSED;
        }
    }
    return answers          ? MXTRAP_ANSWERS
           : rejects        ? MXTRAP_REJECTS
           : quiet < quorum ? MXTRAP_UNPROBED
           : refused        ? MXTRAP_REFUSED
                            : MXTRAP_SILENT;
}

static bool should_disagree(const enum mxtrap_state *states, const bool *proven) {
    bool answers = false, differs = false;

    for (size_t i = 0; i < POINTS; i++) {
        bool is_quiet = states[i] == MXTRAP_SILENT || states[i] == MXTRAP_REFUSED;
        answers = answers || states[i] == MXTRAP_ANSWERS;
        differs = differs || states[i] == MXTRAP_REJECTS || (is_quiet && proven[i]);
    }
    return answers && differs;
}

static void assert_merged(const enum mxtrap_state *states, const bool *proven, size_t quorum) {
    struct bench bench;

    open_bench(&bench, quorum);
    struct mx_view_of *views = mx_views_make(&bench.arena, &bench.points, &bench.observed);
    assert_non_null(views);
    for (size_t i = 0; i < POINTS; i++) {
        bench.outcomes[i].state = states[i];
        bench.outcomes[i].cause = states[i] == MXTRAP_UNPROBED ? MX_CAUSE_LOCAL : MX_CAUSE_NONE;
        views[i].observed.hosts[0].outcomes[0] = &bench.outcomes[i];
        views[i].observed.families[MX_IPV4].is_believed = proven[i];
        views[i].observed.families[MX_IPV4].differs = true;
    }
    assert_int_equal(
        mx_views_merge(&bench.arena, &bench.points, views, &bench.observed, bench.findings),
        MXTRAP_OK);
    enum mxtrap_state wanted = judge(states, proven, quorum);
    if (bench.decided->state != wanted) {
        fail_msg("%s %s %s, proven %d%d%d, quorum %zu: %s, not %s", mxtrap_state_name(states[0]),
                 mxtrap_state_name(states[1]), mxtrap_state_name(states[2]), proven[0], proven[1],
                 proven[2], quorum, mxtrap_state_name(bench.decided->state),
                 mxtrap_state_name(wanted));
    }
    mx_views_compare(&bench.points, views, &bench.observed, bench.findings);
    assert_int_equal(count_of(bench.findings, "vantage-disagrees"),
                     should_disagree(states, proven) ? 1 : 0);
    close_bench(&bench);
}

static void test_every_combination(void **state) {
    (void)state;

    for (unsigned seen = 0; seen < STATES * STATES * STATES; seen++) {
        const enum mxtrap_state states[POINTS] = {seen_states[seen % STATES],
                                                  seen_states[seen / STATES % STATES],
                                                  seen_states[seen / STATES / STATES]};
        for (unsigned shown = 0; shown < 1U << POINTS; shown++) {
            const bool proven[POINTS] = {(shown & 1) != 0, (shown & 2) != 0, (shown & 4) != 0};
            for (size_t quorum = 1; quorum <= POINTS; quorum++) {
                assert_merged(states, proven, quorum);
            }
        }
    }
}

/* What the merged look says of an address, and which points are named. */
struct merged {
    struct mx_probe_outcome seen[POINTS];
    bool proven[POINTS];
    size_t quorum;
    uint8_t expected;
    enum mxtrap_state state;
    enum mx_cause cause;
    const char *points;  /* NULL: all */
    const char *message; /* of vantage-disagrees; NULL: none */
};

static void assert_merge(const struct merged *row) {
    struct bench bench;

    open_bench(&bench, row->quorum);
    bench.hosts[0].expected = row->expected;
    struct mx_view_of *views = mx_views_make(&bench.arena, &bench.points, &bench.observed);
    assert_non_null(views);
    for (size_t i = 0; i < POINTS; i++) {
        views[i].observed.hosts[0].outcomes[0] = &row->seen[i];
        views[i].observed.families[MX_IPV4].is_believed = row->proven[i];
        views[i].observed.families[MX_IPV4].differs = true;
        assert_string_equal(views[i].observed.point, bench.points.list[i].name);
    }
    assert_int_equal(
        mx_views_merge(&bench.arena, &bench.points, views, &bench.observed, bench.findings),
        MXTRAP_OK);
    assert_int_equal(bench.decided->state, row->state);
    assert_int_equal(bench.decided->cause, row->cause);
    if (row->points == NULL) {
        assert_null(bench.decided->points);
    } else {
        assert_string_equal(bench.decided->points, row->points);
    }
    const struct mx_observed_family *families = bench.observed.families;
    assert_true(families[MX_IPV4].is_believed && families[MX_IPV4].has_answers);
    assert_true(families[MX_IPV4].differs && families[MX_IPV6].is_believed);
    mx_views_compare(&bench.points, views, &bench.observed, bench.findings);
    size_t count = mxtrap_findings_count(bench.findings);
    assert_int_equal(count_of(bench.findings, "vantage-disagrees"), row->message == NULL ? 0 : 1);
    if (row->message != NULL) { /* it is the last one */
        assert_string_equal(mxtrap_finding_message(mxtrap_findings_at(bench.findings, count - 1)),
                            row->message);
    }
    close_bench(&bench);
}

static void test_names(void **state) {
    static const struct mx_probe_outcome answers = {.state = MXTRAP_ANSWERS},
                                         silent = {.state = MXTRAP_SILENT},
                                         local = {.state = MXTRAP_UNPROBED,
                                                  .cause = MX_CAUSE_LOCAL},
                                         no_route = {.state = MXTRAP_UNPROBED,
                                                     .cause = MX_CAUSE_NO_ROUTE};
    const struct merged rows[] = {
        {{silent, silent, silent},
         {true, true, true},
         3,
         MXTRAP_ROLE_DUMMY,
         MXTRAP_SILENT,
         MX_CAUSE_NONE,
         NULL,
         NULL},
        {{silent, silent, silent},
         {true, false, true},
         2,
         MXTRAP_ROLE_DUMMY,
         MXTRAP_SILENT,
         MX_CAUSE_NONE,
         "a, c",
         NULL},
        {{silent, answers, silent},
         {true, true, true},
         3,
         MXTRAP_ROLE_DUMMY,
         MXTRAP_ANSWERS,
         MX_CAUSE_NONE,
         "b",
         NULL},
        {{answers, silent, silent},
         {true, false, true},
         3,
         MXTRAP_ROLE_REAL,
         MXTRAP_ANSWERS,
         MX_CAUSE_NONE,
         "a",
         "example.com.: mx.example.com. [20.0.0.1]: answers to a; silent from c: senders there "
         "cannot deliver to it"},
        /* What lies in a point's own network is reported of the point, and another cause first. */
        {{no_route, local, silent},
         {true, true, true},
         3,
         MXTRAP_ROLE_DUMMY,
         MXTRAP_UNPROBED,
         MX_CAUSE_LOCAL,
         NULL,
         NULL},
        {{no_route, silent, silent},
         {true, true, true},
         3,
         MXTRAP_ROLE_DUMMY,
         MXTRAP_UNPROBED,
         MX_CAUSE_UNPROVEN,
         NULL,
         NULL},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_merge(&rows[i]);
    }
}

/* What is reported of a point is not reported again of all of them. */
static void test_own_address_once(void **state) {
    enum mxtrap_verdict verdict;
    mxtrap_zones *zones = NULL;
    struct bench bench;
    (void)state;

    open_bench(&bench, POINTS);
    bench.zone.origin = bench.owner.wire;
    bench.zone.layouts = &bench.layout;
    bench.zone.layout_count = 1;
    assert_int_equal(mxtrap_zones_new(&zones), MXTRAP_OK);
    assert_true(mx_zones_add(zones, &bench.zone));
    struct mx_view_of *views = mx_views_make(&bench.arena, &bench.points, &bench.observed);
    assert_non_null(views);
    for (size_t i = 0; i < POINTS; i++) {
        bench.outcomes[i] = (struct mx_probe_outcome){.state = MXTRAP_ANSWERS, .is_own = i == 0};
        views[i].observed.hosts[0].outcomes[0] = &bench.outcomes[i];
        views[i].observed.families[MX_IPV4].differs = true;
    }
    assert_int_equal(
        mx_views_merge(&bench.arena, &bench.points, views, &bench.observed, bench.findings),
        MXTRAP_OK);
    assert_int_equal(mx_judge(&bench.observed, &bench.exchanger, zones, bench.findings, &verdict),
                     MXTRAP_OK);
    assert_int_equal(count_of(bench.findings, "own-address"), 1);
    mxtrap_zones_free(zones);
    close_bench(&bench);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_combination),
                                       cmocka_unit_test(test_names),
                                       cmocka_unit_test(test_own_address_once)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
