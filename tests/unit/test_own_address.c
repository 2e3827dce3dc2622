/* What is reached without leaving this machine: by the kernel's routes, and by a socket that knows
 * its own end. tests/lab/vantage_own.sh has secondary addresses and policy routes. */
#include "unit.h"

#include "probe/own_address.h"

static void test_loopback(void **state) {
    static const char *const here[] = {"127.0.0.1", "127.0.0.2", "127.9.8.7", "::1"};
    static const char *const elsewhere[] = {"198.51.100.25", "8.8.8.8", "2001:db8::25", "fe80::1"};
    int asked[] = {mx_own_address_open(), -1};
    (void)state;

    for (size_t i = 0; i < COUNT(asked); i++) {
        for (size_t j = 0; j < COUNT(here); j++) {
            struct mx_address address = address_of(here[j]);
            assert_true(mx_own_address_is(asked[i], &address, 25));
        }
        for (size_t j = 0; j < COUNT(elsewhere); j++) {
            struct mx_address address = address_of(elsewhere[j]);
            assert_false(mx_own_address_is(asked[i], &address, 25));
        }
    }
    if (asked[0] >= 0) {
        close(asked[0]);
    }
}

/* A socket that gives no answers is as good as none. */
static void test_no_answer(void **state) {
    struct mx_address here = address_of("127.0.0.1"), elsewhere = address_of("198.51.100.25");
    int ends[2];
    (void)state;

    assert_int_equal(pipe(ends), 0);
    assert_true(mx_own_address_is(ends[1], &here, 25));
    assert_false(mx_own_address_is(ends[1], &elsewhere, 25));
    close(ends[0]);
    close(ends[1]);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_loopback),
                                       cmocka_unit_test(test_no_answer)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
