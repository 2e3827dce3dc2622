/* The spec reader: scalars, merge keys and anchors, layouts, preferences, limits. */
#include "unit.h"

/* A good set of exchangers, within a mapping in braces and on a line of its own. */
#define SET "mx: [{dummy: a}, {real: b}, {dummy: c}]"
#define MX SET "\n"

/* One wrong or right thing in an otherwise good zone: the ids of what is found. */
struct row {
    const char *text;
    const char *ids;
};

static void assert_rows(const struct row *rows, size_t count, const char *before,
                        const char *after) {
    for (size_t i = 0; i < count; i++) {
        struct mx_text text = {0};
        mx_text_string(&text, before);
        mx_text_string(&text, rows[i].text);
        mx_text_string(&text, after);
        struct spec spec = spec_bytes(text.bytes, text.length);
        if (spec.status != (rows[i].ids[0] == '\0' ? MXTRAP_OK : MXTRAP_ERR_INPUT)) {
            fail_msg("%s: status %d", rows[i].text, (int)spec.status);
        }
        assert_rules_of(rows[i].text, spec.findings, rows[i].ids);
        spec_free(&spec);
        mx_text_free(&text);
    }
}

static void test_preference(void **state) {
    static const struct row rows[] = {
        {"0", ""},
        {"1", ""},
        {"65534", ""},
        {"65535", ""},
        {"65536", "spec-value"},
        {"65537", "spec-value"},
        {"-1", "spec-value"},
        {"-0", "spec-value"},
        {"4294967296", "spec-value"},
        {"18446744073709551616", "spec-value"},
        {"99999999999999999999999999999999", "spec-value"},
        {"1.5", "spec-type"},
        {"1.0", "spec-type"},
        {"ten", "spec-type"},
        {"010", "spec-type"},
        {"00", "spec-type"},
        {"+1", "spec-type"},
        {"0x10", "spec-type"},
        {"1e1", "spec-type"},
        {"'1'", "spec-type"},
        {"\"1\"", "spec-type"},
        {"!!str 1", "spec-type"},
        {"!!int 1", ""},
        {"", "spec-type"},
        {"~", "spec-type"},
        {"null", "spec-type"},
        {"true", "spec-type"},
        {"[1]", "spec-type"},
        {"{a: 1}", "spec-type"},
        {"1 2", "spec-type"},
    };
    (void)state;
    assert_rows(rows, COUNT(rows), "zone: a.com\nmx: [{dummy: a, preference: ", "}]\n");
}

static void test_ttl_verdicts(void **state) {
    static const struct row rows[] = {
        {"0", ""},
        {"2147483646", ""},
        {"2147483647", ""},
        {"2147483648", "spec-value"},
        {"4294967296", "spec-value"},
        {"-1", "spec-value"},
        {"1.5", "spec-type"},
        {"1h", ""},
        {"1H30M", ""},
        {"1w2d3h4m5s", ""},
        {"\"1h\"", ""},
        {"\"3600\"", ""},
        {"3550w", ""},
        {"3551w", "spec-value"},
        {"24855d", ""},
        {"24856d", "spec-value"},
        {"2147483647s", ""},
        {"2147483648s", "spec-value"},
        {"24855d3h14m7s", ""},
        {"24855d3h14m8s", "spec-value"},
        {"1h30", "spec-value"},
        {"h", "spec-value"},
        {"1x", "spec-value"},
        {"1h ", ""},
        {"\"1h \"", "spec-value"},
        {"\"\"", "spec-value"},
        {"hour", "spec-value"},
        {"\"-1\"", "spec-value"},
        {"~", "spec-type"},
        {"[1h]", "spec-type"},
        {"99999999999999999999w", "spec-value"},
        {"1h1h", ""},
        {"\"2147483648\"", "spec-value"},
    };
    (void)state;
    assert_rows(rows, COUNT(rows), "zone: a.com\n" MX "ttl: ", "\n");
}

static void test_ttl_values(void **state) {
    static const struct {
        const char *text;
        uint32_t seconds;
    } rows[] = {{"0", 0},
                {"3600", 3600},
                {"1s", 1},
                {"1m", 60},
                {"1h", 3600},
                {"1d", 86400},
                {"1w", 604800},
                {"1h30m", 5400},
                {"1W1D1H1M1S", 694861},
                {"\"90\"", 90},
                {"2147483647", 2147483647}};
    char text[200];
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        snprintf(text, sizeof text, "zone: a.com\n" MX "ttl: %s\n", rows[i].text);
        struct spec spec = good_spec_of(text);
        assert_int_equal(zone_of(&spec, 0)->ttl, rows[i].seconds);
        spec_free(&spec);
    }
}

/* What YAML reads as a number, a truth value or nothing is no text; quotes make it one. */
static void test_texts(void **state) {
    static const struct row rows[] = {
        {"mail1", ""},
        {"\"5\"", ""},
        {"'5'", ""},
        {"!!str 5", ""},
        {"! 5", ""},
        {"5", "spec-type"},
        {"-5", "spec-type"},
        {"+5", "spec-type"},
        {"5.", "spec-type"},
        {"5.5", "spec-type"},
        {".5", "spec-type"},
        {"5e3", "spec-type"},
        {"5E+3", "spec-type"},
        {"5e-3", "spec-type"},
        {"5.5e3", "spec-type"},
        {"0x1F", "spec-type"},
        {"0o17", "spec-type"},
        {".inf", "spec-type"},
        {"-.Inf", "spec-type"},
        {".NaN", "spec-type"},
        {"true", "spec-type"},
        {"False", "spec-type"},
        {"null", "spec-type"},
        {"~", "spec-type"},
        {"", "spec-type"},
        {"[a]", "spec-type"},
        {"{a: b}", "spec-type"},
        /* these look like one of them and are texts */
        {"0x", ""},
        {"0xg", ""},
        {"0o8", ""},
        {"5e", ""},
        {"5ex", ""},
        {"5x", ""},
        {"nan", ""},
        {"inf", ""},
        {"--5", ""},
        {"tRUE", ""},
        {"nULL", ""},
        {"no", ""},
        {"yes", ""},
        {"on", ""},
        {"192-0", ""},
        {"1-2", ""},
        {"5e3x", ""},
        {"fail", ""},
        {"t", ""},
        {"nul", ""},
        {"a5", ""},
        {"e5", ""},
    };
    (void)state;
    assert_rows(rows, COUNT(rows), "zone: a.com\nmx:\n- dummy: a\n- real: ", "\n- dummy: c\n");
}

static void test_names(void **state) {
    static const struct row rows[] = {
        {"mail1", ""},
        {"mail1.a.com.", ""},
        {"'@'", ""},
        {".", ""},
        {"a..b", "spec-value"},
        {".a", "spec-value"},
        {"\"a\\\\.b\"", ""},
        {"\"a\\\\256\"", "spec-value"},
        {"\"a\\tb\"", "spec-value"},
        {"\"a\\0b\"", "spec-value"},
        {"b\xc3\xbc"
         "cher",
         "spec-value"},
        {"\"\"", "spec-value"},
    };
    (void)state;
    assert_rows(rows, COUNT(rows), "zone: a.com\nmx: [{dummy: a}, {real: ", "}, {dummy: c}]\n");
}

static void test_addresses(void **state) {
    static const struct row rows[] = {
        {"192.0.2.1", ""},
        {"[192.0.2.1]", ""},
        {"\"2001:db8::1\"", ""},
        {"[192.0.2.1, \"::1\"]", ""},
        {"[]", "spec-missing"},
        {"", "spec-type"},
        {"192.0", "spec-type"},
        {"192.0.2", "spec-value"},
        {"192.0.2.256", "spec-value"},
        {"192.0.2.1.1", "spec-value"},
        {"mail1", "spec-value"},
        {"[192.0.2.1, 192.0.2.1]", "spec-duplicate"},
        {"[\"::1\", \"0::1\", \"0:0::1\"]", "spec-duplicate spec-duplicate"},
        {"[x, y, 192.0.2.1, 192.0.2.1]", "spec-value spec-value spec-duplicate"},
        {"[[192.0.2.1]]", "spec-type"},
        {"{a: b}", "spec-type"},
    };
    (void)state;
    assert_rows(rows, COUNT(rows),
                "zone: a.com\nmx: [{dummy: a}, {real: b, address: ", "}, {dummy: c}]\n");
}

static void test_zone_keys(void **state) {
    static const struct row rows[] = {
        {"silence: drop\n", ""},
        {"silence: reset\n", ""},
        {"silence: Drop\n", "spec-value"},
        {"silence: \"drop\\0\"\n", "spec-value"},
        {"silence: true\n", "spec-type"},
        {"owners: www\n", ""},
        {"owners: ['@', www, '*']\n", ""},
        {"owners: [www, WWW.a.com.]\n", "spec-duplicate"},
        {"owners: ['@', a.com.]\n", "spec-duplicate"},
        {"owners: [b.com.]\n", "spec-value"},
        {"owners: []\n", "spec-missing"},
        {"owners: [[a]]\n", "spec-type"},
        {"ignore: {single-real-host: why}\n", ""},
        {"ignore: {single-real-host: ''}\n", "spec-value"},
        {"ignore: {single-real-host: 5}\n", "spec-type"},
        {"ignore: {single-real-hots: why}\n", "spec-value"},
        {"ignore: {spec-key: why}\n", "spec-value"},
        {"ignore: {unreadable: why}\n", "spec-value"},
        {"ignore: [{rule: single-real-host, reason: why}]\n", ""},
        {"ignore: [{rule: single-real-host}]\n", "spec-missing"},
        {"ignore: [{reason: why}]\n", "spec-missing"},
        {"ignore: [{rule: single-real-host, reason: why, x: y}]\n", "spec-key"},
        {"ignore: [single-real-host]\n", "spec-type"},
        {"ignore: single-real-host\n", "spec-type"},
        {"ignore: {}\n", ""},
        {"ns: ns1\n", ""},
        {"ns: [ns1, {host: ns2, address: 192.0.2.1}]\n", ""},
        {"ns: [{address: 192.0.2.1}]\n", "spec-missing"},
        {"ns: [{host: a, adress: b}]\n", "spec-key"},
        {"ns: []\n", "spec-missing"},
        {"soa: {}\n", ""},
        {"soa: {mname: ns1, rname: hostmaster}\n", ""},
        {"soa: {rname: hostmaster@a.com}\n", "spec-value"},
        {"soa: {serial: 4294967294}\n", ""},
        {"soa: {serial: 4294967295}\n", ""},
        {"soa: {serial: 4294967296}\n", "spec-value"},
        {"soa: {refresh: 2147483648}\n", "spec-value"},
        {"soa: {refresh: 1h, retry: 30m, expire: 2w, minimum: 5m}\n", ""},
        {"soa: []\n", "spec-type"},
        {"zone: b.com\n", "spec-duplicate"},
        {"mx: []\n", "spec-duplicate"},
        {"layout: x\n", "spec-conflict"},
        {"zones: []\n", "spec-conflict spec-conflict spec-missing"},
        {"dummy: x\n", "spec-key"},
        {"? [a]\n: b\n", "spec-type"},
        {"<<: 5\n", "spec-type"},
        {"!!bool x: y\n", "spec-type"},
    };
    (void)state;
    assert_rows(rows, COUNT(rows), "zone: a.com\n" MX, "");
}

static void test_entries(void **state) {
    static const struct row rows[] = {
        {"[{dummy: a}, {real: b}]", ""},
        {"[]", "spec-missing"},
        {"a", "spec-type"},
        {"{dummy: a}", "spec-type"},
        {"[a]", "spec-type"},
        {"[{}]", "spec-missing"},
        {"[{dummy: a, real: b}]", "spec-conflict"},
        {"[{dummy: a, preference: 1}, {real: b}]", "spec-conflict"},
        {"[{dummy: a}, {real: b, preference: 1}]", "spec-conflict"},
        {"[{dummy: a}, {real: b, preference: 1}, {dummy: c}]", "spec-conflict"},
        {"[{dummy: a}, x, {dummy: c}]", "spec-type"},
        {"[{dummy: a, preference: 1}, x, {dummy: c, preference: 2}]", "spec-type"},
        {"[{Dummy: a}]", "spec-missing spec-key"},
        {"[{dummy: a, zone: b}]", "spec-key"},
        {"[{dummy: 1, address: x, preference: y}]", "spec-type spec-value spec-type"},
    };
    (void)state;
    assert_rows(rows, COUNT(rows), "zone: a.com\nmx: ", "\n");
}

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

/* Columns count characters; what stands behind an error of the syntax is not looked at. */
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
    assert_string_equal(mxtrap_zone_origin(zone, buffer), "OC9.com.");
    assert_int_equal(zone->ttl, 3600);
    assert_int_equal(zone->silence, MX_SILENCE_DROP);
    assert_int_equal(mxtrap_zone_layout_count(zone), 1);
    assert_string_equal(mxtrap_layout_owner(mxtrap_zone_layout_at(zone, 0), buffer), "OC9.com.");
    assert_null(mxtrap_zone_layout_at(zone, 1));
    assert_null(mxtrap_layout_exchanger_at(mxtrap_zone_layout_at(zone, 0), 3));
    assert_string_equal(mxtrap_exchanger_host(exchanger_of(&spec, 0, 0), buffer), "a.OC9.com.");
    assert_int_equal(mxtrap_exchanger_role(exchanger_of(&spec, 0, 0)), MXTRAP_ROLE_DUMMY);
    assert_int_equal(mxtrap_exchanger_role(exchanger_of(&spec, 0, 1)), MXTRAP_ROLE_REAL);
    assert_int_equal(mxtrap_exchanger_address_count(exchanger_of(&spec, 0, 0)), 0);
    assert_null(mxtrap_exchanger_address_at(exchanger_of(&spec, 0, 0), 0, buffer));
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
        assert_string_equal(mxtrap_exchanger_host(exchanger, buffer), hosts[i]);
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

static void test_merge_precedence(void **state) {
    static const struct {
        const char *text;
        uint32_t ttl;
    } rows[] = {
        {"{zone: z, <<: *one}", 1},
        {"{zone: z, ttl: 9, <<: *one}", 9},
        {"{<<: *one, zone: z, ttl: 9}", 9},
        {"{zone: z, <<: [*one, *two]}", 1},
        {"{zone: z, <<: [*two, *one]}", 2},
        {"{zone: z, <<: [*three, *one]}", 2}, /* three takes two's */
        {"{zone: z, <<: [*four, *one]}", 4},  /* four has its own before two's */
        {"{zone: z, <<: {ttl: 5, " SET "}}", 5},
        {"{zone: z, <<: [{ttl: 5}, *one]}", 5},
        {"{zone: z, <<: [*two]}", 2},
    };
    char text[1000];
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        snprintf(text, sizeof text,
                 "layouts:\n"
                 "  l1: &one {ttl: 1, mx: &mx [{dummy: a}, {real: b}, {dummy: c}]}\n"
                 "  l2: &two {ttl: 2, mx: *mx}\n"
                 "  l3: &three {<<: *two}\n"
                 "  l4: &four {<<: *two, ttl: 4}\n"
                 "zones:\n"
                 "  - %s\n",
                 rows[i].text);
        struct spec spec = good_spec_of(text);
        if (zone_of(&spec, 0)->ttl != rows[i].ttl) {
            fail_msg("%s: %u", rows[i].text, (unsigned)zone_of(&spec, 0)->ttl);
        }
        spec_free(&spec);
    }
}

static void test_duplicate_keys(void **state) {
    static const struct row rows[] = {
        {"- {zone: a, ttl: 1, ttl: 2, <<: *l}\n", "spec-duplicate"},
        {"- {zone: a, ttl: 1, ttl: 2, ttl: 3, <<: *l}\n", "spec-duplicate spec-duplicate"},
        {"- {zone: a, ttl: 1, <<: *l}\n- {zone: b, ttl: 1, <<: *l}\n", ""},
        {"- {zone: a, <<: [{ttl: 1, ttl: 2}, *l]}\n", "spec-duplicate"},
        {"- {zone: a, ttl: 3, <<: [{ttl: 1, ttl: 2}, *l]}\n", "spec-duplicate"},
        {"- {zone: a, <<: {}, <<: *l}\n", "spec-duplicate"},
        {"- {zone: a, <<: *l}\n- {zone: a., <<: *l}\n", "spec-duplicate"},
        {"- {zone: a, <<: *l}\n- {zone: A, <<: *l}\n", "spec-duplicate"},
        {"- {zone: .a, <<: *l}\n- {zone: .b, <<: *l}\n", "spec-value spec-value"},
    };
    (void)state;
    assert_rows(rows, COUNT(rows),
                "layouts:\n  l: &l {ttl: 7, mx: [{dummy: a}, {real: b}, {dummy: c}]}\nzones:\n",
                "");
}

/* What is given twice in a mapping that others merge is told once. */
static void test_duplicate_keys_merged(void **state) {
    static const struct row rows[] = {
        {"layouts: {l: &l {ttl: 1, ttl: 2, " SET "}}\n"
         "zones: [{zone: a, <<: *l}, {zone: b, <<: [*l, *l]}, {zone: c, ttl: 1, <<: *l}]\n",
         "spec-duplicate"},
    };
    (void)state;
    assert_rows(rows, COUNT(rows), "", "");
}

/* More keys than are compared one by one: of those given twice, the first counts. */
static void test_many_keys(void **state) {
    static const unsigned counts[] = {31, 32, 33, 34, 1000};
    (void)state;

    for (size_t i = 0; i < COUNT(counts); i++) {
        struct mx_text text = {0};
        mx_text_string(&text, "zone: a.com\n" MX);
        for (unsigned at = 0; at < counts[i]; at++) {
            mx_text_format(&text, "x%u: 1\n", at);
        }
        mx_text_format(&text, "x0: 1\nx15: 1\nx%u: 1\n", counts[i] - 1);
        struct spec spec = spec_bytes(text.bytes, text.length);
        assert_int_equal(count_of(spec.findings, "spec-duplicate"), 3);
        assert_int_equal(count_of(spec.findings, "spec-key"), counts[i]);
        spec_free(&spec);
        mx_text_free(&text);
    }
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

static void test_anchors(void **state) {
    static const struct row rows[] = {
        {"zone: &z a.com\nns: *z\n" MX, ""},
        {"zone: a.com\nmx: [&a {dummy: a}, {real: b}, *a]\n", ""},
        {"zone: a.com\nns: *z\n" MX, "spec-alias"},
        {"zone: *z\nns: &z a\n" MX, "spec-alias"},
        {"zone: a.com\nmx: &a [*a]\n", "spec-alias"},
        {"zone: a.com\nmx: &a [{dummy: a}, {real: [*a]}]\n", "spec-alias"},
        {"zone: &z a.com\n" MX "---\nzone: *z\n" MX, "spec-alias"},
        {"zone: &z a.com\nns: &z b.com.\nowners: *z\n" MX, "spec-value"},
        {"zone: &z b.com.\nns: &z b.com\nowners: *z\n" MX, ""},
    };
    (void)state;
    assert_rows(rows, COUNT(rows), "", "");
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
    assert_int_equal(zone_of(&spec, 0)->silence, MX_SILENCE_RESET);
    assert_int_equal(zone_of(&spec, 1)->ttl, 5);
    assert_int_equal(zone_of(&spec, 1)->silence, MX_SILENCE_DROP);
    assert_int_equal(zone_of(&spec, 2)->ttl, 3600);
    assert_ptr_equal(zone_of(&spec, 2)->layouts[0].exchangers,
                     zone_of(&spec, 2)->layouts[1].exchangers);
    assert_ptr_equal(zone_of(&spec, 2)->layouts[1].zone, zone_of(&spec, 2));
    assert_int_equal(zone_of(&spec, 2)->layouts[1].count, 3);
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
        assert_string_equal(mxtrap_exchanger_host(exchanger_of(&spec, 0, i), buffer), hosts[i]);
    }
    spec_free(&spec);
    mx_text_free(&text);
}

/* COUNT items between BEFORE and AFTER; the hash sign in one is its number. */
static struct spec repeated(const char *before, const char *item, unsigned count,
                            const char *after) {
    struct mx_text text = {0};

    mx_text_string(&text, before);
    for (unsigned i = 0; i < count; i++) {
        const char *hash = strchr(item, '#');
        mx_text_bytes(&text, item, hash == NULL ? strlen(item) : (size_t)(hash - item));
        if (hash != NULL) {
            mx_text_unsigned(&text, i);
            mx_text_string(&text, hash + 1);
        }
    }
    mx_text_string(&text, after);
    struct spec spec = spec_bytes(text.bytes, text.length);
    mx_text_free(&text);
    return spec;
}

static void test_limits(void **state) {
    static const struct {
        const char *before, *item, *after;
        unsigned most;
        const char *rule;
    } rows[] = {
        {"zone: a\nmx: [", "{dummy: h#}, ", "]\n", 1000, "spec-value"},
        {"zone: a\n" MX "owners: [", "h#, ", "]\n", 256, "spec-value"},
        {"zone: a\n" MX "ns: [", "h#, ", "]\n", 64, "spec-value"},
        {"zone: a\nmx: [{dummy: a, address: [", "\"2a00::#\", ", "]}]\n", 256, "spec-value"},
        {"zone: a\n" MX "ns: [{host: n, address: [", "\"2a00::#\", ", "]}]\n", 256, "spec-value"},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        for (unsigned count = rows[i].most - 1; count <= rows[i].most + 1; count++) {
            struct spec spec = repeated(rows[i].before, rows[i].item, count, rows[i].after);
            assert_rules(spec.findings, count > rows[i].most ? rows[i].rule : "");
            spec_free(&spec);
        }
    }
}

static void test_limit_values(void **state) {
    struct spec spec = repeated("zone: a\nmx: [", "{dummy: h#}, ", 1000, "]\n");
    char buffer[MXTRAP_NAME_TEXT_MAX];
    (void)state;

    assert_int_equal(mxtrap_exchanger_preference(exchanger_of(&spec, 0, 999)), 10000);
    spec_free(&spec);
    spec = repeated("zone: a\n" MX "owners: [", "h#, ", 256, "]\n");
    const mxtrap_zone *zone = zone_of(&spec, 0);
    assert_int_equal(mxtrap_zone_layout_count(zone), 256);
    assert_string_equal(mxtrap_layout_owner(mxtrap_zone_layout_at(zone, 255), buffer), "h255.a.");
    assert_int_equal(mxtrap_layout_exchanger_count(mxtrap_zone_layout_at(zone, 255)), 3);
    spec_free(&spec);
    spec = repeated("zone: a\nmx: [{dummy: a, address: [", "\"2a00::#\", ", 256, "]}]\n");
    assert_int_equal(mxtrap_exchanger_address_count(exchanger_of(&spec, 0, 0)), 256);
    spec_free(&spec);
}

/* Nesting counts from the document's root, wherever it is read. */
static void test_depth(void **state) {
    static const struct {
        const char *before, *after;
        unsigned own; /* levels that stand in BEFORE already */
    } rows[] = {
        {"x: ", "\nzone: a\n" MX, 1},
        {"zones: [{zone: a, " SET ", x: ", "}]\n", 3},
        {"zone: a\nmx: [{dummy: a, x: ", "}]\n", 3},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        for (unsigned depth = 31; depth <= 33; depth++) {
            struct mx_text text = {0};
            mx_text_string(&text, rows[i].before);
            for (unsigned level = rows[i].own; level < depth; level++) {
                mx_text_char(&text, '[');
            }
            for (unsigned level = rows[i].own; level < depth; level++) {
                mx_text_char(&text, ']');
            }
            mx_text_string(&text, rows[i].after);
            struct spec spec = spec_bytes(text.bytes, text.length);
            assert_int_equal(count_of(spec.findings, "spec-yaml"), depth > 32 ? 1 : 0);
            assert_int_equal(count_of(spec.findings, "spec-key"), depth > 32 ? 0 : 1);
            spec_free(&spec);
            mx_text_free(&text);
        }
    }
}

/* A list of 999 has the weight 1,000: 10,000 aliases of it are the most. */
static void test_expansion(void **state) {
    static const unsigned counts[] = {9999, 10000, 10001};
    (void)state;

    for (size_t i = 0; i < COUNT(counts); i++) {
        struct mx_text text = {0};
        mx_text_string(&text, "zone: a\n" MX "x: &a [");
        for (unsigned at = 0; at < 999; at++) {
            mx_text_string(&text, "0,");
        }
        mx_text_string(&text, "]\ny: [");
        for (unsigned at = 0; at < counts[i]; at++) {
            mx_text_string(&text, "*a ,");
        }
        mx_text_string(&text, "]\n");
        struct spec spec = spec_bytes(text.bytes, text.length);
        assert_int_equal(count_of(spec.findings, "spec-alias"), counts[i] > 10000 ? 1 : 0);
        spec_free(&spec);
        mx_text_free(&text);
    }
}

/* Nine levels of nine aliases each: 387 million nodes in 300 bytes. */
static void test_laughs(void **state) {
    struct mx_text text = {0};
    (void)state;

    mx_text_string(&text, "zone: a\n" MX "a0: &a0 [0,0,0,0,0,0,0,0,0]\n");
    for (unsigned i = 1; i < 9; i++) {
        mx_text_format(&text, "a%u: &a%u [", i, i);
        for (unsigned at = 0; at < 9; at++) {
            mx_text_format(&text, "*a%u ,", i - 1);
        }
        mx_text_string(&text, "]\n");
    }
    struct spec spec = spec_bytes(text.bytes, text.length);
    assert_int_equal(spec.status, MXTRAP_ERR_INPUT);
    assert_rules(spec.findings, "spec-alias");
    spec_free(&spec);
    mx_text_free(&text);
}

/* A scalar or comment is held to 16 MiB. */
static void test_large_comment(void **state) {
    static const struct {
        size_t length;
        const char *ids;
    } rows[] = {{(size_t)15 << 20, ""}, {(size_t)17 << 20, "spec-yaml"}};
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct mx_text text = {0};
        char *comment = malloc(rows[i].length);
        assert_non_null(comment);
        memset(comment, 'x', rows[i].length);
        mx_text_string(&text, "zone: a\n" MX "#");
        mx_text_bytes(&text, comment, rows[i].length);
        mx_text_char(&text, '\n');
        struct spec spec = spec_bytes(text.bytes, text.length);
        assert_rules(spec.findings, rows[i].ids);
        spec_free(&spec);
        mx_text_free(&text);
        free(comment);
    }
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
    assert_string_equal(mxtrap_zones_similar(spec.zones, "b.exampel", buffer), "B.example.");
    assert_string_equal(mxtrap_zones_similar(spec.zones, "c.exmple", buffer), "c.example.");
    assert_null(mxtrap_zones_similar(spec.zones, "other", buffer));
    spec_free(&spec);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_preference),
        cmocka_unit_test(test_ttl_verdicts),
        cmocka_unit_test(test_ttl_values),
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_zone_keys),
        cmocka_unit_test(test_entries),
        cmocka_unit_test(test_places_and_paths),
        cmocka_unit_test(test_syntax),
        cmocka_unit_test(test_syntax_far_down),
        cmocka_unit_test(test_empty_files),
        cmocka_unit_test(test_unreadable),
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_preferences_counted),
        cmocka_unit_test(test_preferences_sorted),
        cmocka_unit_test(test_merge_precedence),
        cmocka_unit_test(test_duplicate_keys),
        cmocka_unit_test(test_duplicate_keys_merged),
        cmocka_unit_test(test_many_keys),
        cmocka_unit_test(test_many_unknown_layouts),
        cmocka_unit_test(test_anchors),
        cmocka_unit_test(test_layouts),
        cmocka_unit_test(test_layout_errors),
        cmocka_unit_test(test_layouts_merged),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_limit_values),
        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_expansion),
        cmocka_unit_test(test_laughs),
        cmocka_unit_test(test_large_comment),
        cmocka_unit_test(test_two_files),
        cmocka_unit_test(test_choose),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
