/* The values of a spec: which are right, which rule tells of those that are not. */
#include "specs.h"

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

/* What YAML reads as a number, a boolean or nothing is no text; quotes make it one. */
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
        {"zone: a\n" MX "ns: [", "h#, ", "]\n", 64, "spec-value"},
        {"zone: a\nmx: [{dummy: a, address: [", "\"2a00::#\", ", "]}]\n", 512, "spec-value"},
        {"zone: a\n" MX "ns: [{host: n, address: [", "\"2a00::#\", ", "]}]\n", 512, "spec-value"},
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
    spec = repeated("zone: a\n" MX "owners: [", "h#, ", 300, "]\n");
    const mxtrap_zone *zone = zone_of(&spec, 0);
    assert_int_equal(mxtrap_zone_layout_count(zone), 300);
    assert_string_equal(mxtrap_layout_owner(buffer, mxtrap_zone_layout_at(zone, 299)), "h299.a.");
    assert_int_equal(mxtrap_layout_exchanger_count(mxtrap_zone_layout_at(zone, 299)), 3);
    spec_free(&spec);
    spec = repeated("zone: a\nmx: [{dummy: a, address: [", "\"2a00::#\", ", 512, "]}]\n");
    assert_int_equal(mxtrap_exchanger_address_count(exchanger_of(&spec, 0, 0)), 512);
    spec_free(&spec);
}

/* An error of the type says what the key wants. */
static void test_words(void **state) {
    static const struct {
        const char *text, *message;
    } rows[] = {
        {"ttl: null", "ttl: expected a TTL (seconds, or units as in 1h30m), found nothing"},
        {"ttl: [1]", "ttl: expected a TTL (seconds, or units as in 1h30m), found a list"},
        {"silence: 5", "silence: expected a text (put it in quotes), found a number"},
        {"silence:", "silence: expected a text, found nothing"},
        {"soa: {serial: }", "soa.serial: expected a whole number, found nothing"},
        {"soa: {serial: {}}", "soa.serial: expected a whole number, found a mapping"},
        {"soa: {serial: x}", "soa.serial: x is not a whole number"},
        {"ns: {host: n, address: 5}",
         "ns.address: expected an IPv4 or IPv6 address, found a number"},
        {"ns: {host: null}", "ns.host: expected a text (put it in quotes), found nothing"},
        {"sets: [a]", "sets[0]: expected a mapping (keys: mx, layout, ttl, silence, owners), found "
                      "a text"},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[200];
        snprintf(text, sizeof text, "zone: a.com\n" MX "%s\n", rows[i].text);
        struct spec spec = spec_of(text);
        assert_int_equal(mxtrap_findings_count(spec.findings), 1);
        assert_string_equal(mxtrap_finding_message(mxtrap_findings_at(spec.findings, 0)),
                            rows[i].message);
        spec_free(&spec);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),        cmocka_unit_test(test_preference),
        cmocka_unit_test(test_ttl_verdicts), cmocka_unit_test(test_ttl_values),
        cmocka_unit_test(test_texts),        cmocka_unit_test(test_names),
        cmocka_unit_test(test_addresses),    cmocka_unit_test(test_zone_keys),
        cmocka_unit_test(test_entries),      cmocka_unit_test(test_limits),
        cmocka_unit_test(test_limit_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
