/* Rows that are shared out are each worked on once, by how many threads ever. */
#include "processors.h"

#include <stdatomic.h>

#include "base/share.h"

static void count_rows(void *context, size_t from, size_t end) {
    atomic_uchar *rows = context;

    assert_true(from <= end);
    for (size_t i = from; i < end; i++) {
        atomic_fetch_add(&rows[i], 1);
    }
}

static void assert_shared(size_t count) {
    atomic_uchar *rows = calloc(count + 1, sizeof *rows);

    assert_non_null(rows);
    mx_share(count, count_rows, rows);
    for (size_t row = 0; row <= count; row++) {
        assert_int_equal(atomic_load(&rows[row]), row < count ? 1 : 0);
    }
    free(rows);
}

static const size_t counts[] = {
    0, 1, 2047, 2048, 2049, MX_SHARED_FROM - 1, MX_SHARED_FROM, 10240, 10241, 12287, 100000};

static void test_all(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(counts); i++) {
        assert_shared(counts[i]);
    }
    assert_int_equal(mx_sharers(MX_SHARED_FROM - 1), 1);
    assert_true(mx_sharers(SIZE_MAX) >= 1 && mx_sharers(SIZE_MAX) <= MX_SHARERS_MAX);
}

#ifdef HAS_PROCESSORS
static void test_one_processor(void **state) {
    use_one_processor();
    assert_int_equal(mx_sharers(SIZE_MAX), 1);
    test_all(state);
    use_all_processors();
}
#endif

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all),
#ifdef HAS_PROCESSORS
        cmocka_unit_test(test_one_processor),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
