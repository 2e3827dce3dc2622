/* Names and records of hostile messages. */
#include "unit.h"

#include "dns/wire.h"

/* Reads the name at AT, out of a piece of its own, so that sanitizers see a step past its end.
 * Where there is none, neither AT nor the name has changed. */
static bool reads(const uint8_t *bytes, size_t length, size_t at, size_t end) {
    struct mx_name name = name_of("as.it.was"), before = name;
    uint8_t *message = malloc(length);

    assert_non_null(message);
    memcpy(message, bytes, length);
    struct mx_wire wire = {message, length, at, false};
    bool is_name = mx_wire_next_name(&wire, &name);
    assert_int_equal(wire.is_bad, !is_name);
    assert_int_equal(mx_wire_next_name(&(struct mx_wire){message, length, at, true}, &name), false);
    free(message);
    assert_int_equal(wire.at, is_name ? end : at);
    assert_true(is_name || memcmp(name.wire, before.wire, mx_name_length(before.wire)) == 0);
    assert_true(mx_name_length(name.wire) <= MX_NAME_MAX);
    return is_name;
}

#define HEADER "\0\0\0\0\0\0\0\0\0\0\0\0"
#define ROW(bytes, at, end)                                                                        \
    { HEADER bytes, sizeof(HEADER bytes) - 1, at, end }

/* Offsets are those of the message: the first octet behind the header has 12. */
static void test_names(void **state) {
    static const struct {
        const char *bytes;
        size_t length, at, end; /* END 0: there is no name */
    } rows[] = {
        ROW("\0", 12, 13),
        ROW("\1a\0", 12, 15),
        ROW("\1a\0\1b\xc0\x0c", 15, 19),
        ROW("\1a\0\xc0\x0c", 15, 17),
        ROW("\1a\0\xc0\x0c\xc0\x0f", 17, 19),
        ROW("", 12, 0),
        ROW("\1a", 12, 0),
        ROW("\2a", 12, 0),
        ROW("\xc0", 12, 0),
        ROW("\xc0\x0c", 12, 0),      /* to itself */
        ROW("\xc0\x0e\0", 12, 0),    /* forward */
        ROW("\1a\xc0\x0c", 12, 0),   /* to the begin of the same name */
        ROW("\1a\xc0\x0e\0", 12, 0), /* to itself, behind a label */
        ROW("\0\xc0\x0b", 13, 0),    /* into the header */
        ROW("\0\xc0\x0c", 13, 15),   /* right behind it */
        ROW("\x40"
            "a\0",
            12, 0), /* RFC 6891 5: no label */
        ROW("\x80"
            "a\0",
            12, 0),
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        bool is_name =
            reads((const uint8_t *)rows[i].bytes, rows[i].length, rows[i].at, rows[i].end);
        if (is_name != (rows[i].end != 0)) {
            fail_msg("row %zu", i);
        }
    }
}

/* A name has 255 octets, three labels of 63 and one of LAST among them. */
static void test_lengths(void **state) {
    (void)state;
    for (size_t last = 60; last <= 62; last++) {
        uint8_t message[MX_WIRE_HEADER + 4 * 64 + 1] = {0};
        size_t end = MX_WIRE_HEADER;
        for (size_t i = 0; i < 4; i++) {
            message[end] = (uint8_t)(i < 3 ? 63 : last);
            memset(message + end + 1, 'a', message[end]);
            end += 1U + message[end];
        }
        assert_int_equal(reads(message, sizeof message, MX_WIRE_HEADER, end + 1), last <= 61);
    }
}

/* Each pointer leads to the one before it, the first to the root. */
static void test_pointers(void **state) {
    (void)state;
    for (size_t count = 127; count <= 129; count++) {
        uint8_t message[MX_WIRE_HEADER + 1 + 2 * 129] = {0};
        size_t at = MX_WIRE_HEADER + 1, before = MX_WIRE_HEADER;
        for (size_t i = 0; i < count; i++) {
            mx_wire_put_16(message + at, (uint16_t)(0xc000 | before));
            before = at;
            at += 2;
        }
        assert_int_equal(reads(message, sizeof message, before, at), count <= 128);
    }
}

static void test_record(void **state) {
    static const uint8_t message[] = HEADER "\1a\0\0\x0f\0\1\0\1\0\2\0\3\0\x0a\0";
    struct mx_wire_record record;
    size_t whole = sizeof message - 1;
    (void)state;

    for (size_t length = MX_WIRE_HEADER; length <= whole; length++) {
        struct mx_wire wire = mx_wire_open(message, length);
        assert_int_equal(mx_wire_next_record(&wire, &record), length == whole);
        assert_int_equal(wire.is_bad, length != whole);
    }
    assert_int_equal(record.type, 15);
    assert_int_equal(record.klass, 1);
    assert_int_equal(record.ttl, 65538);
    assert_int_equal(record.begin, MX_WIRE_HEADER);
    assert_int_equal(record.data.at, whole - 3);
    assert_int_equal(record.data.end, whole);
}

/* The first step past the end fails, and so does each later one. */
static void test_sticky(void **state) {
    static const uint8_t message[] = HEADER "\0\1\0\0\0\2\0";
    struct mx_wire wire = mx_wire_open(message, sizeof message - 1);
    struct mx_name name;
    (void)state;

    assert_int_equal(mx_wire_next_16(&wire), 1);
    assert_int_equal(mx_wire_next_32(&wire), 2);
    assert_false(wire.is_bad);
    assert_int_equal(mx_wire_next_16(&wire), 0);
    assert_true(wire.is_bad);
    assert_null(mx_wire_next(&wire, 0));
    assert_int_equal(mx_wire_next_32(&wire), 0);
    assert_false(mx_wire_next_name(&wire, &name));
    assert_true(mx_wire_open(message, MX_WIRE_HEADER - 1).is_bad);
    assert_false(mx_wire_open(message, MX_WIRE_HEADER).is_bad);
}

/* Names in data come out in full; what has not the form of its type is none. The name at 12 is "b".
 */
static void test_data(void **state) {
    static const struct {
        uint16_t type;
        const char *bytes;
        size_t length;
        const char *plain; /* NULL: there is none */
        size_t plain_length;
    } rows[] = {
#define DATA(type, bytes, plain) {type, bytes, sizeof(bytes) - 1, plain, sizeof(plain) - 1}
#define NO_DATA(type, bytes)                                                                       \
    { type, bytes, sizeof(bytes) - 1, NULL, 0 }
        DATA(MX_TYPE_MX, "\0\5\1a\xc0\x0c", "\0\5\1a\1b\0"),
        DATA(MX_TYPE_NS, "\xc0\x0c", "\1b\0"),
        DATA(33, "\1\2\3\4\5\6\xc0\x0c", "\1\2\3\4\5\6\1b\0"),
        DATA(MX_TYPE_SOA,
             "\xc0\x0c\1a\xc0\x0c"
             "12345678901234567890",
             "\1b\0\1a\1b\0"
             "12345678901234567890"),
        DATA(MX_TYPE_A, "\1\2\3\4", "\1\2\3\4"),
        DATA(MX_TYPE_TXT, "\xc0\x0c", "\xc0\x0c"),
        NO_DATA(MX_TYPE_A, "\1\2\3"),
        NO_DATA(MX_TYPE_A, "\1\2\3\4\5"),
        NO_DATA(MX_TYPE_MX, "\0"),
        NO_DATA(MX_TYPE_MX, "\0\5"),
        NO_DATA(MX_TYPE_MX, "\0\5\xc0"),
        NO_DATA(MX_TYPE_MX, "\0\5\xc0\x0c\0"),
        NO_DATA(MX_TYPE_SOA, "\xc0\x0c\1a\xc0\x0c"
                             "1234567890123456789"),
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        uint8_t message[MX_WIRE_HEADER + 3 + 64] = HEADER "\1b", plain[MX_WIRE_PLAIN_MAX];
        size_t at = MX_WIRE_HEADER + 3, length = 0;
        struct mx_wire_record record = {.type = rows[i].type,
                                        .data = {message, at + rows[i].length, at, false}};
        memcpy(message + at, rows[i].bytes, rows[i].length);
        const uint8_t *data = mx_wire_data(&record, plain, &length);
        if ((data == NULL) != (rows[i].plain == NULL) || length != rows[i].plain_length ||
            (data != NULL && memcmp(data, rows[i].plain, length) != 0)) {
            fail_msg("row %zu", i);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),    cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_pointers), cmocka_unit_test(test_record),
        cmocka_unit_test(test_sticky),   cmocka_unit_test(test_data),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
