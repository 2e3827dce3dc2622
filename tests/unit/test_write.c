/* The writers: which records come out. */
#include "unit.h"

#include <jansson.h>

static struct mx_text written(const struct spec *spec, const char *format) {
    struct mx_text text = {0};

    assert_int_equal(mxtrap_write(spec->zones, format_of(format), keep_text, &text), MXTRAP_OK);
    assert_non_null(mx_text_string_of(&text));
    return text;
}

/* Without comments, with one space where there are some: what a name server sees. */
static void squeeze(char *text) {
    char *to = text;

    for (const char *at = text; *at != '\0';) {
        size_t length = strcspn(at, ";\n");
        const char *end = at + length;
        char *line = to;
        for (; at < end; at++) {
            if (*at != ' ' || at[1] != ' ') {
                *to++ = *at;
            }
        }
        while (to > line && to[-1] == ' ') {
            to--;
        }
        at = end + strcspn(end, "\n");
        if (to > line) {
            *to++ = '\n';
        }
        at += *at == '\n' ? 1 : 0;
    }
    *to = '\0';
}

static void test_records(void **state) {
    static const struct {
        const char *spec, *format, *records;
    } rows[] = {
        {"zone: a.com\n"
         "ttl: 1m\n"
         "mx:\n"
         "- {dummy: d, preference: 9, address: [192.0.2.1, \"2001:db8::1\"]}\n"
         "- {real: m.b.net., preference: 1}\n"
         "- {real: '@', preference: 0, address: 192.0.2.2}\n",
         "bind",
         "$ORIGIN a.com.\n$TTL 60\n"
         "@ IN MX 0 @\n@ IN MX 1 m.b.net.\n@ IN MX 9 d\n"
         "@ IN A 192.0.2.2\nd IN A 192.0.2.1\nd IN AAAA 2001:db8::1\n"},
        {"zone: a.com\n"
         "ttl: 1m\n"
         "mx:\n"
         "- {dummy: d, preference: 9, address: [192.0.2.1, \"2001:db8::1\"], ttl: 2147483647}\n"
         "- {real: m.b.net., preference: 1}\n"
         "- {real: '@', preference: 0, address: 192.0.2.2}\n",
         "include",
         "a.com. 60 IN MX 0 a.com.\na.com. 60 IN MX 1 m.b.net.\na.com. 60 IN MX 9 d.a.com.\n"
         "a.com. 60 IN A 192.0.2.2\nd.a.com. 2147483647 IN A 192.0.2.1\n"
         "d.a.com. 2147483647 IN AAAA 2001:db8::1\n"},
        /* the root as origin: nothing is relative to it */
        {"zone: .\n"
         "mx: [{dummy: d, address: 192.0.2.1}, {real: r.}]\n",
         "bind", "$ORIGIN .\n$TTL 3600\n. IN MX 10 d.\n. IN MX 20 r.\nd. IN A 192.0.2.1\n"},
        {"zone: a.com\n"
         "owners: ['@', '*', '*.x', w.A.com.]\n"
         "mx: [{dummy: d, address: 192.0.2.1}]\n",
         "bind",
         "$ORIGIN a.com.\n$TTL 3600\n@ IN MX 10 d\n* IN MX 10 d\n*.x IN MX 10 d\nw IN MX 10 d\n"
         "d IN A 192.0.2.1\n"},
        /* a host that stands twice has each address once */
        {"zone: a.com\n"
         "mx: [{dummy: d, address: [192.0.2.1, 192.0.2.2]}, {real: r}, {dummy: D, address: "
         "[192.0.2.2, 192.0.2.3]}]\n",
         "bind",
         "$ORIGIN a.com.\n$TTL 3600\n@ IN MX 10 d\n@ IN MX 20 r\n@ IN MX 30 D\n"
         "d IN A 192.0.2.1\nd IN A 192.0.2.2\nD IN A 192.0.2.3\n"},
        {"zone: a.com\nmx: [{real: .}]\n", "bind", "$ORIGIN a.com.\n$TTL 3600\n@ IN MX 10 .\n"},
        {"zone: a.com\nttl: 2147483647\nmx: [{real: '\\@x\\$\\032\\;', preference: 65535}]\n",
         "bind", "$ORIGIN a.com.\n$TTL 2147483647\n@ IN MX 65535 \\@x\\$\\032\\\n"},
        {"zones: [{zone: a, mx: [{real: r}]}, {zone: b, ttl: 1, mx: [{real: r}]}]\n", "bind",
         "$ORIGIN a.\n$TTL 3600\n@ IN MX 10 r\n$ORIGIN b.\n$TTL 1\n@ IN MX 10 r\n"},
        /* a complete zone: name servers that are exchangers too have their addresses once */
        {"zone: a.com\n"
         "ns: [{host: n, address: 192.0.2.1}, {host: N, address: [192.0.2.1, 192.0.2.2]}, d, "
         "x.net., {host: D, address: [192.0.2.3, 192.0.2.4]}]\n"
         "mx: [{dummy: d, address: 192.0.2.3}]\n",
         "zone",
         "$ORIGIN a.com.\n$TTL 3600\n@ IN SOA n hostmaster 1 7200 3600 1209600 3600\n"
         "@ IN NS n\n@ IN NS N\n@ IN NS d\n@ IN NS x.net.\n@ IN NS D\n@ IN MX 10 d\n"
         "d IN A 192.0.2.3\nn IN A 192.0.2.1\nN IN A 192.0.2.2\nD IN A 192.0.2.4\n"},
        {"zone: a.com\n"
         "ns: x.net.\n"
         "soa: {mname: m, rname: p.q.net., serial: 4294967295, refresh: 1, retry: 2, expire: 3, "
         "minimum: 0}\n"
         "mx: [{real: r}]\n",
         "zone",
         "$ORIGIN a.com.\n$TTL 3600\n@ IN SOA m p.q.net. 4294967295 1 2 3 0\n@ IN NS x.net.\n"
         "@ IN MX 10 r\n"},
        {"zone: a.com\nns: x.net.\nsoa: {serial: 0}\nmx: [{real: r}]\n", "zone",
         "$ORIGIN a.com.\n$TTL 3600\n@ IN SOA x.net. hostmaster 0 7200 3600 1209600 3600\n"
         "@ IN NS x.net.\n@ IN MX 10 r\n"},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct spec spec = good_spec_of(rows[i].spec);
        struct mx_text output = written(&spec, rows[i].format);
        struct mx_text again = written(&spec, rows[i].format);
        assert_int_equal(output.length, again.length);
        assert_memory_equal(output.bytes, again.bytes, output.length);
        squeeze(output.bytes);
        assert_string_equal(output.bytes, rows[i].records);
        mx_text_free(&output);
        mx_text_free(&again);
        spec_free(&spec);
    }
}

/* The comment that the linter reads back stands on each exchanger's line, and nowhere else. */
static size_t count_of_text(const char *text, const char *part) {
    size_t count = 0;

    while ((text = strstr(text, part)) != NULL) {
        count++;
        text++;
    }
    return count;
}

/* Entries of one host that have addresses in common, and one of another that has them all: each
 * address of a host is written once, whether few or many are to be searched. */
static void test_addresses_once(void **state) {
    static const unsigned counts[] = {1, 2, 20, 21, 22, 100};
    (void)state;

    for (size_t i = 0; i < COUNT(counts); i++) {
        struct mx_text text = {0};
        mx_text_string(&text, "zone: a.com\nmx:\n");
        for (unsigned entry = 0; entry < 3; entry++) {
            mx_text_format(&text, "- %s\n  address:\n",
                           entry == 0   ? "dummy: d"
                           : entry == 1 ? "real: r"
                                        : "dummy: D");
            for (unsigned at = 0; at < counts[i]; at++) {
                mx_text_format(&text, "  - 20.0.0.%u\n", at + entry / 2);
            }
        }
        struct spec spec = spec_bytes(text.bytes, text.length);
        assert_int_equal(spec.status, MXTRAP_OK);
        struct mx_text output = written(&spec, "bind");
        assert_int_equal(count_of_text(output.bytes, " IN A "), 2 * counts[i] + 1);
        mx_text_free(&output);
        spec_free(&spec);
        mx_text_free(&text);
    }
}

static void test_roles(void **state) {
    static const char text[] = "zone: a.com\nowners: ['@', w]\n"
                               "mx: [{dummy: d, address: 192.0.2.1}, {real: r}, {dummy: e}]\n";
    struct spec spec = good_spec_of(text);
    struct mx_text output = written(&spec, "bind");
    size_t dummies = 0, reals = 0;
    (void)state;

    for (char *line = strtok(output.bytes, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        const char *dummy = strstr(line, "; mxtrap: dummy"), *real = strstr(line, "; mxtrap: real");
        bool is_exchanger = strstr(line, "IN MX ") != NULL;
        dummies += dummy != NULL ? 1 : 0;
        reals += real != NULL ? 1 : 0;
        assert_int_equal(is_exchanger, dummy != NULL || real != NULL);
        assert_true(dummy == NULL || dummy[strlen("; mxtrap: dummy")] == '\0');
    }
    assert_int_equal(dummies, 4);
    assert_int_equal(reals, 2);
    mx_text_free(&output);
    spec_free(&spec);
}

static void test_json(void **state) {
    struct spec spec =
        good_spec_of("zones:\n"
                     "- {zone: a.com, ttl: 2147483647, silence: reset, owners: ['@', '*'],\n"
                     "   mx: [{dummy: '\"x\\\\', preference: 65535, address: [192.0.2.1, "
                     "\"2001:DB8::1\"]}, {real: r, preference: 0}]}\n"
                     "- {zone: b.com, mx: [{real: .}]}\n");
    struct mx_text output = written(&spec, "json");
    json_error_t error;
    json_t *root = json_loadb(output.bytes, output.length, 0, &error);
    static const char *const owners[] = {"a.com.", "*.a.com.", "b.com."};
    const char *owner, *zone, *silence, *host, *role;
    int preference, ttl;
    json_t *exchangers, *addresses;
    (void)state;

    assert_non_null(root);
    assert_string_equal(json_string_value(json_object_get(root, "schema")), "mxtrap.gen/1");
    json_t *layouts = json_object_get(root, "layouts");
    assert_int_equal(json_array_size(layouts), 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(json_unpack(json_array_get(layouts, i), "{s:s, s:s, s:i, s:s, s:o !}",
                                     "owner", &owner, "zone", &zone, "ttl", &ttl, "silence",
                                     &silence, "exchangers", &exchangers),
                         0);
        assert_string_equal(owner, owners[i]);
        assert_string_equal(zone, i < 2 ? "a.com." : "b.com.");
        assert_int_equal(ttl, i < 2 ? 2147483647 : 3600);
        assert_string_equal(silence, i < 2 ? "reset" : "drop");
        assert_int_equal(json_array_size(exchangers), i < 2 ? 2 : 1);
    }
    exchangers = json_object_get(json_array_get(layouts, 1), "exchangers");
    assert_int_equal(json_unpack(json_array_get(exchangers, 1), "{s:s, s:i, s:s, s:o !}", "host",
                                 &host, "preference", &preference, "role", &role, "addresses",
                                 &addresses),
                     0);
    assert_string_equal(host, "\\\"x\\\\.a.com.");
    assert_int_equal(preference, 65535);
    assert_string_equal(role, "dummy");
    assert_int_equal(json_array_size(addresses), 2);
    assert_string_equal(json_string_value(json_array_get(addresses, 1)), "2001:db8::1");
    exchangers = json_object_get(json_array_get(layouts, 2), "exchangers");
    addresses = json_object_get(json_array_get(exchangers, 0), "addresses");
    assert_true(json_is_array(addresses) && json_array_size(addresses) == 0);
    json_decref(root);
    mx_text_free(&output);
    spec_free(&spec);
}

/* Where no zone is chosen every one is written; else those that are, in the order of reading. */
static void test_chosen(void **state) {
    struct spec spec = good_spec_of("zones:\n- {zone: a, mx: [{real: r}]}\n"
                                    "- {zone: b, mx: [{real: r}]}\n- {zone: c, mx: [{real: r}]}\n");
    struct mx_text one = {0};
    (void)state;

    assert_int_equal(mxtrap_zones_choose(spec.zones, "c"), MXTRAP_OK);
    assert_int_equal(mxtrap_zones_choose(spec.zones, "b"), MXTRAP_OK);
    struct mx_text output = written(&spec, "bind");
    squeeze(output.bytes);
    assert_string_equal(output.bytes, "$ORIGIN b.\n$TTL 3600\n@ IN MX 10 r\n"
                                      "$ORIGIN c.\n$TTL 3600\n@ IN MX 10 r\n");
    assert_int_equal(mxtrap_write_zone(zone_of(&spec, 0), format_of("bind"), keep_text, &one),
                     MXTRAP_OK);
    squeeze((char *)(uintptr_t)mx_text_string_of(&one));
    assert_string_equal(one.bytes, "$ORIGIN a.\n$TTL 3600\n@ IN MX 10 r\n");
    mx_text_free(&one);
    mx_text_free(&output);
    spec_free(&spec);
}

/* A zone that stands alone is written as the first of a stream, in every format. */
static void test_zone_alone(void **state) {
    struct spec spec = good_spec_of("zone: a\nns: n.\nowners: ['@', w]\nmx: [{real: r}]\n");
    const mxtrap_format *format;
    (void)state;

    for (size_t i = 0; (format = mxtrap_format_at(MXTRAP_FORMAT_ZONES, i)) != NULL; i++) {
        struct mx_text alone = {0};
        if (mxtrap_format_run_file(format) != NULL) {
            assert_int_equal(mxtrap_write_zone(zone_of(&spec, 0), format, keep_text, &alone),
                             MXTRAP_ERR_ARGUMENT);
            assert_int_equal(alone.length, 0);
            continue;
        }
        struct mx_text all = written(&spec, mxtrap_format_name(format));
        assert_int_equal(mxtrap_write_zone(zone_of(&spec, 0), format, keep_text, &alone),
                         MXTRAP_OK);
        assert_int_equal(alone.length, all.length);
        assert_memory_equal(alone.bytes, all.bytes, all.length);
        mx_text_free(&alone);
        mx_text_free(&all);
    }
    spec_free(&spec);
}

static void test_no_zones(void **state) {
    static const struct { const char *format, *text; } rows[] = {{"bind", ""}, {"zone", ""}};
    struct spec spec = {0};
    (void)state;

    assert_int_equal(mxtrap_zones_new(&spec.zones), MXTRAP_OK);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct mx_text output = written(&spec, rows[i].format);
        assert_string_equal(output.bytes, rows[i].text);
        mx_text_free(&output);
    }
    struct mx_text output = written(&spec, "json");
    json_t *root = json_loadb(output.bytes, output.length, 0, NULL);
    assert_int_equal(json_array_size(json_object_get(root, "layouts")), 0);
    json_decref(root);
    mx_text_free(&output);
    spec_free(&spec);
}

static void test_formats(void **state) {
    static const char *const names[] = {"bind",    "include",    "zone",     "nsupdate",
                                        "json",    "nftables",   "iptables", "pf",
                                        "octodns", "dnscontrol", "mta-sts"};
    const mxtrap_format *format;
    size_t count = 0;
    (void)state;

    for (; (format = mxtrap_format_at(MXTRAP_FORMAT_ZONES, count)) != NULL; count++) {
        assert_ptr_equal(mxtrap_format_find(MXTRAP_FORMAT_ZONES, mxtrap_format_name(format)),
                         format);
        assert_true(mxtrap_format_description(format)[0] != '\0');
        assert_int_equal(mxtrap_format_has(format, MXTRAP_FORMAT_IS_COMPLETE_ZONE),
                         strcmp(mxtrap_format_name(format), "zone") == 0);
    }
    assert_null(mxtrap_format_at(MXTRAP_FORMAT_ZONES, count + 1));
    for (size_t i = 0; i < COUNT(names); i++) {
        assert_non_null(mxtrap_format_find(MXTRAP_FORMAT_ZONES, names[i]));
    }
    assert_null(mxtrap_format_find(MXTRAP_FORMAT_ZONES, ""));
    assert_null(mxtrap_format_find(MXTRAP_FORMAT_ZONES, "BIND"));
    assert_null(mxtrap_format_find(MXTRAP_FORMAT_ZONES, "binds"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_records),  cmocka_unit_test(test_addresses_once),
        cmocka_unit_test(test_roles),    cmocka_unit_test(test_json),
        cmocka_unit_test(test_chosen),   cmocka_unit_test(test_zone_alone),
        cmocka_unit_test(test_no_zones), cmocka_unit_test(test_formats),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
