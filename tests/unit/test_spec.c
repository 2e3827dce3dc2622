/* Whole specs: places and paths of errors, files that are none, defaults, preferences, layouts. */
#include "specs.h"

/* Every error of a file in one run, in the order of the file, each with its place and path. */
static void test_places_and_paths(void **state) {
    static const char text[] = "layouts:\n"                                /* 1 */
                               "  std:\n"                                  /* 2 */
                               "    mx: [{dummy: a, adress: 192.0.2.1}]\n" /* 3 */
                               "zones:\n"                                  /* 4 */
                               "  - zone: a..com\n"                        /* 5 */
                               "    layout: sdt\n"                         /* 6 */
                               "    ttl: never\n"                          /* 7 */
                               "  - zone: b.com\n"                         /* 8 */
                               "    mx:\n"                                 /* 9 */
                               "      - dummy: \"b\xc3\xbc\"\n"            /* 10 */
                               "        preference: 65536\n"               /* 11 */
                               "        address: [192.0.2.1, x]\n"         /* 12 */
                               "  - zone: c..com\n"                        /* 13 */
                               "    layout: stf\n"                         /* 14 */
                               "  - zone: d.com\n"                         /* 15 */
                               "    layout: sdt\n";                        /* 16 */
    static const struct {
        unsigned line, column;
        const char *rule, *path;
    } rows[] = {
        {3, 21, "spec-key", "layouts.std.mx[0].adress: "},
        {5, 11, "spec-value", "zones[0].zone: "},
        {6, 13, "spec-missing", "zones[0].layout: "},
        {7, 10, "spec-value", "zones[0].ttl: "},
        {10, 16, "spec-value", "zones[1].mx[0].dummy: "},
        {11, 21, "spec-value", "zones[1].mx[0].preference: "},
        {12, 30, "spec-value", "zones[1].mx[0].address[1]: "},
        {13, 11, "spec-value", "zones[2].zone: "},
        {14, 13, "spec-missing", "zones[2].layout: "},
        {16, 13, "spec-missing", "zones[3].layout: "},
    };
    struct spec spec = spec_of(text);
    (void)state;

    assert_int_equal(spec.status, MXTRAP_ERR_INPUT);
    if (mxtrap_findings_count(spec.findings) != COUNT(rows)) {
        print_findings(spec.findings);
    }
    assert_int_equal(mxtrap_findings_count(spec.findings), COUNT(rows));
    assert_int_equal(mxtrap_findings_input_errors(spec.findings), COUNT(rows));
    for (size_t i = 0; i < COUNT(rows); i++) {
        const mxtrap_finding *finding = mxtrap_findings_at(spec.findings, i);
        assert_string_equal(mxtrap_finding_rule(finding), rows[i].rule);
        assert_int_equal(mxtrap_finding_line(finding), rows[i].line);
        assert_int_equal(mxtrap_finding_column(finding), rows[i].column);
        assert_memory_equal(mxtrap_finding_message(finding), rows[i].path, strlen(rows[i].path));
        assert_non_null(mxtrap_finding_file(finding));
    }
    spec_free(&spec);
}

/* Columns count characters; what comes after an error of the syntax is not looked at. */
static void test_syntax(void **state) {
    static const struct {
        const char *bytes;
        size_t length;
        unsigned line, column;
    } rows[] = {
        {"zone: a\n# \xff\n", 12, 2, 3}, {"zone: a\n# \xc3\xbc\xff\n", 14, 2, 4},
        {"zone: a\n# \0\n", 12, 2, 3},   {"zone: a\n\tmx: b\n", 15, 2, 1},
        {"zone: [a\n", 9, 2, 1},         {"zo\xff", 3, 1, 3},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct spec spec = spec_bytes(rows[i].bytes, rows[i].length);
        assert_int_equal(spec.status, MXTRAP_ERR_INPUT);
        assert_rules_of("syntax", spec.findings, "spec-yaml");
        const mxtrap_finding *finding = mxtrap_findings_at(spec.findings, 0);
        assert_int_equal(mxtrap_finding_line(finding), rows[i].line);
        assert_int_equal(mxtrap_finding_column(finding), rows[i].column);
        spec_free(&spec);
    }
}

/* The same in a file that is read in several pieces. */
static void test_syntax_far_down(void **state) {
    static const unsigned counts[] = {700, 7000, 70000};
    (void)state;

    for (size_t i = 0; i < COUNT(counts); i++) {
        struct mx_text text = {0};
        for (unsigned at = 0; at < counts[i]; at++) {
            mx_text_string(&text, "# \xc3\xbc 45678\n");
        }
        mx_text_string(&text, "# \xc3\xbc\xff\n");
        struct spec spec = spec_bytes(text.bytes, text.length);
        assert_rules(spec.findings, "spec-yaml");
        const mxtrap_finding *finding = mxtrap_findings_at(spec.findings, 0);
        assert_int_equal(mxtrap_finding_line(finding), counts[i] + 1);
        assert_int_equal(mxtrap_finding_column(finding), 4);
        spec_free(&spec);
        mx_text_free(&text);
    }
}

static void test_empty_files(void **state) {
    static const struct row rows[] = {
        {"", "spec-missing"},
        {"\n", "spec-missing"},
        {"# nothing\n", "spec-missing"},
        {"---\n", "spec-missing"},
        {"~\n", "spec-missing"},
        {"--- ~\n---\n", "spec-missing"},
        {"5\n", "spec-type"},
        {"a\n", "spec-type"},
        {"[a]\n", "spec-type"},
        {"{}\n", "spec-missing spec-missing"},
        {"zones: []\n", "spec-missing"},
        {"zones: ~\n", "spec-type"},
        {"zones: {a: b}\n", "spec-type"},
        {"zones: [a, b]\n", "spec-type spec-type"},
        {"layouts: {}\n", "spec-missing"},
        {"layouts: []\n", "spec-type"},
    };
    (void)state;
    assert_rows(rows, COUNT(rows), "", "");
}

/* The place of an owner that nobody wrote is that of its exchangers: their text is no name. */
static void test_default_owner(void **state) {
    static const char *const texts[] = {
        "layouts: {my.standard.layout: {mx: [{real: r, address: 198.51.100.25}]}}\n"
        "zones: [{zone: a.com, layout: my.standard.layout}]\n",
        "layouts: {b.com: {mx: [{real: r, address: 198.51.100.25}]}}\n"
        "zones: [{zone: a.com, layout: b.com}]\n",
        "zone: a.com\nmx: [{real: r, address: 198.51.100.25}]\n",
    };
    (void)state;

    for (size_t i = 0; i < COUNT(texts); i++) {
        struct spec spec = good_spec_of(texts[i]);
        spec_free(&spec);
    }
}

static void test_unreadable(void **state) {
    static const char *const paths[] = {"/", "/nonexistent/mxtrap.yaml", ""};
    (void)state;

    for (size_t i = 0; i < COUNT(paths); i++) {
        struct spec spec = {0};
        assert_int_equal(mxtrap_zones_new(&spec.zones), MXTRAP_OK);
        assert_int_equal(mxtrap_findings_new(&spec.findings), MXTRAP_OK);
        spec.status = mxtrap_spec_read(spec.zones, paths[i], spec.findings);
        assert_int_equal(spec.status, MXTRAP_ERR_INPUT);
        assert_rules_of(paths[i], spec.findings, "unreadable");
        assert_string_equal(mxtrap_finding_file(mxtrap_findings_at(spec.findings, 0)), paths[i]);
        spec_free(&spec);
    }
}

static void test_defaults(void **state) {
    struct spec spec = good_spec_of("zone: OC9.com\n" MX);
    const mxtrap_zone *zone = zone_of(&spec, 0);
    char buffer[MXTRAP_NAME_TEXT_MAX];
    (void)state;

    assert_int_equal(mxtrap_zones_count(spec.zones), 1);
    assert_null(mxtrap_zones_at(spec.zones, 1));
    assert_string_equal(mxtrap_zone_origin(buffer, zone), "OC9.com.");
    assert_int_equal(zone->ttl, 3600);
    assert_int_equal(zone->layouts[0].silence, MX_SILENCE_DROP);
    assert_int_equal(mxtrap_zone_layout_count(zone), 1);
    assert_string_equal(mxtrap_layout_owner(buffer, mxtrap_zone_layout_at(zone, 0)), "OC9.com.");
    assert_null(mxtrap_zone_layout_at(zone, 1));
    assert_null(mxtrap_layout_exchanger_at(mxtrap_zone_layout_at(zone, 0), 3));
    assert_string_equal(mxtrap_exchanger_host(buffer, exchanger_of(&spec, 0, 0)), "a.OC9.com.");
    assert_int_equal(mxtrap_exchanger_role(exchanger_of(&spec, 0, 0)), MXTRAP_ROLE_DUMMY);
    assert_int_equal(mxtrap_exchanger_role(exchanger_of(&spec, 0, 1)), MXTRAP_ROLE_REAL);
    assert_int_equal(mxtrap_exchanger_address_count(exchanger_of(&spec, 0, 0)), 0);
    assert_null(mxtrap_exchanger_address_at(buffer, exchanger_of(&spec, 0, 0), 0));
    assert_int_equal(exchanger_of(&spec, 0, 1)->place.line, 2);
    assert_int_equal(exchanger_of(&spec, 0, 1)->place.column, 25);
    spec_free(&spec);
}

static void assert_hosts(const struct spec *spec, size_t zone, const char *const *hosts,
                         const uint16_t *preferences, size_t count) {
    char buffer[MXTRAP_NAME_TEXT_MAX];

    assert_int_equal(mxtrap_layout_exchanger_count(mxtrap_zone_layout_at(zone_of(spec, zone), 0)),
                     count);
    for (size_t i = 0; i < count; i++) {
        const mxtrap_exchanger *exchanger = exchanger_of(spec, zone, i);
        assert_string_equal(mxtrap_exchanger_host(buffer, exchanger), hosts[i]);
        assert_int_equal(mxtrap_exchanger_preference(exchanger), preferences[i]);
    }
}

static void test_preferences_counted(void **state) {
    static const char *const hosts[] = {"a.a.com.", "b.a.com.", "c.a.com."};
    static const uint16_t preferences[] = {10, 20, 30};
    struct spec spec = good_spec_of("zone: a.com\n" MX);
    (void)state;

    assert_hosts(&spec, 0, hosts, preferences, COUNT(hosts));
    spec_free(&spec);
}

/* In order of preference; those of the same one as they were written. */
static void test_preferences_sorted(void **state) {
    static const char *const hosts[] = {"e.a.com.", "b.a.com.", "c.a.com.",
                                        "f.a.com.", "a.a.com.", "d.a.com."};
    static const uint16_t preferences[] = {0, 5, 5, 5, 9, 65535};
    struct spec spec = good_spec_of("zone: a.com\n"
                                    "mx:\n"
                                    "- {dummy: a, preference: 9}\n"
                                    "- {real: b, preference: 5}\n"
                                    "- {dummy: c, preference: 5}\n"
                                    "- {real: d, preference: 65535}\n"
                                    "- {dummy: e, preference: 0}\n"
                                    "- {real: f, preference: 5}\n");
    (void)state;

    assert_hosts(&spec, 0, hosts, preferences, COUNT(hosts));
    spec_free(&spec);
}

/* Of many unknown layouts all are told, and for the first hundred which was meant. */
static void test_many_unknown_layouts(void **state) {
    enum { UNKNOWN = 102 };
    struct mx_text text = {0};
    size_t guesses = 0;
    (void)state;

    mx_text_string(&text, "layouts: {std: {" SET "}}\nzones:\n");
    for (unsigned at = 0; at < UNKNOWN; at++) {
        mx_text_format(&text, "- {zone: z%u, layout: sdt}\n", at);
    }
    struct spec spec = spec_bytes(text.bytes, text.length);
    assert_int_equal(count_of(spec.findings, "spec-missing"), UNKNOWN);
    for (size_t i = 0; i < UNKNOWN; i++) {
        const char *message = mxtrap_finding_message(mxtrap_findings_at(spec.findings, i));
        guesses += strstr(message, "\"std\"") != NULL ? 1 : 0;
    }
    assert_int_equal(guesses, 100);
    spec_free(&spec);
    mx_text_free(&text);
}

static void test_layouts(void **state) {
    static const char *const hosts_a[] = {"m1.a.com.", "r.example.net.", "m2.a.com."};
    static const char *const hosts_b[] = {"m1.b.com.", "r.example.net.", "m2.b.com."};
    static const char *const hosts_c[] = {"x.c.com.", "y.c.com.", "z.c.com."};
    static const uint16_t preferences[] = {10, 20, 30};
    struct spec spec =
        good_spec_of("zones:\n"
                     "- {zone: a.com, layout: std}\n"
                     "- {zone: b.com, layout: std, ttl: 5, silence: drop}\n"
                     "---\n"
                     "layouts:\n"
                     "  std: {ttl: 7, silence: reset, mx: [{dummy: m1}, {real: r.example.net.}, "
                     "{dummy: m2}]}\n"
                     "  other: {mx: [{dummy: x}, {real: y}, {dummy: z}]}\n"
                     "---\n"
                     "zone: c.com\n"
                     "layout: other\n"
                     "owners: ['@', w]\n");
    (void)state;

    assert_hosts(&spec, 0, hosts_a, preferences, 3);
    assert_hosts(&spec, 1, hosts_b, preferences, 3);
    assert_hosts(&spec, 2, hosts_c, preferences, 3);
    assert_int_equal(zone_of(&spec, 0)->ttl, 7);
    assert_int_equal(zone_of(&spec, 0)->layouts[0].silence, MX_SILENCE_RESET);
    assert_int_equal(zone_of(&spec, 1)->ttl, 5);
    assert_int_equal(zone_of(&spec, 1)->layouts[0].silence, MX_SILENCE_DROP);
    assert_int_equal(zone_of(&spec, 2)->ttl, 3600);
    assert_ptr_equal(zone_of(&spec, 2)->layouts[0].exchangers,
                     zone_of(&spec, 2)->layouts[1].exchangers);
    assert_ptr_equal(zone_of(&spec, 2)->layouts[1].zone, zone_of(&spec, 2));
    assert_int_equal(zone_of(&spec, 2)->layouts[1].count, 3);
    spec_free(&spec);
}

struct wanted_set {
    const char *owner;
    unsigned ttl, silence, count;
};

static void assert_set(const mxtrap_layout *layout, const struct wanted_set *wanted) {
    assert_int_equal(layout->silence, wanted->silence);
    assert_int_equal(layout->count, wanted->count);
    for (size_t i = 0; i < layout->count; i++) {
        assert_int_equal(layout->exchangers[i].ttl, wanted->ttl);
    }
}

/* What a set does not say its layout says, then its zone, and then the zone's layout. */
static void test_sets(void **state) {
    static const struct wanted_set sets[] = {
        {"a.", 9, MX_SILENCE_RESET, 3},    {"l.a.", 60, MX_SILENCE_RESET, 2},
        {"m.a.", 60, MX_SILENCE_RESET, 2}, {"n.a.", 9, MX_SILENCE_DROP, 1},
        {"o.a.", 5, MX_SILENCE_RESET, 3},
    };
    struct spec spec =
        good_spec_of("layouts:\n"
                     "  l: {ttl: 9, silence: reset, mx: [{dummy: d, address: 192.0.2.1, ttl: 9},"
                     " {real: r}, {dummy: e}]}\n"
                     "zones:\n"
                     "- zone: a\n"
                     "  layout: l\n"
                     "  sets:\n"
                     "  - owners: [l, m]\n"
                     "    ttl: 60\n"
                     "    mx: [{real: r, address: 198.51.100.1, ttl: 4},"
                     " {dummy: d, ttl: 9}]\n"
                     "  - {owners: n, silence: drop, mx: none}\n"
                     "  - {owners: o, layout: l, ttl: 5}\n"
                     "- {zone: b, ttl: 7, silence: reset, sets: [{owners: '@', mx: none}]}\n");
    (void)state;

    for (size_t i = 0; i < COUNT(sets); i++) {
        assert_set(layout_of(&spec, sets[i].owner), &sets[i]);
    }
    assert_set(&zone_of(&spec, 1)->layouts[0], &(struct wanted_set){"b.", 7, MX_SILENCE_RESET, 1});
    assert_int_equal(zone_of(&spec, 0)->ttl, 9);
    assert_int_equal(zone_of(&spec, 0)->layout_count, 5);
    assert_true(mx_layout_is_shared(zone_of(&spec, 0), 2));
    assert_true(mx_layout_is_null(layout_of(&spec, "n.a.")));
    assert_int_equal(layout_of(&spec, "n.a.")->exchangers[0].role, MXTRAP_ROLE_UNKNOWN);
    assert_true(mxtrap_layout_accepts_reset(layout_of(&spec, "o.a.")));
    /* A host's addresses and their TTL are those of the zone, whichever set gives them. */
    for (size_t i = 0; i < 5; i += i == 2 ? 2 : 1) {
        const mxtrap_layout *layout = &zone_of(&spec, 0)->layouts[i];
        const struct mxtrap_exchanger *dummy = &layout->exchangers[layout->count == 2 ? 1 : 0];
        const struct mxtrap_exchanger *real = &layout->exchangers[layout->count == 2 ? 0 : 1];
        assert_int_equal(dummy->address_ttls[0], 9);
        assert_ptr_equal(dummy->addresses, zone_of(&spec, 0)->layouts[0].exchangers[0].addresses);
        assert_int_equal(real->address_ttls[0], 4);
        assert_int_equal(real->address_count, 1);
    }
    spec_free(&spec);
}

static void test_layout_errors(void **state) {
    static const struct row rows[] = {
        {"layouts: {l: {" SET "}}\nzone: a\nlayout: m\n", "spec-missing"},
        {"layouts: {l: {" SET "}, l: {" SET "}}\nzone: a\nlayout: l\n", "spec-duplicate"},
        {"layouts: {l: {" SET "}}\n---\nlayouts: {l: {" SET "}}\n---\nzone: a\nlayout: l\n",
         "spec-duplicate"},
        {"layouts: {l: {ttl: 5}}\nzone: a\nlayout: l\n", "spec-missing"},
        {"layouts: {l: [a]}\nzone: a\nlayout: l\n", "spec-type"},
        {"layouts: {5: {" SET "}}\nzone: a\n" MX, "spec-type"},
        {"layouts: {l: {" SET ", zone: b}}\nzone: a\nlayout: l\n", "spec-key"},
        /* what is wrong in a layout is told once, not for each zone that takes it */
        {"layouts: {l: {mx: [{dummy: a..b}]}}\nzones: [{zone: a, layout: l}, {zone: b, layout: "
         "l}]\n",
         "spec-value"},
        {"layouts: {l: {" SET "}}\nzone: a\nlayout: [l]\n", "spec-type"},
        {"layouts: {l: {" SET "}}\nzone: a\nlayout: l\n" MX, "spec-conflict"},
    };
    (void)state;
    assert_rows(rows, COUNT(rows), "", "");
}

/* Layouts that a root merges live as long as those that it has itself. */
static void test_layouts_merged(void **state) {
    struct mx_text text = {0};
    static const char *const hosts[] = {"h0.a.com.", "h1.a.com.", "h2.a.com."};
    (void)state;

    mx_text_string(&text, "<<: {layouts: {std: {mx: [{dummy: h0}");
    for (unsigned i = 1; i < 900; i++) {
        mx_text_format(&text, ", {real: h%u}", i);
    }
    mx_text_string(&text, "]}}}\nzones: [{zone: a.com, layout: std}]\n---\nzone: b.com\nmx: [");
    for (unsigned i = 0; i < 900; i++) {
        mx_text_format(&text, "{real: other%u}, ", i);
    }
    mx_text_string(&text, "]\n");
    struct spec spec = spec_bytes(text.bytes, text.length);
    assert_rules(spec.findings, "");
    assert_int_equal(spec.status, MXTRAP_OK);
    for (size_t i = 0; i < COUNT(hosts); i++) {
        char buffer[MXTRAP_NAME_TEXT_MAX];
        assert_string_equal(mxtrap_exchanger_host(buffer, exchanger_of(&spec, 0, i)), hosts[i]);
    }
    spec_free(&spec);
    mx_text_free(&text);
}

/* Two files are one set of zones. */
static void test_two_files(void **state) {
    static const struct {
        const char *text;
        enum mxtrap_status status;
    } rows[] = {{"zone: a.com\n" MX, MXTRAP_OK},
                {"zone: b.com\n" MX, MXTRAP_OK},
                {"zone: A.com.\n" MX, MXTRAP_ERR_INPUT}};
    mxtrap_zones *zones = NULL;
    mxtrap_findings *findings = NULL;
    (void)state;

    assert_int_equal(mxtrap_zones_new(&zones), MXTRAP_OK);
    assert_int_equal(mxtrap_findings_new(&findings), MXTRAP_OK);
    for (size_t i = 0; i < COUNT(rows); i++) {
        char path[sizeof UNIT_PATH];
        file_of(path, rows[i].text, strlen(rows[i].text));
        assert_int_equal(mxtrap_spec_read(zones, path, findings), rows[i].status);
        unlink(path);
    }
    assert_rules(findings, "spec-duplicate");
    assert_int_equal(mxtrap_zones_count(zones), 2);
    mxtrap_zones_free(zones);
    mxtrap_findings_free(findings);
}

static void test_choose(void **state) {
    struct spec spec = good_spec_of("zones:\n- {zone: a.example, " SET "}\n"
                                    "- {zone: B.example, " SET "}\n"
                                    "- {zone: c.example, " SET "}\n");
    char buffer[MXTRAP_NAME_TEXT_MAX];
    (void)state;

    for (size_t i = 0; i < 3; i++) {
        assert_true(mxtrap_zone_is_chosen(spec.zones, zone_of(&spec, i)));
    }
    assert_int_equal(mxtrap_zones_choose(spec.zones, "d.example"), MXTRAP_ERR_ARGUMENT);
    assert_int_equal(mxtrap_zones_choose(spec.zones, "a..example"), MXTRAP_ERR_ARGUMENT);
    assert_int_equal(mxtrap_zones_choose(spec.zones, ""), MXTRAP_ERR_ARGUMENT);
    assert_true(mxtrap_zone_is_chosen(spec.zones, zone_of(&spec, 0)));
    assert_int_equal(mxtrap_zones_choose(spec.zones, "b.EXAMPLE."), MXTRAP_OK);
    assert_int_equal(mxtrap_zones_choose(spec.zones, "b.example"), MXTRAP_OK);
    assert_false(mxtrap_zone_is_chosen(spec.zones, zone_of(&spec, 0)));
    assert_true(mxtrap_zone_is_chosen(spec.zones, zone_of(&spec, 1)));
    assert_int_equal(mxtrap_zones_choose(spec.zones, "c.example"), MXTRAP_OK);
    assert_true(mxtrap_zone_is_chosen(spec.zones, zone_of(&spec, 2)));
    assert_string_equal(mxtrap_zones_similar(buffer, spec.zones, "b.exampel"), "B.example.");
    assert_string_equal(mxtrap_zones_similar(buffer, spec.zones, "c.exmple"), "c.example.");
    assert_null(mxtrap_zones_similar(buffer, spec.zones, "other"));
    spec_free(&spec);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_places_and_paths),
        cmocka_unit_test(test_syntax),
        cmocka_unit_test(test_syntax_far_down),
        cmocka_unit_test(test_empty_files),
        cmocka_unit_test(test_default_owner),
        cmocka_unit_test(test_unreadable),
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_preferences_counted),
        cmocka_unit_test(test_preferences_sorted),
        cmocka_unit_test(test_many_unknown_layouts),
        cmocka_unit_test(test_layouts),
        cmocka_unit_test(test_sets),
        cmocka_unit_test(test_layout_errors),
        cmocka_unit_test(test_layouts_merged),
        cmocka_unit_test(test_two_files),
        cmocka_unit_test(test_choose),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
