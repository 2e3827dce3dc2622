/* Every status has words of its own, and a value outside the enum has some too. */
#include "unit.h"

static void test_words(void **state) {
    (void)state;

    for (int a = MXTRAP_OK; a <= MXTRAP_ERR_ARGUMENT; a++) {
        const char *words = mxtrap_strerror((enum mxtrap_status)a);
        assert_non_null(words);
        assert_true(words[0] != '\0');
        assert_string_not_equal(words, mxtrap_strerror((enum mxtrap_status)99));
        for (int b = MXTRAP_OK; b < a; b++) {
            assert_string_not_equal(words, mxtrap_strerror((enum mxtrap_status)b));
        }
    }
    assert_non_null(mxtrap_strerror((enum mxtrap_status)99));
}

static void test_zero_is_good(void **state) {
    (void)state;
    assert_int_equal(MXTRAP_OK, 0);
}

static void test_version(void **state) {
    (void)state;
    char numbers[32];

    assert_string_equal(mxtrap_version(), MXTRAP_VERSION);
    snprintf(numbers, sizeof numbers, "%d.%d.%d", MXTRAP_VERSION_MAJOR, MXTRAP_VERSION_MINOR,
             MXTRAP_VERSION_PATCH);
    assert_string_equal(numbers, MXTRAP_VERSION);
    assert_int_equal(MXTRAP_VERSION_NUMBER, MXTRAP_VERSION_MAJOR * 10000 +
                                                MXTRAP_VERSION_MINOR * 100 + MXTRAP_VERSION_PATCH);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_zero_is_good),
        cmocka_unit_test(test_version),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
