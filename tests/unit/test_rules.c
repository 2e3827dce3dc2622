/* The rules of layouts: for each one what triggers it, and the neighbours that do not. One file,
 * however long, since its last test is that every rule of the catalogue was found by a row of the
 * others. */
#include "unit.h"

/* Expected findings, in the order of the file: E:, W: or N: and the rule's id. */
struct row {
    const char *mx; /* the items of the list */
    const char *expected;
};

#define TOP "zone: a.com\nmx: [{dummy: d1}, {real: r1}, {real: r2}, {dummy: d2}]\n"

static bool seen[MX_RULE_COUNT];

static void write_expected(struct mx_text *text, const mxtrap_findings *findings) {
    for (size_t i = 0; i < mxtrap_findings_count(findings); i++) {
        const mxtrap_finding *finding = mxtrap_findings_at(findings, i);
        mx_text_string(text, i > 0 ? " " : "");
        mx_text_char(text, "NWE"[mxtrap_finding_severity(finding)]);
        mx_text_char(text, ':');
        mx_text_string(text, mxtrap_finding_rule(finding));
    }
}

/* And each says something behind the name that it is of. */
static void remember(const mxtrap_findings *findings) {
    for (size_t i = 0; i < mxtrap_findings_count(findings); i++) {
        const char *id = mxtrap_finding_rule(mxtrap_findings_at(findings, i));
        const char *message = mxtrap_finding_message(mxtrap_findings_at(findings, i));
        assert_true(message[0] != '\0' && message[strlen(message) - 1] != ' ');
        seen[mx_rule_find(id, strlen(id))] = true;
    }
}

static void assert_found(const struct spec *spec, bool complete, const char *text,
                         const char *expected) {
    struct mxtrap_rules_options options = {.size = sizeof options, .complete = complete};
    struct mx_text found = {0};

    assert_int_equal(mxtrap_rules_run(spec->zones, &options, spec->findings), MXTRAP_OK);
    write_expected(&found, spec->findings);
    const char *ids = mx_text_string_of(&found);
    if (strcmp(ids, expected) != 0) {
        print_message("in: %s\n", text);
        print_findings(spec->findings);
    }
    assert_string_equal(ids, expected);
    remember(spec->findings);
    mx_text_free(&found);
}

static void assert_spec(const char *text, bool complete, const char *expected) {
    struct spec spec = spec_of(text);
    assert_int_equal(spec.status, MXTRAP_OK);
    assert_found(&spec, complete, text, expected);
    spec_free(&spec);
}

static void assert_rows(const struct row *rows, size_t count, const char *more, bool complete) {
    for (size_t i = 0; i < count; i++) {
        struct mx_text text = {0};
        mx_text_string(&text, "zone: a.com\nmx: [");
        mx_text_string(&text, rows[i].mx);
        mx_text_string(&text, "]\n");
        mx_text_string(&text, more);
        assert_spec(mx_text_string_of(&text), complete, rows[i].expected);
        mx_text_free(&text);
    }
}

static void test_order(void **state) {
    static const struct row rows[] = {
        {"{dummy: d1}, {real: r1}, {real: r2}, {dummy: d2}", ""},
        {"{dummy: d1}, {real: r1}, {real: r2}, {real: r3}, {dummy: d2}, {dummy: d3}", ""},
        {"{real: r1}, {real: r2}, {dummy: d1}", "E:first-not-dummy"},
        {"{dummy: d1}, {real: r1}, {real: r2}", "E:last-not-dummy"},
        {"{real: r1}, {dummy: d1}, {real: r2}",
         "E:first-not-dummy E:dummy-between-reals E:last-not-dummy"},
        {"{dummy: d1}", "E:no-real-host"},
        {"{dummy: d1}, {dummy: d2}", "E:no-real-host"},
        {"{real: r1}", "W:not-trapped"},
        {"{real: r1}, {real: r2}", "W:not-trapped"},
        {"{dummy: d1}, {real: r1}, {dummy: d2}", "W:single-real-host"},
        {"{dummy: d1}, {real: r1}, {real: R1.a.com.}, {dummy: d2}",
         "W:single-real-host W:duplicate-exchanger"},
        {"{dummy: d1}, {real: r1}, {dummy: d3}, {real: r2}, {dummy: d2}", "E:dummy-between-reals"},
        {"{dummy: d1}, {real: r1}, {dummy: d3}, {dummy: d4}, {real: r2}, {dummy: d2}",
         "E:dummy-between-reals E:dummy-between-reals"},
    };
    (void)state;
    assert_rows(rows, COUNT(rows), "", false);
}

#define P(role, host, preference) "{" #role ": " #host ", preference: " #preference "}"

/* At equal preference neither comes before the other: that is the tie's own rule. */
static void test_ties(void **state) {
    static const struct row rows[] = {
        {P(dummy, d1, 1) "," P(real, r1, 2) "," P(real, r2, 2) "," P(dummy, d2, 3), ""},
        {P(dummy, d1, 1) "," P(real, r1, 1) "," P(real, r2, 2) "," P(dummy, d2, 3),
         "E:dummy-real-tie"},
        {P(real, r1, 1) "," P(dummy, d1, 1) "," P(real, r2, 2) "," P(dummy, d2, 3),
         "E:dummy-real-tie"},
        {P(dummy, d1, 1) "," P(real, r1, 2) "," P(real, r2, 3) "," P(dummy, d2, 3),
         "E:dummy-real-tie"},
        {P(dummy, d1, 0) "," P(real, r1, 2) "," P(dummy, d3, 2) "," P(real, r2, 3) "," P(dummy, d2,
                                                                                         4),
         "E:dummy-real-tie"},
        {P(dummy, d1, 0) "," P(real, r1, 2) "," P(dummy, d3, 3) "," P(real, r2, 3) "," P(dummy, d2,
                                                                                         4),
         "E:dummy-real-tie"},
        {P(dummy, d1, 1) "," P(dummy, d3, 2) "," P(real, r1, 2) "," P(dummy, d4, 2) "," P(
             real, r2, 2) "," P(dummy, d2, 3),
         "E:dummy-real-tie"},
        {P(dummy, d1, 1) "," P(real, r1, 1) "," P(real, r2, 2) "," P(dummy, d2, 2),
         "E:dummy-real-tie E:dummy-real-tie"},
        {P(dummy, d1, 1) "," P(dummy, d3, 1) "," P(real, r1, 2) "," P(real, r2, 3) "," P(dummy, d2,
                                                                                         4),
         "W:front-dummy-addresses"},
        {P(dummy, d1, 1) "," P(real, r1, 1), "E:dummy-real-tie W:single-real-host"},
    };
    (void)state;
    assert_rows(rows, COUNT(rows), "", false);
}

#define A4 "20.0.0.1, 20.0.0.2, 20.0.0.3, 20.0.0.4"
#define V6(n) "\"2a00::" #n "\""
/* Behind it all: the one real host, or two. */
#define ONE "{real: r1}, {dummy: z}"
#define REALS "{real: r1}, {real: r2}, {dummy: z}"

static void test_front_dummies(void **state) {
    static const struct row rows[] = {
        {"{dummy: d, address: [" A4 "]}, " ONE, "W:single-real-host W:front-dummy-retries"},
        {"{dummy: d, address: [20.0.0.1, 20.0.0.2, 20.0.0.3]}, " ONE, "W:single-real-host"},
        {"{dummy: d, address: [" A4 ", 20.0.0.5]}, " ONE,
         "W:single-real-host E:front-dummy-addresses"},
        {"{dummy: d, address: [" A4 ", 20.0.0.5, 20.0.0.6]}, " ONE,
         "W:single-real-host E:front-dummy-addresses"},
        {"{dummy: d, address: [20.0.0.1, " V6(1) "]}, " ONE, "W:single-real-host"},
        {"{dummy: d, address: [20.0.0.1, 20.0.0.2, " V6(1) ", " V6(2) "]}, " ONE,
         "W:single-real-host W:front-dummy-retries"},
        {"{dummy: d, address: [20.0.0.1, 20.0.0.2, " V6(1) ", " V6(2) ", " V6(3) "]}, " ONE,
         "W:single-real-host W:front-dummy-addresses W:front-dummy-retries"},
        {"{dummy: d}, " ONE, "W:single-real-host"},
        {"{dummy: d}, {dummy: e}, " ONE, "W:single-real-host W:front-dummy-addresses"},
        {"{dummy: d, address: 20.0.0.1}, {dummy: e, address: 20.0.0.2}, " ONE,
         "W:single-real-host W:front-dummy-addresses"},
        {"{dummy: d, address: [20.0.0.1, " V6(1) "]}, {dummy: e, address: [20.0.0.2, " V6(
             2) "]}, " ONE,
         "W:single-real-host W:front-dummy-addresses W:front-dummy-retries"},
        {"{dummy: d, address: [20.0.0.1, " V6(1) "]}, {dummy: e, address: [20.0.0.2, " V6(
             2) ", " V6(3) "]}, " ONE,
         "W:single-real-host W:front-dummy-addresses W:front-dummy-retries"},
        {"{dummy: d}, {dummy: e}, {dummy: f}, {dummy: g}, " ONE,
         "W:single-real-host W:front-dummy-addresses W:front-dummy-retries"},
        {"{dummy: d}, {dummy: e}, {dummy: f}, {dummy: g}, {dummy: h}, " ONE,
         "W:single-real-host E:front-dummy-addresses"},
        {"{dummy: d}, {dummy: e, address: [" A4 "]}, " ONE,
         "W:single-real-host E:front-dummy-addresses"},
        {"{dummy: d}, {dummy: e}, {dummy: f}, {dummy: g}, {dummy: h}", "E:no-real-host"},
        {"{dummy: d}, {real: r1}, {dummy: e, address: [" A4 ", 20.0.0.5]}", "W:single-real-host"},
    };
    (void)state;
    assert_rows(rows, COUNT(rows), "", false);
}

#define D4 "{dummy: d, address: [" A4 "]}"
#define DUAL(role, host, n) "{" #role ": " #host ", address: [20.0.1." #n ", " V6(n) "]}"
#define IPV4(role, host, n) "{" #role ": " #host ", address: 20.0.1." #n "}"

/* What a default Postfix or Exim does on a host without IPv6, measured: an error where one of them
 * never delivers, a warning where one may not. */
static void test_front_on_hosts_without_ipv6(void **state) {
    static const struct row rows[] = {
        {D4 ", " DUAL(real, r, 1) ", " DUAL(real, s, 2) ", " IPV4(dummy, z, 3),
         "N:dummy-lacks-family E:front-dummy-addresses W:too-many-exchangers "
         "N:dummy-lacks-family"},
        {DUAL(dummy, d, 1) ", " DUAL(real, r, 2) ", " DUAL(real, s, 3) ", " DUAL(dummy, z, 4), ""},
        {DUAL(dummy, d, 1) ", " DUAL(dummy, e, 2) ", " DUAL(real, r, 3) ", " DUAL(dummy, z, 4),
         "W:single-real-host E:front-dummy-addresses"},
        {DUAL(dummy, d, 1) ", " DUAL(dummy, e, 2) ", " IPV4(real, r, 3) ", " DUAL(dummy, z, 4),
         "W:single-real-host W:front-dummy-addresses W:front-dummy-retries"},
        {D4 ", " IPV4(real, r, 1) ", " IPV4(real, s, 2) ", " IPV4(dummy, z, 3),
         "W:front-dummy-retries W:too-many-exchangers"},
        /* with a dummy of its preference, or a real host of it that has IPv6 only */
        {"{dummy: d, preference: 1, address: [20.0.0.1, 20.0.0.2]}, {real: r, preference: 2, "
         "address: 20.0.1.1}, {real: s, preference: 3, address: 20.0.1.2}, {dummy: e, preference: "
         "2, address: [20.0.0.3, 20.0.0.4, 20.0.0.5]}, {dummy: z, preference: 4}",
         "W:front-dummy-addresses W:too-many-exchangers E:dummy-real-tie"},
        {"{dummy: d, address: [20.0.0.1, " V6(1) "]}, {real: r, address: " V6(
             2) "}, {real: s, address: [" V6(3) ", " V6(4) ", 20.0.0.3]}, {dummy: z, address: "
                                                           "[20.0.0.4, " V6(5) "]}",
         "E:front-dummy-addresses"},
    };
    (void)state;
    assert_rows(rows, COUNT(rows), "", false);
}

/* More addresses than are simulated: what stands ahead is counted. */
static void test_front_of_many(void **state) {
    (void)state;
    for (unsigned ahead = 4; ahead <= 5; ahead++) {
        struct mx_text text = {0};
        mx_text_string(&text, "zone: a.com\nignore: {too-many-records: it is}\nmx:\n- dummy: d\n  "
                              "address: [20.0.0.1");
        for (unsigned i = 2; i <= ahead; i++) {
            mx_text_format(&text, ", 20.0.0.%u", i);
        }
        mx_text_string(&text, "]\n- real: r\n- real: s\n");
        for (unsigned host = 0; host < 5; host++) {
            mx_text_format(&text, "- dummy: z%u\n  address: [21.%u.1.1", host, host);
            for (unsigned i = 2; i <= 250; i++) {
                mx_text_format(&text, ", 21.%u.1.%u", host, i);
            }
            mx_text_string(&text, "]\n");
        }
        struct spec spec = good_spec_of(mx_text_string_of(&text));
        assert_found(&spec, false, "many",
                     ahead > 4 ? "E:front-dummy-addresses" : "W:too-many-exchangers");
        spec_free(&spec);
        mx_text_free(&text);
    }
}

/* A real host behind five addresses, but not the first one: front-dummy-addresses has that. */
static void test_real_too_far(void **state) {
    static const struct row rows[] = {
        {"{dummy: d}, {real: r1, address: [20.0.0.1, 20.0.0.2, 20.0.0.3]}, {real: r2}, {dummy: z}",
         ""},
        {"{dummy: d}, {real: r1, address: [" A4 "]}, {real: r2}, {dummy: z}",
         "W:too-many-exchangers"},
        {"{dummy: d}, {real: r1, address: [" A4 ", 20.0.0.5]}, {real: r2}, {dummy: z}",
         "W:too-many-exchangers"},
        {"{dummy: d}, {real: r1, address: [" A4 "]}, {real: r2}, {real: r3}, {dummy: z}",
         "W:too-many-exchangers"},
        {"{dummy: d}, {real: r1}, {real: r2}, {real: r3}, {real: r4}, {dummy: z}", ""},
        {"{dummy: d}, {real: r1}, {real: r2}, {real: r3}, {real: r4}, {real: r5}, {dummy: z}",
         "W:too-many-exchangers"},
        {"{dummy: d, address: [" A4 "]}, {real: r1}, {real: r2}, {dummy: z}",
         "W:front-dummy-retries W:too-many-exchangers"},
        {"{dummy: d, address: [" A4 "]}, {real: r1, address: 20.0.0.9}, {dummy: z}",
         "W:single-real-host W:front-dummy-retries"},
    };
    (void)state;
    assert_rows(rows, COUNT(rows), "", false);
}

static void test_many_exchangers(void **state) {
    (void)state;

    for (unsigned count = 99; count <= 101; count++) {
        struct mx_text text = {0};
        mx_text_string(&text, "zone: a.com\nmx:\n- dummy: d\n- real: r1\n- real: r2\n");
        for (unsigned i = 3; i < count; i++) {
            mx_text_format(&text, "- dummy: z%u\n", i);
        }
        struct spec spec = good_spec_of(mx_text_string_of(&text));
        assert_found(&spec, false, "many",
                     count > 100 ? "W:too-many-exchangers E:too-many-records" : "");
        if (count > 100) { /* at the first that is not read */
            assert_int_equal(mxtrap_finding_line(mxtrap_findings_at(spec.findings, 0)), 103);
        }
        spec_free(&spec);
        mx_text_free(&text);
    }
}

static void test_records(void **state) {
    static const struct row rows[] = {
        {"{real: .}", "W:not-trapped"},
        {"{dummy: .}", "W:not-trapped"},
        {"{dummy: d}, {real: .}, " REALS, "E:null-mx-not-alone"},
        {"{dummy: d}, " REALS ", {real: .}", "E:null-mx-not-alone"},
        {"{dummy: ., preference: 1}, {dummy: d, preference: 1}, {real: r, preference: 2},"
         "{real: s, preference: 2}, {dummy: e, preference: 3}",
         "E:null-mx-not-alone"},
        /* addresses as names */
        {"{dummy: d}, {real: 20.0.0.1}, " REALS, "E:target-ip-literal"},
        {"{dummy: d}, {real: 20.0.0.1.}, " REALS, "E:target-ip-literal"},
        {"{dummy: d}, {real: 0.0.0.0}, " REALS, "E:target-ip-literal"},
        {"{dummy: d}, {real: 255.255.255.255}, " REALS, "E:target-ip-literal"},
        {"{dummy: d}, {real: 20.0.0.256}, " REALS, ""},
        {"{dummy: d}, {real: 20.0.0.0001}, " REALS, ""},
        {"{dummy: d}, {real: 20.0.1}, " REALS, ""},
        {"{dummy: d}, {real: 20.0.0.0.1}, " REALS, ""},
        {"{dummy: d}, {real: 20.0.0.1.b.com.}, " REALS, ""},
        {"{dummy: d}, {real: x20.0.0.1}, " REALS, ""},
        {"{dummy: d}, {real: \"2a00::1\"}, " REALS, "E:target-ip-literal"},
        {"{dummy: d}, {real: \"2a00::1.\"}, " REALS, "E:target-ip-literal"},
        {"{dummy: d}, {real: \"[20.0.0.1]\"}, " REALS, "E:target-ip-literal"},
        {"{dummy: d}, {real: \"[20.0.0.1].\"}, " REALS, "E:target-ip-literal"},
        {"{dummy: d}, {real: \"[IPv6:2a00::1]\"}, " REALS, "E:target-ip-literal"},
        {"{dummy: d}, {real: \"[]\"}, " REALS, "E:bad-hostname"},
        {"{dummy: d}, {real: \"[20.0.0]\"}, " REALS, "E:bad-hostname"},
        {"{dummy: d}, {real: \"[20.0.0.1\"}, " REALS, "E:bad-hostname"},
        {"{dummy: d}, {real: \"[IPv6:]\"}, " REALS, "E:bad-hostname"},
        {"{dummy: d}, {real: \"2a00:x\"}, " REALS, "E:bad-hostname"},
        /* the zone's name twice */
        {"{dummy: d}, {real: mail1.a.com}, " REALS, "E:missing-final-dot"},
        {"{dummy: d}, {real: a.com}, " REALS, "E:missing-final-dot"},
        {"{dummy: d}, {real: A.COM.a.com.}, " REALS, ""},
        {"{dummy: d}, {real: xa.com}, " REALS, "E:missing-final-dot"},
        {"{dummy: d}, {real: a.com.x}, " REALS, "W:missing-final-dot"},
        {"{dummy: d}, {real: com}, " REALS, ""},
        {"{dummy: d}, {real: mail1.a.com.}, " REALS, ""},
        {"{dummy: d}, {real: '@'}, " REALS, ""},
        {"{dummy: d}, {real: a.com.a.com.b.}, " REALS, ""},
        /* the same host twice */
        {"{dummy: d}, " REALS ", {dummy: D}", "W:duplicate-exchanger"},
        {"{dummy: d}, " REALS ", {dummy: z.a.com.}, {dummy: z}",
         "W:duplicate-exchanger W:duplicate-exchanger"},
        /* host names */
        {"{dummy: d}, {real: 1a-b}, " REALS, ""},
        {"{dummy: d}, {real: '9'}, " REALS, ""},
        {"{dummy: d}, {real: a_b}, " REALS, "E:bad-hostname"},
        {"{dummy: d}, {real: -a}, " REALS, "E:bad-hostname"},
        {"{dummy: d}, {real: a-}, " REALS, "E:bad-hostname"},
        {"{dummy: d}, {real: a-.b}, " REALS, "E:bad-hostname"},
        {"{dummy: d}, {real: b.-a}, " REALS, "E:bad-hostname"},
        {"{dummy: d}, {real: '*'}, " REALS, "E:bad-hostname"},
        {"{dummy: d}, {real: 'a b'}, " REALS, "E:bad-hostname"},
        {"{dummy: d}, {real: 'a\\.b'}, " REALS, "E:bad-hostname"},
        {"{dummy: d}, {real: 'a/b'}, " REALS, "E:bad-hostname"},
        {"{dummy: d}, {real: 'a[b'}, " REALS, "E:bad-hostname"},
        {"{dummy: d}, {real: a.b_c.net.}, " REALS, "E:bad-hostname"},
        /* addresses outside */
        {"{dummy: d}, {real: m.b.com., address: 20.0.0.1}, " REALS, "E:out-of-zone-address"},
        {"{dummy: d}, {real: m.b.com., address: [20.0.0.1, 20.0.0.2]}, " REALS,
         "E:out-of-zone-address"},
        {"{dummy: d}, {real: com., address: 20.0.0.1}, " REALS, "E:out-of-zone-address"},
        {"{dummy: d}, {real: xa.com., address: 20.0.0.1}, " REALS, "E:out-of-zone-address"},
        {"{dummy: d}, {real: m.b.com.}, " REALS, ""},
        {"{dummy: d}, {real: m.A.com., address: 20.0.0.1}, " REALS, ""},
        {"{dummy: d}, {real: a.com., address: 20.0.0.1}, " REALS, ""},
    };
    (void)state;

    assert_rows(rows, COUNT(rows), "", false);
}

/* BIND 9.18.28 and later load up to 100 of a type: tests/lab/loads.sh asks it. */
static void test_too_many_records(void **state) {
    static const struct {
        size_t exchangers, ipv4, ipv6;
        const char *expected;
    } rows[] = {
        {1, 100, 100, ""},
        {1, 101, 0, "W:too-many-records"},
        {1, 100, 101, "W:too-many-records"},
        {1, 101, 101, "W:too-many-records W:too-many-records"},
        {100, 1, 0, ""},
        {101, 1, 0, "E:too-many-records"},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct mx_text text = {0};
        mx_text_string(&text,
                       "zone: example.com\nignore: {not-trapped: so, too-many-exchangers: so, "
                       "address-shared-with-real: so}\nmx:\n");
        for (size_t j = 0; j < rows[i].exchangers; j++) {
            mx_text_format(&text, "- {real: r%zu, address: [", j);
            for (size_t k = 0; k < rows[i].ipv4; k++) {
                mx_text_format(&text, "20.0.%zu.1, ", k);
            }
            for (size_t k = 0; k < rows[i].ipv6; k++) {
                mx_text_format(&text, "\"2600::%zu\", ", k);
            }
            mx_text_string(&text, "]}\n");
        }
        assert_spec(mx_text_string_of(&text), false, rows[i].expected);
        mx_text_free(&text);
    }
}

/* Where the spec has the owner; the zone's name where the owner is not written. */
static void test_owner_places(void **state) {
    static const struct {
        const char *text;
        unsigned line, column;
    } rows[] = {
        {"zone: a.com\nowners:\n- b\n- c_d\nmx: [{real: r.b.com.}]\n", 4, 3},
        {"zone: a.com\nsets:\n- mx: [{real: r.b.com.}]\n  owners: [b, c_d]\n", 4, 15},
        {"ttl: 5\nzone: c_d.com\nmx: [{real: r.b.com.}]\n", 2, 7},
        {"layouts: {l: {mx: [{real: r.b.com.}]}}\nzone: a.com\nlayout: l\nowners: c_d\n", 4, 9},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct spec spec = good_spec_of(rows[i].text);
        assert_int_equal(mxtrap_rules_run(spec.zones, NULL, spec.findings), MXTRAP_OK);
        bool is_there = false;
        for (size_t j = 0; j < mxtrap_findings_count(spec.findings); j++) {
            const mxtrap_finding *finding = mxtrap_findings_at(spec.findings, j);
            is_there |= strcmp(mxtrap_finding_rule(finding), "bad-owner") == 0 &&
                        mxtrap_finding_line(finding) == rows[i].line &&
                        mxtrap_finding_column(finding) == rows[i].column;
        }
        assert_true(is_there);
        spec_free(&spec);
    }
}

/* As named-checkzone -k fail has it. */
static void test_owners(void **state) {
    static const struct row rows[] = {
        {"my_team", "E:bad-owner"},
        {"'*a'", "E:bad-owner"},
        {"'a.*'", "E:bad-owner"},
        {"_dmarc", "E:bad-owner"},
        {"-a", "E:bad-owner"},
        {"a-", "E:bad-owner"},
        {"'x\\.y'", "E:bad-owner"},
        {"'*.b_c'", "E:bad-owner"},
        {"'\\091x'", "E:bad-owner"},
        {"'*'", ""},
        {"'*.x'", ""},
        {"'1'", ""},
        {"xn--a", ""},
        {"a.b-c", ""},
        {"'@'", ""},
        {"['@', a_b, c, d_e]", "E:bad-owner E:bad-owner"},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[300];
        snprintf(text, sizeof text, TOP "owners: %s\n", rows[i].mx);
        assert_spec(text, false, rows[i].expected);
    }
}

static void test_special_names(void **state) {
    static const struct row rows[] = {
        {"{dummy: localhost.}, " REALS, "E:special-use-name"},
        {"{dummy: mail.LocalHost.}, " REALS, "E:special-use-name"},
        {"{dummy: nolisting.invalid.}, " REALS, "W:special-use-name"},
        {"{dummy: d}, {real: mail.test.}, {real: mx.local.}, " REALS,
         "W:special-use-name W:special-use-name"},
        {"{dummy: d}, {real: a.example.}, {real: b.onion.}, {dummy: z}",
         "W:special-use-name W:special-use-name"},
        {"{dummy: d}, {real: mx.internal.}, {real: mx.home.arpa.}, {real: c.alt.}, {dummy: z}",
         "W:special-use-name W:special-use-name W:special-use-name"},
        {"{dummy: d}, {real: mx.example.net.}, {real: localhost.b.com.}, " REALS, ""},
        {"{dummy: localhost}, {real: mx.xlocal.}, {real: mx.arpa.}, " REALS, ""},
    };
    (void)state;

    assert_rows(rows, COUNT(rows), "", false);
    /* of a zone that is below such a name itself, it is said once */
    assert_spec(
        "zone: a.example\nmx: [{dummy: d1}, {real: r1}, {real: r2}, {real: x.test.}, {dummy: "
        "d2}]\n",
        false, "W:special-use-name W:special-use-name");
    assert_spec(
        "zone: localhost\nmx: [{dummy: d1}, {real: r1.net.}, {real: r2.net.}, {dummy: d2.net.}]"
        "\n",
        false, "E:special-use-name E:special-use-name");
}

static void test_mxps(void **state) {
    static const struct {
        unsigned preference;
        bool meant;
    } rows[] = {{12799, false}, {12800, true}, {12801, true},
                {13054, true},  {13055, true}, {13056, false}};
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[300];
        snprintf(text, sizeof text,
                 "zone: a.com\nmx: [{dummy: d, preference: 1}, {real: r, preference: %u}, {real: "
                 "s, preference: 20000}, {dummy: e, preference: 20001}]\n",
                 rows[i].preference);
        assert_spec(text, false, rows[i].meant ? "N:preference-mxps" : "");
    }
}

/* More hosts than are searched one by one. */
static void test_many_duplicates(void **state) {
    static const unsigned counts[] = {29, 30, 31, 32, 90};
    (void)state;

    for (size_t i = 0; i < COUNT(counts); i++) {
        struct mx_text text = {0};
        mx_text_string(&text, "zone: a.com\nmx:\n- dummy: d\n");
        for (unsigned at = 0; at < counts[i]; at++) {
            mx_text_format(&text, "- real: r%u\n", at);
        }
        mx_text_format(&text, "- real: R%u\n- dummy: D\n", counts[i] / 2);
        struct spec spec = spec_bytes(text.bytes, text.length);
        assert_found(&spec, false, "duplicates",
                     "W:too-many-exchangers W:duplicate-exchanger W:duplicate-exchanger");
        spec_free(&spec);
        mx_text_free(&text);
    }
}

/* Known only of a complete zone: what is not in it is nowhere. */
static void test_no_address(void **state) {
    static const char mx[] = "{dummy: d, address: 20.0.0.1}, {real: r, address: 20.0.0.2}, "
                             "{real: m.b.com.}, {dummy: z}";
    static const struct row unknown[] = {{mx, ""}};
    static const struct row complete[] = {
        {mx, "E:target-no-address"},
        {"{real: .}", "W:not-trapped"},
        {"{real: b.com.}", "W:not-trapped"},
        {"{real: '@'}", "W:not-trapped E:target-no-address"},
    };
    static const struct row by_server[] = {{mx, ""}};
    (void)state;

    assert_rows(unknown, 1, "", false);
    assert_rows(complete, COUNT(complete), "", true);
    assert_rows(by_server, 1, "ns: {host: Z.a.com., address: 20.0.0.3}\n", true);
    assert_rows(complete, 1, "ns: z\n", true);
    assert_spec("zone: a.com\nmx: [{dummy: d, address: 20.0.0.1}, {real: r}, {real: s, address: "
                "20.0.0.2}, {real: r, address: 20.0.0.3}, {dummy: d}]\n",
                true, "W:duplicate-exchanger W:duplicate-exchanger");
}

static void test_name_servers_outside(void **state) {
    static const struct row rows[] = {
        {"{dummy: d}, {real: r}, {real: s}, {dummy: e}", "E:out-of-zone-address"}};
    static const struct row good[] = {{"{dummy: d}, {real: r}, {real: s}, {dummy: e}", ""}};
    (void)state;

    assert_rows(rows, 1, "ns: [{host: n.b.com., address: 20.0.0.1}, n2]\n", false);
    assert_rows(good, 1, "ns: [n.b.com., {host: n2, address: 20.0.0.1}]\n", false);
}

static void test_addresses(void **state) {
    static const struct row rows[] = {
        {"{dummy: d, address: 20.0.0.1}, {real: r, address: 20.0.0.2}, {real: s, address: "
         "20.0.0.3}, {dummy: e, address: 20.0.0.1}",
         ""},
        {"{dummy: d, address: 20.0.0.2}, {real: r, address: 20.0.0.2}, {real: s}, {dummy: e}",
         "E:address-shared-with-real"},
        {"{dummy: d, address: [20.0.0.1, " V6(
             1) "]}, {real: r}, {real: s, address: [20.0.0.2, "
                "\"2a00:0::1\"]}, {dummy: e, address: [20.0.0.2, " V6(2) "]}",
         "E:address-shared-with-real E:address-shared-with-real"},
        {"{dummy: d, address: 20.0.0.1}, {real: r, address: \"2400::1400:1\"}, {real: s}, {dummy: "
         "e}",
         "N:dummy-lacks-family"},
        {"{dummy: d}, {real: r}, {real: s}, {dummy: R}",
         "W:duplicate-exchanger E:address-shared-with-real"},
        {"{dummy: d}, {real: r, address: 20.0.0.1}, {real: s, address: 20.0.0.1}, {dummy: e}", ""},
        /* special-purpose ones */
        {"{dummy: d, address: 10.0.0.1}, {real: r, address: 127.0.0.1}, {real: s}, {dummy: e, "
         "address: [10.0.0.2, \"fe80::1\"]}",
         "E:special-purpose-address E:special-purpose-address E:special-purpose-address "
         "E:special-purpose-address"},
        {"{dummy: d, address: [192.0.2.1, " V6(
             1) "]}, {real: r, address: \"2001:db8::1\"}, {real: s, "
                "address: 20.0.0.1}, {dummy: e}",
         "W:special-purpose-address W:special-purpose-address"},
        {"{dummy: d, address: [192.0.1.255, 192.0.3.0]}, {real: r}, {real: s}, {dummy: e}", ""},
    };
    (void)state;

    assert_rows(rows, COUNT(rows), "", false);
}

#define V4_ONLY "address: 20.0.0.1"
#define V6_ONLY "address: " V6(1)
#define BOTH "address: [20.0.0.1, " V6(1) "]"
#define REALS_OF(first, second) "{real: r, " first "}, {real: s, " second "}"
#define REAL_4 "address: 30.0.0.1"
#define REAL_BOTH "address: [30.0.0.1, " V6(2) "]"

static void test_families(void **state) {
    static const struct row rows[] = {
        {"{dummy: d, " V4_ONLY "}, " REALS_OF(REAL_4, REAL_4) ", {dummy: e, " V4_ONLY "}", ""},
        {"{dummy: d, " BOTH "}, " REALS_OF(REAL_4, REAL_BOTH) ", {dummy: e, " BOTH "}", ""},
        {"{dummy: d, " V4_ONLY "}, " REALS_OF(REAL_4, REAL_BOTH) ", {dummy: e, " BOTH "}",
         "N:dummy-lacks-family"},
        {"{dummy: d, " BOTH "}, " REALS_OF(REAL_BOTH, REAL_4) ", {dummy: e, " V4_ONLY "}",
         "N:dummy-lacks-family"},
        {"{dummy: d, " V6_ONLY "}, " REALS_OF(REAL_4, REAL_4) ", {dummy: e, " V4_ONLY "}",
         "W:dummy-lacks-family"},
        {"{dummy: d, " V4_ONLY "}, " REALS_OF(REAL_4, REAL_BOTH) ", {dummy: e, " V6_ONLY "}",
         "N:dummy-lacks-family W:dummy-lacks-family"},
        /* one dummy of the family at each end is enough */
        {"{dummy: d, " V4_ONLY "}, " REALS_OF(REAL_4, REAL_4) ", {dummy: e, " V6_ONLY
                                                              "}, {dummy: f, " V4_ONLY "}",
         ""},
        {"{dummy: d, " BOTH "}, " REALS_OF(REAL_4, "address: " V6(2)) ", {dummy: e, " V4_ONLY
                                                                      "}, {dummy: f, " V6_ONLY "}",
         ""},
        {"{dummy: d, " BOTH "}, " REALS_OF(REAL_4, "address: " V6(2)) ", {dummy: e, " V4_ONLY
                                                                      "}, {dummy: f, " V4_ONLY "}",
         "N:dummy-lacks-family"},
        /* what is kept elsewhere may have it */
        {"{dummy: d}, " REALS_OF(REAL_BOTH, REAL_4) ", {dummy: e, " V4_ONLY "}, {dummy: f}", ""},
        {"{dummy: d, " V4_ONLY "}, {real: r}, {real: s}, {dummy: e, " V6_ONLY "}", ""},
    };
    (void)state;

    assert_rows(rows, COUNT(rows), "", false);
}

/* An address's own place, or its exchanger's; what stands at one place has the catalogue's order.
 */
static void test_places(void **state) {
    static const char text[] = "zone: a.com\n"
                               "mx:\n"
                               "- dummy: d\n"
                               "  address: [20.0.0.1, 10.0.0.1]\n"
                               "- real: a_b\n"
                               "- dummy: e\n"
                               "owners: w\n";
    static const struct { unsigned line, column; } places[] = {{4, 23}, {5, 9}, {5, 9}};
    struct spec spec = good_spec_of(text);
    (void)state;

    assert_found(&spec, false, text, "E:special-purpose-address W:single-real-host E:bad-hostname");
    for (size_t i = 0; i < COUNT(places); i++) {
        const mxtrap_finding *finding = mxtrap_findings_at(spec.findings, i);
        assert_int_equal(mxtrap_finding_line(finding), places[i].line);
        assert_int_equal(mxtrap_finding_column(finding), places[i].column);
        assert_memory_equal(mxtrap_finding_message(finding), "w.a.com.: ", 10); /* the owner */
    }
    spec_free(&spec);
}

/* What one owner name's set has is told once for all that share it, not for each. */
static void test_owners_share(void **state) {
    static const struct row rows[] = {
        {"{dummy: d}, {real: r}, {dummy: e}", "W:single-real-host"},
        {"{real: r, address: 10.0.0.1}", "W:not-trapped E:special-purpose-address"}};
    (void)state;
    assert_rows(rows, COUNT(rows), "owners: ['@', www, '*', x.y]\n", false);
}

/* Two zones that take one layout have their own findings; ignored rules are one zone's. */
static void test_zones_apart(void **state) {
    (void)state;
    assert_spec("layouts: {l: {mx: [{dummy: d}, {real: r}, {dummy: e}]}}\n"
                "zones: [{zone: a.com, layout: l}, {zone: b.com, layout: l}]\n",
                false, "W:single-real-host W:single-real-host");
    assert_spec("layouts: {l: {mx: [{dummy: d}, {real: r}, {dummy: e}]}}\n"
                "zones: [{zone: a.com, layout: l}, {zone: b.com, layout: l, ignore: "
                "{single-real-host: why}}]\n",
                false, "W:single-real-host");
    assert_spec("zones:\n"
                "- {zone: a.com, mx: [{dummy: d}, {real: r, address: 20.0.0.1}, {real: s}, "
                "{dummy: e}]}\n"
                "- {zone: b.com, mx: [{dummy: d, address: 20.0.0.1}, {real: r}, {real: s}, "
                "{dummy: e}]}\n",
                false, "E:address-shared-with-real");
}

static void test_ignore(void **state) {
    static const char mx[] = "{real: a_b, address: 10.0.0.1}, {dummy: d}";
    static const struct {
        const char *ignore, *expected;
    } rows[] = {
        {"", "E:first-not-dummy W:single-real-host E:bad-hostname E:special-purpose-address"},
        {"ignore: {bad-hostname: why}\n",
         "E:first-not-dummy W:single-real-host E:special-purpose-address"},
        {"ignore: {special-purpose-address: a, first-not-dummy: b}\n",
         "W:single-real-host E:bad-hostname"},
        {"ignore: {last-not-dummy: why}\n",
         "E:first-not-dummy W:single-real-host E:bad-hostname E:special-purpose-address"},
        {"ignore: [{rule: bad-hostname, reason: a}, {rule: single-real-host, reason: b}, "
         "{rule: first-not-dummy, reason: c}, {rule: special-purpose-address, reason: d}]\n",
         ""},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct row row = {mx, rows[i].expected};
        assert_rows(&row, 1, rows[i].ignore, false);
    }
}

/* Rules look at chosen zones alone, but know the real hosts of all. */
static void test_chosen(void **state) {
    struct spec spec = good_spec_of(
        "zones:\n"
        "- {zone: a.com, mx: [{real: r, address: 20.0.0.1}]}\n"
        "- {zone: b.com, mx: [{dummy: d, address: 20.0.0.1}, {real: r}, {real: s}, {dummy: e}]}\n"
        "- {zone: c.com, mx: [{dummy: d}]}\n");
    (void)state;

    assert_int_equal(mxtrap_zones_choose(spec.zones, "b.com"), MXTRAP_OK);
    assert_found(&spec, false, "chosen", "E:address-shared-with-real");
    spec_free(&spec);
}

static void test_no_options(void **state) {
    struct spec spec = good_spec_of(TOP);
    (void)state;

    assert_int_equal(mxtrap_rules_run(spec.zones, NULL, spec.findings), MXTRAP_OK);
    assert_int_equal(mxtrap_findings_count(spec.findings), 0);
    spec_free(&spec);
}

/* What one zone says of a host counts for the others, and a name server's address for the host. */
static void test_across_zones(void **state) {
    (void)state;

    assert_spec("zones:\n- {zone: a.com, mx: [dummy: t.b.com., real: r, real: s, dummy: e]}\n"
                "- {zone: b.com, mx: [dummy: d, real: t, real: u, dummy: e]}\n",
                false, "E:address-shared-with-real");
    assert_spec("zones:\n- {zone: a.com, mx: [dummy: x.net., real: r, real: s, dummy: e]}\n"
                "- {zone: b.com, mx: [dummy: d, real: x.net., real: u, dummy: e]}\n",
                false, "E:address-shared-with-real");
    assert_spec("zones:\n- {zone: a.com, mx: [dummy: d, real: x.net., real: s, dummy: e]}\n"
                "- {zone: b.com, mx: [dummy: d, real: x.net., real: u, dummy: e]}\n",
                false, "");
    assert_spec("zone: a.com\nns: {host: e, address: 20.0.0.2}\n"
                "mx: [dummy: d, {real: r, address: 20.0.0.2}, real: s, dummy: e]\n",
                false, "E:address-shared-with-real");
    assert_spec("zone: a.com\nns: {host: d, address: [20.0.0.1, 20.0.0.2, 20.0.0.3, 20.0.0.4, "
                "20.0.0.5]}\nmx: [dummy: d, real: r, real: s, dummy: e]\n",
                false, "E:front-dummy-addresses");
    assert_spec("zone: a.com\nowners: [s, a.com.]\nmx: [dummy: d, real: r, real: s, dummy: e]\n",
                false, "");
    assert_spec("zone: a.com\nowners: ['@', a.com, s, w.A.com]\n"
                "mx: [dummy: d, real: r, real: s, dummy: e]\n",
                false, "E:missing-final-dot E:missing-final-dot");
}

/* Names of a spec that may lack their final dot: a whole name, or a name in the zone? */
static void test_spec_dots(void **state) {
    static const struct row rows[] = {
        {"{dummy: d}, {real: MX1.Example.NET}, " REALS, "E:missing-final-dot"},
        {"{dummy: d}, {real: mx.co.za}, {real: mx.bd}, {real: x.xn--p1ai}, {dummy: z}",
         "E:missing-final-dot E:missing-final-dot E:missing-final-dot"},
        {"{dummy: d}, {real: mx.github.io}, {real: mx.prod}, {real: b.com}, {dummy: z}",
         "E:missing-final-dot E:missing-final-dot E:missing-final-dot"},
        /* an address makes no whole name of it */
        {"{dummy: d}, {real: mx.nl, address: 20.0.0.1}, " REALS, "E:missing-final-dot"},
        {"{dummy: d}, {real: mx1.dc2, address: 20.0.0.1}, {real: mx1.lan, address: 20.0.0.2}, "
         "{dummy: z}",
         ""},
        {"{dummy: d}, {real: mx1.dc2}, {real: relay.internal}, {dummy: z}",
         "W:missing-final-dot W:missing-final-dot"},
        {"{dummy: d}, {real: mx1.net.}, {real: mx1.net.a.com.}, {real: net}, {dummy: z}", ""},
        {"{dummy: d}, {real: 'x\\.net'}, " REALS, "E:bad-hostname"},
        {"{dummy: d}, {real: 'x\\.net.de'}, " REALS, "E:missing-final-dot E:bad-hostname"},
        {"{dummy: d}, {real: 'x.y\\.'}, " REALS, "E:bad-hostname"},
    };
    static const struct row by_server[] = {
        {"{dummy: d}, {real: mx1.dc2}, " REALS, ""},
    };
    (void)state;

    assert_rows(rows, COUNT(rows), "", false);
    assert_rows(by_server, 1, "ns: {host: mx1.dc2, address: 20.0.0.1}\n", false);
    assert_spec(TOP "ns: [n1.b.net, n2.dc2, n3.net.]\n", false, "E:missing-final-dot");
    assert_spec(TOP "soa: {mname: n.b.net, rname: hostmaster.a.com}\n", false,
                "E:missing-final-dot E:missing-final-dot");
    assert_spec(TOP "owners: [lists.de, x.a.com.]\n", false, "");
}

/* Any zone of the file may be meant, wherever it stands; what zones share is told of once. */
static void test_spec_dots_of_many_zones(void **state) {
    static const char set[] = "mx: [{dummy: d}, {real: m.dc2, address: 20.0.0.1}, {real: r}, "
                              "{dummy: e}]";
    static const char shared[] = "layouts: {l: {mx: [{dummy: d}, {real: m.b.net}, {real: m.x}, "
                                 "{dummy: e}]}}\n";
    char text[700];
    (void)state;

    snprintf(text, sizeof text, "zones:\n- {zone: a.com, %s}\n- {zone: b.com, %s}\n", set, set);
    assert_spec(text, false, "");
    snprintf(text, sizeof text, "zones:\n- {zone: a.com, %s}\n- {zone: dc2, layout: l}\n%s", set,
             "layouts: {l: {mx: [{dummy: d}, {real: q}, {real: r}, {dummy: e}]}}\n");
    assert_spec(text, false, "E:missing-final-dot");
    snprintf(text, sizeof text,
             "%szones:\n- {zone: a.com, layout: l}\n- {zone: b.com, layout: l}\n- {zone: b.net, "
             "layout: l}\n",
             shared);
    assert_spec(text, false, "E:missing-final-dot W:missing-final-dot");
    snprintf(text, sizeof text,
             "zones:\n- {zone: a.com, mx: &m [{dummy: d}, {real: m.x}, {real: "
             "r}, {dummy: e}]}\n- {zone: b.com, mx: *m}\n");
    assert_spec(text, false, "W:missing-final-dot");
    /* of two zones at one place, the one that does not accept the warning counts */
    snprintf(text, sizeof text,
             "%szones:\n- {zone: a.com, layout: l, ignore: {missing-final-dot: no}}\n", shared);
    assert_spec(text, false, "E:missing-final-dot");
}

/* Rules that need what only a zone file says: RECORDS behind a SOA and the layout's addresses. */
static void test_zone_records(void **state) {
    static const struct {
        const char *records, *expected;
    } rows[] = {
        {"", ""},
        {"r2 CNAME r1\n", "E:target-is-cname"},
        {"r2 A 30.0.0.2\n", ""},
        {"r2 A 30.0.0.2\n@ CNAME r2\n", "E:owner-is-cname"},
        {"r2 A 30.0.0.2\nb.com. MX 1 d1\nb.com. MX 2 r1\nb.com. MX 3 r2\nb.com. MX 4 d2\n",
         "E:owner-outside-zone"},
        {"r2 A 30.0.0.2\nr3 CNAME r2\n", ""},
        {"r2 A 30.0.0.2\na.com MX 1 d1\na.com MX 2 r1\na.com MX 3 r2\na.com MX 4 d2\n",
         "W:missing-final-dot"},
        {"r2 A 30.0.0.2\ns CNAME r2\nS MX 1 d1\ns MX 2 r1\ns MX 3 r2\ns MX 4 d2\n",
         "E:owner-is-cname"},
        {"r2 60 A 30.0.0.2\nr2 61 A 30.0.0.3\n", "W:ttl-mismatch"},
        {"d1 61 A 20.0.0.3\n", "W:ttl-mismatch"},
        {"d2 61 A 20.0.0.3\n", "W:ttl-mismatch"},
        {"r2 60 A 30.0.0.2\nr2 60 A 30.0.0.3\nr2 61 AAAA 2600::1\nd1 AAAA 2600::2\nd2 AAAA "
         "2600::2\n",
         ""},
        {"r2 A 30.0.0.2\n@ MX 31 r2\n", "W:duplicate-exchanger"},
        {"r2 A 30.0.0.2\n@ 61 MX 30 r2\n", "W:ttl-mismatch N:duplicate-record"},
        {"r2 A 30.0.0.2\n@ 59 MX 30 R2.a.com.\n", "N:duplicate-record"},
        {"r2 A 30.0.0.2\nr2 A 30.0.0.2\nr2 A 30.0.0.2\n", "N:duplicate-record"},
        {"r2 61 A 30.0.0.2\nr2 A 30.0.0.2\n", "N:duplicate-record"},
        {"r2 A 30.0.0.2\nr2 A 30.0.0.3\nr2 61 A 30.0.0.3\n", "W:ttl-mismatch N:duplicate-record"},
        {"r2 A 30.0.0.2\nr2 AAAA 2600::1\nr2 AAAA 2600:0::1\nd1 AAAA 2600::2\nd2 AAAA 2600::2\n",
         "N:duplicate-record"},
        {"r2 A 30.0.0.2\nx TXT y\nx TXT y\nx A 30.0.0.9\nx A 30.0.0.9\n", ""},
        {"s MX 1 d1\ns MX 1 d1\ns MX 2 r1\ns MX 2 r1\ns MX 3 r2\ns MX 4 d2\nr2 A 30.0.0.2\n",
         "N:duplicate-record N:duplicate-record"},
        {"@ TXT \"v=spf1 mx -all\"\n", "W:spf-authorises-dummy W:spf-authorises-dummy"},
        {"@ TXT \"v=spf1 ptr ptr ptr ptr ptr ptr ptr ptr ptr ptr ptr -all\"\n", "W:spf-mx-lookups"},
        {"@ TXT \"v=spf1 a a a -all\"\n", "W:spf-void-lookups"},
        {"_25._tcp.r1 TLSA 3 1 1 00\n_25._tcp.d1 TLSA 3 1 1 00\n", "N:dummy-without-tlsa"},
        {"_25._tcp.d1 TLSA 3 1 1 00\n", ""},
        {"www LUA A \"x\"\nw LUA AAAA \"y\"\nv ALIAS r.b.com.\n", "E:foreign-type E:foreign-type"},
        {"www LUA A \"x\" ; mxtrap: ignore foreign-type\n", ""},
        {"@ MX 35 z\n", "E:target-no-address"},
        {"@ MX 35 z\nz ALIAS r.b.com.\n", "E:foreign-type"},
        {"z [AGE:1] ANAME r.b.com.\n@ MX 35 z\n", "E:foreign-type E:foreign-type"},
        {"@ MX 35 z\n@ WINS 10.0.0.1\n", "E:foreign-type"},
        {"@ MX 35 z\n@ WINSR x\n", "E:foreign-type E:target-no-address"},
        {"@ MX 35 x.z\n*.z LUA A x\n", "E:foreign-type"},
        {"x LUA MX \"10 a\"\n", "E:foreign-type"},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct mx_text text = {0};
        bool has_second = strstr(rows[i].records, "r2") != NULL;
        mx_text_string(&text, "$ORIGIN a.com.\n$TTL 60\n@ SOA n. h 1 2 3 4 5\n NS n.\n"
                              "@ MX 10 d1 ; mxtrap: dummy\n MX 20 r1\n MX 40 d2 ; mxtrap: dummy\n"
                              "d1 A 20.0.0.1\nr1 A 30.0.0.1\nd2 A 20.0.0.2\n");
        mx_text_string(&text, has_second ? "@ MX 30 r2\n" : "@ MX 30 r.b.com.\n");
        mx_text_string(&text, rows[i].records);
        struct spec spec = zone_file_of(mx_text_string_of(&text), NULL);
        assert_int_equal(spec.status, MXTRAP_OK);
        assert_found(&spec, false, mx_text_string_of(&text), rows[i].expected);
        spec_free(&spec);
        mx_text_free(&text);
    }
}

/* What is said of roles that a zone file does not say, and of zones without dummies: no rule that
 * presumes a trap. */
static void test_zone_roles(void **state) {
    static const struct {
        const char *records, *expected;
    } rows[] = {
        {"@ MX 1 d\n@ MX 2 r\n@ MX 2 s\n@ MX 3 e\n", "N:roles-assumed"},
        {"@ MX 1 d\n@ MX 2 r\n@ MX 3 e\n", "N:roles-assumed W:single-real-host"},
        {"@ MX 1 d\n@ MX 2 r\n", "W:not-trapped"},
        {"@ MX 1 d\n@ MX 1 r\n@ MX 2 s\n@ MX 2 e\n", "W:not-trapped"},
        {"@ MX 1 p.b.com.\n@ MX 2 q.b.com.\n@ MX 3 r.b.com.\n", "W:not-trapped"},
        {"@ MX 1 a.b.com.\n@ MX 2 b.b.com.\n@ MX 2 c.b.com.\n@ MX 3 d.b.com.\n@ MX 3 e.b.com.\n"
         "@ MX 3 f.b.com.\n@ MX 3 g.b.com.\n",
         "W:not-trapped"},
        {"@ MX 1 d\n@ MX 2 r\n@ TXT \"v=spf1 mx -all\"\n", "W:not-trapped"},
        /* once a zone, unless it has a dummy */
        {"@ MX 1 d\nx MX 1 d\ny MX 1 r\nz MX 1 p.b.com.\n", "W:not-trapped"},
        {"n MX 0 .\nx MX 1 d\ny MX 1 r\n", "W:not-trapped"},
        {"n MX 0 .\n", ""},
        {"@ MX 1 d\n@ MX 2 r\n@ MX 2 s\n@ MX 3 e\nx MX 1 d\ny MX 1 r\n",
         "N:roles-assumed W:not-trapped W:not-trapped"},
        {"@ MX 1 d ; mxtrap: dummy\n@ MX 2 r\n@ MX 2 s\n@ MX 3 e ; mxtrap: dummy\nx MX 1 r\n"
         "y MX 1 p.b.com.\n",
         "W:not-trapped W:not-trapped"},
        /* an assumption is no reason for errors in other sets */
        {"@ MX 1 d\n@ MX 2 r\n@ MX 2 s\n@ MX 3 e\nx MX 1 d\nx MX 2 e\n",
         "N:roles-assumed W:not-trapped"},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct mx_text text = {0};
        mx_text_string(&text, "$ORIGIN a.com.\n$TTL 60\n@ SOA n. h 1 2 3 4 5\n NS n.\n"
                              "d A 20.0.0.1\ne A 20.0.0.2\nr A 30.0.0.1\ns A 30.0.0.2\n");
        mx_text_string(&text, rows[i].records);
        struct spec spec = zone_file_of(mx_text_string_of(&text), NULL);
        assert_int_equal(spec.status, MXTRAP_OK);
        assert_found(&spec, false, mx_text_string_of(&text), rows[i].expected);
        spec_free(&spec);
        mx_text_free(&text);
    }
}

#define REST                                                                                       \
    "@ MX 10 d1 ; mxtrap: dummy\n@ MX 20 r1\n@ MX 40 d2 ; mxtrap: dummy\nd1 A 20.0.0.1\nr1 A "     \
    "30.0.0.1\nd2 A 20.0.0.2\n"

/* A target with a dot inside, none at its end, and no address of its own. */
static void test_zone_dots(void **state) {
    static const struct {
        const char *records, *expected;
    } rows[] = {
        {"@ MX 30 mx.b.net\n", "E:target-no-address W:missing-final-dot"},
        {"@ MX 30 mx.b.net ; mxtrap: real\n", "E:target-no-address W:missing-final-dot"},
        {"@ IN MX 30 (mx.b.net)\n", "E:target-no-address W:missing-final-dot"},
        {"@ IN MX ( 30\n mx.b.net\n)\n", "E:target-no-address W:missing-final-dot"},
        {"@ MX 30 mx.b.net\t\n* A 30.0.0.2\n", "W:missing-final-dot"},
        {"@ MX 30 mx.b\\046net ;\n* A 30.0.0.2\n", "W:missing-final-dot E:bad-hostname"},
        {"$GENERATE 1-1 @ MX \"30 mx.b.net\"\n* A 30.0.0.2\n", "W:missing-final-dot"},
        {"@ MX 30 mx.dc2\nmx.dc2 A 30.0.0.2\n", ""},
        {"@ MX 30 mx.dc2\nmx.dc2 AAAA 2600::1\n", "N:dummy-lacks-family N:dummy-lacks-family"},
        {"@ MX 30 mx.dc2\ndc2 NS n.dc2\n", ""},
        {"@ MX 30 mx.dc2\nmx.dc2 CNAME r1\n", "E:target-is-cname"},
        {"@ MX 30 mx.b.net.\n* A 30.0.0.2\n", ""},
        {"@ MX 30 mx\n* A 30.0.0.2\n", ""},
        {"@ MX 30 mx\\.b\n* A 30.0.0.2\n", "E:bad-hostname"},
        {"$ORIGIN .\na.com. MX 30 mx.b.net\n", ""},
        {"$ORIGIN b.a.com.\na.com. MX 30 mx.c\n$ORIGIN a.com.\nmx.c.b A 30.0.0.2\n", ""},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[500];
        snprintf(text, sizeof text, "$ORIGIN a.com.\n$TTL 60\n@ SOA n. h 1 2 3 4 5\n@ NS n.\n%s%s",
                 REST, rows[i].records);
        struct spec spec = zone_file_of(text, NULL);
        assert_int_equal(spec.status, MXTRAP_OK);
        assert_found(&spec, false, text, rows[i].expected);
        spec_free(&spec);
    }
}

/* An SOA's owner that lacks its dot; one that is absolute says what the zone is. */
static void test_soa_dots(void **state) {
    static const struct mxtrap_zone_file_options given = {.size = sizeof given, .origin = "a.com"};
    static const struct {
        const char *soa;
        const struct mxtrap_zone_file_options *options;
        const char *expected;
    } rows[] = {
        {"$TTL 60\na.com SOA n. h. 1 2 3 4 5\n$ORIGIN a.com.\n", &given, "E:missing-final-dot"},
        {"$TTL 60\na.com (SOA n. h. 1 2 3 4 5)\n$ORIGIN a.com.\n", &given, "E:missing-final-dot"},
        {"$TTL 60\na.com IN SOA n. h. 1 2 3 4 5\n", NULL, "E:missing-final-dot"},
        {"$ORIGIN a.com.\n$TTL 60\nA.COM SOA n. h. 1 2 3 4 5\n", NULL, "E:missing-final-dot"},
        {"$TTL 60\na.com. SOA n. h. 1 2 3 4 5\n", NULL, ""},
        {"$TTL 60\na.com. (SOA n. h. 1 2 3 4 5)\n", NULL, ""},
        {"$TTL 60\na.com. SOA n. h. 1 2 3 4 5\n", &given, ""},
        {"$TTL 60\n@ SOA n. h. 1 2 3 4 5\n", &given, ""},
        {"$ORIGIN .\n$TTL 60\na.com SOA n. h. 1 2 3 4 5\n$ORIGIN a.com.\n", NULL, ""},
        {"$ORIGIN com.\n$TTL 60\na SOA n. h. 1 2 3 4 5\n$ORIGIN a.com.\n", NULL, ""},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[500];
        snprintf(text, sizeof text, "%s@ NS n.\n@ MX 30 r.b.com.\n%s", rows[i].soa, REST);
        struct spec spec = zone_file_of(text, rows[i].options);
        assert_int_equal(spec.status, MXTRAP_OK);
        assert_found(&spec, false, text, rows[i].expected);
        spec_free(&spec);
    }
}

/* Beside an error nothing is reported that the lost MX record may have caused. */
static void test_lost_records(void **state) {
    static const struct {
        const char *records, *expected;
    } rows[] = {
        /* not lost: all of it is told */
        {"@ MX 20 r ; mxtrap: real\n@ MX 30 d ; mxtrap: dummy\n",
         "E:first-not-dummy W:single-real-host"},
        {"@ MX 20 r ; mxtrap: real\n@ MX 30 d ; mxtrap: dummy\nx A y\n",
         "E:first-not-dummy W:single-real-host E:zone-syntax"},
        {"@ MX 20 r ; mxtrap: real\n@ MX 30 d ; mxtrap: dummy\nx MX y\n",
         "E:first-not-dummy W:single-real-host E:zone-syntax"},
        {"@ MX 20 r ; mxtrap: real\n@ MX 30 d ; mxtrap: dummy\n$TTL x\n",
         "E:first-not-dummy W:single-real-host E:zone-syntax"},
        {"@ MX 20 r ; mxtrap: real\n@ MX 30 d ; mxtrap: dummy\n$GENERATE 1-2 x$ A y\n",
         "E:first-not-dummy W:single-real-host E:zone-syntax"},
        {"@ MX 20 r ; mxtrap: real\n@ MX 30 d ; mxtrap: dummy\nx TXT \"open\n",
         "E:first-not-dummy W:single-real-host E:zone-syntax"},
        /* lost: of this owner, in every form, before and behind */
        {"@ MX x d\n@ MX 20 r ; mxtrap: real\n@ MX 30 d ; mxtrap: dummy\n", "E:zone-syntax"},
        {"@ MX 20 r ; mxtrap: real\n@ MX 30 d ; mxtrap: dummy\n MX 70000 d\n", "E:zone-syntax"},
        {"@ MX 20 r ; mxtrap: real\n@ MX 30 d ; mxtrap: dummy\n@ IN TYPE15 d\n", "E:zone-syntax"},
        {"@ MX 20 r ; mxtrap: real\n@ MX 30 d ; mxtrap: dummy\nA.com. MXX 1 d\n", "E:zone-syntax"},
        {"@ MX 20 r ; mxtrap: real\n@ MX 30 d ; mxtrap: dummy\n@ 1 d\n", "E:zone-syntax"},
        {"@ MX 20 r ; mxtrap: real\n@ MX 30 d ; mxtrap: dummy\n@ 60 IN MX 1 \"d\n",
         "E:zone-syntax"},
        {"@ MX 1 d\n@ MX x d\n", "E:zone-syntax"},
        {"@ MX 1 r ; mxtrap: real\n@ MX x d\n", "E:zone-syntax"},
        /* without comments the roles hang on the place */
        {"@ MX 10 r\n@ MX 10 d\n@ MX 20 s\n@ MX x d\n", "E:zone-syntax"},
        /* of anybody */
        {"@ MX 20 r ; mxtrap: real\n@ MX 30 d ; mxtrap: dummy\na..b MX 1 d\n", "E:zone-syntax"},
        {"@ MX 20 r ; mxtrap: real\n@ MX 30 d ; mxtrap: dummy\na..b A 20.0.0.1\n MX 1 d\n",
         "E:zone-syntax"},
        {"@ MX 20 r ; mxtrap: real\n@ MX 30 d ; mxtrap: dummy\n$INCLUDE /none\n", "E:unreadable"},
        {"@ MX 20 r ; mxtrap: real\n@ MX 30 d ; mxtrap: dummy\n$ORIGIN a..b\n", "E:zone-syntax"},
        {"@ MX 20 r ; mxtrap: real\n@ MX 30 d ; mxtrap: dummy\n$GENERATE 1-2 x$ MX y\n",
         "E:zone-syntax"},
        {"@ MX 20 r ; mxtrap: real\n@ MX 30 d ; mxtrap: dummy\nx TXT (\n@ MX 1 d\n",
         "E:zone-syntax"},
        /* what no lost record can have caused */
        {"@ MX 10 r ; mxtrap: real\n@ MX 10 d ; mxtrap: dummy\n@ MX x d\n",
         "E:dummy-real-tie E:zone-syntax"},
        {"@ MX 10 r ; mxtrap: real\n@ MX 20 d ; mxtrap: dummy\n@ MX 30 s.b.com. ; mxtrap: real\n"
         "@ MX x d\n",
         "E:dummy-between-reals E:zone-syntax"},
        {"@ MX 10 none ; mxtrap: real\n@ MX x d\n", "E:target-no-address E:zone-syntax"},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct mx_text text = {0};
        mx_text_string(&text, "$ORIGIN a.com.\n$TTL 60\n@ SOA n. h 1 2 3 4 5\n NS n.\n"
                              "d A 20.0.0.1\nr A 30.0.0.1\ns A 30.0.0.2\n");
        mx_text_string(&text, rows[i].records);
        struct spec spec = zone_file_of(mx_text_string_of(&text), NULL);
        bool is_broken = strstr(rows[i].expected, "syntax") != NULL ||
                         strstr(rows[i].expected, "unreadable") != NULL;
        assert_int_equal(spec.status, is_broken ? MXTRAP_ERR_INPUT : MXTRAP_OK);
        assert_int_equal(mxtrap_rules_run(spec.zones, NULL, spec.findings), MXTRAP_OK);
        mx_findings_sort(spec.findings, 0);
        struct mx_text found = {0};
        write_expected(&found, spec.findings);
        const char *ids = mx_text_string_of(&found);
        if (strcmp(ids, rows[i].expected) != 0) {
            print_message("in: %s\n", mx_text_string_of(&text));
            print_findings(spec.findings);
        }
        assert_string_equal(ids, rows[i].expected);
        mx_text_free(&found);
        spec_free(&spec);
        mx_text_free(&text);
    }
}

static void test_no_zones(void **state) {
    struct spec spec = {0};
    (void)state;

    assert_int_equal(mxtrap_zones_new(&spec.zones), MXTRAP_OK);
    assert_int_equal(mxtrap_findings_new(&spec.findings), MXTRAP_OK);
    assert_found(&spec, true, "nothing", "");
    spec_free(&spec);
}

/* Last: every rule that looks at layouts was found by a row above; for live ones see test_judge.c,
 * for firewall rules test_silence.c, for
 * policies test_mta_sts.c. */
static void test_all_rules_were_found(void **state) {
    (void)state;

    for (size_t i = 0; i < mxtrap_rules_count(); i++) {
        const struct mxtrap_rule_info *info = mxtrap_rules_at(i);
        bool is_elsewhere =
            strcmp(info->group, "input") == 0 || strcmp(info->group, "live") == 0 ||
            strcmp(info->group, "vantage") == 0 || strcmp(info->group, "silence") == 0 ||
            strcmp(info->group, "change") == 0 || strcmp(info->group, "policy") == 0;
        if (!is_elsewhere && !seen[i]) {
            fail_msg("no row of this file triggers %s", info->id);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_ties),
        cmocka_unit_test(test_front_dummies),
        cmocka_unit_test(test_front_on_hosts_without_ipv6),
        cmocka_unit_test(test_front_of_many),
        cmocka_unit_test(test_real_too_far),
        cmocka_unit_test(test_many_exchangers),
        cmocka_unit_test(test_records),
        cmocka_unit_test(test_many_duplicates),
        cmocka_unit_test(test_owner_places),
        cmocka_unit_test(test_owners),
        cmocka_unit_test(test_special_names),
        cmocka_unit_test(test_spec_dots),
        cmocka_unit_test(test_spec_dots_of_many_zones),
        cmocka_unit_test(test_zone_dots),
        cmocka_unit_test(test_soa_dots),
        cmocka_unit_test(test_too_many_records),
        cmocka_unit_test(test_mxps),
        cmocka_unit_test(test_no_address),
        cmocka_unit_test(test_name_servers_outside),
        cmocka_unit_test(test_across_zones),
        cmocka_unit_test(test_zone_records),
        cmocka_unit_test(test_zone_roles),
        cmocka_unit_test(test_lost_records),
        cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_families),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_owners_share),
        cmocka_unit_test(test_zones_apart),
        cmocka_unit_test(test_ignore),
        cmocka_unit_test(test_chosen),
        cmocka_unit_test(test_no_options),
        cmocka_unit_test(test_no_zones),
        cmocka_unit_test(test_all_rules_were_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
