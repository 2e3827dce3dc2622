/* What a run costs, counted and not timed: the library is compiled with a call at every branch, and
 * four times the input may not cost six times the calls. Whatever is quadratic costs sixteen. */
#include "unit.h"

#include "model/findings.h"
#include "policy/mta_sts/parse.h"

/* The compiler calls it at each branch of the library. */
void __sanitizer_cov_trace_pc(void); /* NOLINT(bugprone-reserved-identifier,cert-dcl*) */

static uint64_t calls;

/* The part of it that each format of findings took. */
enum { FORMATS_MAX = 8 };
static uint64_t calls_of[FORMATS_MAX];

void __sanitizer_cov_trace_pc(void) { /* NOLINT(bugprone-reserved-identifier,cert-dcl*) */
    calls++;
}

enum { TIMES = 4, COSTS_MAX = 6 };

#define HEAD "$ORIGIN a.com.\n$TTL 60\n@ SOA n.b.com. h 1 2 3 4 5\n@ NS n.b.com.\n"

static int swallow(void *context, const char *bytes, size_t length) {
    (void)context;
    (void)bytes;
    (void)length;
    return 0;
}

static void report_all(const mxtrap_findings *findings, const char *const *files, size_t count) {
    const struct mxtrap_findings_writer_options options = {
        .size = sizeof options, .files = files, .file_count = count, .source_lines = 1};
    const mxtrap_format *format;

    for (size_t i = 0; (format = mxtrap_format_at(MXTRAP_FORMAT_FINDINGS, i)) != NULL; i++) {
        uint64_t before = calls;
        assert_int_equal(mxtrap_findings_write(findings, format, &options, swallow, NULL),
                         MXTRAP_OK);
        assert_true(i < FORMATS_MAX);
        calls_of[i] = calls - before;
    }
}

static void simulate_all(const mxtrap_zones *zones) {
    mxtrap_simulation_writer *writer = NULL;

    assert_int_equal(
        mxtrap_simulation_writer_begin(
            &writer, mxtrap_format_find(MXTRAP_FORMAT_SIMULATIONS, "text"), NULL, swallow, NULL),
        MXTRAP_OK);
    const mxtrap_zone *zone = mxtrap_zones_at(zones, 0);
    mxtrap_simulation *simulation = NULL;
    for (size_t i = 0; zone != NULL && i < mxtrap_zone_layout_count(zone); i++) {
        const mxtrap_layout *layout = mxtrap_zone_layout_at(zone, i);
        if (simulation == NULL || !mxtrap_simulation_repeat(simulation, layout)) {
            mxtrap_simulation_free(simulation);
            simulation = NULL;
            assert_int_equal(mxtrap_simulate(&simulation, layout, NULL), MXTRAP_OK);
        }
        assert_int_equal(mxtrap_simulation_writer_write(writer, simulation), MXTRAP_OK);
    }
    mxtrap_simulation_free(simulation);
    assert_int_equal(mxtrap_simulation_writer_end(writer), MXTRAP_OK);
}

static void plan_all(const mxtrap_zones *before, const mxtrap_zones *after) {
    mxtrap_plan *plan = NULL;

    assert_int_equal(mxtrap_plan_new(&plan, before, after), MXTRAP_OK);
    assert_int_equal(
        mxtrap_plan_write(plan, mxtrap_format_find(MXTRAP_FORMAT_PLANS, "text"), swallow, NULL),
        MXTRAP_OK);
    mxtrap_plan_free(plan);
}

/* What is done with an input, beside reading it and running the rules. */
enum what { REPORT = 1, DRIFT = 2, PLAN = 4, SIMULATE = 8, IS_SPEC = 16, COMPLETE = 32 };

/* What goes with an input: a spec that says its roles, and a policy; either may be empty. */
struct beside {
    struct mx_text spec, policy;
};

static void compare_policy(const mxtrap_zones *zones, const struct mx_text *text,
                           mxtrap_findings *findings) {
    struct mxtrap_mta_sts *policy = calloc(1, sizeof *policy);

    assert_non_null(policy);
    assert_int_equal(mx_mta_sts_parse(policy, text->bytes, text->length, "policy", findings),
                     MXTRAP_OK);
    assert_int_equal(mxtrap_rules_mta_sts(zones, policy, findings), MXTRAP_OK);
    mxtrap_mta_sts_free(policy);
}

static void work_on(const mxtrap_zones *zones, const mxtrap_zones *other, const char *path,
                    unsigned what, mxtrap_findings *findings) {
    const char *const files[] = {path};
    const struct mxtrap_rules_options options = {.size = sizeof options,
                                                 .complete = (what & COMPLETE) != 0};

    assert_int_equal(mxtrap_rules_run(zones, &options, findings), MXTRAP_OK);
    if ((what & COMPLETE) != 0) {
        assert_true(mxtrap_format_check(mxtrap_format_find(MXTRAP_FORMAT_ZONES, "zone"), zones,
                                        findings) != MXTRAP_ERR_MEMORY);
    }
    if ((what & DRIFT) != 0) {
        assert_int_equal(mxtrap_rules_drift(zones, other, findings), MXTRAP_OK);
    }
    if ((what & PLAN) != 0) {
        plan_all(zones, other);
    }
    if ((what & SIMULATE) != 0) {
        simulate_all(zones);
    }
    if ((what & REPORT) != 0) {
        report_all(findings, files, 1);
    }
}

static void run(const char *text, size_t length, const struct beside *beside, unsigned what) {
    static const char other[] = "zone: a.com\nmx: [{dummy: d, preference: 1, address: 20.0.0.1}, "
                                "{real: r, preference: 2, address: 20.0.0.2}]\n";
    mxtrap_zones *zones = NULL;
    mxtrap_findings *findings = NULL;
    char path[sizeof UNIT_PATH];
    bool has_spec = beside->spec.length > 0;
    struct spec spec =
        has_spec ? spec_bytes(beside->spec.bytes, beside->spec.length) : spec_of(other);
    const struct mxtrap_zone_file_options options = {.size = sizeof options,
                                                     .spec = has_spec ? spec.zones : NULL};

    if (spec.status != MXTRAP_OK) {
        print_findings(spec.findings);
    }
    assert_int_equal(spec.status, MXTRAP_OK);
    file_of(path, text, length);
    assert_int_equal(mxtrap_zones_new(&zones), MXTRAP_OK);
    assert_int_equal(mxtrap_findings_new(&findings), MXTRAP_OK);
    enum mxtrap_status status = (what & IS_SPEC) != 0
                                    ? mxtrap_spec_read(zones, path, findings)
                                    : mxtrap_zone_file_read(zones, path, &options, findings);
    assert_int_equal(status, MXTRAP_OK);
    if (beside->policy.length > 0) {
        compare_policy(zones, &beside->policy, findings);
    }
    work_on(zones, spec.zones, path, what, findings);
    unlink(path);
    spec_free(&spec);
    mxtrap_zones_free(zones);
    mxtrap_findings_free(findings);
}

/* An input of size N has each of PARTS N times, numbered ("#"), one part after the other. */
struct row {
    const char *name;
    size_t small; /* the smaller of two sizes */
    unsigned what;
    const char *head, *parts[6], *tail;
    const char *spec[3], *policy; /* the spec's head, part and tail; the policy's part */
};

/* Every "#" of FORMAT becomes the number. */
static void append_numbered(struct mx_text *text, const char *format, size_t number) {
    for (; *format != '\0'; format++) {
        if (*format == '#') {
            mx_text_unsigned(text, number);
        } else {
            mx_text_char(text, *format);
        }
    }
}

/* The calls of a run; of each format. */
struct cost {
    uint64_t all, of[FORMATS_MAX];
};

static struct cost cost_since(uint64_t before) {
    struct cost cost = {.all = calls - before};

    memcpy(cost.of, calls_of, sizeof cost.of);
    return cost;
}

static void append_times(struct mx_text *text, const char *format, size_t times) {
    for (size_t i = 0; i < times; i++) {
        append_numbered(text, format, i);
    }
}

static void make_beside(struct beside *beside, const struct row *row, size_t size) {
    if (row->spec[0] != NULL) {
        mx_text_string(&beside->spec, row->spec[0]);
        append_times(&beside->spec, row->spec[1], size);
        mx_text_string(&beside->spec, row->spec[2]);
    }
    if (row->policy != NULL) {
        mx_text_string(&beside->policy, "version: STSv1\nmode: enforce\nmax_age: 86400\n");
        append_times(&beside->policy, row->policy, size);
    }
}

static struct cost cost_of(const struct row *row, size_t size) {
    struct mx_text text = {0};
    struct beside beside = {0};

    memset(calls_of, 0, sizeof calls_of);
    mx_text_string(&text, row->head);
    for (size_t i = 0; i < COUNT(row->parts) && row->parts[i] != NULL; i++) {
        append_times(&text, row->parts[i], size);
    }
    mx_text_string(&text, row->tail == NULL ? "" : row->tail);
    make_beside(&beside, row, size);
    const char *bytes = mx_text_string_of(&text);
    assert_non_null(bytes);
    uint64_t before = calls;
    run(bytes, text.length, &beside, row->what);
    struct cost cost = cost_since(before);
    mx_text_free(&text);
    mx_text_free(&beside.spec);
    mx_text_free(&beside.policy);
    return cost;
}

static bool grows_with_its_square(const char *name, const char *of, uint64_t small,
                                  uint64_t large) {
    bool is_square = large > COSTS_MAX * small;

    if (is_square) {
        print_message("%s%s%s: %lu calls, and of %d times the input %lu\n", name,
                      *of == '\0' ? "" : ", ", of, (unsigned long)small, TIMES,
                      (unsigned long)large);
    }
    return is_square;
}

/* In how many ways it grows so; a format without findings costs next to nothing. */
static size_t count_squares(const char *name, const struct cost *small, const struct cost *large) {
    size_t count = grows_with_its_square(name, "", small->all, large->all) ? 1 : 0;
    const mxtrap_format *format;

    assert_true(small->all > 1000);
    for (size_t i = 0; (format = mxtrap_format_at(MXTRAP_FORMAT_FINDINGS, i)) != NULL; i++) {
        bool is_square =
            large->of[i] > 1000 &&
            grows_with_its_square(name, mxtrap_format_name(format), small->of[i], large->of[i]);
        count += is_square ? 1 : 0;
    }
    return count;
}

static void test_files(void **state) {
    static const struct row rows[] = {
        {"owners of one host", 50, REPORT | DRIFT | PLAN, HEAD,
         .parts = {"o# MX 10 @\n", "@ A 20.0.0.#\n@ AAAA 2600::#\n"}},
        {"and nobody can reach it", 50, REPORT, HEAD,
         .parts = {"o# MX 10 @\n", "@ A 10.0.0.#\n@ AAAA fc00::#\n"}},
        {"owners of three hosts", 50, REPORT | DRIFT | PLAN, HEAD,
         .parts = {"o# MX 1 d\no# MX 2 r\no# MX 3 e\n", "d A 20.0.0.#\n", "r A 20.0.1.#\n",
                   "r AAAA 2600::#\n", "e A 20.0.2.#\n"}},
        {"dummies at a real host's addresses", 50, REPORT, HEAD,
         .parts = {"o# MX 1 d\no# MX 2 r\no# MX 3 e\n", "d A 20.0.0.#\n", "r A 20.0.0.#\n",
                   "e A 20.0.0.#\n"}},
        {"TTLs that differ", 50, REPORT, HEAD, .parts = {"o# MX 1 r\n", "r 1#0 A 20.0.0.#\n"}},
        {"policies for one dummy", 50, REPORT, HEAD,
         .parts = {"o# MX 1 d\no# MX 2 r\no# MX 3 e\n", "o# TXT \"v=spf1 mx a:n#.a.com -all\"\n"},
         .tail = "d A 20.0.0.1\nr A 20.0.0.2\ne A 20.0.0.3\n"},
        {"one policy for dummies", 50, REPORT, HEAD "@ TXT \"v=spf1 mx a:d -all\"\n@ MX 1 d\n",
         .parts = {"o# MX 1 d\no# MX 2 r\no# MX 3 d#\n", "d# A 20.0.0.#\n", "d A 20.1.0.#\n"},
         .tail = "r A 20.0.0.2\n"},
        {"policies that lead to one in error", 50, REPORT, HEAD,
         .parts = {"o# MX 1 d\no# MX 2 r\no# MX 3 e\n",
                   "o# TXT \"v=spf1 a:n#.a.com redirect=s.a.com\"\n"},
         .tail = "d A 20.0.0.1\nr A 20.0.0.2\ne A 20.0.0.3\ns TXT \"v=spf1 foo\"\n"},
        {"more than are kept", 150, REPORT | PLAN, HEAD,
         .parts = {"o# MX 1 r\n", "r AAAA 2600::#\n", "r TXT \"t#\"\n"}},
        {"findings far from each other", 500, REPORT, HEAD,
         .parts = {"o# MX 1 m#\n", "m# A 10.0.0.1\n"}},
        {"two findings a line", 500, REPORT, HEAD, .parts = {"o# MX 12800 m_#\n"}},
        {"findings of one $GENERATE", 500, REPORT, HEAD,
         .parts = {"$GENERATE 1-9 o#-$ MX \"1 @\"\n"}, .tail = "@ A 20.0.0.1\n"},
        {"zones in one line", 100, REPORT | IS_SPEC, "{zones: [",
         .parts = {"{zone: z#.com, mx: [{real: m, address: 10.0.0.1}]}, "}, .tail = "]}\n"},
        {"zones of one layout", 100, REPORT | IS_SPEC,
         "layouts: {l: {mx: [{real: m.b.com., address: 10.0.0.1}]}}\nzones:\n",
         .parts = {" - {zone: z#.com, layout: l}\n"}},
        {"sets whose hosts lack a final dot, or an address", 1000, REPORT | IS_SPEC | COMPLETE,
         "zone: a.com\nsets: [", .parts = {"{owners: [o#], mx: [{real: m#.x}]}, "}, .tail = "]\n"},
        {"and with name servers", 1000, REPORT | IS_SPEC | COMPLETE,
         "zone: a.com\nns: [n0, n1]\nsets: [", .parts = {"{owners: [o#], mx: [{real: m#}]}, "},
         .tail = "]\n"},
        {"owners of a spec", 30, DRIFT, HEAD, .parts = {"o# MX 1 d\no# MX 2 r\n"},
         .tail = "d A 20.0.0.1\nr A 20.0.0.2\n",
         .spec = {"zone: a.com\nowners: [", "p#, o#, ", "q]\nmx: [{dummy: d}, {real: r}]\n"}},
        {"owners that a spec has and a file has not", 60, DRIFT, HEAD, .parts = {"o# MX 1 d\n"},
         .tail = "d A 20.0.0.1\n",
         .spec = {"zone: a.com\nowners: [", "p#, ", "q]\nmx: [{dummy: d}, {real: r}]\n"}},
        {"one set beside the spec's", 100, DRIFT, HEAD, .parts = {"@ MX # h#.b.com.\n"},
         .spec = {"zone: a.com\nmx: [", "{real: h#.b.com., preference: #}, ",
                  "{real: g, preference: 9}]\n"}},
        {"one set beside another", 100, DRIFT, HEAD, .parts = {"@ MX # h#.b.com.\n"},
         .spec = {"zone: a.com\nmx: [", "{real: g#.b.com., preference: #}, ",
                  "{real: g, preference: 9}]\n"}},
        {"preferences of one host", 100, DRIFT, HEAD, .parts = {"@ MX # h.b.com.\n"},
         .spec = {"zone: a.com\nmx: [", "{real: h.b.com., preference: 1#}, ",
                  "{real: g, preference: 9}]\n"}},
        {"addresses beside the spec's", 30, DRIFT, HEAD "@ MX 1 r\n", .parts = {"r A 20.0.0.#\n"},
         .spec = {"zone: a.com\nmx: [{real: r, preference: 1, address: [", "20.0.1.#, ",
                  "20.2.0.1]}]\n"}},
        {"owners of a host with the spec's addresses", 60, DRIFT, HEAD,
         .parts = {"o# MX 1 r\n", "r A 20.0.0.#\n"},
         .spec = {"zone: a.com\nowners: [", "o#, ",
                  "q]\nmx: [{real: r, preference: 1, address: 20.0.0.1}]\n"}},
        {"exchangers beside a policy", 100, 0, HEAD, .parts = {"@ MX # h#.b.com.\n"},
         .policy = "mx: g#.b.com\n"},
        {"wildcards of a policy", 100, 0, HEAD, .parts = {"@ MX # h.b#.com.\n"},
         .policy = "mx: *.b#.com\n"},
        {"a policy that says all twice", 100, 0, HEAD, .parts = {"@ MX # h#.b.com.\n"},
         .policy = "mx: h#.b.com\nmx: *.b.com\n"},
        {"simulated", 50, SIMULATE, HEAD,
         .parts = {"o# MX 1 d#\no# MX 2 r#\no# MX 3 e#\n", "d# A 20.0.0.#\n", "r# A 20.0.1.#\n",
                   "e# A 20.0.2.#\n"}},
        {"simulated with dummies of many addresses", 60, SIMULATE, HEAD,
         .parts = {"o# MX 1 d\no# MX 2 r\no# MX 3 e\n", "d AAAA 2600::#\n", "e AAAA 2600:1::#\n"},
         .tail = "r A 20.0.1.2\n"},
    };
    size_t failed = 0;
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct cost small = cost_of(&rows[i], rows[i].small);
        struct cost large = cost_of(&rows[i], TIMES * rows[i].small);
        failed += count_squares(rows[i].name, &small, &large);
    }
    assert_int_equal(failed, 0);
}

/* A finding in each of many files, all of which were named. */
static struct cost cost_of_files(size_t count) {
    char **names = calloc(count, sizeof *names);
    mxtrap_findings *findings = NULL;

    assert_non_null(names);
    assert_int_equal(mxtrap_findings_new(&findings), MXTRAP_OK);
    for (size_t i = 0; i < count; i++) {
        names[i] = malloc(48);
        assert_non_null(names[i]);
        snprintf(names[i], 48, "/nowhere/%zu.zone", i);
        mx_text_string(mx_finding_begin(findings), "no dummy");
        mx_finding_end(findings, MX_RULE_NOT_TRAPPED, MXTRAP_WARNING,
                       (struct mx_place){names[i], 1, 1});
    }
    uint64_t before = calls;
    report_all(findings, (const char *const *)names, count);
    struct cost cost = cost_since(before);
    mxtrap_findings_free(findings);
    for (size_t i = 0; i < count; i++) {
        free(names[i]);
    }
    free(names);
    return cost;
}

static void test_many_files(void **state) {
    (void)state;
    struct cost small = cost_of_files(500), large = cost_of_files(TIMES * 500);

    assert_int_equal(count_squares("many files", &small, &large), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_files),
        cmocka_unit_test(test_many_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
