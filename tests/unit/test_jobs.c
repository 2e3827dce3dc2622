/* Jobs: each item is done once, and handed on in order; after a refusal no more are begun. */
#include "unit.h"

#include <stdatomic.h>

#include "base/jobs.h"

struct run {
    atomic_size_t begun;
    size_t count, found;
    size_t handed_on, refused; /* the item that is the last one */
};

static bool more(void *context, size_t item) {
    struct run *run = context;

    assert_int_equal(run->found, item);
    assert_true(item <= run->count); /* nobody asks again at the end */
    run->found++;
    return item < run->count;
}

static void *work(void *context, size_t item) {
    struct run *run = context;
    size_t *result = malloc(sizeof *result);

    atomic_fetch_add(&run->begun, 1);
    if (result != NULL) {
        *result = item;
    }
    return result;
}

static bool done(void *context, size_t item, void *result) {
    struct run *run = context;

    assert_non_null(result);
    assert_int_equal(*(size_t *)result, item);
    assert_int_equal(run->handed_on, item);
    run->handed_on++;
    free(result);
    return item != run->refused;
}

static void run_jobs(struct run *run, size_t count, unsigned at_once) {
    const struct mx_jobs jobs = {at_once, run, more, work, done};

    run->count = count;
    mx_jobs_run(&jobs);
}

static void test_in_order(void **state) {
    static const size_t counts[] = {0, 1, 2, 3, 255, 256, 257, 5000};

    (void)state;
    for (size_t i = 0; i < COUNT(counts); i++) {
        for (unsigned at_once = 0; at_once < 5; at_once++) {
            struct run run = {.refused = SIZE_MAX};
            run_jobs(&run, counts[i], at_once);
            assert_int_equal(atomic_load(&run.begun), counts[i]);
            assert_int_equal(run.handed_on, counts[i]);
            assert_int_equal(run.found, counts[i] + 1);
        }
    }
}

/* What was begun is handed on: somebody has to free it. */
static void test_refused(void **state) {
    (void)state;
    for (unsigned at_once = 1; at_once < 4; at_once++) {
        struct run run = {.refused = 10};
        run_jobs(&run, 1000000, at_once);
        assert_true(run.handed_on > 10 && run.handed_on < 1000000);
        assert_int_equal(atomic_load(&run.begun), run.handed_on);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_in_order),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
