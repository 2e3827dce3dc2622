/* The layouts of a large zone are made and judged by several threads, and many zones are judged by
 * them: they are, and what is reported is, what one would make. */
#include "processors.h"

#define SOA "$ORIGIN a.com.\n$TTL 3600\n@ IN SOA n h 1 7200 3600 1209600 3600\n@ NS n.b.net.\n"

typedef void write_owner(struct mx_text *text, size_t number);

/* Roles that are said, assumed or unknown, sets that share hosts, a host with many addresses, and
 * faults in each few sets. */
static void write_mixed(struct mx_text *text, size_t number) {
    static const char *const comments[] = {"", " ; mxtrap: dummy", " ; mxtrap: real"};
    unsigned i = (unsigned)number;

    mx_text_format(text, "o%u MX %u a.o%u%s\n", i, 1 + i % 3, i, comments[i % 3]);
    mx_text_format(text, "o%u %u MX 2 b.o%u\no%u MX 3 %s\n", i, i % 5 == 0 ? 60 : 3600, i, i,
                   i % 2 == 0 ? "shared" : "crowd ; mxtrap: dummy");
    mx_text_format(text, "a.o%u A 20.0.%u.%u\n", i, i / 250 % 250, i % 250);
    mx_text_format(text, "b.o%u A %u.0.%u.%u\n", i, 9 + i % 4, i / 250 % 250, i % 250);
    if (i % 11 == 0) {
        mx_text_format(text, "o%u TXT \"v=spf1 a:a.o%u mx -all\"\n", i, i);
    }
    if (i == 7000) {
        mx_text_string(text, "o7000 MX 4 20.0.0.1 ; mxtrap: ignore target-ip-literal\n");
    }
    if (i == 9000) {
        mx_text_string(text, "o9000 MX 4 c_d ; mxtrap: ignore bad-owner\n");
    }
}

static void write_findings(struct mx_text *text, size_t number) {
    unsigned i = (unsigned)number;

    mx_text_format(text, "o%u MX 1 a.o%u\no%u MX 1 a_.o%u\n", i, i, i, i);
    mx_text_format(text, "o%u MX 3 d_.o%u ; mxtrap: dummy\n", i, i);
}

/* Five hosts for all, whose addresses a policy of 250 terms is asked about. */
static void write_steps(struct mx_text *text, size_t number) {
    unsigned i = (unsigned)number;

    for (unsigned host = 0; host < 5; host++) {
        mx_text_format(text, "o%u MX %u s%u%s\n", i, host + 1, host,
                       host == 0 || host == 4 ? " ; mxtrap: dummy" : "");
    }
}

static void write_steps_end(struct mx_text *text) {
    for (unsigned host = 0; host < 5; host++) {
        for (unsigned i = 0; i < 8; i++) {
            mx_text_format(text, "s%u A 20.0.%u.%u\n", host, host, i);
        }
    }
    mx_text_string(text, "@ TXT (\"v=spf1 \"\n");
    for (unsigned i = 0; i < 250; i++) {
        mx_text_format(text, "\"ip4:30.0.0.%u \"\n", i);
    }
    mx_text_string(text, "\"-all\")\n");
}

static void write_mixed_end(struct mx_text *text) {
    for (unsigned i = 0; i < 12; i++) {
        mx_text_format(text, "crowd A 10.1.0.%u\n", i);
    }
    mx_text_string(text, "shared A 20.1.0.0\n@ TXT \"v=spf1 a:crowd ~all\"\n");
}

struct zone {
    write_owner *write;
    void (*write_end)(struct mx_text *text);
    size_t owners;
    const char *ignored; /* a rule */
    size_t at_least;     /* findings that are kept */
    const char *message; /* one of them has it */
};

static struct spec judge(const struct zone *zone, const char *text) {
    struct spec spec = zone_file_of(text, NULL);

    assert_int_equal(spec.status, MXTRAP_OK);
    assert_int_equal(zone_of(&spec, 0)->layout_count, zone->owners);
    if (zone->ignored != NULL) {
        assert_int_equal(mxtrap_findings_ignore(spec.findings, zone->ignored), MXTRAP_OK);
    }
    assert_int_equal(mxtrap_rules_run(spec.zones, NULL, spec.findings), MXTRAP_OK);
    return spec;
}

static void assert_same(const mxtrap_findings *one, const mxtrap_findings *many) {
    assert_int_equal(many->count, one->count);
    assert_memory_equal(many->by_severity, one->by_severity, sizeof one->by_severity);
    assert_int_equal(many->input_errors, one->input_errors);
    for (size_t i = 0; i < one->count; i++) {
        const mxtrap_finding *a = mxtrap_findings_at(one, i), *b = mxtrap_findings_at(many, i);
        assert_string_equal(b->message, a->message);
        assert_string_equal(mxtrap_finding_rule(b), mxtrap_finding_rule(a));
        assert_int_equal(b->severity, a->severity);
        assert_int_equal(b->place.line, a->place.line);
        assert_int_equal(b->place.column, a->place.column);
    }
}

static void assert_same_layouts(const mxtrap_zone *one, const mxtrap_zone *many) {
    for (size_t i = 0; i < one->layout_count; i++) {
        const mxtrap_layout *a = &one->layouts[i], *b = &many->layouts[i];
        assert_true(mx_name_equal(b->owner, a->owner) && b->count == a->count);
        assert_true(b->roles == a->roles && (b->spf == NULL) == (a->spf == NULL));
        for (size_t j = 0; j < a->count; j++) {
            const struct mxtrap_exchanger *c = &a->exchangers[j], *d = &b->exchangers[j];
            assert_true(mx_name_equal(d->host, c->host) && d->preference == c->preference);
            assert_int_equal(d->address_count, c->address_count);
            assert_int_equal(d->role, c->role);
            assert_int_equal(d->target, c->target);
        }
    }
}

static bool has_message(const mxtrap_findings *findings, const char *part) {
    size_t i = 0;

    while (i < findings->count && strstr(findings->kept[i].message, part) == NULL) {
        i++;
    }
    return i < findings->count;
}

static const struct zone zones[] = {
    {write_mixed, write_mixed_end, 9999, NULL, 10000, "ignores bad-owner, which finds nothing"},
    {write_mixed, write_mixed_end, 10001, NULL, 10000, "ignores bad-owner, which finds nothing"},
    {write_mixed, write_mixed_end, 12500, "roles-assumed", 10000, "crowd.a.com. 10.1.0.11 is not"},
    {write_findings, NULL, 40000, NULL, MX_FINDINGS_MAX, "a_.o10500.a.com. is not a host name"},
    {write_steps, write_steps_end, 12000, NULL, 1, "not checked further"},
};

static void test_same(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(zones); i++) {
        struct mx_text text = {0};
        mx_text_string(&text, SOA);
        for (size_t owner = 0; owner < zones[i].owners; owner++) {
            zones[i].write(&text, owner);
        }
        if (zones[i].write_end != NULL) {
            zones[i].write_end(&text);
        }
        const char *file = mx_text_string_of(&text);
        use_one_processor();
        struct spec one = judge(&zones[i], file);
        use_all_processors();
        struct spec many = judge(&zones[i], file);
        if (!has_message(one.findings, zones[i].message)) {
            fail_msg("zone %zu: nothing says \"%s\"", i, zones[i].message);
        }
        assert_true(one.findings->count >= zones[i].at_least);
        assert_same(one.findings, many.findings);
        assert_same_layouts(zone_of(&one, 0), zone_of(&many, 0));
        spec_free(&one);
        spec_free(&many);
        mx_text_free(&text);
    }
}

/* Many zones: faults in each few, so many that not all are kept, and a crowd in all. */
static const struct {
    const char *mx;
    size_t zones, at_least;
} runs[] = {
    {"[{dummy: d, address: 20.0.%u.1}, {real: r, address: 20.0.%u.1}, {dummy: s.b.com.}]", 9999,
     7000},
    {"[{dummy: d, address: 20.0.%u.1}, {real: r, address: 20.0.%u.1}, {dummy: s.b.com.}]", 12500,
     9000},
    {"[{dummy: d_, address: 10.0.%u.1}, {real: r_, address: 10.0.%u.1}]", 30000, MX_FINDINGS_MAX},
    {"[{dummy: d, address: 10.0.0.1}, {real: r_, address: 10.0.0.1}, {dummy: e_, address: "
     "10.0.0.1}]",
     18000, MX_FINDINGS_MAX},
    {"[{dummy: d, address: 20.0.%u.1}, {real: r, address: 20.1.%u.1}, {dummy: e, address: "
     "[10.0.0.1, 10.0.0.2, 10.0.0.3, 10.0.0.4, 10.0.0.5, 10.0.0.6, 10.0.0.7, 10.0.0.8, 10.0.0.9]}]",
     11000, 90000},
};

static struct spec judge_spec(const char *text) {
    struct spec spec = spec_of(text);

    assert_int_equal(spec.status, MXTRAP_OK);
    assert_int_equal(mxtrap_findings_ignore(spec.findings, "single-real-host"), MXTRAP_OK);
    assert_int_equal(mxtrap_rules_run(spec.zones, NULL, spec.findings), MXTRAP_OK);
    return spec;
}

static void test_many_zones(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(runs); i++) {
        struct mx_text text = {0};
        mx_text_string(&text, "zones:\n");
        for (unsigned zone = 0; zone < runs[i].zones; zone++) {
            mx_text_format(&text, "- {zone: z%u.com, ttl: %u, mx: ", zone,
                           zone % 7 == 0 ? 1 : 3600);
            mx_text_format(&text, runs[i].mx, zone % 200, zone % 150);
            mx_text_string(&text, "}\n");
        }
        const char *file = mx_text_string_of(&text);
        use_one_processor();
        struct spec one = judge_spec(file);
        use_all_processors();
        struct spec many = judge_spec(file);
        assert_true(one.findings->count >= runs[i].at_least);
        assert_same(one.findings, many.findings);
        spec_free(&one);
        spec_free(&many);
        mx_text_free(&text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
#ifdef HAS_PROCESSORS
        cmocka_unit_test(test_many_zones),
        cmocka_unit_test(test_same),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
