/* "Did you mean": distances, and the nearest of several words. */
#include "unit.h"

#include "base/suggest.h"

static void test_distance(void **state) {
    static const struct {
        const char *a, *b;
        size_t limit, distance;
    } rows[] = {
        {"", "", 2, 0},
        {"a", "a", 2, 0},
        {"A", "a", 2, 0},
        {"", "ab", 5, 2},
        {"ab", "", 5, 2},
        {"abc", "abd", 2, 1},
        {"abc", "abcd", 2, 1},
        {"abcd", "abc", 2, 1},
        {"abcd", "acbd", 2, 1},
        {"ab", "ba", 2, 1},
        {"AB", "ba", 2, 1},
        {"ca", "abc", 5, 3},
        {"kitten", "sitting", 5, 3},
        {"kitten", "sitting", 3, 3},
        {"kitten", "sitting", 2, 3},
        {"kitten", "sitting", 1, 2},
        {"kitten", "sitting", 0, 1},
        {"abcdef", "badcfe", 5, 3},
        {"a", "b", 0, 1},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        size_t found = mx_edit_distance(rows[i].a, strlen(rows[i].a), rows[i].b, rows[i].limit);
        if (found != rows[i].distance) {
            fail_msg("%s %s: %zu", rows[i].a, rows[i].b, found);
        }
    }
}

static void test_long_words(void **state) {
    static const struct {
        size_t length, distance;
    } rows[] = {{63, 0}, {64, 0}, {65, 3}, {1000, 3}};
    char word[1001];
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        memset(word, 'x', rows[i].length);
        word[rows[i].length] = '\0';
        assert_int_equal(mx_edit_distance(word, rows[i].length, word, 2), rows[i].distance);
    }
    memset(word, 'x', 65);
    word[65] = '\0';
    assert_int_equal(mx_edit_distance(word, 64, word, 2), 3);
    assert_int_equal(mx_edit_distance(word, 65, word + 1, 2), 3);
}

static void test_length_counts(void **state) {
    (void)state;
    assert_int_equal(mx_edit_distance("abcxyz", 3, "abc", 2), 0);
}

/* Words of up to four letters may differ in one place, longer ones in two. */
static void test_best(void **state) {
    static const char *const known[] = {"zone", "zones", "mx", "preference", "address", "layout"};
    static const struct {
        const char *word, *best;
    } rows[] = {
        {"zone", "zone"},
        {"zonr", "zone"},
        {"zon", "zone"},
        {"zo", NULL},
        {"xm", "mx"},
        {"m", "mx"},
        {"abcd", NULL},
        {"preferense", "preference"},
        {"prefference", "preference"},
        {"preferences", "preference"},
        {"pref", NULL},
        {"adress", "address"},
        {"addres", "address"},
        {"adres", "address"},
        {"adre", NULL},
        {"layuot", "layout"},
        {"ZONES", "zones"},
        {"zoness", "zones"},
        {"", NULL},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct mx_suggest similar = {.word = rows[i].word, .length = strlen(rows[i].word)};
        for (size_t j = 0; j < COUNT(known); j++) {
            mx_suggest_try(&similar, known[j]);
        }
        if (rows[i].best == NULL) {
            assert_null(similar.best);
        } else {
            assert_non_null(similar.best);
            assert_string_equal(similar.best, rows[i].best);
        }
    }
}

/* Of two that are equally near the first stays. */
static void test_first_stays(void **state) {
    struct mx_suggest similar = {.word = "mail0", .length = 5};
    (void)state;

    mx_suggest_try(&similar, "mail1");
    mx_suggest_try(&similar, "mail2");
    assert_string_equal(similar.best, "mail1");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_distance),      cmocka_unit_test(test_long_words),
        cmocka_unit_test(test_length_counts), cmocka_unit_test(test_best),
        cmocka_unit_test(test_first_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
