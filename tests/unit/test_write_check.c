/* What a format needs of zones, and what is said where they do not have it. */
#include "unit.h"

#define L63 "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk"
#define MX "mx: [{dummy: d, address: 192.0.2.1}]\n"

/* What a complete zone needs, and the other formats do not. */
static void test_check(void **state) {
    static const struct {
        const char *spec, *ids;
    } rows[] = {
        {"zone: a\n" MX, "spec-missing"},
        {"zone: a\nns: n.net.\n" MX, ""},
        {"zone: a\nns: n\n" MX, "spec-missing"},
        {"zone: a\nns: [n, m]\n" MX, "spec-missing spec-missing"},
        {"zone: a\nns: {host: n, address: 192.0.2.1}\n" MX, ""},
        {"zone: a\nns: D\n" MX, ""},
        {"zone: a\nns: [{host: n, address: 192.0.2.1}, N]\n" MX, ""},
        {"zones: [{zone: a, mx: [{real: r}]}, {zone: b, ns: n.c., mx: [{real: r}]}]\n",
         "spec-missing"},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct spec spec = good_spec_of(rows[i].spec);
        const mxtrap_format *format;
        for (size_t j = 0; (format = mxtrap_format_at(MXTRAP_FORMAT_ZONES, j)) != NULL; j++) {
            if (mxtrap_format_run_file(format) != NULL ||
                format == mxtrap_format_find(MXTRAP_FORMAT_ZONES, "mta-sts")) {
                continue; /* tests/unit/test_silence.c has them; see test_mta_sts */
            }
            enum mxtrap_status status = mxtrap_format_check(format, spec.zones, spec.findings);
            bool complains =
                mxtrap_format_has(format, MXTRAP_FORMAT_IS_COMPLETE_ZONE) && rows[i].ids[0] != '\0';
            assert_int_equal(status, complains ? MXTRAP_ERR_INPUT : MXTRAP_OK);
        }
        assert_rules_of(rows[i].spec, spec.findings, rows[i].ids);
        spec_free(&spec);
    }
}

/* hostmaster before the origin adds eleven octets; a name has 255. */
static void test_check_hostmaster(void **state) {
    static const struct {
        size_t length; /* of the origin: three labels of 63 letters, and one */
        const char *soa, *ids;
    } rows[] = {{243, "", ""},
                {244, "", ""},
                {245, "", "spec-missing"},
                {245, "soa: {rname: h.net.}\n", ""},
                {245, "soa: {mname: h.net.}\n", "spec-missing"}};
    char label[64];
    (void)state;

    memset(label, 'a', sizeof label);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct mx_text text = {0};
        mx_text_string(&text, "zone: " L63 "." L63 "." L63 ".");
        mx_text_bytes(&text, label, rows[i].length - 3 * 64 - 2);
        mx_text_string(&text, "\nns: n.\nmx: [{dummy: d.}]\n");
        mx_text_string(&text, rows[i].soa);
        struct spec spec = good_spec_of(mx_text_string_of(&text));
        assert_int_equal(mx_name_length(zone_of(&spec, 0)->origin), rows[i].length);
        mxtrap_format_check(format_of("zone"), spec.zones, spec.findings);
        assert_rules_of(text.bytes, spec.findings, rows[i].ids);
        spec_free(&spec);
        mx_text_free(&text);
    }
}

/* A policy lists real hosts, each once, by names that a policy may have. */
static void test_mta_sts(void **state) {
    static const struct {
        const char *mx, *hosts; /* hosts "": there is no policy */
    } rows[] = {
        {"{dummy: d}, {real: R}, {real: s.b.}, {dummy: e}, {real: r}", "mx: R.a\nmx: s.b\n"},
        {"{real: '@'}", "mx: a\n"},
        {"{dummy: d}", ""},
        {"{real: .}", ""},
        {"{real: r}, {real: .}", "mx: r.a\n"},
        {"{real: r}, {real: a_b}", ""},
        {"{real: r}, {real: 'x\\010mx: evil'}", ""},
        {"{real: r}, {dummy: a_b}", "mx: r.a\n"},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct mx_text text = {0};
        struct mx_text output = {0};
        const mxtrap_format *format = format_of("mta-sts");
        bool is_good = rows[i].hosts[0] != '\0';
        mx_text_format(&text, "zone: a\nmx: [%s]\n", rows[i].mx);
        struct spec spec = good_spec_of(mx_text_string_of(&text));
        assert_int_equal(mxtrap_format_check(format, spec.zones, spec.findings), MXTRAP_OK);
        assert_rules_of(rows[i].mx, spec.findings, is_good ? "" : "mta-sts-policy");
        assert_int_equal(mxtrap_write(spec.zones, format, keep_text, &output),
                         is_good ? MXTRAP_OK : MXTRAP_ERR_ARGUMENT);
        text.length = 0;
        if (is_good) {
            mx_text_format(&text, "version: STSv1\nmode: testing\n%smax_age: 604800\n",
                           rows[i].hosts);
        }
        assert_string_equal(mx_text_string_of(&output), mx_text_string_of(&text));
        mx_text_free(&output);
        mx_text_free(&text);
        spec_free(&spec);
    }
}

static void test_check_chosen(void **state) {
    struct spec spec = good_spec_of("zones: [{zone: a, mx: [{real: r}]}, "
                                    "{zone: b, ns: n.c., mx: [{real: r}]}]\n");
    (void)state;

    assert_int_equal(mxtrap_zones_choose(spec.zones, "b"), MXTRAP_OK);
    assert_int_equal(mxtrap_format_check(format_of("zone"), spec.zones, spec.findings), MXTRAP_OK);
    spec_free(&spec);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_check),
        cmocka_unit_test(test_check_hostmaster),
        cmocka_unit_test(test_mta_sts),
        cmocka_unit_test(test_check_chosen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
