/* The text builder: bounds, escapes, columns, and what a sink sees. */
#include "unit.h"

static void assert_text(struct mx_text *text, const char *expected) {
    const char *found = mx_text_string_of(text);
    assert_non_null(found);
    assert_string_equal(found, expected);
    mx_text_free(text);
}

static void test_parts(void **state) {
    struct mx_text text = {0};
    (void)state;

    mx_text_string(&text, "a");
    mx_text_bytes(&text, "bcd", 2);
    mx_text_bytes(&text, NULL, 0);
    mx_text_char(&text, ' ');
    mx_text_format(&text, "%s-%d", "x", 7);
    assert_int_equal(mx_text_position(&text), 7);
    assert_text(&text, "abc x-7");
}

static void test_unsigned(void **state) {
    static const struct {
        uint64_t number;
        const char *text;
    } rows[] = {
        {0, "0"},
        {9, "9"},
        {10, "10"},
        {11, "11"},
        {99, "99"},
        {100, "100"},
        {UINT32_MAX, "4294967295"},
        {UINT64_MAX - 1, "18446744073709551614"},
        {UINT64_MAX, "18446744073709551615"},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct mx_text text = {0};
        mx_text_unsigned(&text, rows[i].number);
        assert_text(&text, rows[i].text);
    }
}

static void test_pad(void **state) {
    static const struct {
        const char *before;
        size_t column, length;
    } rows[] = {
        {"", 0, 1},    {"", 1, 1},   {"", 2, 2},   {"abc", 2, 4}, {"abc", 3, 4},   {"abc", 4, 4},
        {"abc", 5, 5}, {"", 63, 63}, {"", 64, 64}, {"", 65, 64},  {"abc", 67, 67}, {"abc", 68, 67},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct mx_text text = {0};
        mx_text_string(&text, "line\n");
        size_t mark = mx_text_position(&text);
        mx_text_string(&text, rows[i].before);
        mx_text_pad(&text, mark, rows[i].column);
        assert_int_equal(mx_text_position(&text) - mark, rows[i].length);
        for (size_t at = mark + strlen(rows[i].before); at < text.length; at++) {
            assert_int_equal(text.bytes[at], ' ');
        }
        mx_text_free(&text);
    }
}

static void test_escaped_every_octet(void **state) {
    (void)state;

    for (unsigned c = 0; c <= 255; c++) {
        struct mx_text text = {0};
        char byte = (char)c, expected[8];
        bool bare = c >= 0x20 && c <= 0x7e && c != '\\';
        mx_text_escaped(&text, &byte, 1);
        if (bare) {
            expected[0] = byte;
            expected[1] = '\0';
        } else {
            snprintf(expected, sizeof expected, "\\x%02x", c);
        }
        assert_text(&text, expected);
    }
}

static void test_quoted(void **state) {
    static const struct {
        size_t length, quoted;
        bool cut;
    } rows[] = {{0, 2, false}, {1, 3, false}, {79, 81, false}, {80, 82, false}, {81, 85, true}};
    char bytes[81];
    (void)state;

    memset(bytes, 'x', sizeof bytes);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct mx_text text = {0};
        mx_text_quoted(&text, bytes, rows[i].length);
        assert_int_equal(text.length, rows[i].quoted);
        assert_int_equal(text.bytes[0], '"');
        assert_int_equal(text.bytes[text.length - 1], '"');
        assert_int_equal(memchr(text.bytes, '.', text.length) != NULL, rows[i].cut);
        mx_text_free(&text);
    }
}

/* What printf makes is cut at 511 bytes. */
static void test_format_bound(void **state) {
    static const size_t lengths[] = {510, 511, 512, 600};
    char bytes[601];
    (void)state;

    memset(bytes, 'x', sizeof bytes - 1);
    for (size_t i = 0; i < COUNT(lengths); i++) {
        struct mx_text text = {0};
        bytes[lengths[i]] = '\0';
        mx_text_format(&text, "%s", bytes);
        assert_int_equal(text.length, lengths[i] < 511 ? lengths[i] : 511);
        assert_int_equal(text.status, MXTRAP_OK);
        mx_text_free(&text);
        bytes[lengths[i]] = 'x';
    }
}

static void test_grows(void **state) {
    static const size_t lengths[] = {127, 128, 129, 255, 256, 257, 200000};
    (void)state;

    for (size_t i = 0; i < COUNT(lengths); i++) {
        struct mx_text text = {0};
        for (size_t at = 0; at < lengths[i]; at++) {
            mx_text_char(&text, (char)('a' + at % 26));
        }
        assert_int_equal(text.length, lengths[i]);
        assert_non_null(mx_text_string_of(&text));
        for (size_t at = 0; at < lengths[i]; at++) {
            assert_int_equal(text.bytes[at], 'a' + at % 26);
        }
        assert_int_equal(text.bytes[lengths[i]], '\0');
        mx_text_free(&text);
        assert_null(text.bytes);
    }
}

struct seen {
    size_t calls, bytes, largest;
    unsigned sum;
    bool refuse;
};

static int sink(void *context, const char *bytes, size_t length) {
    struct seen *seen = context;

    assert_true(length > 0);
    seen->calls++;
    seen->bytes += length;
    seen->largest = length > seen->largest ? length : seen->largest;
    for (size_t i = 0; i < length; i++) {
        seen->sum = seen->sum * 31 + (unsigned char)bytes[i];
    }
    return seen->refuse ? -1 : 0;
}

/* Nothing is lost or said twice around the chunk's end, and memory stays one chunk. */
static void test_sink_gets_all(void **state) {
    static const struct {
        size_t bytes, calls;
    } rows[] = {{0, 0}, {1, 1}, {65535, 1}, {65536, 1}, {65537, 2}, {131072, 2}, {131073, 3}};
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct seen seen = {0};
        struct mx_text text = MX_TEXT_INTO(sink, &seen);
        unsigned sum = 0;
        for (size_t at = 0; at < rows[i].bytes; at++) {
            mx_text_char(&text, (char)('a' + at % 23));
            sum = sum * 31 + (unsigned)('a' + at % 23);
        }
        assert_int_equal(mx_text_position(&text), rows[i].bytes);
        assert_int_equal(mx_text_finish(&text), MXTRAP_OK);
        assert_int_equal(seen.calls, rows[i].calls);
        assert_int_equal(seen.bytes, rows[i].bytes);
        assert_int_equal(seen.sum, sum);
        assert_true(seen.largest <= 65536);
        mx_text_free(&text);
    }
}

static void test_sink_gets_a_large_piece(void **state) {
    static const size_t lengths[] = {65535, 65536, 65537, 300000};
    char *piece = malloc(300000);
    (void)state;

    assert_non_null(piece);
    memset(piece, 'x', 300000);
    for (size_t i = 0; i < COUNT(lengths); i++) {
        struct seen seen = {0};
        struct mx_text text = MX_TEXT_INTO(sink, &seen);
        mx_text_char(&text, '<');
        mx_text_bytes(&text, piece, lengths[i]);
        mx_text_char(&text, '>');
        assert_int_equal(mx_text_finish(&text), MXTRAP_OK);
        assert_int_equal(seen.bytes, lengths[i] + 2);
        mx_text_free(&text);
    }
    free(piece);
}

/* The first failure sticks, and the sink is left alone from then on. */
static void test_refusal_sticks(void **state) {
    struct seen seen = {.refuse = true};
    struct mx_text text = MX_TEXT_INTO(sink, &seen);
    (void)state;

    for (size_t i = 0; i < 200000; i++) {
        mx_text_char(&text, 'x');
    }
    assert_int_equal(text.status, MXTRAP_ERR_OUTPUT);
    mx_text_string(&text, "more");
    assert_null(mx_text_string_of(&text));
    assert_int_equal(mx_text_finish(&text), MXTRAP_ERR_OUTPUT);
    assert_int_equal(mx_text_finish(&text), MXTRAP_ERR_OUTPUT);
    assert_int_equal(seen.calls, 1);
    mx_text_free(&text);
}

/* The first piece that does not fit is left out whole, and all that follows; a NUL always fits. */
static void test_within(void **state) {
    (void)state;
    for (size_t size = 1; size <= 12; size++) {
        char *buffer = malloc(size);
        assert_non_null(buffer);
        struct mx_text text = mx_text_within(buffer, size);
        mx_text_string(&text, "abc");
        mx_text_escaped(&text, "\1", 1);
        mx_text_string(&text, "def");
        mx_text_char(&text, '.');
        assert_ptr_equal(mx_text_string_of(&text), buffer);
        assert_string_equal(buffer, size > 11   ? "abc\\x01def."
                                    : size > 10 ? "abc\\x01def"
                                    : size > 7  ? "abc\\x01"
                                    : size > 3  ? "abc"
                                                : "");
        assert_int_equal(mx_text_finish(&text), size > 11 ? MXTRAP_OK : MXTRAP_ERR_MEMORY);
        free(buffer);
    }
}

static void test_first_status_stays(void **state) {
    struct seen seen = {.refuse = true};
    struct mx_text text = MX_TEXT_INTO(sink, &seen);
    (void)state;

    text.status = MXTRAP_ERR_MEMORY;
    mx_text_string(&text, "x");
    assert_int_equal(mx_text_finish(&text), MXTRAP_ERR_MEMORY);
    assert_int_equal(seen.calls, 0);
    mx_text_free(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_unsigned),
        cmocka_unit_test(test_pad),
        cmocka_unit_test(test_escaped_every_octet),
        cmocka_unit_test(test_quoted),
        cmocka_unit_test(test_format_bound),
        cmocka_unit_test(test_grows),
        cmocka_unit_test(test_sink_gets_all),
        cmocka_unit_test(test_sink_gets_a_large_piece),
        cmocka_unit_test(test_refusal_sticks),
        cmocka_unit_test(test_within),
        cmocka_unit_test(test_first_status_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
