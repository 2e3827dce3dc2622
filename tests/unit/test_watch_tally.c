/* Delays and days: what a histogram gives back, at the edges of its buckets. */
#include "unit.h"

#include "watch/tally.h"

static void test_delays(void **state) {
    static const uint64_t each[] = {0,    1,     1023,  1024,   1025,       2047,      2048,
                                    2049, 30000, 30015, 131072, 4294967296, UINT64_MAX};
    (void)state;

    for (size_t i = 0; i < COUNT(each); i++) {
        struct mx_delays delays = {0};
        assert_int_equal(mx_delays_at(&delays, 0.5), 0);
        assert_true(mx_delays_add(&delays, each[i]));
        /* One by itself is exact; after a longer one, to a thousandth, and never less. */
        assert_true(mx_delays_at(&delays, 0.5) == each[i]);
        assert_true(mx_delays_add(&delays, UINT64_MAX));
        uint64_t median = mx_delays_at(&delays, 0.5);
        assert_true(median >= each[i]);
        assert_true(each[i] >= UINT64_C(4294967296) || median - each[i] <= each[i] / 1024);
        free(delays.buckets);
    }
}

static void test_percentiles(void **state) {
    struct mx_delays delays = {0};
    (void)state;

    for (uint64_t i = 1; i <= 100; i++) {
        assert_true(mx_delays_add(&delays, i));
    }
    assert_int_equal(mx_delays_at(&delays, 0.5), 50);
    assert_int_equal(mx_delays_at(&delays, 0.9), 90);
    assert_int_equal(mx_delays_at(&delays, 0.99), 99);
    assert_int_equal(mx_delays_at(&delays, 1), 100);
    assert_int_equal(mx_delays_at(&delays, 0), 1);
    free(delays.buckets);
}

static void test_days(void **state) {
    static const int64_t day = 86400000;
    struct mx_tally tally = {0};
    static const struct {
        int64_t ms, day;
    } rows[] = {{day * 3, 3}, {day * 3 + 1, 3}, {day * 3 - 1, 2}, {0, 0},
                {-1, -1},     {-day, -1},       {-day - 1, -2},   {day * 9, 9}};
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_true(mx_tally_day(&tally, rows[i].ms, MX_BEHAVIOUR_SCAN, 1));
        size_t found = 0;
        for (size_t j = 0; j < tally.day_count; j++) {
            assert_true(j == 0 || tally.days[j].day > tally.days[j - 1].day);
            found += tally.days[j].day == rows[i].day;
        }
        assert_int_equal(found, 1);
    }
    assert_int_equal(tally.day_count, 6);
    assert_int_equal(tally.days[4].visits[MX_BEHAVIOUR_SCAN], 2);
    for (int64_t i = 0; i < MX_DAYS_MAX + 10; i++) {
        assert_true(mx_tally_day(&tally, i * day, MX_BEHAVIOUR_RANDOM, 1));
    }
    assert_int_equal(tally.day_count, MX_DAYS_MAX);
    mx_tally_free(&tally);
}

static void test_between(void **state) {
    static const uint64_t each[] = {0, 999, 1000, 1999, 30000, UINT64_MAX};
    static const struct {
        uint64_t from, to, count;
    } rows[] = {{0, 1000, 2},           {1000, 2000, 2}, {2000, 29000, 0},
                {29000, UINT64_MAX, 2}, {0, 1, 1},       {0, UINT64_MAX, 6}};
    struct mx_delays delays = {0};
    (void)state;

    assert_int_equal(mx_delays_between(&delays, 0, UINT64_MAX), 0);
    for (size_t i = 0; i < COUNT(each); i++) {
        assert_true(mx_delays_add(&delays, each[i]));
    }
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_int_equal(mx_delays_between(&delays, rows[i].from, rows[i].to), rows[i].count);
    }
    free(delays.buckets);
}

static void test_retries(void **state) {
    (void)state;

    assert_int_equal(mx_retry_from(0) * 1000, MX_RETRY_MS);
    for (size_t i = 0; i < MX_RETRY_BUCKETS; i++) {
        int64_t from = (int64_t)mx_retry_from(i) * 1000;
        assert_int_equal(mx_retry_bucket(from), i);
        assert_int_equal(mx_retry_bucket(from - 1), i > 0 ? i - 1 : 0);
    }
    assert_int_equal(mx_retry_bucket(INT64_MAX), MX_RETRY_BUCKETS - 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_delays),
                                       cmocka_unit_test(test_percentiles),
                                       cmocka_unit_test(test_days), cmocka_unit_test(test_between),
                                       cmocka_unit_test(test_retries)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
