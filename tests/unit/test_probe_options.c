/* What a prober is made with, and the addresses that it leaves alone. */
#include "unit.h"

#include <event2/event.h>

#include "probe/prober.h"

static enum mxtrap_status status_of(const struct mx_probe_options *options) {
    struct event_base *base = event_base_new();
    struct mx_prober *prober = NULL;

    assert_non_null(base);
    enum mxtrap_status status = mx_prober_new(base, options, &prober);
    assert_int_equal(status == MXTRAP_OK, prober != NULL);
    mx_prober_free(prober);
    event_base_free(base);
    return status;
}

static void test_helo(void **state) {
    char longest[MX_PROBE_HELO_MAX + 2];
    static const struct {
        const char *helo;
        enum mxtrap_status status;
    } rows[] = {
        {"mx.example", MXTRAP_OK},
        {"a", MXTRAP_OK},
        {"my_host-1.Example.", MXTRAP_OK},
        {"[192.0.2.1]", MXTRAP_OK},
        {"[IPv6:2001:db8::1]", MXTRAP_OK},
        {NULL, MXTRAP_OK},
        {"", MXTRAP_ERR_ARGUMENT},
        {"a b", MXTRAP_ERR_ARGUMENT},
        {"a\r\nMAIL FROM:<>", MXTRAP_ERR_ARGUMENT},
        {"a\n", MXTRAP_ERR_ARGUMENT},
        {"\xc3\xa9", MXTRAP_ERR_ARGUMENT},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_int_equal(status_of(&(struct mx_probe_options){.helo = rows[i].helo}),
                         rows[i].status);
    }
    for (size_t length = MX_PROBE_HELO_MAX - 1; length <= MX_PROBE_HELO_MAX + 1; length++) {
        memset(longest, 'a', length);
        longest[length] = '\0';
        assert_int_equal(status_of(&(struct mx_probe_options){.helo = longest}),
                         length <= MX_PROBE_HELO_MAX ? MXTRAP_OK : MXTRAP_ERR_ARGUMENT);
    }
}

static void test_timeouts(void **state) {
    enum { MOST = MX_PROBE_TIMEOUT_MAX_MS };
    (void)state;

    for (unsigned ms = MOST - 1; ms <= MOST + 1; ms++) {
        enum mxtrap_status status = ms <= MOST ? MXTRAP_OK : MXTRAP_ERR_ARGUMENT;
        assert_int_equal(status_of(&(struct mx_probe_options){.helo = "a", .timeout_ms = ms}),
                         status);
        assert_int_equal(
            status_of(&(struct mx_probe_options){.helo = "a", .greeting_timeout_ms = ms}), status);
    }
}

struct told {
    unsigned count, special;
};

static void note(void *context, const struct mx_address *address,
                 const struct mx_probe_outcome *outcome) {
    struct told *told = context;

    assert_non_null(mx_special_find(address));
    assert_int_equal(outcome->attempts, 0);
    told->count++;
    told->special +=
        outcome->state == MXTRAP_UNPROBED && outcome->cause == MX_CAUSE_SPECIAL ? 1 : 0;
}

/* Not one of them is connected to, however often it is asked for. */
static void test_special(void **state) {
    static const char *const rows[] = {
        "127.0.0.1", "::1",        "10.0.0.1",         "192.0.2.1",
        "224.0.0.1", "fe80::1",    "::ffff:127.0.0.1", "::ffff:1.1.1.1",
        "0.0.0.0",   "2001:db8::", "64:ff9b::1.1.1.1"};
    struct event_base *base = event_base_new();
    struct mx_prober *prober = NULL;
    struct told told = {0};
    (void)state;

    assert_int_equal(
        mx_prober_new(base, &(struct mx_probe_options){.helo = "a", .starttls = true}, &prober),
        MXTRAP_OK);
    for (unsigned turn = 0; turn < 2; turn++) {
        for (size_t i = 0; i < COUNT(rows); i++) {
            struct mx_address address = address_of(rows[i]);
            assert_int_equal(
                (turn > 0 ? mx_probe_again : mx_probe)(prober, &address, "mx", note, &told),
                MXTRAP_OK);
        }
        assert_int_equal(told.count, turn * COUNT(rows));
        event_base_loop(base, EVLOOP_NONBLOCK);
        assert_int_equal(told.count, (turn + 1) * COUNT(rows));
        assert_int_equal(mx_prober_counts(prober).open, 0);
    }
    assert_int_equal(told.special, told.count);
    mx_prober_free(prober);
    event_base_free(base);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_helo),
        cmocka_unit_test(test_timeouts),
        cmocka_unit_test(test_special),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
