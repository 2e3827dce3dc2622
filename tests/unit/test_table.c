/* Tables that are searched by name: every table of formats, and one of the test's own. */
#include "unit.h"

#include <mxtrap/mxtrap.h>

#include "base/table.h"

struct row {
    const char *name;
    int number;
};

static const struct row rows[] = {{"one", 1}, {"two", 2}, {"three", 3}};

static void test_rows(void **state) {
    const struct row *row = mx_table_at(MX_TABLE(rows), 2);

    (void)state;
    assert_int_equal(row->number, 3);
    assert_null(mx_table_at(MX_TABLE(rows), 3));
    assert_null(mx_table_at(MX_TABLE(rows), SIZE_MAX));
    row = mx_table_find(MX_TABLE(rows), "two");
    assert_int_equal(row->number, 2);
    assert_null(mx_table_find(MX_TABLE(rows), "Two"));
    assert_null(mx_table_find(MX_TABLE(rows), "tw"));
    assert_null(mx_table_find(MX_TABLE(rows), ""));
    assert_string_equal(mx_table_suggest(MX_TABLE(rows), "thre"), "three");
    assert_string_equal(mx_table_suggest(MX_TABLE(rows), "TWO"), "two");
    assert_null(mx_table_suggest(MX_TABLE(rows), "eleven"));
}

/* What holds of each of the four: the functions differ in their types alone. */
#define TEST_TABLE(prefix)                                                                         \
    static void test_##prefix(void **state) {                                                      \
        size_t count = 0;                                                                          \
                                                                                                   \
        (void)state;                                                                               \
        for (const prefix *format; (format = prefix##_at(count)) != NULL; count++) {               \
            char typed[64];                                                                        \
            assert_ptr_equal(prefix##_find(prefix##_name(format)), format);                        \
            assert_true(strlen(prefix##_what(format)) > 3);                                        \
            snprintf(typed, sizeof typed, "%sx", prefix##_name(format));                           \
            assert_null(prefix##_find(typed));                                                     \
            assert_string_equal(prefix##_similar(typed), prefix##_name(format));                   \
        }                                                                                          \
        assert_true(count >= 3);                                                                   \
        assert_null(prefix##_find("zzzzzzzz"));                                                    \
        assert_null(prefix##_similar("zzzzzzzz"));                                                 \
    }

TEST_TABLE(mxtrap_format)
TEST_TABLE(mxtrap_report_format)
TEST_TABLE(mxtrap_results_format)
TEST_TABLE(mxtrap_simulations_format)

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_mxtrap_format),
        cmocka_unit_test(test_mxtrap_report_format),
        cmocka_unit_test(test_mxtrap_results_format),
        cmocka_unit_test(test_mxtrap_simulations_format),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
