/* Zone files into layouts: roles, and what is known of a target. The records themselves are held to
 * BIND's by tests/zonefiles. */
#include "unit.h"

#define SOA "$ORIGIN a.com.\n$TTL 60\n@ SOA n. h 1 2 3 4 5\n@ NS n.\n"

/* Roles in order of preference, a letter each. */
static void assert_roles(const char *text, const struct mxtrap_zone_file_options *options,
                         const char *owner, const char *expected) {
    struct spec spec = zone_file_of(text, options);
    char roles[16] = "";

    assert_int_equal(spec.status, MXTRAP_OK);
    const mxtrap_layout *layout = layout_of(&spec, owner);
    size_t count = mxtrap_layout_exchanger_count(layout);
    assert_true(count < sizeof roles);
    for (size_t i = 0; i < count; i++) {
        enum mxtrap_role role = mxtrap_exchanger_role(mxtrap_layout_exchanger_at(layout, i));
        roles[i] = mxtrap_role_name(role)[0];
        roles[i + 1] = '\0';
    }
    if (strcmp(roles, expected) != 0) {
        print_message("in: %s\n", text);
    }
    assert_string_equal(roles, expected);
    spec_free(&spec);
}

static void test_roles(void **state) {
    static const char *const named[] = {"R.a.com", "z.b.com."};
    static const struct mxtrap_zone_file_options by_name = {.dummies = named, .dummy_count = 2};
    (void)state;

    assert_roles(SOA "@ MX 10 p\n@ MX 20 q\n@ MX 30 r\n@ MX 40 s\n", NULL, "a.com.", "drrd");
    assert_roles(SOA "@ MX 40 p\n@ MX 30 q\n@ MX 20 r\n", NULL, "a.com.", "drd");
    assert_roles(SOA "@ MX 10 p\n@ MX 20 q\n", NULL, "a.com.", "rr");
    assert_roles(SOA "@ MX 10 p\n", NULL, "a.com.", "r");
    assert_roles(SOA "@ MX 0 .\n", NULL, "a.com.", "u");
    assert_roles(SOA "@ MX 0 .\n@ MX 1 p\n@ MX 2 q\n@ MX 3 r\n", NULL, "a.com.", "udrd");
    assert_roles(SOA "@ MX 10 p ; mxtrap: real\n@ MX 20 q ; mxtrap: dummy\n@ MX 30 r\n", NULL,
                 "a.com.", "rdr");
    assert_roles(SOA "@ MX 10 p ; mxtrap: real\n@ MX 20 q\n@ MX 30 r\n", &by_name, "a.com.", "rrd");
    assert_roles(SOA "sub MX 10 z.b.com.\n", &by_name, "sub.a.com.", "d");
}

static void test_targets(void **state) {
    static const struct {
        const char *records, *host;
        enum mx_target target;
        size_t addresses;
    } rows[] = {
        {"", "t", MX_TARGET_NONE, 0},
        {"", "t.b.com.", MX_TARGET_ELSEWHERE, 0},
        {"t A 20.0.0.1\nt AAAA 2600::1\n", "t", MX_TARGET_HERE, 2},
        {"T.A.com. A 20.0.0.1\n", "t", MX_TARGET_HERE, 1},
        {"t TXT x\n", "t", MX_TARGET_NONE, 0},
        {"t CNAME u\nu A 20.0.0.1\n", "t", MX_TARGET_ALIAS, 0},
        {"u DNAME b.com.\n", "t.u", MX_TARGET_ALIAS, 0},
        {"u DNAME b.com.\nu A 20.0.0.1\n", "u", MX_TARGET_HERE, 1},
        {"u NS n.b.com.\n", "t.u", MX_TARGET_ELSEWHERE, 0},
        {"u NS t.u\nt.u A 20.0.0.1\n", "t.u", MX_TARGET_ELSEWHERE, 1},
        {"* A 20.0.0.1\n", "t", MX_TARGET_HERE, 1},
        {"* A 20.0.0.1\n", "t.u", MX_TARGET_HERE, 1},
        {"*.u A 20.0.0.1\n", "t.u", MX_TARGET_HERE, 1},
        {"*.u A 20.0.0.1\n", "t", MX_TARGET_NONE, 0},
        {"* A 20.0.0.1\nt TXT x\n", "t", MX_TARGET_NONE, 0},
        {"* A 20.0.0.1\nu TXT x\n", "t.u", MX_TARGET_NONE, 0},
        {"* CNAME b.com.\n", "t", MX_TARGET_ALIAS, 0},
        /* empty non-terminals exist (RFC 4592 2.2.2) */
        {"* A 20.0.0.1\nx.u TXT x\n", "t.u", MX_TARGET_NONE, 0},
        {"* A 20.0.0.1\nx.y.u TXT x\n", "t.u", MX_TARGET_NONE, 0},
        {"* A 20.0.0.1\nx.t TXT x\n", "t", MX_TARGET_NONE, 0},
        {"* A 20.0.0.1\n*.t TXT x\n", "t", MX_TARGET_NONE, 0},
        {"*.u A 20.0.0.1\nx.y.u TXT x\n", "t.u", MX_TARGET_HERE, 1},
        {"*.u A 20.0.0.1\nx.y.u TXT x\n", "t.y.u", MX_TARGET_NONE, 0},
        {"* A 20.0.0.1\nx.tu TXT x\n", "t", MX_TARGET_HERE, 1},
    };
    (void)state;

    for (size_t i = 0; i < 2 * COUNT(rows); i++) {
        struct mx_text text = {0};
        size_t row = i / 2;
        /* The MX record after the others: their names are not known to matter when they are met. */
        mx_text_string(&text, SOA);
        mx_text_string(&text, i % 2 == 0 ? "" : rows[row].records);
        mx_text_format(&text, "@ MX 10 %s\n", rows[row].host);
        mx_text_string(&text, i % 2 == 0 ? rows[row].records : "");
        struct spec spec = zone_file_of(mx_text_string_of(&text), NULL);
        const mxtrap_exchanger *exchanger = exchanger_of(&spec, 0, 0);
        assert_int_equal(spec.status, MXTRAP_OK);
        if (exchanger->target != rows[row].target) {
            print_message("in: %s\n", mx_text_string_of(&text));
        }
        assert_int_equal(exchanger->target, rows[row].target);
        assert_int_equal(exchanger->address_count, rows[row].addresses);
        spec_free(&spec);
        mx_text_free(&text);
    }
}

/* An owner of MX records exists, and so do the names above it: no wildcard answers for them. */
static void test_owner_exists(void **state) {
    static const char *const texts[] = {SOA "@ MX 10 t\n* A 20.0.0.1\nt MX 10 y\n",
                                        SOA "* A 20.0.0.1\nx.t MX 10 y\n@ MX 10 t\n"};
    (void)state;

    for (size_t i = 0; i < COUNT(texts); i++) {
        struct spec spec = zone_file_of(texts[i], NULL);
        const mxtrap_layout *layout = layout_of(&spec, "a.com.");
        assert_int_equal(mxtrap_layout_exchanger_at(layout, 0)->target, MX_TARGET_NONE);
        spec_free(&spec);
    }
}

static void test_fragment(void **state) {
    struct spec spec = zone_file_of("$ORIGIN a.com.\n@ MX 1 d\n@ MX 2 r\nr A 20.0.0.1\n", NULL);
    static const struct mxtrap_zone_file_options options = {.origin = "com"};
    char buffer[MXTRAP_NAME_TEXT_MAX];
    (void)state;

    assert_string_equal(mxtrap_zone_origin(zone_of(&spec, 0), buffer), "a.com.");
    assert_int_equal(exchanger_of(&spec, 0, 0)->target, MX_TARGET_UNKNOWN);
    assert_int_equal(exchanger_of(&spec, 0, 1)->target, MX_TARGET_HERE);
    spec_free(&spec);
    spec = zone_file_of("a MX 1 d\n", &options);
    assert_string_equal(mxtrap_zone_origin(zone_of(&spec, 0), buffer), "com.");
    assert_string_equal(mxtrap_exchanger_host(exchanger_of(&spec, 0, 0), buffer), "d.com.");
    spec_free(&spec);
}

static void test_refused(void **state) {
    static const struct mxtrap_zone_file_options bad_origin = {.origin = "a..b"};
    static const char *const names[] = {""};
    static const struct mxtrap_zone_file_options bad_dummy = {.dummies = names, .dummy_count = 1};
    (void)state;

    struct spec spec = zone_file_of(SOA "@ MX ten t\n@ MX 20 u\n", NULL);
    assert_int_equal(spec.status, MXTRAP_ERR_INPUT);
    assert_rules(spec.findings, "zone-syntax");
    assert_int_equal(mxtrap_exchanger_preference(exchanger_of(&spec, 0, 0)), 20);
    spec_free(&spec);
    spec = zone_file_of(SOA, &bad_origin);
    assert_int_equal(spec.status, MXTRAP_ERR_ARGUMENT);
    spec_free(&spec);
    spec = zone_file_of(SOA, &bad_dummy);
    assert_int_equal(spec.status, MXTRAP_ERR_ARGUMENT);
    spec_free(&spec);
    spec = zone_file_of(SOA "@ TXT none\n", NULL);
    assert_int_equal(spec.status, MXTRAP_OK);
    assert_int_equal(mxtrap_zones_count(spec.zones), 0);
    spec_free(&spec);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_roles),        cmocka_unit_test(test_targets),
        cmocka_unit_test(test_owner_exists), cmocka_unit_test(test_fragment),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
