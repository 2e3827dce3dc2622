/* The decimal parser: what strict means. */
#include "unit.h"

#include "base/number.h"

static void test_parse(void **state) {
    static const struct {
        const char *text;
        uint64_t max;
        bool is_number;
        uint64_t number;
    } rows[] = {
        {"0", 0, true, 0},
        {"1", 0, false, 0},
        {"7", 9, true, 7},
        {"007", 9, true, 7},
        {"00000000000000000000000000000000000000001", 1, true, 1},
        {"255", 255, true, 255},
        {"256", 255, false, 0},
        {"260", 255, false, 0},
        {"1000", 255, false, 0},
        {"", 9, false, 0},
        {"-1", 9, false, 0},
        {"+1", 9, false, 0},
        {" 1", 9, false, 0},
        {"1 ", 9, false, 0},
        {"0x1", 9, false, 0},
        {"1_0", 99, false, 0},
        {"1e1", 99, false, 0},
        {"/", 99, false, 0},
        {":", 99, false, 0},
        {"\xb2", 99, false, 0},
        {"18446744073709551615", UINT64_MAX, true, UINT64_MAX},
        {"18446744073709551616", UINT64_MAX, false, 0},
        {"99999999999999999999", UINT64_MAX, false, 0},
        {"4294967296", UINT32_MAX, false, 0},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        uint64_t number = 12345;
        bool is_number = mx_number_parse(rows[i].text, strlen(rows[i].text), rows[i].max, &number);
        if (is_number != rows[i].is_number ||
            number != (rows[i].is_number ? rows[i].number : 12345)) {
            fail_msg("row %zu, \"%s\"", i, rows[i].text);
        }
    }
}

/* Only LENGTH bytes are looked at. */
static void test_length(void **state) {
    uint64_t number = 0;
    (void)state;

    assert_true(mx_number_parse("123456", 3, 999, &number));
    assert_int_equal(number, 123);
    assert_int_equal(mx_digits("12a4", 4), 2);
    assert_int_equal(mx_digits("1234", 3), 3);
    assert_int_equal(mx_digits("a", 1), 0);
    assert_int_equal(mx_digits("", 0), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parse),
        cmocka_unit_test(test_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
