/* The growing array: room for one more, whatever came before. */
#include "unit.h"

#include "base/grow.h"

#include "failing_heap.h"

static void test_grows(void **state) {
    uint32_t *items = NULL;
    size_t capacity = 0;
    (void)state;

    for (size_t count = 0; count < 1000; count++) {
        uint32_t *grown = mx_grow(items, count, &capacity, sizeof *items);
        assert_non_null(grown);
        assert_true(capacity > count);
        items = grown;
        items[count] = (uint32_t)count;
    }
    for (size_t i = 0; i < 1000; i++) {
        assert_int_equal(items[i], i);
    }
    free(items);
}

/* No memory, or more than can be counted: the array stays as it was. */
static void test_fails(void **state) {
    size_t capacity = 0, huge = SIZE_MAX / 2;
    char *items = mx_grow(NULL, 0, &capacity, 1);
    (void)state;

    assert_non_null(items);
    size_t before = capacity;
    items[0] = 'x';
    heap.fails = 1;
    heap.made = 0;
    heap.armed = true;
    char *grown = mx_grow(items, capacity, &capacity, 1);
    heap.armed = false;
    assert_null(grown);
    assert_int_equal(capacity, before);
    assert_int_equal(items[0], 'x');
    assert_null(mx_grow(items, huge, &huge, 4));
    assert_int_equal(huge, SIZE_MAX / 2);
    free(items);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_grows),
        cmocka_unit_test(test_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
