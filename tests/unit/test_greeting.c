/* Which greetings are one and the same server's, and which are not. */
#include "unit.h"

#include "check/alike.h"
#include "model/greeting.h"

static bool is_same(const char *one, const char *other) {
    char essences[2][MX_GREETING_MAX];
    struct mx_bytes greetings[] = {{one, strlen(one)}, {other, strlen(other)}};
    size_t lengths[] = {mx_greeting_essence(&greetings[0], essences[0]),
                        mx_greeting_essence(&greetings[1], essences[1])};

    return lengths[0] == lengths[1] && memcmp(essences[0], essences[1], lengths[0]) == 0;
}

/* What changes from one connection to the next, as real servers and proxies say it. */
static void test_same(void **state) {
    static const char *const pairs[][2] = {
        {"220 mail.example.com ESMTP Postfix\r\n", "220 mail.example.com ESMTP Postfix\r\n"},
        {"220 a.example.com ESMTP Exim 4.96 Mon, 30 Nov 2026 09:05:01 +0000\r\n",
         "220 a.example.com ESMTP Exim 4.96 Tue, 1 Dec 2026 10:15:11 +0100\r\n"},
        {"220 a.example.com ESMTP Sendmail 8.17.1/8.17.1; Sun, 31 May 2026 10:00:00 GMT\r\n",
         "220 a.example.com ESMTP Sendmail 8.17.1/8.17.1; Mon, 1 June 2026 10:00:00 GMT\r\n"},
        {"220 mx.google.com ESMTP d2e1a72fcca58-7f0b5d0c1b5si1234567b3a.123 - gsmtp\r\n",
         "220 mx.google.com ESMTP 5b1f17b1804b1-4b9c2a1ed8esi17212585e9.141 - gsmtp\r\n"},
        {"220 relay.example.net ESMTP id=0a1b2c3d\r\n",
         "220 relay.example.net ESMTP id=ffffeeee0\r\n"},
        {"220 relay.example.net ESMTP deadbeef\r\n", "220 relay.example.net ESMTP cafebabe\r\n"},
        {"220 relay.example.net ready [kQxRtzWbAnMf]\r\n",
         "220 relay.example.net ready [a+4/ZpQ==]\r\n"},
        {"220 relay.example.net ready 1764460800\r\n",
         "220 relay.example.net ready 1764460801\r\n"},
        {"220 proxy ESMTP Sunday, 29 November 2026, 9:05 PM\r\n",
         "220 proxy ESMTP Monday, 30 December 2026, 12:15 AM\r\n"},
        {"220-first line\r\n220 second line at 09:00\r\n",
         "220-first line\r\n220 second line at 10:30\r\n"},
        {"220 [198.51.100.25] ready\r\n", "220 [198.51.100.26] ready\r\n"},
        {"220 MX.EXAMPLE.COM ESMTP\r\n", "220 mx.example.com  esmtp\n"},
        {"554 5.7.1 no mail from 192.0.2.1\r\n", "554 5.7.1 no mail from 192.0.2.77\r\n"},
        {"", "\r\n"},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(pairs); i++) {
        if (!is_same(pairs[i][0], pairs[i][1])) {
            fail_msg("not the same: %s %s", pairs[i][0], pairs[i][1]);
        }
    }
}

/* Another host, or another program. */
static void test_another(void **state) {
    static const char *const pairs[][2] = {
        {"220 mx1.example.com ESMTP Postfix\r\n", "220 mx2.example.com ESMTP Postfix\r\n"},
        {"220-mx1.example.com ESMTP\r\n220 go\r\n", "220-mx2.example.com ESMTP\r\n220 go\r\n"},
        {"220 mx.example.com ESMTP Postfix\r\n", "220 mx.example.com ESMTP Exim\r\n"},
        {"220 mx.example.com ESMTP\r\n", "220 mx.example.com ESMTP ready\r\n"},
        {"220 mx.example.com ESMTP\r\n", ""},
        {"220 march.example.com ESMTP\r\n", "220 may.example.com ESMTP\r\n"},
        {"220 may ESMTP from A\r\n", "220 may ESMTP from B\r\n"},
        {"220 mx ESMTP marching\r\n", "220 mx ESMTP mayor\r\n"},
        {"220 mx ESMTP added\r\n", "220 mx ESMTP faced\r\n"}, /* words, however hexadecimal */
    };
    (void)state;

    for (size_t i = 0; i < COUNT(pairs); i++) {
        if (is_same(pairs[i][0], pairs[i][1])) {
            fail_msg("the same: %s %s", pairs[i][0], pairs[i][1]);
        }
    }
}

/* Nothing is written beyond the bound, whatever comes. */
static void test_bounds(void **state) {
    static const char *const patterns[] = {"a", "a ",   "1 a", "\n220 a", "1",
                                           " ", "\xff", "aB",  "220-"};
    char bytes[2 * MX_GREETING_MAX], out[MX_GREETING_MAX + 1];
    (void)state;

    for (size_t i = 0; i < COUNT(patterns); i++) {
        for (size_t length = 0; length <= sizeof bytes; length++) {
            for (size_t j = 0; j < length; j++) {
                bytes[j] = patterns[i][j % strlen(patterns[i])];
            }
            out[MX_GREETING_MAX] = 'x';
            struct mx_bytes greeting = {bytes, length};
            assert_true(mx_greeting_essence(&greeting, out) <= MX_GREETING_MAX);
            assert_int_equal(out[MX_GREETING_MAX], 'x');
        }
    }
}

static struct mx_probe_outcome outcome_of(enum mxtrap_state state, const char *greeting) {
    return (struct mx_probe_outcome){.state = state, .greeting = {greeting, strlen(greeting)}};
}

/* What a run takes for a difference. */
static void test_run(void **state) {
    struct mx_probe_outcome a = outcome_of(MXTRAP_ANSWERS, "220 p ESMTP 10:00:00\r\n");
    struct mx_probe_outcome b = outcome_of(MXTRAP_ANSWERS, "220 p ESMTP 10:00:01\r\n");
    static const enum mxtrap_state others[] = {MXTRAP_SILENT, MXTRAP_REFUSED, MXTRAP_UNREACHABLE,
                                               MXTRAP_MUTE, MXTRAP_REJECTS};
    (void)state;

    for (size_t i = 0; i < COUNT(others); i++) {
        struct mx_alike alike = {0};
        struct mx_probe_outcome other = outcome_of(others[i], "220 p ESMTP 10:00:02\r\n");
        struct mx_probe_outcome unasked = outcome_of(MXTRAP_UNPROBED, ""), own = a;
        own.is_own = true;
        own.greeting.length = 0;
        assert_false(mx_alike_add(&alike, &a));
        assert_false(mx_alike_add(&alike, &b));
        assert_false(mx_alike_add(&alike, &unasked));
        assert_false(mx_alike_add(&alike, &own));
        assert_true(mx_alike_add(&alike, &other));
        assert_true(alike.differs);
        assert_false(mx_alike_add(&alike, &other)); /* that is known already */
    }
    struct mx_alike alike = {0};
    struct mx_probe_outcome named = outcome_of(MXTRAP_ANSWERS, "220 mx.example ESMTP 10:00:00\r\n");
    assert_false(mx_alike_add(&alike, &a));
    assert_true(mx_alike_add(&alike, &named));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_same), cmocka_unit_test(test_another),
                                       cmocka_unit_test(test_bounds), cmocka_unit_test(test_run)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
