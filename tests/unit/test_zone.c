/* Zone files into layouts: what is known of a target; for roles see test_zone_roles.c. The records
 * themselves are held to BIND's by tests/golden/zonefiles. */
#include "unit.h"

#include "zone/skipped_names.h"

#define SOA "$ORIGIN a.com.\n$TTL 60\n@ SOA n. h 1 2 3 4 5\n@ NS n.\n"

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
        /* another target is below a zone cut */
        {"@ MX 20 t.u.v\nv NS n.b.com.\nt A 20.0.0.1\n", "t", MX_TARGET_HERE, 1},
        {"@ MX 20 t.u.v\nu.v NS n.b.com.\n", "t.v", MX_TARGET_NONE, 0},
    };
    (void)state;

    for (size_t i = 0; i < 3 * COUNT(rows); i++) {
        struct mx_text text = {0};
        size_t row = i / 3;
        /* The MX record after the others: their names are not known to matter when they are met.
         * And after so many that not all hashes are kept. */
        mx_text_string(&text, SOA);
        mx_text_string(&text, i % 3 == 0 ? "" : rows[row].records);
        for (size_t other = 0; i % 3 == 2 && other < 2 * MX_ZONE_SKIPPED_FEW; other++) {
            mx_text_format(&text, "o%zu.n. TXT x\n", other);
        }
        mx_text_format(&text, "@ MX 10 %s\n", rows[row].host);
        mx_text_string(&text, i % 3 == 0 ? rows[row].records : "");
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
    static const struct mxtrap_zone_file_options options = {.size = sizeof options,
                                                            .origin = "com"};
    char buffer[MXTRAP_NAME_TEXT_MAX];
    (void)state;

    assert_string_equal(mxtrap_zone_origin(buffer, zone_of(&spec, 0)), "a.com.");
    assert_int_equal(exchanger_of(&spec, 0, 0)->target, MX_TARGET_UNKNOWN);
    assert_int_equal(exchanger_of(&spec, 0, 1)->target, MX_TARGET_HERE);
    spec_free(&spec);
    spec = zone_file_of("a MX 1 d\n", &options);
    assert_string_equal(mxtrap_zone_origin(buffer, zone_of(&spec, 0)), "com.");
    assert_string_equal(mxtrap_exchanger_host(buffer, exchanger_of(&spec, 0, 0)), "d.com.");
    spec_free(&spec);
}

static void test_refused(void **state) {
    static const struct mxtrap_zone_file_options bad_origin = {.size = sizeof bad_origin,
                                                               .origin = "a..b"};
    static const char *const names[] = {""};
    static const struct mxtrap_zone_file_options bad_dummy = {
        .size = sizeof bad_dummy, .dummies = names, .dummy_count = 1};
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
        cmocka_unit_test(test_targets),
        cmocka_unit_test(test_owner_exists),
        cmocka_unit_test(test_fragment),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
