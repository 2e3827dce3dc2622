/* Packets into answers: rows of bytes, each for one thing that an answer can be. */
#include "unit.h"

#include "dns/wire.h"
#include "net/answer.h"

/* A packet put together: id 0x1234, the question is a.b MX unless said otherwise. */
#define HEADER(flags, questions, answers, authority, additional)                                   \
    "\x12\x34" flags "\0" questions "\0" answers "\0" authority "\0" additional
#define REPLY "\x84\0"
#define Q "\1a\1b\0\0\x0f\0\1"
#define MX_FIXED(ttl, length) "\0\x0f\0\1" ttl "\0" length
#define MX_10 "\xc0\x0c" MX_FIXED("\0\0\0\x3c", "\6") "\0\x0a\1m\xc0\x0e"
#define MX_20 "\xc0\x0c" MX_FIXED("\0\0\0\x1e", "\6") "\0\x14\1n\xc0\x0e"
#define NULL_MX "\xc0\x0c" MX_FIXED("\0\0\0\x3c", "\3") "\0\0\0"
#define CNAME(from, to) from "\0\5\0\1\0\0\0\x3c\0\4\1" to "\xc0\x0e"
#define SOA                                                                                        \
    "\xc0\x0e\0\6\0\1\0\0\0\x3c\0\x16\0\0"                                                         \
    "12345678901234567890"
#define NS "\xc0\x0e\0\2\0\1\0\0\0\x3c\0\4\1n\xc0\x0e"
#define OPT_ERROR                                                                                  \
    "\0\0\x29\4\xd0\0\0\0\0\0\x0a\0\x0f\0\6\0\x16"                                                 \
    "dead"
#define ROW(...) __VA_ARGS__, sizeof(__VA_ARGS__) - 1

static const struct {
    const char *what;
    const char *bytes;
    size_t length;
    enum mx_dns_result result;
    size_t records;
    unsigned aliases;
    uint32_t ttl;
} rows[] = {
    {"two MX", ROW(HEADER(REPLY, "\1", "\2", "\0", "\0") Q MX_10 MX_20), MX_DNS_OK, 2, 0, 30},
    {"null MX", ROW(HEADER(REPLY, "\1", "\1", "\0", "\0") Q NULL_MX), MX_DNS_OK, 1, 0, 60},
    {"case", ROW(HEADER(REPLY, "\1", "\1", "\0", "\0") "\1A\1B\0\0\x0f\0\1" MX_10), MX_DNS_OK, 1, 0,
     60},
    {"nodata", ROW(HEADER(REPLY, "\1", "\0", "\1", "\0") Q SOA), MX_DNS_NODATA, 0, 0, 0},
    {"nxdomain", ROW(HEADER("\x84\3", "\1", "\0", "\1", "\0") Q SOA), MX_DNS_NXDOMAIN, 0, 0, 0},
    {"servfail", ROW(HEADER("\x80\2", "\1", "\0", "\0", "\0") Q), MX_DNS_SERVFAIL, 0, 0, 0},
    {"servfail, no question", ROW(HEADER("\x80\2", "\0", "\0", "\0", "\0")), MX_DNS_SERVFAIL, 0, 0,
     0},
    {"no question", ROW(HEADER("\x80\0", "\0", "\0", "\0", "\0")), MX_DNS_MALFORMED, 0, 0, 0},
    {"nxdomain, no question", ROW(HEADER("\x80\3", "\0", "\0", "\0", "\0")), MX_DNS_MALFORMED, 0, 0,
     0},
    {"refused", ROW(HEADER("\x80\5", "\1", "\0", "\0", "\0") Q), MX_DNS_REFUSED, 0, 0, 0},
    {"a query", ROW(HEADER("\x04\0", "\1", "\0", "\0", "\0") Q), MX_DNS_MALFORMED, 0, 0, 0},
    {"another name", ROW(HEADER(REPLY, "\1", "\0", "\0", "\0") "\1c\1b\0\0\x0f\0\1"),
     MX_DNS_MALFORMED, 0, 0, 0},
    {"another type", ROW(HEADER(REPLY, "\1", "\0", "\0", "\0") "\1a\1b\0\0\x01\0\1"),
     MX_DNS_MALFORMED, 0, 0, 0},
    {"another class", ROW(HEADER(REPLY, "\1", "\0", "\0", "\0") "\1a\1b\0\0\x0f\0\3"),
     MX_DNS_MALFORMED, 0, 0, 0},
    {"two questions", ROW(HEADER(REPLY, "\2", "\0", "\0", "\0") Q Q), MX_DNS_MALFORMED, 0, 0, 0},
    {"truncated", ROW(HEADER("\x86\0", "\1", "\2", "\0", "\0") Q MX_10), MX_DNS_MALFORMED, 0, 0, 0},
    {"a record short", ROW(HEADER(REPLY, "\1", "\2", "\0", "\0") Q MX_10), MX_DNS_MALFORMED, 0, 0,
     0},
    {"authority short", ROW(HEADER(REPLY, "\1", "\1", "\1", "\0") Q MX_10), MX_DNS_MALFORMED, 0, 0,
     0},
    {"alias",
     ROW(HEADER(REPLY, "\1", "\2", "\0", "\0")
             Q CNAME("\xc0\x0c", "c") "\1c\xc0\x0e" MX_FIXED("\0\0\0\5", "\6") "\0\x0a\1m\xc0\x0e"),
     MX_DNS_OK, 1, 1, 5},
    {"alias to nothing", ROW(HEADER("\x84\3", "\1", "\1", "\0", "\0") Q CNAME("\xc0\x0c", "c")),
     MX_DNS_NXDOMAIN, 0, 1, 0},
    {"alias to no data", ROW(HEADER(REPLY, "\1", "\1", "\0", "\0") Q CNAME("\xc0\x0c", "c")),
     MX_DNS_NODATA, 0, 1, 0},
    {"alias to itself", ROW(HEADER(REPLY, "\1", "\1", "\0", "\0") Q CNAME("\xc0\x0c", "a")),
     MX_DNS_ALIAS_LOOP, 0, MX_DNS_ALIASES_MAX + 1, 0},
    {"aliases in a circle",
     ROW(HEADER(REPLY, "\1", "\2", "\0", "\0") Q CNAME("\xc0\x0c", "c") CNAME("\1c\xc0\x0e", "a")),
     MX_DNS_ALIAS_LOOP, 0, MX_DNS_ALIASES_MAX + 1, 0},
    {"a stranger's record",
     ROW(HEADER(REPLY, "\1", "\1", "\0", "\0") Q
         "\1z\xc0\x0e" MX_FIXED("\0\0\0\5", "\6") "\0\x0a\1m\xc0\x0e"),
     MX_DNS_NODATA, 0, 0, 0},
    {"a pointer to itself",
     ROW(HEADER(REPLY, "\1", "\1", "\0", "\0") Q "\xc0\x15" MX_FIXED("\0\0\0\5", "\3") "\0\x0a\0"),
     MX_DNS_MALFORMED, 0, 0, 0},
    {"a pointer forward",
     ROW(HEADER(REPLY, "\1", "\1", "\0", "\0") Q "\xc0\x17" MX_FIXED("\0\0\0\5", "\3") "\0\x0a\0"),
     MX_DNS_MALFORMED, 0, 0, 0},
    {"a label of 64",
     ROW(HEADER(REPLY, "\1", "\1", "\0", "\0") Q "\x40" MX_FIXED("\0\0\0\5", "\3") "\0\x0a\0"),
     MX_DNS_MALFORMED, 0, 0, 0},
    {"an MX without a name",
     ROW(HEADER(REPLY, "\1", "\1", "\0", "\0") Q "\xc0\x0c" MX_FIXED("\0\0\0\5", "\2") "\0\x0a"),
     MX_DNS_MALFORMED, 0, 0, 0},
    {"an MX with more",
     ROW(HEADER(REPLY, "\1", "\1", "\0", "\0") Q "\xc0\x0c" MX_FIXED("\0\0\0\5", "\4") "\0\x0a\0x"),
     MX_DNS_MALFORMED, 0, 0, 0},
    {"a name past its data",
     ROW(HEADER(REPLY, "\1", "\2", "\0", "\0") Q
         "\xc0\x0c" MX_FIXED("\0\0\0\5", "\3") "\0\x0a\1" MX_10),
     MX_DNS_MALFORMED, 0, 0, 0},
    {"TTL 2^31 - 1",
     ROW(HEADER(REPLY, "\1", "\1", "\0", "\0") Q
         "\xc0\x0c" MX_FIXED("\x7f\xff\xff\xff", "\3") "\0\x0a\0"),
     MX_DNS_OK, 1, 0, 0x7fffffff},
    {"TTL 2^31",
     ROW(HEADER(REPLY, "\1", "\1", "\0", "\0") Q
         "\xc0\x0c" MX_FIXED("\x80\0\0\0", "\3") "\0\x0a\0"),
     MX_DNS_OK, 1, 0, 0},
    {"nothing", ROW(""), MX_DNS_MALFORMED, 0, 0, 0},
};

static void test_rows(void **state) {
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct mx_arena arena = {0};
        struct mx_dns_answer answer;
        struct mx_name name = name_of("a.b");
        mx_dns_answer_read(&answer, &arena, (const uint8_t *)rows[i].bytes, rows[i].length,
                           name.wire, MX_TYPE_MX);
        if (answer.result != rows[i].result) {
            fail_msg("%s: %s", rows[i].what, mx_dns_result_name(answer.result));
        }
        assert_int_equal(answer.record_count, rows[i].records);
        assert_int_equal(answer.aliases, rows[i].aliases);
        assert_int_equal(answer.ttl, rows[i].ttl);
        mx_arena_free(&arena);
    }
}

/* No packet cut short is taken for a whole one, and none is read past its end. */
static void test_cut(void **state) {
    static const char whole[] = HEADER(REPLY, "\1", "\2", "\1", "\1") Q MX_10 MX_20 SOA OPT_ERROR;
    struct mx_name name = name_of("a.b");
    (void)state;

    for (size_t length = 0; length < sizeof whole; length++) {
        struct mx_arena arena = {0};
        struct mx_dns_answer answer;
        uint8_t *copy = malloc(length + 1);
        assert_non_null(copy);
        memcpy(copy, whole, length);
        mx_dns_answer_read(&answer, &arena, copy, length, name.wire, MX_TYPE_MX);
        assert_int_equal(answer.result, length < sizeof whole - 1 ? MX_DNS_MALFORMED : MX_DNS_OK);
        free(copy);
        mx_arena_free(&arena);
    }
}

static void test_contents(void **state) {
    static const char packet[] = HEADER(REPLY, "\1", "\2", "\0", "\0") Q MX_10 MX_20;
    static const uint8_t first[] = "\0\x0a\1m\1b";
    struct mx_name name = name_of("a.b");
    struct mx_arena arena = {0};
    struct mx_dns_answer answer, copy;
    (void)state;

    mx_dns_answer_read(&answer, &arena, (const uint8_t *)packet, sizeof packet - 1, name.wire,
                       MX_TYPE_MX);
    assert_int_equal(answer.records[0].length, sizeof first);
    assert_memory_equal(answer.records[0].bytes, first, sizeof first);
    assert_true(answer.authoritative);
    assert_false(answer.referral);
    mx_dns_answer_copy(&copy, &arena, &answer);
    assert_int_equal(copy.record_count, 2);
    assert_ptr_not_equal(copy.records[1].bytes, answer.records[1].bytes);
    assert_memory_equal(copy.records[1].bytes, answer.records[1].bytes, answer.records[1].length);
    mx_arena_free(&arena);
}

static void test_referral_and_reason(void **state) {
    static const char referral[] = HEADER("\x80\0", "\1", "\0", "\1", "\0") Q NS;
    static const char error[] = HEADER("\x80\2", "\1", "\0", "\0", "\1") Q OPT_ERROR;
    struct mx_name name = name_of("a.b");
    struct mx_arena arena = {0};
    struct mx_dns_answer answer;
    (void)state;

    mx_dns_answer_read(&answer, &arena, (const uint8_t *)referral, sizeof referral - 1, name.wire,
                       MX_TYPE_MX);
    assert_int_equal(answer.result, MX_DNS_NODATA);
    assert_true(answer.referral);
    mx_dns_answer_read(&answer, &arena, (const uint8_t *)error, sizeof error - 1, name.wire,
                       MX_TYPE_MX);
    assert_int_equal(answer.result, MX_DNS_SERVFAIL);
    assert_string_equal(answer.why, "extended error 22 (No Reachable Authority): dead");
    mx_arena_free(&arena);
}

static void test_is_for(void **state) {
    static const uint8_t packet[] = HEADER(REPLY, "\1", "\0", "\0", "\0") Q;
    struct mx_name name = name_of("A.b"), other = name_of("a.c");
    (void)state;

    assert_true(mx_dns_answer_is_for(packet, sizeof packet - 1, 0x1234, name.wire, MX_TYPE_MX));
    assert_false(mx_dns_answer_is_for(packet, sizeof packet - 1, 0x1235, name.wire, MX_TYPE_MX));
    assert_false(mx_dns_answer_is_for(packet, sizeof packet - 1, 0x1234, name.wire, MX_TYPE_A));
    assert_false(mx_dns_answer_is_for(packet, sizeof packet - 1, 0x1234, other.wire, MX_TYPE_MX));
    assert_false(mx_dns_answer_is_for(packet, 11, 0x1234, name.wire, MX_TYPE_MX));
}

/* A CNAME whose target does not end leaves the name that was asked for. */
static void test_unended_alias(void **state) {
    static const char packet[] =
        HEADER(REPLY, "\1", "\1", "\0", "\0") Q "\xc0\x0c\0\5\0\1\0\0\0\x3c\0\2\1c";
    struct mx_name name = name_of("a.b");
    struct mx_arena arena = {0};
    struct mx_dns_answer answer;
    (void)state;

    mx_dns_answer_read(&answer, &arena, (const uint8_t *)packet, sizeof packet - 1, name.wire,
                       MX_TYPE_MX);
    assert_int_equal(answer.result, MX_DNS_MALFORMED);
    assert_true(mx_name_equal(answer.canonical.wire, name.wire));
    mx_arena_free(&arena);
}

/* A question that is built is one that is read. */
static void test_query(void **state) {
    struct mx_name name = name_of("a.b");
    uint8_t query[MX_WIRE_QUERY_MAX];
    (void)state;

    size_t length = mx_wire_query(query, 0x1234, name.wire, MX_TYPE_MX, true, true);
    assert_int_equal(length, 12 + 5 + 4 + 11);
    assert_int_equal(mx_wire_16(query + 2), MX_DNS_RD);
    query[2] |= 0x80;
    assert_true(mx_dns_answer_is_for(query, length, 0x1234, name.wire, MX_TYPE_MX));
    assert_int_equal(mx_wire_query(query, 1, name.wire, MX_TYPE_MX, false, false), 12 + 5 + 4);
    assert_int_equal(mx_wire_16(query + 2), 0);
}

/* REFUSED is one rcode of those that say no; each is told by its own name. */
static void test_failure_names(void **state) {
    static const struct {
        uint8_t rcode;
        const char *name;
    } codes[] = {{0, "refused"},  {1, "formerr"}, {4, "notimp"},    {5, "refused"},
                 {6, "yxdomain"}, {9, "notauth"}, {12, "rcode 12"}, {15, "rcode 15"}};
    (void)state;

    for (size_t i = 0; i < COUNT(codes); i++) {
        assert_string_equal(mx_dns_failure_name(MX_DNS_REFUSED, codes[i].rcode), codes[i].name);
        assert_string_equal(mx_dns_failure_name(MX_DNS_TIMEOUT, codes[i].rcode), "timeout");
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),     cmocka_unit_test(test_cut),
        cmocka_unit_test(test_contents), cmocka_unit_test(test_referral_and_reason),
        cmocka_unit_test(test_is_for),   cmocka_unit_test(test_unended_alias),
        cmocka_unit_test(test_query),    cmocka_unit_test(test_failure_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
