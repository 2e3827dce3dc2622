/* The writers: which records come out, and what becomes of a sink that refuses. */
#include "unit.h"

#include <jansson.h>

/* Keeps what it gets, and refuses what would go beyond LIMIT bytes. */
struct output {
    struct mx_text text;
    size_t limit, calls_after_refusal;
    bool refused;
};

static int take(void *context, const char *bytes, size_t length) {
    struct output *output = context;

    assert_true(length > 0);
    if (output->refused) {
        output->calls_after_refusal++;
        return 0;
    }
    if (length > output->limit - output->text.length) {
        output->refused = true;
        return 7;
    }
    mx_text_bytes(&output->text, bytes, length);
    return 0;
}

static const mxtrap_format *format_of(const char *name) {
    const mxtrap_format *format = mxtrap_format_find(name);
    assert_non_null(format);
    return format;
}

static struct output written(const struct spec *spec, const char *format) {
    struct output output = {.limit = SIZE_MAX};

    assert_int_equal(mxtrap_write(spec->zones, format_of(format), take, &output), MXTRAP_OK);
    assert_non_null(mx_text_string_of(&output.text));
    return output;
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
        struct output output = written(&spec, rows[i].format);
        struct output again = written(&spec, rows[i].format);
        assert_int_equal(output.text.length, again.text.length);
        assert_memory_equal(output.text.bytes, again.text.bytes, output.text.length);
        squeeze(output.text.bytes);
        assert_string_equal(output.text.bytes, rows[i].records);
        mx_text_free(&output.text);
        mx_text_free(&again.text);
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
        struct output output = written(&spec, "bind");
        assert_int_equal(count_of_text(output.text.bytes, " IN A "), 2 * counts[i] + 1);
        mx_text_free(&output.text);
        spec_free(&spec);
        mx_text_free(&text);
    }
}

static void test_roles(void **state) {
    static const char text[] = "zone: a.com\nowners: ['@', w]\n"
                               "mx: [{dummy: d, address: 192.0.2.1}, {real: r}, {dummy: e}]\n";
    struct spec spec = good_spec_of(text);
    struct output output = written(&spec, "bind");
    size_t dummies = 0, reals = 0;
    (void)state;

    for (char *line = strtok(output.text.bytes, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        const char *dummy = strstr(line, "; mxtrap: dummy"), *real = strstr(line, "; mxtrap: real");
        bool is_exchanger = strstr(line, "IN MX ") != NULL;
        dummies += dummy != NULL ? 1 : 0;
        reals += real != NULL ? 1 : 0;
        assert_int_equal(is_exchanger, dummy != NULL || real != NULL);
        assert_true(dummy == NULL || dummy[strlen("; mxtrap: dummy")] == '\0');
    }
    assert_int_equal(dummies, 4);
    assert_int_equal(reals, 2);
    mx_text_free(&output.text);
    spec_free(&spec);
}

static void test_json(void **state) {
    struct spec spec =
        good_spec_of("zones:\n"
                     "- {zone: a.com, ttl: 2147483647, silence: reset, owners: ['@', '*'],\n"
                     "   mx: [{dummy: '\"x\\\\', preference: 65535, address: [192.0.2.1, "
                     "\"2001:DB8::1\"]}, {real: r, preference: 0}]}\n"
                     "- {zone: b.com, mx: [{real: .}]}\n");
    struct output output = written(&spec, "json");
    json_error_t error;
    json_t *root = json_loadb(output.text.bytes, output.text.length, 0, &error);
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
    mx_text_free(&output.text);
    spec_free(&spec);
}

/* Where no zone is chosen every one is written; else those that are, in the order of reading. */
static void test_chosen(void **state) {
    struct spec spec = good_spec_of("zones:\n- {zone: a, mx: [{real: r}]}\n"
                                    "- {zone: b, mx: [{real: r}]}\n- {zone: c, mx: [{real: r}]}\n");
    struct output one = {.limit = SIZE_MAX};
    (void)state;

    assert_int_equal(mxtrap_zones_choose(spec.zones, "c"), MXTRAP_OK);
    assert_int_equal(mxtrap_zones_choose(spec.zones, "b"), MXTRAP_OK);
    struct output output = written(&spec, "bind");
    squeeze(output.text.bytes);
    assert_string_equal(output.text.bytes, "$ORIGIN b.\n$TTL 3600\n@ IN MX 10 r\n"
                                           "$ORIGIN c.\n$TTL 3600\n@ IN MX 10 r\n");
    assert_int_equal(mxtrap_write_zone(zone_of(&spec, 0), format_of("bind"), take, &one),
                     MXTRAP_OK);
    squeeze((char *)(uintptr_t)mx_text_string_of(&one.text));
    assert_string_equal(one.text.bytes, "$ORIGIN a.\n$TTL 3600\n@ IN MX 10 r\n");
    mx_text_free(&one.text);
    mx_text_free(&output.text);
    spec_free(&spec);
}

/* A zone that stands alone is written as the first of a stream, in every format. */
static void test_zone_alone(void **state) {
    struct spec spec = good_spec_of("zone: a\nns: n.\nowners: ['@', w]\nmx: [{real: r}]\n");
    const mxtrap_format *format;
    (void)state;

    for (size_t i = 0; (format = mxtrap_format_at(i)) != NULL; i++) {
        struct output alone = {.limit = SIZE_MAX};
        if (mxtrap_format_run_file(format) != NULL) {
            assert_int_equal(mxtrap_write_zone(zone_of(&spec, 0), format, take, &alone),
                             MXTRAP_ERR_ARGUMENT);
            assert_int_equal(alone.text.length, 0);
            continue;
        }
        struct output all = written(&spec, mxtrap_format_name(format));
        assert_int_equal(mxtrap_write_zone(zone_of(&spec, 0), format, take, &alone), MXTRAP_OK);
        assert_int_equal(alone.text.length, all.text.length);
        assert_memory_equal(alone.text.bytes, all.text.bytes, all.text.length);
        mx_text_free(&alone.text);
        mx_text_free(&all.text);
    }
    spec_free(&spec);
}

#define L50 "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwx"

/* Enough of all that some format writes: addresses of dummies, names of real hosts. */
static struct spec large_spec(void) {
    struct mx_text text = {0};

    mx_text_string(&text, "zones:\n");
    for (unsigned i = 0; i < 600; i++) {
        mx_text_format(&text,
                       "- {zone: z%u.example, ns: n.net., mx: [{dummy: e, address: "
                       "\"2001:db8::%x\"}, ",
                       i, i);
        for (unsigned j = 0; j < 5; j++) {
            mx_text_format(&text, "{real: r%u-" L50 "}, ", j);
        }
        mx_text_string(&text, "{dummy: d, address: [");
        for (unsigned j = 0; j < 30; j++) {
            mx_text_format(&text, "%s20.%u.%u.%u", j > 0 ? ", " : "", i / 100, i % 100, j);
        }
        mx_text_string(&text, "]}]}\n");
    }
    struct spec spec = good_spec_of(mx_text_string_of(&text));
    mx_text_free(&text);
    return spec;
}

/* A sink that refuses what goes beyond byte N: what it took is the begin of the whole output, and
 * it is not asked again. */
static void test_refusing_sink(void **state) {
    struct spec spec = large_spec();
    const mxtrap_format *format;
    (void)state;

    for (size_t i = 0; (format = mxtrap_format_at(i)) != NULL; i++) {
        struct output all = written(&spec, mxtrap_format_name(format));
        size_t length = all.text.length;
        const size_t limits[] = {0,      1,      65535,      65536,  65537,     131071,
                                 131072, 131073, length - 1, length, length + 1};
        assert_true(length > 131073 + 65536);
        for (size_t j = 0; j < COUNT(limits); j++) {
            struct output output = {.limit = limits[j]};
            enum mxtrap_status status = mxtrap_write(spec.zones, format, take, &output);
            assert_int_equal(status, limits[j] < length ? MXTRAP_ERR_OUTPUT : MXTRAP_OK);
            assert_int_equal(output.refused, limits[j] < length);
            assert_int_equal(output.calls_after_refusal, 0);
            assert_true(output.text.length <= limits[j]);
            assert_true(output.text.length == 0 ||
                        memcmp(output.text.bytes, all.text.bytes, output.text.length) == 0);
            mx_text_free(&output.text);
        }
        mx_text_free(&all.text);
    }
    spec_free(&spec);
}

static void test_refusing_sink_for_one_zone(void **state) {
    struct spec spec = good_spec_of("zone: a\nns: n.\nmx: [{real: r}]\n");
    const mxtrap_format *format;
    (void)state;

    for (size_t i = 0; (format = mxtrap_format_at(i)) != NULL; i++) {
        struct output output = {.limit = 0};
        if (mxtrap_format_run_file(format) != NULL) {
            continue; /* test_zone_alone has them */
        }
        assert_int_equal(mxtrap_write_zone(zone_of(&spec, 0), format, take, &output),
                         MXTRAP_ERR_OUTPUT);
        assert_true(output.refused);
        assert_int_equal(output.calls_after_refusal, 0);
        mx_text_free(&output.text);
    }
    spec_free(&spec);
}

static void test_no_zones(void **state) {
    static const struct { const char *format, *text; } rows[] = {{"bind", ""}, {"zone", ""}};
    struct spec spec = {0};
    (void)state;

    assert_int_equal(mxtrap_zones_new(&spec.zones), MXTRAP_OK);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct output output = written(&spec, rows[i].format);
        assert_string_equal(output.text.bytes, rows[i].text);
        mx_text_free(&output.text);
    }
    struct output output = written(&spec, "json");
    json_t *root = json_loadb(output.text.bytes, output.text.length, 0, NULL);
    assert_int_equal(json_array_size(json_object_get(root, "layouts")), 0);
    json_decref(root);
    mx_text_free(&output.text);
    spec_free(&spec);
}

static void test_formats(void **state) {
    static const char *const names[] = {"bind",     "zone", "nsupdate", "json",       "nftables",
                                        "iptables", "pf",   "octodns",  "dnscontrol", "mta-sts"};
    const mxtrap_format *format;
    size_t count = 0;
    (void)state;

    for (; (format = mxtrap_format_at(count)) != NULL; count++) {
        assert_ptr_equal(mxtrap_format_find(mxtrap_format_name(format)), format);
        assert_true(mxtrap_format_what(format)[0] != '\0');
        assert_int_equal(mxtrap_format_is_complete_zone(format),
                         strcmp(mxtrap_format_name(format), "zone") == 0);
    }
    assert_null(mxtrap_format_at(count + 1));
    for (size_t i = 0; i < COUNT(names); i++) {
        assert_non_null(mxtrap_format_find(names[i]));
    }
    assert_null(mxtrap_format_find(""));
    assert_null(mxtrap_format_find("BIND"));
    assert_null(mxtrap_format_find("binds"));
}

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
        for (size_t j = 0; (format = mxtrap_format_at(j)) != NULL; j++) {
            if (mxtrap_format_run_file(format) != NULL || format == mxtrap_format_find("mta-sts")) {
                continue; /* tests/unit/test_silence.c has them; see test_mta_sts */
            }
            enum mxtrap_status status = mxtrap_format_check(format, spec.zones, spec.findings);
            bool complains = mxtrap_format_is_complete_zone(format) && rows[i].ids[0] != '\0';
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
        struct output output = {.limit = SIZE_MAX};
        const mxtrap_format *format = format_of("mta-sts");
        bool is_good = rows[i].hosts[0] != '\0';
        mx_text_format(&text, "zone: a\nmx: [%s]\n", rows[i].mx);
        struct spec spec = good_spec_of(mx_text_string_of(&text));
        assert_int_equal(mxtrap_format_check(format, spec.zones, spec.findings), MXTRAP_OK);
        assert_rules_of(rows[i].mx, spec.findings, is_good ? "" : "mta-sts-policy");
        assert_int_equal(mxtrap_write(spec.zones, format, take, &output),
                         is_good ? MXTRAP_OK : MXTRAP_ERR_ARGUMENT);
        text.length = 0;
        if (is_good) {
            mx_text_format(&text, "version: STSv1\nmode: testing\n%smax_age: 604800\n",
                           rows[i].hosts);
        }
        assert_string_equal(mx_text_string_of(&output.text), mx_text_string_of(&text));
        mx_text_free(&output.text);
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
        cmocka_unit_test(test_records),       cmocka_unit_test(test_addresses_once),
        cmocka_unit_test(test_roles),         cmocka_unit_test(test_json),
        cmocka_unit_test(test_chosen),        cmocka_unit_test(test_zone_alone),
        cmocka_unit_test(test_refusing_sink), cmocka_unit_test(test_refusing_sink_for_one_zone),
        cmocka_unit_test(test_no_zones),      cmocka_unit_test(test_formats),
        cmocka_unit_test(test_check),         cmocka_unit_test(test_check_hostmaster),
        cmocka_unit_test(test_check_chosen),  cmocka_unit_test(test_mta_sts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
