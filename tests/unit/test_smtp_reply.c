/* SMTP replies: what is one, what is none, and where the bounds lie; in one piece and byte by byte.
 */
#include "unit.h"

#include "probe/smtp_reply.h"

struct row {
    const char *bytes;
    enum mx_smtp_verdict verdict;
    unsigned code;
    size_t left; /* bytes behind the reply */
    bool starttls;
};

static const struct row rows[] = {
    {"", MX_SMTP_MORE, 0, 0, false},
    {"2", MX_SMTP_MORE, 0, 0, false},
    {"220", MX_SMTP_MORE, 0, 0, false},
    {"220 ", MX_SMTP_MORE, 220, 0, false},
    {"220 mx.example ESMTP\r\n", MX_SMTP_WHOLE, 220, 0, false},
    {"220 mx.example ESMTP\n", MX_SMTP_WHOLE, 220, 0, false},
    {"220 mx.example ESMTP\r", MX_SMTP_MORE, 220, 0, false},
    {"220\r\n", MX_SMTP_WHOLE, 220, 0, false},
    {"220\n", MX_SMTP_WHOLE, 220, 0, false},
    {"220 \r\n", MX_SMTP_WHOLE, 220, 0, false},
    {"220-\r\n220\r\n", MX_SMTP_WHOLE, 220, 0, false},
    {"220-one\r\n220-two\r\n", MX_SMTP_MORE, 220, 0, false},
    {"220-one\r\n220 two\r\n", MX_SMTP_WHOLE, 220, 0, false},
    {"220-one\n220 two\n", MX_SMTP_WHOLE, 220, 0, false},
    {"220 one\r\n220 two\r\n", MX_SMTP_WHOLE, 220, 9, false},
    {"220 one\r\n\r\n", MX_SMTP_WHOLE, 220, 2, false},
    {"220-one\r\n221 two\r\n", MX_SMTP_GARBLED, 220, 5, false},
    {"220-one\r\n\r\n", MX_SMTP_GARBLED, 220, 1, false},
    {"220-one\r\n22", MX_SMTP_MORE, 220, 0, false},
    {"199 x\r\n", MX_SMTP_GARBLED, 0, 6, false},
    {"200 x\r\n", MX_SMTP_WHOLE, 200, 0, false},
    {"599 x\r\n", MX_SMTP_WHOLE, 599, 0, false},
    {"600 x\r\n", MX_SMTP_GARBLED, 0, 6, false},
    {"22 x\r\n", MX_SMTP_GARBLED, 0, 3, false},
    {"2200 x\r\n", MX_SMTP_GARBLED, 0, 4, false},
    {"220x\r\n", MX_SMTP_GARBLED, 0, 2, false},
    {"220\tx\r\n", MX_SMTP_GARBLED, 0, 3, false},
    {"\r\n220 x\r\n", MX_SMTP_GARBLED, 0, 8, false},
    {" 220 x\r\n", MX_SMTP_GARBLED, 0, 7, false},
    {"SSH-2.0-OpenSSH\r\n", MX_SMTP_GARBLED, 0, 16, false},
    {"HTTP/1.1 400\r\n", MX_SMTP_GARBLED, 0, 13, false},
    {"\x16\x03\x01", MX_SMTP_GARBLED, 0, 2, false},
    {"\xff", MX_SMTP_GARBLED, 0, 0, false},
    {"220 \x1b[31m\xff\r\n", MX_SMTP_WHOLE, 220, 0, false},
    {"250-mx\r\n250 STARTTLS\r\n", MX_SMTP_WHOLE, 250, 0, true},
    {"250-mx\r\n250-starttls\r\n250 HELP\r\n", MX_SMTP_WHOLE, 250, 0, true},
    {"250-mx\n250 StartTLS\n", MX_SMTP_WHOLE, 250, 0, true},
    {"250-mx\r\n250 STARTTLS \r\n", MX_SMTP_WHOLE, 250, 0, true},
    {"250 STARTTLS\r\n", MX_SMTP_WHOLE, 250, 0, false}, /* the host's own name */
    {"250-mx\r\n250 STARTTLSX\r\n", MX_SMTP_WHOLE, 250, 0, false},
    {"250-mx\r\n250 STARTTL\r\n", MX_SMTP_WHOLE, 250, 0, false},
    {"250-mx\r\n250 XSTARTTLS\r\n", MX_SMTP_WHOLE, 250, 0, false},
    {"250-mx\r\n250  STARTTLS\r\n", MX_SMTP_WHOLE, 250, 0, false},
    {"250-mx\r\n250 AUTH STARTTLS\r\n", MX_SMTP_WHOLE, 250, 0, false},
};

static void assert_reply(const struct row *row, const struct mx_smtp_reply *reply, size_t left) {
    if (reply->verdict != row->verdict || reply->code != row->code || left != row->left ||
        reply->starttls != row->starttls) {
        fail_msg("%s: verdict %d, code %u, left %zu, starttls %d", row->bytes, reply->verdict,
                 reply->code, left, reply->starttls);
    }
    assert_memory_equal(reply->text, row->bytes, reply->text_length);
}

static void test_rows(void **state) {
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        size_t length = strlen(rows[i].bytes), used, at = 0;
        struct mx_smtp_reply whole = {0}, pieces = {0};
        enum mx_smtp_verdict verdict = mx_smtp_reply_feed(&whole, rows[i].bytes, length, &used);
        assert_int_equal(verdict, whole.verdict);
        assert_reply(&rows[i], &whole, length - used);
        assert_int_equal(whole.text_length, used);
        for (size_t step = 0; step < length; step++) {
            mx_smtp_reply_feed(&pieces, rows[i].bytes + step, 1, &used);
            at += used;
        }
        assert_reply(&rows[i], &pieces, length - at);
    }
}

/* LINES lines of LENGTH bytes each with the line end, the last one final. */
static enum mx_smtp_verdict verdict_on(size_t lines, size_t length) {
    struct mx_smtp_reply reply = {0};
    char *line = malloc(length);
    size_t used;

    assert_non_null(line);
    memset(line, 'x', length);
    line[length - 1] = '\n';
    for (size_t i = 0; i < lines; i++) {
        memcpy(line, i + 1 < lines ? "250-" : "250 ", 4);
        mx_smtp_reply_feed(&reply, line, length, &used);
    }
    assert_true(reply.text_length <= MX_SMTP_TEXT_MAX);
    assert_int_equal(reply.text_length,
                     reply.length < MX_SMTP_TEXT_MAX ? reply.length : MX_SMTP_TEXT_MAX);
    free(line);
    return reply.verdict;
}

static void test_bounds(void **state) {
    (void)state;
    assert_int_equal(verdict_on(1, MX_SMTP_LINE_MAX - 1), MX_SMTP_WHOLE);
    assert_int_equal(verdict_on(1, MX_SMTP_LINE_MAX), MX_SMTP_WHOLE);
    assert_int_equal(verdict_on(1, MX_SMTP_LINE_MAX + 1), MX_SMTP_GARBLED);
    assert_int_equal(verdict_on(1, MX_SMTP_TEXT_MAX), MX_SMTP_WHOLE);
    assert_int_equal(verdict_on(MX_SMTP_REPLY_MAX / 1024 - 1, 1024), MX_SMTP_WHOLE);
    assert_int_equal(verdict_on(MX_SMTP_REPLY_MAX / 1024, 1024), MX_SMTP_WHOLE);
    assert_int_equal(verdict_on(MX_SMTP_REPLY_MAX / 1024 + 1, 1024), MX_SMTP_GARBLED);
}

static void test_nul(void **state) {
    static const char bytes[] = "220 a\0b\r\n";
    struct mx_smtp_reply reply = {0};
    size_t used;
    (void)state;

    assert_int_equal(mx_smtp_reply_feed(&reply, bytes, sizeof bytes - 1, &used), MX_SMTP_WHOLE);
    assert_int_equal(reply.text_length, sizeof bytes - 1);
    assert_memory_equal(reply.text, bytes, sizeof bytes - 1);
}

/* Once there is a verdict, nothing more is used. */
static void test_verdict_stays(void **state) {
    struct mx_smtp_reply whole = {0}, garbled = {0};
    size_t used;
    (void)state;

    mx_smtp_reply_feed(&whole, "220 a\r\n", 7, &used);
    assert_int_equal(mx_smtp_reply_feed(&whole, "x", 1, &used), MX_SMTP_WHOLE);
    assert_int_equal(used, 0);
    mx_smtp_reply_feed(&garbled, "x", 1, &used);
    assert_int_equal(mx_smtp_reply_feed(&garbled, "220 a\r\n", 7, &used), MX_SMTP_GARBLED);
    assert_int_equal(used, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_nul),
        cmocka_unit_test(test_verdict_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
