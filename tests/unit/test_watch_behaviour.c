/* Which behaviour a visit is: a table over all rows, with what lies just beside each. */
#include "unit.h"

#include "watch/behaviour.h"

enum { MEETINGS = 8 };

/* Meetings, "D0 R1@30.5": a dummy whose packet was sent again (d: was not) or a real host, its
 * rank, and the second of its first packet, which is 100 times the place in the list if it is left
 * out. */
static size_t read_meetings(struct mx_meeting *out, const char *text) {
    size_t count = 0;

    while (*text != '\0') {
        char *end;
        struct mx_meeting *one = &out[count];
        *one = (struct mx_meeting){.is_dummy = *text != 'R', .is_repeated = *text == 'D'};
        one->rank = (uint32_t)strtoul(text + 1, &end, 10);
        one->at = (int32_t)(count * 100000);
        if (*end == '@') {
            one->at = (int32_t)(strtod(end + 1, &end) * 1000 + 0.5);
        }
        text = end + strspn(end, " ");
        count++;
        assert_true(count <= MEETINGS);
    }
    return count;
}

/* Five hosts, D0 R1 R2 D3 D4, unless it says otherwise. */
static void test_table(void **state) {
    static const struct {
        const char *met, *behaviour;
        uint32_t ranks, hosts;
        bool resets;
    } rows[] = {
        {"D0", "first-only", 0, 0, false},
        {"D4", "last-only", 0, 0, false},
        {"D3", "random", 0, 0, false},
        {"D4 D0", "last-then-first", 0, 0, false},
        {"D0 D4", "random", 0, 0, false},
        {"D4 D0 D4", "random", 0, 0, false},
        {"D4 D3", "reverse", 0, 0, false},
        {"D4 D3 R2", "reverse", 0, 0, false},
        {"D4 R2", "reverse", 0, 0, false},
        {"D3 R2", "random", 0, 0, false},
        {"D4 R1 R2", "random", 0, 0, false},
        {"R1", "real-only", 0, 0, false},
        {"R2 R1", "real-only", 0, 0, false},
        {"R1 D4", "random", 0, 0, false},
        {"D0 R1", "in-order", 0, 0, false},
        {"D0 R2", "random", 0, 0, false},
        {"D0 R1 R2", "in-order", 0, 0, false},
        {"D0 R1 D3", "in-order", 0, 0, false},
        {"D0 R1 D4", "in-order", 0, 0, false},
        {"D0 R1 D4 D3", "random", 0, 0, false},
        {"D0 R1 R2 D3 D4", "in-order", 0, 0, false},
        /* Two of one preference, which are tried in any order. */
        {"D0 D0 R1", "in-order", 3, 4, false},
        {"D0 D0", "first-only", 3, 4, false},
        {"D2 D2", "last-only", 3, 4, false},
        /* A family in which there are fewer hosts. */
        {"R0", "real-only", 1, 1, false},
        {"D0", "first-only", 1, 1, false},
        {"D1 D0", "reverse", 2, 2, false},
        {"D0 R1", "in-order", 2, 2, false},
        {"R0 D1", "in-order", 2, 2, false},
        {"D1 R0", "reverse", 2, 2, false},
        /* All at once: within a second, all of them, three or more. */
        {"D0@0 R1@0.1 R2@0.2 D3@0.3 D4@0.999", "all-at-once", 0, 0, false},
        {"D0@0 R1@0.1 R2@0.2 D3@0.3 D4@1", "all-at-once", 0, 0, false},
        {"D0@0 R1@0.1 R2@0.2 D3@0.3 D4@1.001", "in-order", 0, 0, false},
        {"D4@0 R1@0.1 D0@0.2 D3@0.3 R2@0.4", "all-at-once", 0, 0, false},
        {"D0@0 R1@0.1 R2@0.2 D3@0.3", "in-order", 0, 0, false},
        {"d0@0 R1@0.1 d2@0.2", "all-at-once", 3, 3, false},
        {"D0@0 R1@0.1", "in-order", 2, 2, false},
        {"R0@0 D1@0.1", "in-order", 2, 2, false},
        /* Dummies that refuse cost no time, and a real host ends it. */
        {"D0@0 D1@0.1 R2@0.2", "in-order", 3, 3, true},
        /* A packet that is not sent again. */
        {"d0", "scan", 0, 0, false},
        {"d0", "first-only", 0, 0, true},
        {"d4 d0 d3", "scan", 0, 0, false},
        {"d4 d0 D3", "random", 0, 0, false},
        {"R1 d4", "scan", 0, 0, false},
        {"R1 d0", "scan", 0, 0, false},
        {"d0 R1", "in-order", 0, 0, false},
        {"d0@0 R1@0.3", "in-order", 0, 0, false},
        {"d4 R1 d0", "scan", 0, 0, false},
        {"d4 R2", "scan", 0, 0, false},
        {"d1 R1", "random", 0, 0, false}, /* a tie: the dummy does not come after the real host */
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct mx_meeting meetings[MEETINGS];
        struct mx_met met = {.meetings = meetings,
                             .count = read_meetings(meetings, rows[i].met),
                             .ranks = rows[i].ranks != 0 ? rows[i].ranks : 5,
                             .hosts = rows[i].hosts != 0 ? rows[i].hosts : 5,
                             .is_silent = !rows[i].resets};
        const char *name = mx_behaviour_name(mx_behaviour_of(&met));
        if (strcmp(name, rows[i].behaviour) != 0) {
            fail_msg("%s: %s, not %s", rows[i].met, name, rows[i].behaviour);
        }
    }
}

static void test_names(void **state) {
    (void)state;
    size_t count = 0;

    for (const char *name; (name = mxtrap_behaviour_name(count)) != NULL; count++) {
        assert_true(strlen(name) < 17); /* the column of the table */
        assert_non_null(mxtrap_behaviour_meaning(count));
    }
    assert_int_equal(count, 9);
    assert_null(mxtrap_behaviour_meaning(count));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_table), cmocka_unit_test(test_names)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
