/* Who gets the open files: both kinds always some, and together with the others no more than there
 * are. */
#include "unit.h"

#include <sys/resource.h>

#include "probe/fd_budget.h"

static void test_share(void **state) {
    static const struct {
        size_t allowed;
        struct mx_fd_budget files;
    } rows[] = {
        {1, {1, 1}},         {2, {1, 1}},         {63, {32, 7}},       {64, {32, 8}},
        {65, {33, 8}},       {66, {34, 8}},       {256, {200, 32}},    {1024, {872, 128}},
        {4095, {3560, 511}}, {4096, {3560, 512}}, {4104, {3567, 512}}, {20000, {17476, 512}},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct mx_fd_budget files = mx_fd_budget_share(rows[i].allowed);
        assert_int_equal(files.probes, rows[i].files.probes);
        assert_int_equal(files.questions, rows[i].files.questions);
    }
}

/* The soft limit goes up to the hard one, and no further than is used. */
static void test_allowed(void **state) {
    struct rlimit limit, raised;
    (void)state;

    assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
    limit.rlim_cur = 64;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
    size_t allowed = mx_fd_budget_allowed();
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &raised), 0);
    assert_int_equal(raised.rlim_cur, limit.rlim_max);
    assert_int_equal(allowed, limit.rlim_max < 20000 ? limit.rlim_max : 20000);
    limit.rlim_cur = limit.rlim_max = 100;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
    assert_int_equal(mx_fd_budget_allowed(), 100);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_share),
        cmocka_unit_test(test_allowed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
