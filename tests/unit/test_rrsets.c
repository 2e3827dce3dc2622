/* Natural order, as octoDNS enforces it. */
#include "unit.h"

#include "write/rrsets.h"

static void test_order(void **state) {
    static const char *const rows[] = {"",     "0", "1",   "1-", "1a",  "2",   "10",
                                       "010a", "*", "*.a", "a",  "a-1", "a-2", "a.b"};
    static const struct {
        const char *a, *b;
        int order;
    } pairs[] = {
        {"a2", "a10", -1},
        {"a9", "a10", -1},
        {"a10", "a10", 0},
        {"a010", "a10", 0},
        {"a1b2", "a1b10", -1},
        {"a1", "a1b", -1},
        {"a1b", "a1c", -1},
        {"a", "a0", -1},
        {"a99999999999999999998", "a99999999999999999999", -1},
        {"a100000000000000000000", "a99999999999999999999", 1},
        {"a-1", "a1", 1},
        {"b1", "a2", 1},
        {"1.1", "1.2", -1},
        {"00", "0", 0},
        {"a00", "a1", -1},
    };
    (void)state;

    for (size_t i = 0; i + 1 < COUNT(rows); i++) {
        if (mx_rrsets_compare(rows[i], rows[i + 1]) >= 0) {
            fail_msg("%s before %s", rows[i], rows[i + 1]);
        }
    }
    for (size_t i = 0; i < COUNT(pairs); i++) {
        int there = mx_rrsets_compare(pairs[i].a, pairs[i].b);
        int back = mx_rrsets_compare(pairs[i].b, pairs[i].a);
        if ((there > 0) - (there < 0) != pairs[i].order ||
            (back > 0) - (back < 0) != -pairs[i].order) {
            fail_msg("%s and %s: %d, %d", pairs[i].a, pairs[i].b, there, back);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_order)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
