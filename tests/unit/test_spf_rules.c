/* SPF policies and TLSA records of a zone file: which are kept, and what they say of dummies. */
#include "unit.h"

/* A zone of which the rules that are not about SPF say nothing. */
#define TOP "$ORIGIN a.com.\n$TTL 60\n@ SOA n. h 1 2 3 4 5\n NS n.\n"
#define MX(owner)                                                                                  \
    owner " MX 1 d ; mxtrap: dummy\n MX 2 r\n MX 3 s.b.com.\n MX 4 e.b.com. ; mxtrap: dummy\n"
#define HOSTS "d A 30.0.0.1\nd AAAA 2a00::1\nr A 20.0.0.1\n"
#define SPF(owner, policy) owner " TXT \"v=spf1 " policy "\"\n"

/* How many findings of the first two rules there are in the zone that is TEXT. */
static void assert_found(const char *text, size_t authorised, size_t lookups) {
    struct spec spec = zone_file_of(text, NULL);

    assert_int_equal(spec.status, MXTRAP_OK);
    assert_int_equal(mxtrap_rules_run(spec.zones, NULL, spec.findings), MXTRAP_OK);
    size_t found = count_of(spec.findings, "spf-authorises-dummy");
    size_t costly = count_of(spec.findings, "spf-mx-lookups");
    size_t others = count_of(spec.findings, "too-many-exchangers") + /* 10 are many to others too */
                    count_of(spec.findings, "duplicate-record") +
                    count_of(spec.findings, "spf-void-lookups"); /* test_voids */
    size_t all = found + costly + others;
    if (found != authorised || costly != lookups || all != mxtrap_findings_count(spec.findings)) {
        print_message("in: %s\n", text);
        print_findings(spec.findings);
    }
    assert_int_equal(found, authorised);
    assert_int_equal(costly, lookups);
    assert_int_equal(mxtrap_findings_count(spec.findings), all);
    spec_free(&spec);
}

/* Three can be authorised: d by two addresses, e.b.com by its name alone. */
static void test_who_passes(void **state) {
    static const struct {
        const char *policy;
        size_t authorised, lookups;
    } rows[] = {
        {SPF("@", ""), 0, 0},
        {SPF("@", "-all"), 0, 0},
        {SPF("@", "all"), 3, 0},
        {SPF("@", "mx -all"), 3, 0},
        {SPF("@", "~mx"), 0, 0},
        {SPF("@", "?mx +mx"), 0, 0},
        {SPF("@", "-mx +all"), 0, 0},
        {SPF("@", "mx bad:term"), 0, 1},
        {SPF("@", "mx") SPF("@", "mx "), 0, 1},
        {SPF("@", "mx") SPF("@", "mx"), 3, 0},
        {SPF("@", "mx") SPF("@", "mx") SPF("@", "mx ") SPF("@", "mx "), 0, 1},
        {SPF("@", "a:r.a.com -all"), 0, 0},
        {SPF("@", "a:D.a.com -all"), 2, 0},
        {SPF("@", "a:e.b.com -all"), 1, 0},
        {SPF("@", "ip4:30.0.0.1"), 1, 0},
        {SPF("@", "ip4:30.0.0.2"), 0, 0},
        {SPF("@", "ip4:30.0.0.2/31 ip4:30.0.0.3/30"), 1, 0},
        {SPF("@", "ip4:30.0.0.2/31"), 0, 0},
        {SPF("@", "ip4:1.2.3.4/0 ip6:::/0"), 2, 0},
        {SPF("@", "-ip4:30.0.0.0/24 ip4:30.0.0.1"), 0, 0},
        {SPF("@", "ip6:2a00::/127"), 1, 0},
        {SPF("@", "ip6:2a00::2/127"), 0, 0},
        {SPF("@", "a:r.a.com/4"), 1, 0},
        {SPF("@", "a:r.a.com/5"), 0, 0},
        {SPF("@", "a:x.a.com/24//64") "x A 30.0.0.9\nx AAAA 2a00::9\n", 2, 0},
        {"x A 30.0.0.9\n" SPF("@", "a:x.a.com/24"), 1, 0},
        {SPF("@", "a/24") "@ A 30.0.0.9\n", 1, 0},
        {SPF("@", "a:x.a.com/24") "x CNAME y\ny A 30.0.0.9\n", 0, 0},
        {SPF("@", "a:y.x.a.com/24") "x NS n.\ny.x A 30.0.0.9\n", 0, 0},
        {SPF("@", "mx:x.a.com") "x MX 0 .\n", 0, 0},
        /* includes and redirects, before and behind what they name */
        {SPF("@", "include:_s.a.com") SPF("_s", "ip4:30.0.0.1 -all"), 1, 0},
        {SPF("_s", "ip4:30.0.0.1") SPF("@", "include:_S.a.com"), 1, 0},
        {SPF("_s", "mx -all") SPF("@", "redirect=_s.a.com"), 0, 0},
        {SPF("_s", "mx:a.com -all") SPF("@", "redirect=_s.a.com"), 3, 0},
        {SPF("_s", "mx:a.com") SPF("@", "redirect=_s.a.com -all"), 0, 0},
        {SPF("@", "-include:_s.a.com all") SPF("_s", "ip4:30.0.0.1 ip6:::/0"), 0, 0},
        {SPF("@", "include:_s.a.com mx") SPF("_s", "-mx:a.com"), 3, 0},
        {SPF("_4", "ip4:30.0.0.1") SPF("_3", "include:_4.a.com") SPF("_2", "include:_3.a.com")
             SPF("_1", "include:_2.a.com") SPF("@", "include:_1.a.com"),
         1, 0},
        {SPF("@", "include:_s.a.com mx") SPF("_s", "bad"), 0, 1},
        /* what is not shown may pass, and then passes; it may fail, and then nothing is said */
        {SPF("@", "include:b.net mx -all"), 3, 0},
        {SPF("@", "exists:%{i}.b.net ptr mx -all"), 3, 0},
        {SPF("@", "-include:b.net mx"), 0, 0},
        {SPF("@", "?exists:%{i}.b.net mx"), 0, 0},
        {SPF("@", "-mx:b.net all"), 0, 0},
        {SPF("@", "-a:b.net all"), 0, 0},
        {SPF("@", "-a:r.a.com all"), 2, 0}, /* e.b.com may have that address */
        {SPF("@", "?include:_s.a.com all") SPF("_s", "include:b.net -all"), 0, 0},
        {SPF("@", "redirect=b.net"), 0, 0},
        /* lookups */
        {SPF("@", "include:a.com mx"), 0, 1},
        {SPF("@", "redirect=a.com"), 0, 1},
        {SPF("@", "a a a a a a a a a mx -all"), 3, 0},
        {SPF("@", "a a a a a a a a a a mx -all"), 0, 1},
        {SPF("@", "mx a a a a a a a a a a -all"), 3, 1},
        {SPF("@", "-all a a a a a a a a a a a"), 0, 0},
        {SPF("@", "include:_s.a.com a a a a a -all") SPF("_s", "ptr ptr exists:b.c -all"), 0, 0},
        {SPF("@", "include:_s.a.com a a a a a -all") SPF("_s", "ptr ptr exists:b.c ptr ptr -all"),
         0, 1},
    };
    (void)state;

    for (size_t i = 0; i < 2 * COUNT(rows); i++) {
        struct mx_text text = {0};
        size_t row = i / 2;
        /* The policy ahead of the MX records that make it matter, or behind all else. */
        mx_text_string(&text, TOP);
        mx_text_string(&text, i % 2 == 0 ? "" : rows[row].policy);
        mx_text_string(&text, MX("@") HOSTS);
        mx_text_string(&text, i % 2 == 0 ? rows[row].policy : "");
        assert_found(mx_text_string_of(&text), rows[row].authorised, rows[row].lookups);
        mx_text_free(&text);
    }
}

/* Which term it is that lets pass, as it is told. */
static void test_words(void **state) {
    static const struct {
        const char *policy, *term;
    } rows[] = {
        {"all", "all"},
        {"mx -all", "mx"},
        {"mx:A.com -all", "mx"},
        {"mx//64 -all", "mx//64"},
        {"ip4:30.0.0.1", "ip4:30.0.0.1"},
        {"ip4:30.0.0.1/32", "ip4:30.0.0.1"},
        {"ip4:30.0.0.0/31", "ip4:30.0.0.0/31"},
        {"ip6:2a00::1", "ip6:2a00::1"},
        {"ip6:2a00::1/128", "ip6:2a00::1"},
        {"ip6:2a00::/127", "ip6:2a00::/127"},
        {"a:d.a.com/24//64", "a:d.a.com./24//64"},
        {"a:d.a.com/32//127", "a:d.a.com.//127"},
        {"a:d.a.com/31//128", "a:d.a.com./31"},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct mx_text text = {0};
        mx_text_format(&text, TOP MX("@") HOSTS SPF("@", "%s"), rows[i].policy);
        struct spec spec = zone_file_of(mx_text_string_of(&text), NULL);
        assert_int_equal(mxtrap_rules_run(spec.zones, NULL, spec.findings), MXTRAP_OK);
        assert_true(mxtrap_findings_count(spec.findings) > 0);
        const char *message = mxtrap_finding_message(mxtrap_findings_at(spec.findings, 0));
        const char *said = strstr(message, " send mail: ");
        assert_non_null(said);
        assert_string_equal(said + strlen(" send mail: "), rows[i].term);
        spec_free(&spec);
        mx_text_free(&text);
    }
}

/* The owner's policy and the apex's count, and no other; what they say alike is told once. */
static void test_whose_policy(void **state) {
    (void)state;

    assert_found(TOP MX("s") HOSTS SPF("s", "mx"), 3, 0);
    assert_found(TOP SPF("s", "mx") HOSTS MX("s"), 3, 0);
    assert_found(TOP MX("s") HOSTS SPF("@", "mx"), 0, 0);
    assert_found(TOP MX("s") HOSTS SPF("@", "ip4:30.0.0.1"), 1, 0);
    assert_found(TOP MX("s") MX("t") MX("@") HOSTS SPF("@", "ip4:30.0.0.1"), 1, 0);
    assert_found(TOP MX("s") HOSTS SPF("@", "ip4:30.0.0.1") SPF("s", "ip4:30.0.0.1"), 2, 0);
    assert_found(TOP MX("s") HOSTS SPF("t", "mx:s.a.com"), 0, 0);
    assert_found(TOP MX("s") HOSTS "s TXT \"v=\" \"spf1 m\" \"x\" \"\" \" -all\"\n", 3, 0);
    assert_found(TOP MX("s") HOSTS "s TXT \"v=spf1\" \"mx\"\n", 0, 0);
}

/* An mx term looks at 10 exchangers, and at 10 addresses of each (RFC 7208 4.6.4). */
static void test_wide_mx(void **state) {
    (void)state;

    for (unsigned count = 9; count <= 11; count++) {
        struct mx_text text = {0};
        mx_text_string(&text, TOP "@ MX 1 d ; mxtrap: dummy\n MX 2 r\n MX 3 s.b.com.\n" HOSTS SPF(
                                  "@", "mx -all"));
        for (unsigned i = 3; i < count; i++) {
            mx_text_format(&text, "@ MX %u e%u.b.com.%s\n", i + 10, i,
                           i + 1 == count ? " ; mxtrap: dummy" : "");
        }
        assert_found(mx_text_string_of(&text), count > 10 ? 0 : 3, count > 10 ? 1 : 0);
        mx_text_free(&text);
    }
    for (unsigned count = 10; count <= 11; count++) {
        struct mx_text text = {0};
        mx_text_string(&text, TOP MX("@") HOSTS SPF("@", "mx -all"));
        for (unsigned i = 2; i <= count; i++) {
            mx_text_format(&text, "r A 20.0.0.%u\n", i);
        }
        assert_found(mx_text_string_of(&text), count > 10 ? 0 : 3, count > 10 ? 1 : 0);
        mx_text_free(&text);
    }
}

/* Policies that nobody's mail hangs on are let go: reading more of them takes no more memory. */
static void test_others_are_let_go(void **state) {
    struct mx_text text = {0};
    (void)state;

    mx_text_string(&text, TOP MX("@") HOSTS);
    for (unsigned i = 0; i < 2000; i++) {
        mx_text_format(&text, "h%u TXT \"v=spf1 a:x%u.a.com include:y%u.a.com -all\"\n", i, i, i);
        mx_text_format(&text, "_25._tcp.h%u TLSA 3 1 1 00\n", i);
    }
    struct spec spec = zone_file_of(mx_text_string_of(&text), NULL);
    assert_int_equal(spec.status, MXTRAP_OK);
    size_t blocks = 0;
    for (const void *const *block = (const void *const *)(const void *)spec.zones->arena.newest;
         block != NULL; block = *block) {
        blocks++;
    }
    assert_in_range(blocks, 1, 2);
    spec_free(&spec);
    mx_text_free(&text);
}

/* TLSA at _25._tcp of a host, as the exchanger's state. */
static void test_tlsa(void **state) {
    static const struct {
        const char *records;
        enum mx_tlsa tlsa;
    } rows[] = {
        {"", MX_TLSA_NONE},
        {"_25._tcp.d TLSA 3 1 1 00\n", MX_TLSA_HERE},
        {"_25._TCP.D TLSA 3 1 1 00\n", MX_TLSA_HERE},
        {"*._tcp.d TLSA 3 1 1 00\n", MX_TLSA_HERE},
        {"_25._tcp.d CNAME x\n", MX_TLSA_HERE},
        {"_25._tcp.d TXT x\n", MX_TLSA_NONE},
        {"_26._tcp.d TLSA 3 1 1 00\n", MX_TLSA_NONE},
        {"_25._udp.d TLSA 3 1 1 00\n", MX_TLSA_NONE},
        {"d TLSA 3 1 1 00\n", MX_TLSA_NONE},
        {"_25._tcp.x.d TLSA 3 1 1 00\n", MX_TLSA_NONE},
    };
    (void)state;

    for (size_t i = 0; i < 2 * COUNT(rows); i++) {
        struct mx_text text = {0};
        size_t row = i / 2;
        mx_text_string(&text, TOP);
        mx_text_string(&text, i % 2 == 0 ? "" : rows[row].records);
        mx_text_string(&text, MX("@") HOSTS);
        mx_text_string(&text, i % 2 == 0 ? rows[row].records : "");
        struct spec spec = zone_file_of(mx_text_string_of(&text), NULL);
        if (exchanger_of(&spec, 0, 0)->tlsa != rows[row].tlsa) {
            print_message("in: %s\n", mx_text_string_of(&text));
        }
        assert_int_equal(exchanger_of(&spec, 0, 0)->tlsa, rows[row].tlsa);
        assert_int_equal(exchanger_of(&spec, 0, 3)->tlsa, MX_TLSA_UNKNOWN); /* outside */
        spec_free(&spec);
        mx_text_free(&text);
    }
    struct spec fragment = zone_file_of("$ORIGIN a.com.\n" MX("@") HOSTS, NULL);
    assert_int_equal(exchanger_of(&fragment, 0, 0)->tlsa, MX_TLSA_UNKNOWN);
    spec_free(&fragment);
}

/* How many findings there are for voids, and what the first says. */
static void assert_voids(const char *records, size_t expected, const char *said) {
    struct mx_text text = {0};

    mx_text_string(&text, TOP "@ MX 1 d ; mxtrap: dummy\n MX 2 r\n MX 3 s\n"
                              " MX 4 e ; mxtrap: dummy\n");
    mx_text_string(&text, records);
    struct spec spec = zone_file_of(mx_text_string_of(&text), NULL);
    assert_int_equal(spec.status, MXTRAP_OK);
    assert_int_equal(mxtrap_rules_run(spec.zones, NULL, spec.findings), MXTRAP_OK);
    size_t found = count_of(spec.findings, "spf-void-lookups");
    bool has_words = said == NULL;
    for (size_t i = 0; i < mxtrap_findings_count(spec.findings) && !has_words; i++) {
        has_words =
            strstr(mxtrap_finding_message(mxtrap_findings_at(spec.findings, i)), said) != NULL;
    }
    if (found != expected || !has_words) {
        print_message("in: %s\n", mx_text_string_of(&text));
        print_findings(spec.findings);
    }
    assert_int_equal(found, expected);
    assert_true(has_words);
    spec_free(&spec);
    mx_text_free(&text);
}

/* A real host with an address that it sends from, and hosts without one of that family. */
#define R46 "r A 20.0.0.1\nr AAAA 2600::1\n"
#define R4 "r A 20.0.0.1\n"
#define DSE4 "d A 30.0.0.1\ns A 20.0.0.2\ne A 30.0.0.2\n"
#define DSE6 "d AAAA 2a00::1\ns AAAA 2600::2\ne AAAA 2a00::2\n"
#define DE4 "d A 30.0.0.1\ne A 30.0.0.2\n"
#define XYZ4 "x A 20.0.0.7\ny A 20.0.0.8\nz A 20.0.0.9\n"

/* More than two, up to the term that matches a real host's address (RFC 7208 4.6.4). */
static void test_voids(void **state) {
    static const struct {
        const char *records;
        size_t found;
        const char *said;
    } rows[] = {
        {SPF("@", "mx -all") R46 DSE4, 1,
         "over IPv6: 3 lookups find no IPv6 address (d.a.com., s.a.com., "
         "e.a.com.), and only 2 may; name the real hosts by ip4: and ip6: terms"},
        {SPF("@", "mx -all") R46 DSE4 "s AAAA 2600::2\n", 0, NULL},
        {SPF("@", "mx -all") R46 DSE6, 1, "over IPv4: 3 lookups find no IPv4 address"},
        {SPF("@", "mx -all") R46 DSE6 "d A 30.0.0.1\n", 0, NULL},
        {SPF("@", "mx -all") R4 DSE4, 0, NULL}, /* nobody sends over IPv6 */
        {SPF("@", "mx -all") "r AAAA 2600::1\n" DSE6, 0, NULL},
        {SPF("@", "-mx -all") R46 DSE4, 1, NULL},
        {SPF("@", "-all") R46 DSE4, 0, NULL},
        /* one after the other */
        {SPF("@", "a:x.a.com a:y.a.com a:z.a.com -all") R46 DSE4 XYZ4, 1,
         "(x.a.com., y.a.com., z.a.com.)"},
        {SPF("@", "a:x.a.com a:x.a.com a:X.a.com -all") R46 DSE4 XYZ4, 1,
         "address (x.a.com.), and"},
        {SPF("@", "a:x.a.com a:y.a.com -all") R46 DSE4 XYZ4, 0, NULL},
        {SPF("@", "a:x.a.com a:y.a.com ip6:2600::1 a:z.a.com -all") R46 DSE4 XYZ4, 0, NULL},
        {SPF("@", "a:x.a.com a:y.a.com ip6:2600::2 a:z.a.com -all") R46 DSE4 XYZ4, 1, NULL},
        {SPF("@", "a:x.a.com a:y.a.com a:r.a.com a:z.a.com -all") R46 DSE4 XYZ4, 0, NULL},
        {SPF("@", "a:x.a.com mx -all") R46 DSE4 XYZ4 "s AAAA 2600::2\n", 1,
         "over IPv6: 3 lookups find no IPv6 address"},
        {SPF("@", "ip6:2600::/64 mx -all") R46 DSE4, 0, NULL},
        {SPF("@", "ip6:2600::1 mx -all") R46 "d A 30.0.0.1\ne A 30.0.0.2\ns AAAA 2600::2\n" XYZ4
                                             "@ MX 2 x\n",
         1, NULL}, /* s comes to the mx term, and r does not */
        {SPF("@", "a:x.a.com a:none.a.com a:no.a.com ip6:2600::1 -all") R46 DSE4, 2, NULL},
        /* policies that are included */
        {SPF("@", "include:_s.a.com a:z.a.com -all") SPF("_s", "a:x.a.com a:y.a.com") R46 DSE4 XYZ4,
         1, NULL},
        {SPF("@", "redirect=_s.a.com") SPF("_s", "mx:a.com") R46 DSE4, 1, NULL},
        {SPF("@", "include:_s.a.com mx -all") SPF("_s", "ip6:2600::1") R46 DSE4, 0, NULL},
        {SPF("@", "include:_s.a.com mx -all") SPF("_s", "-ip6:2600::1") R46 DSE4, 1, NULL},
        {SPF("@", "include:_s.a.com mx -all") SPF("_s", "bad") R46 DSE4, 0, NULL},
        /* what the zone does not show */
        {SPF("@", "include:b.net a:b.net mx -all") R46 DSE4, 1, NULL},
        {SPF("@", "a:b.net a:c.net a:d.net -all") R46 DSE4, 0, NULL},
        {SPF("@", "mx -all") R46 DE4 "s CNAME t\nt A 20.0.0.2\n", 0, NULL},
        {SPF("@", "mx -all") R46 DE4 "s NS n.\n", 0, NULL},
        {SPF("@", "exists:%{i}.b.net mx -all") R46 DSE4, 0, NULL},
        {SPF("@", "ptr mx -all") R46 DSE4, 0, NULL},
        {SPF("@", "bad mx -all") R46 DSE4, 0, NULL},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_voids(rows[i].records, rows[i].found, rows[i].said);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_passes),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_whose_policy),
        cmocka_unit_test(test_wide_mx),
        cmocka_unit_test(test_others_are_let_go),
        cmocka_unit_test(test_tlsa),
        cmocka_unit_test(test_voids),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
