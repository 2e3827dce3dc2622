/* Vantage points of a run: what is lost or started again is reported, as the quorum wants it. */
#include "probing.h"

#include <signal.h>
#include <sys/socket.h>

#include "check/points.h"

#define GREETING "{\"schema\":\"mxtrap.probe/1\",\"version\":\"0\",\"port\":25,\"window\":4}\n"

/* A far side that says WORDS and has ended. */
static int far_side(const char *words) {
    int pair[2];

    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    assert_int_equal(write(pair[1], words, strlen(words)), strlen(words));
    close(pair[1]);
    return pair[0];
}

static int next_far_side; /* of the second start; -1: there is none */

static int reopen(void *context, int *from, int *to) {
    (void)context;

    *from = *to = next_far_side;
    return next_far_side < 0 ? -1 : 0;
}

/* One point elsewhere and this machine: what is reported once the first has said FIRST and, after
 * its second start, THEN (NULL: there is none). */
static void assert_report(const char *first, const char *then, size_t quorum, const char *message,
                          enum mxtrap_severity severity, bool is_lost) {
    const struct mx_probe_options options = {.helo = HELO};
    struct event_base *base = event_base_new();
    struct mxtrap_check_vantage points[] = {{"a\x7f", far_side(first), -1, reopen, NULL},
                                            {"here", -1, -1, NULL, NULL}};
    struct mx_control_hosts_options controls = {.attempts = 1};
    struct mx_points run = {.quorum = quorum};
    mxtrap_findings *findings = NULL;

    points[0].to = points[0].from;
    next_far_side = then == NULL ? -1 : far_side(then);
    for (size_t i = 0; i < COUNT(points); i++) {
        assert_int_equal(mx_points_add(&run, base, &options, &points[i]), MXTRAP_OK);
    }
    assert_int_equal(mx_points_open(&run, &controls, NULL, 0), MXTRAP_OK);
    assert_null(run.list[1].link);
    const struct mx_probe_link *link = run.list[0].link;
    while ((is_lost ? mx_probe_link_lost(link) : mx_probe_link_ended(link)) == NULL) {
        event_base_loop(base, EVLOOP_ONCE);
    }
    assert_int_equal(mxtrap_findings_new(&findings), MXTRAP_OK);
    mx_points_report(&run, findings);
    assert_int_equal(mxtrap_findings_count(findings), 1);
    assert_string_equal(mxtrap_finding_rule(mxtrap_findings_at(findings, 0)), "vantage-lost");
    assert_string_equal(mxtrap_finding_message(mxtrap_findings_at(findings, 0)), message);
    assert_int_equal(mxtrap_finding_severity(mxtrap_findings_at(findings, 0)), severity);
    mxtrap_findings_free(findings);
    mx_points_free(&run);
    assert_int_equal(run.count, 0);
    event_base_free(base);
    close(points[0].from);
    if (next_far_side >= 0) {
        close(next_far_side);
    }
}

static void test_report(void **state) {
    unsigned files = open_files();
    (void)state;

    signal(SIGPIPE, SIG_IGN);
    assert_report("", NULL, 2, "the vantage point a\\x7f was lost: it ended", MXTRAP_WARNING, true);
    assert_report("", NULL, 1, "the vantage point a\\x7f was lost: it ended", MXTRAP_NOTE, true);
    assert_report(GREETING, NULL, 2, "the vantage point a\\x7f was lost: it ended", MXTRAP_WARNING,
                  true);
    assert_report(GREETING, GREETING, 2,
                  "the vantage point a\\x7f was lost: it ended, after a second start",
                  MXTRAP_WARNING, true);
    assert_report(GREETING, GREETING, 2, "the vantage point a\\x7f was started again: it ended",
                  MXTRAP_NOTE, false);
    assert_int_equal(open_files(), files);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_report)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
