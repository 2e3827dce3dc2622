/* mxtrap.probe/1: what is written is read again, and what no side sends is refused. */
#include "unit.h"

#include "probe/message.h"

static void assert_bytes(struct mx_bytes one, struct mx_bytes other) {
    assert_int_equal(one.length, other.length);
    if (one.length > 0) {
        assert_memory_equal(one.at, other.at, one.length);
    }
}

static void test_outcome(void **state) {
    static const char greeting[] = "220 \x00\xff\x80\x7f\"\\\r\n";
    static struct mx_probe_reply reply;
    const struct mx_tls_outcome tls = {.version = "TLSv1.3",
                                       .trust = "ok",
                                       .subject = {"CN=\xe4", 4},
                                       .has_certificate = true,
                                       .not_after = -5};
    const struct mx_probe_outcome outcome = {.state = MXTRAP_REJECTS,
                                             .ms = UINT32_MAX,
                                             .waited_ms = 30000,
                                             .code = 554,
                                             .starttls = MX_OFFER_YES,
                                             .blames_client = true,
                                             .has_icmp = true,
                                             .icmp_type = 3,
                                             .icmp_code = 13,
                                             .offender = address_of("2001:db8::1"),
                                             .greeting = {greeting, sizeof greeting - 1},
                                             .tls = &tls};
    struct mx_text text = {0};
    (void)state;

    mx_probe_outcome_write(&text, 9007199254740993, &outcome);
    const char *line = mx_text_string_of(&text);
    assert_non_null(line);
    assert_int_equal(line[text.length - 1], '\n');
    assert_null(mx_probe_reply_parse(&reply, line, text.length - 1));
    assert_int_equal(reply.id, 9007199254740993);
    assert_int_equal(reply.outcome.state, MXTRAP_REJECTS);
    assert_int_equal(reply.outcome.ms, UINT32_MAX);
    assert_int_equal(reply.outcome.code, 554);
    assert_int_equal(reply.outcome.starttls, MX_OFFER_YES);
    assert_int_equal(reply.outcome.icmp_code, 13);
    assert_true(reply.outcome.blames_client && reply.outcome.has_icmp && !reply.outcome.is_own);
    assert_true(mx_address_equal(&reply.outcome.offender, &outcome.offender));
    assert_bytes(reply.outcome.greeting, outcome.greeting);
    assert_null(reply.outcome.reply.at);
    assert_bytes(reply.outcome.tls->subject, tls.subject);
    assert_string_equal(reply.outcome.tls->trust, "ok");
    assert_null(reply.outcome.tls->error);
    assert_int_equal(reply.outcome.tls->not_after, -5);
    mx_text_free(&text);
}

/* What a line does not have. */
static void test_absent(void **state) {
    static const char line[] =
        "{\"id\":1,\"state\":\"answers\",\"code\":250,\"own\":true,\"tls\":{}}";
    static struct mx_probe_reply reply;
    (void)state;

    assert_null(mx_probe_reply_parse(&reply, line, sizeof line - 1));
    assert_true(reply.outcome.is_own && !reply.outcome.has_icmp);
    assert_int_equal(reply.outcome.offender.family, 0);
    assert_int_equal(reply.outcome.starttls, MX_OFFER_UNKNOWN);
    assert_null(reply.outcome.greeting.at);
    assert_true(reply.outcome.tls->not_after == INT64_MAX);
    assert_null(reply.outcome.tls->version);
}

/* A string at its limit is read, and one of a byte more is not. */
static void test_limits(void **state) {
    static struct mx_probe_request request;
    static struct mx_probe_reply reply;
    char line[MX_PROBE_REQUEST_LINE_MAX];
    (void)state;

    for (int over = 0; over < 2; over++) {
        int length = snprintf(line, sizeof line,
                              "{\"id\":1,\"address\":\"::1\",\"port\":25,\"timeout\":1,"
                              "\"greeting_timeout\":1,\"helo\":\"%0*d\"}",
                              MX_PROBE_HELO_MAX + over, 0);
        const char *why = mx_probe_request_parse(&request, line, (size_t)length);
        assert_true((why == NULL) == (over == 0));
        length = snprintf(line, sizeof line, "{\"id\":1,\"state\":\"mute\",\"greeting\":\"%0*d\"}",
                          MX_GREETING_MAX + over, 0);
        why = mx_probe_reply_parse(&reply, line, (size_t)length);
        assert_true((why == NULL) == (over == 0));
    }
}

/* The longest texts there are, of the bytes that take most room. */
static void test_longest(void **state) {
    static struct mx_probe_reply reply;
    char bytes[MX_KEYWORDS_MAX] = {0};
    const struct mx_tls_outcome tls = {.subject = {bytes, MX_SUBJECT_MAX},
                                       .name = {bytes, MX_SUBJECT_MAX}};
    const struct mx_probe_outcome outcome = {.state = MXTRAP_ANSWERS,
                                             .code = 250,
                                             .greeting = {bytes, MX_GREETING_MAX},
                                             .reply = {bytes, MX_REPLY_MAX},
                                             .keywords = {bytes, MX_KEYWORDS_MAX},
                                             .tls = &tls};
    struct mx_text text = {0};
    (void)state;

    mx_probe_outcome_write(&text, UINT64_MAX >> 1, &outcome);
    assert_non_null(mx_text_string_of(&text));
    assert_true(text.length <= MX_PROBE_OUTCOME_LINE_MAX);
    assert_null(mx_probe_reply_parse(&reply, text.bytes, text.length - 1));
    assert_bytes(reply.outcome.keywords, outcome.keywords);
    mx_text_free(&text);
}

static void test_request(void **state) {
    struct mx_probe_request request = {.id = 7,
                                       .address = address_of("192.0.2.1"),
                                       .port = 25,
                                       .timeout_ms = MX_PROBE_TIMEOUT_MAX_MS,
                                       .greeting_timeout_ms = 1,
                                       .starttls = true,
                                       .helo = "[192.0.2.9]",
                                       .server_name = "mx.example.net."};
    struct mx_probe_request read;
    struct mx_text text = {0};
    (void)state;

    mx_probe_request_write(&text, &request);
    assert_non_null(mx_text_string_of(&text));
    assert_true(text.length <= MX_PROBE_REQUEST_LINE_MAX);
    assert_null(mx_probe_request_parse(&read, text.bytes, text.length - 1));
    assert_int_equal(read.id, 7);
    assert_true(mx_address_equal(&read.address, &request.address));
    assert_int_equal(read.timeout_ms, MX_PROBE_TIMEOUT_MAX_MS);
    assert_true(read.starttls && !read.is_cancel);
    assert_string_equal(read.helo, request.helo);
    assert_string_equal(read.server_name, request.server_name);
    mx_text_free(&text);
    mx_probe_request_write(&text, &(struct mx_probe_request){.is_cancel = true});
    assert_non_null(mx_text_string_of(&text));
    assert_null(mx_probe_request_parse(&read, text.bytes, text.length - 1));
    assert_true(read.is_cancel);
    mx_text_free(&text);
}

static void test_bad_requests(void **state) {
    static const struct {
        const char *line;
        bool is_good;
    } rows[] = {
        {"{\"id\":0,\"address\":\"192.0.2.1\",\"port\":25,\"timeout\":1,\"greeting_timeout\":1}",
         true},
        {"{\"id\":-1,\"address\":\"192.0.2.1\",\"port\":25,\"timeout\":1,\"greeting_timeout\":1}",
         false},
        {"{\"id\":1,\"address\":\"192.0.2.1\",\"port\":0,\"timeout\":1,\"greeting_timeout\":1}",
         false},
        {"{\"id\":1,\"address\":\"192.0.2.1\",\"port\":65535,\"timeout\":1,\"greeting_timeout\":1}",
         true},
        {"{\"id\":1,\"address\":\"192.0.2.1\",\"port\":65536,\"timeout\":1,\"greeting_timeout\":1}",
         false},
        {"{\"id\":1,\"address\":\"192.0.2.1\",\"port\":25,\"timeout\":3600000,\"greeting_timeout\":"
         "1}",
         true},
        {"{\"id\":1,\"address\":\"192.0.2.1\",\"port\":25,\"timeout\":3600001,\"greeting_timeout\":"
         "1}",
         false},
        {"{\"id\":1,\"address\":\"mx.example.net\",\"port\":25,\"timeout\":1,\"greeting_timeout\":"
         "1}",
         false},
        {"{\"id\":1,\"port\":25,\"timeout\":1,\"greeting_timeout\":1}", false},
        {"{\"id\":1,\"address\":\"::1\",\"port\":\"25\",\"timeout\":1,\"greeting_timeout\":1}",
         false},
        {"{\"id\":1,\"address\":\"::1\",\"port\":25,\"timeout\":1,\"greeting_timeout\":1,\"helo\":"
         "\"a\\r\\nb\"}",
         false},
        {"{\"id\":1,\"address\":\"::1\",\"port\":25,\"timeout\":1,\"greeting_timeout\":1,\"host\":"
         "7}",
         false},
        {"{\"id\":1,\"id\":2,\"address\":\"::1\",\"port\":25,\"timeout\":1,\"greeting_timeout\":1}",
         false},
        {"{\"id\":1,\"address\":\"::1\",\"port\":25,\"timeout\":1,\"greeting_timeout\":1,\"helo\":"
         "\"a\\u007f\"}",
         false},
        {"[]", false},
        {"", false},
        {"{\"cancel\":1}", false},
    };
    struct mx_probe_request read;
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *why = mx_probe_request_parse(&read, rows[i].line, strlen(rows[i].line));
        if ((why == NULL) != rows[i].is_good) {
            fail_msg("%s: %s", rows[i].line, why == NULL ? "was read" : why);
        }
    }
}

static void test_bad_outcomes(void **state) {
    static const struct {
        const char *line;
        bool is_good;
    } rows[] = {
        {"{\"id\":1,\"state\":\"silent\"}", true},
        {"{\"state\":\"silent\"}", false},
        {"{\"id\":1}", false},
        {"{\"id\":1,\"state\":\"gone\"}", false},
        {"{\"id\":1,\"state\":\"unprobed\"}", false},
        {"{\"id\":1,\"state\":\"unprobed\",\"cause\":\"none\"}", false},
        {"{\"id\":1,\"state\":\"unprobed\",\"cause\":\"no-route\",\"error\":\"ENETUNREACH\"}",
         true},
        {"{\"id\":1,\"state\":\"unprobed\",\"cause\":\"no-route\",\"error\":\"ENOSUCH\"}", false},
        {"{\"id\":1,\"state\":\"silent\",\"cause\":\"no-route\"}", false},
        {"{\"id\":1,\"state\":\"silent\",\"greeting\":\"220 x\"}", false},
        {"{\"id\":1,\"state\":\"answers\",\"code\":250,\"greeting\":\"220 \\u00ff\"}", true},
        {"{\"id\":1,\"state\":\"answers\",\"code\":250,\"greeting\":\"220 \\u0100\"}", false},
        {"{\"id\":1,\"state\":\"silent\",\"own\":1}", false},
        {"{\"id\":1,\"state\":\"silent\",\"reply\":\"250 x\"}", false},
        {"{\"id\":1,\"state\":\"silent\",\"tls\":{}}", false},
        {"{\"id\":1,\"state\":\"rejects\",\"code\":999}", true},
        {"{\"id\":1,\"state\":\"rejects\",\"code\":1000}", false},
        {"{\"id\":1,\"state\":\"answers\",\"ms\":4294967296}", false},
        {"{\"id\":1,\"state\":\"answers\",\"code\":250}", true},
        {"{\"id\":1,\"state\":\"answers\",\"code\":220}", false},
        {"{\"id\":1,\"state\":\"answers\"}", false},
        {"{\"id\":1,\"state\":\"answers\",\"code\":250,\"tls\":7}", false},
        {"{\"id\":1,\"state\":\"answers\",\"code\":250,\"tls\":{\"version\":\"a\"}}", true},
        {"{\"id\":1,\"state\":\"answers\",\"code\":250,\"tls\":{\"version\":\"a\\u0007\"}}", false},
        {"{\"id\":1,\"state\":\"unreachable\",\"offender\":\"here\"}", false},
        {"null", false},
    };
    static struct mx_probe_reply read;
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *why = mx_probe_reply_parse(&read, rows[i].line, strlen(rows[i].line));
        if ((why == NULL) != rows[i].is_good) {
            fail_msg("%s: %s", rows[i].line, why == NULL ? "was read" : why);
        }
    }
}

static void test_greeting(void **state) {
    static const struct {
        const char *line;
        bool is_good;
    } rows[] = {
        {"{\"schema\":\"mxtrap.probe/1\",\"version\":\"9\",\"port\":25,\"window\":1}", true},
        {"{\"schema\":\"mxtrap.probe/2\",\"port\":25,\"window\":1}", false},
        {"{\"schema\":\"mxtrap.probe/1\",\"port\":25,\"window\":0}", false},
        {"{\"schema\":\"mxtrap.probe/1\",\"port\":25,\"window\":65536}", true},
        {"{\"schema\":\"mxtrap.probe/1\",\"port\":25,\"window\":65537}", false},
        {"{\"schema\":\"mxtrap.probe/1\",\"window\":1}", false},
        {"{\"schema\":\"mxtrap.probe/1\",\"port\":1,\"window\":1,\"rate\":1000000}", true},
        {"{\"schema\":\"mxtrap.probe/1\",\"port\":1,\"window\":1,\"rate\":1000001}", false},
        {"mxtrap-check: unknown option --serve", false},
    };
    struct mx_probe_greeting read;
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *why = mx_probe_greeting_parse(&read, rows[i].line, strlen(rows[i].line));
        if ((why == NULL) != rows[i].is_good) {
            fail_msg("%s: %s", rows[i].line, why == NULL ? "was read" : why);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_outcome),      cmocka_unit_test(test_longest),
        cmocka_unit_test(test_absent),       cmocka_unit_test(test_limits),
        cmocka_unit_test(test_request),      cmocka_unit_test(test_bad_requests),
        cmocka_unit_test(test_bad_outcomes), cmocka_unit_test(test_greeting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
