/* Replies of real servers that turn a client away: whom they speak of. */
#include "unit.h"

#include "probe/smtp_blame.h"

static bool blames(const char *text, const char *own) {
    return mx_smtp_blames_client(text, strlen(text), own);
}

/* As they stand in the programs named, or were seen. */
static void test_client(void **state) {
    static const char *const rows[] = {
        /* Postfix 3.7: smtpd, postscreen */
        "421 4.7.0 mx.example Error: too many connections from 203.0.113.2\r\n",
        "421 4.7.0 Error: too many connections\r\n",
        "421 4.7.0 mx.example Error: too many new TLS sessions from 203.0.113.2\r\n",
        "550 5.7.1 Service unavailable; client [203.0.113.2] blocked using zen.example\r\n",
        "554 5.7.1 Service unavailable; Client host [203.0.113.2] blocked using x; why\r\n",
        "450 4.7.1 Client host rejected: cannot find your hostname, [203.0.113.2]\r\n",
        /* Exim 4.96 */
        ("421 Too many concurrent SMTP connections from this IP address; please try again "
         "later.\r\n"),
        "421 mx.example: Too many concurrent SMTP connections; please try again later\r\n",
        /* Sendmail 8.17 */
        "421 4.3.2 Connection rate limit exceeded.\r\n",
        "421 4.3.2 Too many open connections.\r\n",
        "554 5.7.1 Rejected: 203.0.113.2 listed at bl.example\r\n",
        /* others */
        "421 4.3.2 The maximum number of concurrent connections has exceeded a limit\r\n",
        "421-4.7.28 Our system has detected an unusual rate of\r\n421 4.7.28 mail\r\n",
        "421 RATE LIMIT\r\n",
        "554 Your IP is on our Blacklist\r\n",
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        if (!blames(rows[i], NULL)) {
            fail_msg("%s", rows[i]);
        }
    }
}

static void test_host(void **state) {
    static const char *const rows[] = {
        "421 4.3.0 Mail system error\r\n",
        "421 mx.example Service unavailable - try again later\r\n",
        "421 4.3.2 All server ports are busy\r\n",
        "421 4.3.2 No system resources\r\n",
        "421 Too much load; please try again later.\r\n",
        "421 Local configuration error; please try again later.\r\n",
        "554 mx.example ESMTP not accepting connections\r\n",
        "554 5.7.1 no mail from you\r\n",
        "501 Syntactically invalid EHLO argument(s)\r\n",
        "421 too many",
        "421 too many connection",
        "",
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        if (blames(rows[i], "203.0.113.2")) {
            fail_msg("%s", rows[i]);
        }
    }
}

/* Who is named by the address is meant; one that is longer is another one. */
static void test_address(void **state) {
    static const struct {
        const char *text, *own;
        bool blames;
    } rows[] = {
        {"554 denied: 203.0.113.2", "203.0.113.2", true},
        {"554 denied: [203.0.113.2].\r\n", "203.0.113.2", true},
        {"554 203.0.113.2. denied\r\n", "203.0.113.2", true},
        {"554 denied: 203.0.113.21\r\n", "203.0.113.2", false},
        {"554 denied: 1203.0.113.2\r\n", "203.0.113.2", false},
        {"554 denied: 4.203.0.113.2\r\n", "203.0.113.2", false},
        {"554 denied: 203.0.113.2.4\r\n", "203.0.113.2", false},
        {"554 203.0.113.21, 203.0.113.2\r\n", "203.0.113.2", true},
        {"554 denied: 2001:DB8::1\r\n", "2001:db8::1", true},
        {"554 denied: 2001:db8::1:1\r\n", "2001:db8::1", false},
        {"554 denied: 203.0.113.2\r\n", NULL, false},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        if (blames(rows[i].text, rows[i].own) != rows[i].blames) {
            fail_msg("%s", rows[i].text);
        }
    }
}

/* NULs and bytes above ASCII are as any other. */
static void test_bytes(void **state) {
    static const char text[] = "421 \0\xff too many connections";
    (void)state;

    assert_true(mx_smtp_blames_client(text, sizeof text - 1, NULL));
    assert_false(mx_smtp_blames_client(text, sizeof text - 2, NULL));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_client),
        cmocka_unit_test(test_host),
        cmocka_unit_test(test_address),
        cmocka_unit_test(test_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
