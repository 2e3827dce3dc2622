/* Names: presentation to wire and back, limits, comparison. */
#include "unit.h"

#define L63 "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk"
#define L62 "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghij"
#define L61 "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghi"
#define L60 "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefgh"

static void test_parse(void **state) {
    static const struct {
        const char *text, *origin, *printed;
        enum mx_name_error error;
    } rows[] = {
        {"example.com.", NULL, "example.com.", MX_NAME_OK},
        {"example.com", NULL, "example.com.", MX_NAME_OK},
        {"example.com.", "oc9.com", "example.com.", MX_NAME_OK},
        {"mail1", "oc9.com", "mail1.oc9.com.", MX_NAME_OK},
        {"a.b", "oc9.com", "a.b.oc9.com.", MX_NAME_OK},
        {"mail1", ".", "mail1.", MX_NAME_OK},
        {"@", "oc9.com", "oc9.com.", MX_NAME_OK},
        {"@", ".", ".", MX_NAME_OK},
        {"@", NULL, "\\@.", MX_NAME_OK},
        {"@.", "oc9.com", "\\@.", MX_NAME_OK},
        {"@.a", "oc9.com", "\\@.a.oc9.com.", MX_NAME_OK},
        {".", NULL, ".", MX_NAME_OK},
        {".", "oc9.com", ".", MX_NAME_OK},
        {"*", "oc9.com", "*.oc9.com.", MX_NAME_OK},
        {"MaIl", "OC9.com", "MaIl.OC9.com.", MX_NAME_OK},
        {"a b", NULL, "a\\032b.", MX_NAME_OK},
        {"_smtp", "a", "_smtp.a.", MX_NAME_OK},
        /* escapes */
        {"a\\.b", NULL, "a\\.b.", MX_NAME_OK},
        {"a\\.", "oc9.com", "a\\..oc9.com.", MX_NAME_OK},
        {"a\\\\.", "oc9.com", "a\\\\.", MX_NAME_OK},
        {"a\\\\\\.", "oc9.com", "a\\\\\\..oc9.com.", MX_NAME_OK},
        {"\\.", "oc9.com", "\\..oc9.com.", MX_NAME_OK},
        {"a\\046b", NULL, "a\\.b.", MX_NAME_OK},
        {"\\097", NULL, "a.", MX_NAME_OK},
        {"\\000", NULL, "\\000.", MX_NAME_OK},
        {"\\255", NULL, "\\255.", MX_NAME_OK},
        {"\\254x", NULL, "\\254x.", MX_NAME_OK},
        {"\\256", NULL, NULL, MX_NAME_BAD_ESCAPE},
        {"\\999", NULL, NULL, MX_NAME_BAD_ESCAPE},
        {"a\\", NULL, NULL, MX_NAME_BAD_ESCAPE},
        {"a\\", "oc9.com", NULL, MX_NAME_BAD_ESCAPE},
        {"\\@", "oc9.com", "\\@.oc9.com.", MX_NAME_OK},
        /* BIND looks at the character for a bit-string label, not at the octet */
        {"\\[x", NULL, NULL, MX_NAME_BAD_ESCAPE},
        {"a.\\[x", "oc9.com", NULL, MX_NAME_BAD_ESCAPE},
        {"a\\[x", NULL, "a[x.", MX_NAME_OK},
        {"\\091x", NULL, "[x.", MX_NAME_OK},
        {"a.\\091x", "oc9.com", "a.[x.oc9.com.", MX_NAME_OK},
        {"[x", "oc9.com", "[x.oc9.com.", MX_NAME_OK},
        /* not names */
        {"", NULL, NULL, MX_NAME_EMPTY},
        {"", "oc9.com", NULL, MX_NAME_EMPTY},
        {"a..b", NULL, NULL, MX_NAME_EMPTY_LABEL},
        {"..", NULL, NULL, MX_NAME_EMPTY_LABEL},
        {".a", NULL, NULL, MX_NAME_EMPTY_LABEL},
        {"a..", NULL, NULL, MX_NAME_EMPTY_LABEL},
        {"a..", "oc9.com", NULL, MX_NAME_EMPTY_LABEL},
        {"a\x1f", NULL, NULL, MX_NAME_NOT_ASCII},
        {"a\x7f", NULL, NULL, MX_NAME_NOT_ASCII},
        {"a\tb", NULL, NULL, MX_NAME_NOT_ASCII},
        {"b\xc3\xbc", NULL, NULL, MX_NAME_NOT_ASCII},
        {"a~", NULL, "a~.", MX_NAME_OK},
        /* labels of 62, 63, 64 */
        {L62 ".a", NULL, L62 ".a.", MX_NAME_OK},
        {L63 ".a", NULL, L63 ".a.", MX_NAME_OK},
        {L63 "l.a", NULL, NULL, MX_NAME_LABEL_TOO_LONG},
        {L62, "a", L62 ".a.", MX_NAME_OK},
        {L63, "a", L63 ".a.", MX_NAME_OK},
        {L63 "l", "a", NULL, MX_NAME_LABEL_TOO_LONG},
        {L63 "\\108", "a", NULL, MX_NAME_LABEL_TOO_LONG},
        {L62 "\\108", "a", L62 "l.a.", MX_NAME_OK},
        /* names of 254, 255, 256 octets: three labels of 63 are 192, a label of 61 adds 62 */
        {L63 "." L63 "." L63 "." L60, NULL, L63 "." L63 "." L63 "." L60 ".", MX_NAME_OK},
        {L63 "." L63 "." L63 "." L61, NULL, L63 "." L63 "." L63 "." L61 ".", MX_NAME_OK},
        {L63 "." L63 "." L63 "." L62, NULL, NULL, MX_NAME_TOO_LONG},
        {L63 "." L63 "." L63 "." L60 ".", NULL, L63 "." L63 "." L63 "." L60 ".", MX_NAME_OK},
        {L63 "." L63 "." L63 "." L61 ".", NULL, L63 "." L63 "." L63 "." L61 ".", MX_NAME_OK},
        {L63 "." L63 "." L63 "." L62 ".", NULL, NULL, MX_NAME_TOO_LONG},
        {L63 "." L63 "." L63 "." L63 ".", NULL, NULL, MX_NAME_TOO_LONG},
        {L63 "." L63, L63 "." L60, L63 "." L63 "." L63 "." L60 ".", MX_NAME_OK},
        {L63 "." L63, L63 "." L61, L63 "." L63 "." L63 "." L61 ".", MX_NAME_OK},
        {L63 "." L63, L63 "." L62, NULL, MX_NAME_TOO_LONG},
        {"@", L63 "." L63 "." L63 "." L61, L63 "." L63 "." L63 "." L61 ".", MX_NAME_OK},
        {"a", L63 "." L63 "." L63 "." L61, NULL, MX_NAME_TOO_LONG},
        {"a", L63 "." L63 "." L63 "." L60, NULL, MX_NAME_TOO_LONG},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct mx_name name, before, origin = {{0}};
        char buffer[MXTRAP_NAME_TEXT_MAX];
        memset(name.wire, 0xaa, sizeof name.wire);
        before = name;
        if (rows[i].origin != NULL) {
            origin = name_of(rows[i].origin);
        }
        enum mx_name_error error = mx_name_parse(&name, rows[i].text, strlen(rows[i].text),
                                                 rows[i].origin != NULL ? origin.wire : NULL);
        if (error != rows[i].error) {
            fail_msg("%s: error %d, not %d", rows[i].text, (int)error, (int)rows[i].error);
        }
        if (error == MX_NAME_OK) {
            assert_string_equal(mx_name_print(name.wire, buffer), rows[i].printed);
        } else {
            assert_memory_equal(name.wire, before.wire, sizeof name.wire);
        }
    }
}

static void test_parse_stops_at_length(void **state) {
    struct mx_name name;
    char buffer[MXTRAP_NAME_TEXT_MAX];
    (void)state;

    assert_int_equal(mx_name_parse(&name, "mail1.oc9", 5, NULL), MX_NAME_OK);
    assert_string_equal(mx_name_print(name.wire, buffer), "mail1.");
    assert_int_equal(mx_name_parse(&name, "a\0b", 3, NULL), MX_NAME_NOT_ASCII);
}

/* Text longer than any name is, around the size of the buffer. */
static void test_parse_long_text(void **state) {
    char text[1100];
    struct mx_name name;
    (void)state;

    memset(text, 'a', sizeof text);
    for (size_t i = 1; i < sizeof text; i += 2) {
        text[i] = '.';
    }
    for (size_t length = 1000; length < 1050; length++) {
        assert_int_equal(mx_name_parse(&name, text, length, NULL), MX_NAME_TOO_LONG);
    }
}

/* The longest name with every octet escaped is read, and comes out as it went in. */
static void test_parse_all_escaped(void **state) {
    struct mx_text text = {0};
    struct mx_name name;
    char buffer[MXTRAP_NAME_TEXT_MAX];
    (void)state;

    for (size_t label = 0; label < 4; label++) {
        for (size_t i = 0; i < (label == 3 ? 61 : 63); i++) {
            mx_text_string(&text, "\\007");
        }
        mx_text_char(&text, '.');
    }
    const char *whole = mx_text_string_of(&text);
    assert_int_equal(mx_name_parse(&name, whole, text.length, NULL), MX_NAME_OK);
    assert_int_equal(mx_name_length(name.wire), 255);
    assert_string_equal(mx_name_print(name.wire, buffer), whole);
    mx_text_free(&text);
}

/* Every octet, as first, middle and last of a label, beside a dot and at the end of the name. */
static void test_print_parses_again(void **state) {
    static const struct mx_name origin = {{3, 'o', 'c', '9', 3, 'c', 'o', 'm', 0}};
    (void)state;

    for (unsigned c = 0; c <= 255; c++) {
        uint8_t o = (uint8_t)c;
        const uint8_t names[][16] = {{1, o, 0},
                                     {3, o, 'a', 'b', 1, o, 0},
                                     {3, 'a', o, 'b', 0},
                                     {3, 'a', 'b', o, 0},
                                     {3, o, o, '1', 0},
                                     {1, 'a', 2, o, '0', 3, 'o', 'c', '9', 3, 'c', 'o', 'm', 0},
                                     {1, o, 3, 'o', 'c', '9', 3, 'c', 'o', 'm', 0}};
        for (size_t i = 0; i < COUNT(names); i++) {
            struct mx_text text = {0};
            struct mx_name again;
            char buffer[MXTRAP_NAME_TEXT_MAX];
            mx_name_print(names[i], buffer);
            assert_int_equal(mx_name_parse(&again, buffer, strlen(buffer), origin.wire),
                             MX_NAME_OK);
            assert_memory_equal(again.wire, names[i], mx_name_length(names[i]));
            mx_name_write(&text, names[i], origin.wire);
            assert_int_equal(mx_name_parse(&again, text.bytes, text.length, origin.wire),
                             MX_NAME_OK);
            assert_memory_equal(again.wire, names[i], mx_name_length(names[i]));
            for (size_t at = 0; at < text.length; at++) {
                assert_true(text.bytes[at] > ' ' && text.bytes[at] < 0x7f);
            }
            mx_text_free(&text);
        }
    }
}

/* What a zone file reads as something else comes after a backslash. */
static void test_print_escapes(void **state) {
    static const char special[] = ".;()\\\"@$";
    (void)state;

    for (const char *c = special; *c != '\0'; c++) {
        const uint8_t name[] = {2, 'a', (uint8_t)*c, 0};
        const char expected[] = {'a', '\\', *c, '.', '\0'};
        char buffer[MXTRAP_NAME_TEXT_MAX];
        assert_string_equal(mx_name_print(name, buffer), expected);
    }
}

static void test_write_relative(void **state) {
    static const struct {
        const char *name, *origin, *text;
    } rows[] = {
        {"mail1.oc9.com", "oc9.com", "mail1"},
        {"a.b.oc9.com", "oc9.com", "a.b"},
        {"mail1.OC9.com", "oc9.COM", "mail1"},
        {"oc9.com", "oc9.com", "@"},
        {"com", "oc9.com", "com."},
        {"xoc9.com", "oc9.com", "xoc9.com."},
        {"example.com", "oc9.com", "example.com."},
        {".", "oc9.com", "."},
        {"oc9.com", ".", "oc9.com."},
        {".", ".", "."},
        {"oc9.com", NULL, "oc9.com."},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct mx_name name = name_of(rows[i].name), origin = {{0}};
        struct mx_text text = {0};
        if (rows[i].origin != NULL) {
            origin = name_of(rows[i].origin);
        }
        mx_name_write(&text, name.wire, rows[i].origin != NULL ? origin.wire : NULL);
        assert_string_equal(mx_text_string_of(&text), rows[i].text);
        mx_text_free(&text);
    }
}

static void test_equal_and_hash(void **state) {
    static const struct {
        const char *a, *b;
        bool equal;
    } rows[] = {
        {"oc9.com", "oc9.com.", true},
        {"oc9.com", "OC9.cOm", true},
        {"a", "b", false},
        {"a.b", "a\\.b", false},
        {"a", "a.a", false},
        {".", ".", true},
        {".", "a", false},
        {"az", "AZ", true},
        {"[", "{", false},
        {"@.", "`", false},
        {"\\193", "\\225", false},
        {"a.b.c", "a.b.d", false},
        {"ab.c", "a.bc", false},
        {"a.b", "a.bc", false},
        {"x.z", "y.z", false},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct mx_name a = name_of(rows[i].a), b = name_of(rows[i].b);
        assert_int_equal(mx_name_equal(a.wire, b.wire), rows[i].equal);
        assert_int_equal(mx_name_equal(b.wire, a.wire), rows[i].equal);
        assert_true(!rows[i].equal || mx_name_hash(a.wire) == mx_name_hash(b.wire));
    }
}

/* Letters alone are folded, not octets that differ from each other in the same bit. */
static void test_equal_every_octet(void **state) {
    (void)state;

    for (unsigned x = 0; x <= 255; x++) {
        for (unsigned y = 0; y <= 255; y++) {
            const uint8_t a[] = {1, (uint8_t)x, 0}, b[] = {1, (uint8_t)y, 0};
            bool letters = (x | 32) == (y | 32) && (x | 32) >= 'a' && (x | 32) <= 'z';
            assert_int_equal(mx_name_equal(a, b), x == y || letters);
        }
    }
}

static void test_is_within(void **state) {
    static const struct {
        const char *name, *ancestor;
        bool within;
    } rows[] = {
        {"oc9.com", "oc9.com", true},
        {"a.oc9.com", "oc9.com", true},
        {"a.b.OC9.com", "oc9.COM", true},
        {"xoc9.com", "oc9.com", false},
        {"com", "oc9.com", false},
        {".", "oc9.com", false},
        {"oc9.com", ".", true},
        {".", ".", true},
        {"a\\.oc9.com", "oc9.com", false},
        {"\\003oc9.com", "oc9.com", false},
        {"oc9.com.oc9", "oc9.com", false},
        {"abcoc9.com", "oc9.com", false},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct mx_name name = name_of(rows[i].name), ancestor = name_of(rows[i].ancestor);
        assert_int_equal(mx_name_is_within(name.wire, ancestor.wire), rows[i].within);
    }
}

static void test_count_and_skip(void **state) {
    struct mx_name name = name_of("a.bc.def");
    (void)state;

    assert_int_equal(mx_name_length(name.wire), 10);
    assert_int_equal(mx_name_label_count(name.wire), 3);
    assert_int_equal(mx_name_label_count((const uint8_t *)""), 0);
    assert_int_equal(mx_name_length((const uint8_t *)""), 1);
    assert_ptr_equal(mx_name_skip(name.wire, 0), name.wire);
    assert_ptr_equal(mx_name_skip(name.wire, 1), name.wire + 2);
    assert_ptr_equal(mx_name_skip(name.wire, 2), name.wire + 5);
    assert_ptr_equal(mx_name_skip(name.wire, 3), name.wire + 9);
    assert_ptr_equal(mx_name_skip(name.wire, 4), name.wire + 9);
}

static void test_error_texts(void **state) {
    (void)state;

    for (int a = MX_NAME_OK; a <= MX_NAME_NOT_ASCII; a++) {
        for (int b = MX_NAME_OK; b < a; b++) {
            assert_string_not_equal(mx_name_error_text((enum mx_name_error)a),
                                    mx_name_error_text((enum mx_name_error)b));
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parse),
        cmocka_unit_test(test_parse_stops_at_length),
        cmocka_unit_test(test_parse_long_text),
        cmocka_unit_test(test_parse_all_escaped),
        cmocka_unit_test(test_print_parses_again),
        cmocka_unit_test(test_print_escapes),
        cmocka_unit_test(test_write_relative),
        cmocka_unit_test(test_equal_and_hash),
        cmocka_unit_test(test_equal_every_octet),
        cmocka_unit_test(test_is_within),
        cmocka_unit_test(test_count_and_skip),
        cmocka_unit_test(test_error_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
