/* MTA-STS policies: what is one (RFC 8461 3.2), and which layouts it fits. */
#include "unit.h"

#include "policy/mta_sts/parse.h"

#define HEAD "version: STSv1\nmode: enforce\n"
#define TAIL "max_age: 604800\n"
#define MX "mx: r1.a.com\nmx: r2.a.com\n"

static enum mxtrap_status parsed(struct mxtrap_mta_sts *policy, const char *text,
                                 mxtrap_findings *findings) {
    return mx_mta_sts_parse(policy, text, strlen(text), "policy", findings);
}

/* Where each error is, as "LINE:COLUMN" with a space between two; none: a good policy. */
static void test_syntax(void **state) {
    static const struct {
        const char *text, *places;
    } rows[] = {
        {HEAD MX TAIL, ""},
        {"version: STSv1\r\nmode: testing\r\nmx: a\r\nmax_age: 0\r\n", ""},
        {"max_age:31557600\nmx:\t*.a.com \nmode:none\nversion:STSv1", ""},
        {"version: STSv1\nmode: none\nmax_age: 1\n", ""},
        {HEAD MX TAIL "x-new.field_1: any \xc3\xbc thing: at all\n", ""},
        {"", "1:1 1:1 1:1"},
        {"\n", "1:1 1:1 1:1 1:1"},
        {HEAD MX TAIL "\n", "6:1"},
        {HEAD TAIL, "3:1"},
        {"version: STSv2\nmode: enforce\n" MX TAIL, "1:10"},
        {"version: STSv1\nmode:  Enforce\n" MX TAIL, "2:8"},
        {"Version: STSv1\nmode: testing\n" MX TAIL, "5:1"},
        {"version: STSv1\n" MX TAIL, "4:1"},
        {HEAD MX, "4:1"},
        {HEAD MX TAIL TAIL, "6:1"},
        {HEAD MX "max_age: 31557601\n", "5:10"},
        {HEAD MX "max_age: 00031557600\n", "5:10"},
        {HEAD MX "max_age: 9999999999\n", "5:10"},
        {HEAD MX "max_age: -1\n", "5:10"},
        {HEAD MX "max_age: 1w\n", "5:10"},
        {HEAD MX "max_age:\n", "5:1 5:1"},
        {HEAD MX TAIL "mode enforce\n", "6:1"},
        {HEAD MX TAIL ": x\n", "6:1"},
        {HEAD MX TAIL "_x: y\n", "6:1"},
        {HEAD MX TAIL "abcdefghijklmnopqrstuvwxyz012345: y\n", ""},
        {HEAD MX TAIL "abcdefghijklmnopqrstuvwxyz0123456: y\n", "6:1"},
        {HEAD MX TAIL "x: \x01\n", "6:4"},
        {HEAD MX TAIL "x: a\rb\n", "6:4"},
        {HEAD "mx: a.com.\nmx: *\nmx: *.\nmx: *a.com\nmx: a.*.com\nmx: -a\nmx: a_b\nmx: \\097\n"
              "mx: @\nmx: a..b\nmx: 1\xc3\xbc\n" TAIL,
         "3:5 4:5 5:5 6:5 7:5 8:5 9:5 10:5 11:5 12:5 13:5"},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct mxtrap_mta_sts *policy = calloc(1, sizeof *policy);
        struct mx_text places = {0};
        mxtrap_findings *findings = NULL;
        assert_non_null(policy);
        assert_int_equal(mxtrap_findings_new(&findings), MXTRAP_OK);
        enum mxtrap_status status = parsed(policy, rows[i].text, findings);
        for (size_t j = 0; j < mxtrap_findings_count(findings); j++) {
            const mxtrap_finding *finding = mxtrap_findings_at(findings, j);
            assert_string_equal(mxtrap_finding_rule(finding), "mta-sts-syntax");
            mx_text_format(&places, "%s%u:%u", j > 0 ? " " : "", mxtrap_finding_line(finding),
                           mxtrap_finding_column(finding));
        }
        if (strcmp(mx_text_string_of(&places), rows[i].places) != 0) {
            print_findings(findings);
            fail_msg("%s\n%s, not %s", rows[i].text, places.bytes, rows[i].places);
        }
        assert_int_equal(status, rows[i].places[0] == '\0' ? MXTRAP_OK : MXTRAP_ERR_INPUT);
        mx_text_free(&places);
        mxtrap_findings_free(findings);
        mxtrap_mta_sts_free(policy);
    }
}

static void test_values(void **state) {
    mxtrap_findings *findings = NULL;
    struct mxtrap_mta_sts *policy = calloc(1, sizeof *policy);
    (void)state;

    assert_non_null(policy);
    assert_int_equal(mxtrap_findings_new(&findings), MXTRAP_OK);
    assert_int_equal(parsed(policy, HEAD "mx: *.A.com\nmx: b.com\n" TAIL, findings), MXTRAP_OK);
    assert_int_equal(policy->mode, MX_MTA_STS_ENFORCE);
    assert_int_equal(policy->max_age, 604800);
    assert_int_equal(policy->count, 2);
    assert_true(policy->first->is_wildcard && !policy->first->next->is_wildcard);
    assert_memory_equal(policy->first->name, "\1A\3com", 7);
    mxtrap_mta_sts_free(policy);
    mxtrap_findings_free(findings);
}

#define ZONE "zone: a.com\nmx: [{dummy: d1}, {real: r1}, {real: r2}, {dummy: d2}]\n"
#define WITH(mode, mx) "version: STSv1\nmode: " mode "\n" mx TAIL

static void test_policy(void **state) {
    static const struct {
        const char *spec, *policy, *found; /* E, W or N and the line, in the order reported */
    } rows[] = {
        {ZONE, WITH("enforce", MX), ""},
        {ZONE, WITH("enforce", "mx: R1.A.com\nmx: r2.a.COM\n"), ""},
        {ZONE, WITH("enforce", "mx: r1.a.com\n"), "E2"},
        {ZONE, WITH("testing", "mx: r1.a.com\n"), "W2"},
        {ZONE, WITH("enforce", "mx: r3.a.com\n"), "E2 E2 W3"},
        {ZONE, WITH("none", "mx: r3.a.com\n"), "N2"},
        {ZONE, WITH("enforce", MX "mx: d1.a.com\n"), "N5"},
        /* a wildcard is one label */
        {ZONE, WITH("enforce", "mx: *.a.com\n"), "N3 N3"},
        {ZONE, WITH("enforce", MX "mx: *.com\n"), "W5"},
        {ZONE, WITH("enforce", MX "mx: *.r1.a.com\n"), "W5"},
        {"zone: a.com\nmx: [{real: x.r1.a.com.}, {real: '@'}]\n",
         WITH("enforce", "mx: *.r1.a.com\n"), "E2"},
        {"zone: a.com\nmx: [{real: x.r1.a.com.}, {real: '@'}]\n",
         WITH("enforce", "mx: *.com\nmx: *.a.com\n"), "E2 W4"},
        /* of a zone whose own name has no MX set, those of the others */
        {"zone: a.com\nowners: [w]\nmx: [{real: r1}]\n", WITH("enforce", MX), "W4"},
        {"zone: a.com\nowners: [w, v]\nmx: [{real: r3}]\n", WITH("enforce", MX), "E3 W3 W4"},
        {"zones:\n- {zone: a.com, mx: [{real: r1}]}\n- {zone: b.com, mx: [{real: r2.a.com.}]}\n",
         WITH("enforce", MX), ""},
        {"zones:\n- {zone: a.com, mx: [{real: r1}]}\n- {zone: b.com, mx: [{real: r2}]}\n",
         WITH("enforce", MX), "E3 W4"},
        {"zones:\n- {zone: a.com, mx: [{real: r1}]}\n- {zone: b.com, mx: [{real: r1.a.com.}]}\n",
         WITH("enforce", MX), "W4"},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct spec spec = good_spec_of(rows[i].spec);
        struct mxtrap_mta_sts *policy = calloc(1, sizeof *policy);
        struct mx_text found = {0};
        assert_non_null(policy);
        assert_int_equal(parsed(policy, rows[i].policy, spec.findings), MXTRAP_OK);
        assert_int_equal(mxtrap_rules_mta_sts(spec.zones, policy, spec.findings), MXTRAP_OK);
        for (size_t j = 0; j < mxtrap_findings_count(spec.findings); j++) {
            const mxtrap_finding *finding = mxtrap_findings_at(spec.findings, j);
            assert_string_equal(mxtrap_finding_rule(finding), "mta-sts-policy");
            mx_text_format(&found, "%s%c%u", j > 0 ? " " : "",
                           "NWE"[mxtrap_finding_severity(finding)], mxtrap_finding_line(finding));
        }
        if (strcmp(mx_text_string_of(&found), rows[i].found) != 0) {
            print_findings(spec.findings);
            fail_msg("%s%s%s, not %s", rows[i].spec, rows[i].policy, found.bytes, rows[i].found);
        }
        mx_text_free(&found);
        mxtrap_mta_sts_free(policy);
        spec_free(&spec);
    }
}

/* The file: of 64 KiB at the most, and not there. */
static void test_read(void **state) {
    static char text[MX_MTA_STS_FILE_MAX + 1];
    static const struct {
        size_t length;
        const char *ids;
    } rows[] = {{MX_MTA_STS_FILE_MAX - 1, ""},
                {MX_MTA_STS_FILE_MAX, ""},
                {MX_MTA_STS_FILE_MAX + 1, "unreadable"}};
    mxtrap_mta_sts *policy = NULL;
    mxtrap_findings *findings = NULL;
    (void)state;

    memset(text, 'x', sizeof text);
    memcpy(text, HEAD MX TAIL "x: ", strlen(HEAD MX TAIL "x: "));
    for (size_t i = 0; i < COUNT(rows); i++) {
        char path[sizeof UNIT_PATH];
        file_of(path, text, rows[i].length);
        assert_int_equal(mxtrap_findings_new(&findings), MXTRAP_OK);
        assert_int_equal(mxtrap_mta_sts_read(&policy, path, findings),
                         rows[i].ids[0] == '\0' ? MXTRAP_OK : MXTRAP_ERR_INPUT);
        unlink(path);
        assert_rules(findings, rows[i].ids);
        mxtrap_findings_free(findings);
        mxtrap_mta_sts_free(policy);
        policy = NULL;
    }
    assert_int_equal(mxtrap_findings_new(&findings), MXTRAP_OK);
    assert_int_equal(mxtrap_mta_sts_read(&policy, "/none", findings), MXTRAP_ERR_INPUT);
    assert_rules(findings, "unreadable");
    assert_null(policy);
    mxtrap_findings_free(findings);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_syntax),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_policy),
        cmocka_unit_test(test_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
