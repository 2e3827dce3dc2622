/* The pace of starts, under a clock of the test's own. */
#include "unit.h"

#include "probe/pace.h"

static const uint64_t SECOND = 1000000000, NOON = 12345678901234;

/* How many starts are made in a second by who looks every STEP nanoseconds. */
static unsigned starts(uint32_t rate, uint64_t step) {
    struct mx_pace pace;
    unsigned count = 0;

    mx_pace_init(&pace, rate, NOON);
    for (uint64_t now = NOON; now < NOON + SECOND; now += step) {
        while (mx_pace_wait(&pace, now) == 0) {
            mx_pace_started(&pace);
            count++;
        }
    }
    return count;
}

static void test_rates(void **state) {
    static const uint32_t rates[] = {1, 2, 99, 100, 101, 20000, 1000000};
    static const uint64_t steps[] = {100000, 1000000, 7000000};
    (void)state;

    for (size_t i = 0; i < COUNT(rates); i++) {
        for (size_t j = 0; j < COUNT(steps); j++) {
            unsigned count = starts(rates[i], steps[j]);
            assert_in_range(count, rates[i] - rates[i] / 50, rates[i] + 1);
        }
    }
}

/* Who slept makes no more than ten milliseconds' worth at once, and one. */
static void test_burst(void **state) {
    static const struct {
        uint32_t rate;
        unsigned burst;
    } rows[] = {{1, 1}, {99, 1}, {100, 2}, {1000, 11}, {20000, 201}};
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct mx_pace pace;
        unsigned count = 0;
        mx_pace_init(&pace, rows[i].rate, NOON);
        while (mx_pace_wait(&pace, NOON + 3600 * SECOND) == 0) {
            mx_pace_started(&pace);
            count++;
        }
        assert_int_equal(count, rows[i].burst);
    }
}

static void test_wait(void **state) {
    struct mx_pace pace;
    (void)state;

    mx_pace_init(&pace, 10, NOON);
    assert_int_equal(mx_pace_wait(&pace, NOON), 0);
    mx_pace_started(&pace);
    assert_int_equal(mx_pace_wait(&pace, NOON), SECOND / 10);
    assert_int_equal(mx_pace_wait(&pace, NOON + SECOND / 10 - 1), 1);
    assert_int_equal(mx_pace_wait(&pace, NOON + SECOND / 10), 0);
    assert_int_equal(mx_pace_wait(&pace, NOON), 0); /* a clock that goes back does no harm */
}

/* What was started without waiting is waited for later. */
static void test_account(void **state) {
    struct mx_pace pace;
    (void)state;

    mx_pace_init(&pace, 10, NOON);
    for (int i = 0; i < 5; i++) {
        mx_pace_started(&pace);
    }
    assert_int_equal(mx_pace_wait(&pace, NOON), 5 * (SECOND / 10));
}

static void test_no_rate(void **state) {
    struct mx_pace pace;
    (void)state;

    mx_pace_init(&pace, 0, NOON);
    assert_int_equal(pace.rate, 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rates),   cmocka_unit_test(test_burst),   cmocka_unit_test(test_wait),
        cmocka_unit_test(test_account), cmocka_unit_test(test_no_rate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
