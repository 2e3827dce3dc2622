/* Domains as typed: IDN, case, final dots, and what is none. */
#include "unit.h"

#include "net/domain_name.h"

#define L63 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static void test_read(void **state) {
    static const struct {
        const char *text, *printed; /* NULL: it is refused */
    } rows[] = {
        {"oc9.com", "oc9.com."},
        {"oc9.com.", "oc9.com."},
        {"OC9.Com", "oc9.com."},
        {".", "."},
        {"_mx.oc9.com", "_mx.oc9.com."},
        {"a\\.b.oc9.com", "a\\.b.oc9.com."},
        {"1/26.oc9.com", "1/26.oc9.com."},
        {"bücher.example", "xn--bcher-kva.example."},
        {"BÜCHER.Example.", "xn--bcher-kva.example."},
        {"bu\xcc\x88"
         "cher.example",
         "xn--bcher-kva.example."},
        {"straße.example", "xn--strae-oqa.example."},
        {"例え.テスト", "xn--r8jz45g.xn--zckzah."},
        {"例え。テスト", "xn--r8jz45g.xn--zckzah."},
        {"_mx.bücher.example", "_mx.xn--bcher-kva.example."},
        {"xn--bcher-kva.example", "xn--bcher-kva.example."},
        {L63 ".com", L63 ".com."},
        {L63 "a.com", NULL},
        {"", NULL},
        {"..", NULL},
        {".com", NULL},
        {"a..b", NULL},
        {"ü..b", NULL},
        {"user@oc9.com", NULL},
        {"http://oc9.com/", NULL},
        {"oc9.com/", NULL},
        {"oc9.com/path", NULL},
        {"smtp://user@oc9.com", NULL},
        {"oc9 com", NULL},
        {" oc9.com", NULL},
        {"oc9.com\n", NULL},
        {"\xff\xfe.example", NULL},
        {"b\xc3.example", NULL},
        {"\xe2\x80\xae.example", NULL}, /* right-to-left override */
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct mx_name name, before;
        char buffer[MXTRAP_NAME_TEXT_MAX];
        const char *why = NULL;
        memset(name.wire, 0xaa, sizeof name.wire);
        before = name;
        enum mxtrap_status status =
            mx_domain_name_read(&name, rows[i].text, strlen(rows[i].text), &why);
        if (rows[i].printed != NULL) {
            if (status != MXTRAP_OK) {
                fail_msg("%s: %s", rows[i].text, why);
            }
            assert_string_equal(mx_name_print(name.wire, buffer), rows[i].printed);
            assert_null(why);
        } else {
            if (status != MXTRAP_ERR_INPUT) {
                fail_msg("%s is taken", rows[i].text);
            }
            assert_non_null(why);
            assert_memory_equal(name.wire, before.wire, sizeof name.wire);
        }
    }
}

static void test_read_lengths(void **state) {
    struct mx_name name;
    const char *why = NULL;
    char text[2000];
    (void)state;

    assert_int_equal(mx_domain_name_read(&name, "oc9.comics", 7, &why), MXTRAP_OK);
    assert_true(mx_name_equal(name.wire, name_of("oc9.com").wire));
    assert_int_equal(mx_domain_name_read(&name, "\xc3\xbc\0b", 4, &why), MXTRAP_ERR_INPUT);
    assert_int_equal(mx_domain_name_read(&name, "a\0b", 3, &why), MXTRAP_ERR_INPUT);
    for (size_t length = 250; length < sizeof text; length += 2) {
        for (size_t i = 0; i < length; i += 2) {
            memcpy(text + i, "\xc3\xbc", 2);
        }
        assert_int_equal(mx_domain_name_read(&name, text, length, &why), MXTRAP_ERR_INPUT);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_read_lengths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
