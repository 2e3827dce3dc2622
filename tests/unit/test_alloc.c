/* Every allocation fails in turn, those of libyaml, ldns and jansson too: each run of read, rules
 * and write ends in MXTRAP_ERR_MEMORY, or as if nothing had failed; nothing leaks. */
#include "failing_heap.h"
#include "unit.h"

#include <jansson.h>
#include <ldns/ldns.h>
#include <yaml.h>

#include "spec/yaml_events.h"

/* What a run came to. Its fields lie outside the heap. */
struct outcome {
    enum mxtrap_status read, rules, write;
    size_t findings, length;
    uint32_t sum; /* of the bytes written */
};

static int take(void *context, const char *bytes, size_t length) {
    struct outcome *outcome = context;

    for (size_t i = 0; i < length; i++) {
        outcome->sum = (outcome->sum ^ (unsigned char)bytes[i]) * 16777619U;
    }
    outcome->length += length;
    return 0;
}

static void write_formats(const mxtrap_zones *zones, mxtrap_findings *findings,
                          struct outcome *outcome) {
    const mxtrap_format *format;

    for (size_t i = 0;
         (format = mxtrap_format_at(MXTRAP_FORMAT_ZONES, i)) != NULL && outcome->write == MXTRAP_OK;
         i++) {
        outcome->write = mxtrap_format_check(format, zones, findings);
        if (outcome->write != MXTRAP_ERR_MEMORY) {
            outcome->write = mxtrap_write(zones, format, take, outcome);
        }
    }
}

/* Every layout, simulated and written in every format. */
static void simulate(const mxtrap_zones *zones, const mxtrap_format *format,
                     struct outcome *outcome) {
    const struct mxtrap_simulate_options options = {.size = sizeof options, .senders = zones};
    mxtrap_simulation_writer *writer = NULL;

    outcome->write = mxtrap_simulation_writer_begin(&writer, format, NULL, take, outcome);
    for (size_t i = 0; outcome->write == MXTRAP_OK && i < mxtrap_zones_count(zones); i++) {
        const mxtrap_zone *zone = mxtrap_zones_at(zones, i);
        mxtrap_simulation *simulation = NULL;
        outcome->write = mxtrap_simulate(&simulation, mxtrap_zone_layout_at(zone, 0), &options);
        if (outcome->write == MXTRAP_OK) {
            outcome->write = mxtrap_simulation_writer_write(writer, simulation);
        }
        mxtrap_simulation_free(simulation);
    }
    if (writer != NULL) {
        enum mxtrap_status end = mxtrap_simulation_writer_end(writer);
        outcome->write = outcome->write == MXTRAP_OK ? end : outcome->write;
    }
}

static void simulate_formats(const mxtrap_zones *zones, struct outcome *outcome) {
    const mxtrap_format *format;

    for (size_t i = 0; outcome->write == MXTRAP_OK; i++) {
        format = mxtrap_format_at(MXTRAP_FORMAT_SIMULATIONS, i);
        if (format == NULL) {
            return;
        }
        simulate(zones, format, outcome);
    }
}

enum work { READ, ALL, SIMULATE };

/* How much was read, as bytes of the outcome. */
static void count_zones(const mxtrap_zones *zones, struct outcome *outcome) {
    for (size_t i = 0; i < mxtrap_zones_count(zones); i++) {
        const mxtrap_zone *zone = mxtrap_zones_at(zones, i);
        for (size_t j = 0; j < mxtrap_zone_layout_count(zone); j++) {
            const mxtrap_layout *layout = mxtrap_zone_layout_at(zone, j);
            outcome->length += mxtrap_layout_exchanger_count(layout);
            for (size_t k = 0; k < mxtrap_layout_exchanger_count(layout); k++) {
                outcome->length +=
                    mxtrap_exchanger_address_count(mxtrap_layout_exchanger_at(layout, k));
            }
        }
    }
}

/* Findings in every format, with the lines that they are about. */
static void report_formats(const mxtrap_findings *findings, const char *path,
                           struct outcome *outcome) {
    const struct mxtrap_findings_writer_options options = {.size = sizeof options,
                                                           .at_least = MXTRAP_NOTE,
                                                           .files = &path,
                                                           .file_count = 1,
                                                           .source_lines = 1};
    const mxtrap_format *format;

    outcome->findings = mxtrap_findings_count(findings);
    for (size_t i = 0; outcome->write == MXTRAP_OK; i++) {
        format = mxtrap_format_at(MXTRAP_FORMAT_FINDINGS, i);
        if (format == NULL) {
            return;
        }
        outcome->write = mxtrap_findings_write(findings, format, &options, take, outcome);
    }
}

/* What the library does, as a tool does it. */
static void run(const char *path, enum work work, struct outcome *outcome) {
    static const struct mxtrap_rules_options complete = {.size = sizeof complete, .complete = 1};
    mxtrap_zones *zones = NULL;
    mxtrap_findings *findings = NULL;

    *outcome = (struct outcome){.read = MXTRAP_ERR_MEMORY};
    if (mxtrap_zones_new(&zones) == MXTRAP_OK && mxtrap_findings_new(&findings) == MXTRAP_OK) {
        outcome->read = mxtrap_spec_read(zones, path, findings);
    }
    if (outcome->read == MXTRAP_OK) {
        count_zones(zones, outcome);
    }
    if (work == ALL && outcome->read == MXTRAP_OK) {
        outcome->rules = mxtrap_rules_run(zones, &complete, findings);
    }
    if (work == ALL && outcome->read == MXTRAP_OK && outcome->rules == MXTRAP_OK) {
        write_formats(zones, findings, outcome);
    }
    if (work == SIMULATE && outcome->read == MXTRAP_OK) {
        simulate_formats(zones, outcome);
    }
    if (findings != NULL && outcome->read != MXTRAP_ERR_MEMORY && outcome->write == MXTRAP_OK) {
        report_formats(findings, path, outcome);
    }
    mxtrap_zones_free(zones);
    mxtrap_findings_free(findings);
}

static bool has_failed(const struct outcome *outcome) {
    return outcome->read == MXTRAP_ERR_MEMORY || outcome->rules == MXTRAP_ERR_MEMORY ||
           outcome->write == MXTRAP_ERR_MEMORY;
}

static void run_failing(const char *path, enum work work, size_t fails, bool goes_on,
                        struct outcome *outcome) {
    heap.made = heap.failed = 0;
    heap.alive = 0;
    heap.fails = fails;
    heap.goes_on = goes_on;
    heap.armed = true;
    run(path, work, outcome);
    heap.armed = false;
}

static void assert_outcome(const struct outcome *outcome, const struct outcome *good,
                           size_t fails) {
    if (heap.alive != 0) {
        fail_msg("allocation %zu failed: %ld pieces leak", fails, heap.alive);
    }
    if (has_failed(outcome)) {
        return;
    }
    if (outcome->read != good->read || outcome->rules != good->rules ||
        outcome->write != good->write || outcome->findings != good->findings ||
        outcome->length != good->length || outcome->sum != good->sum) {
        fail_msg("allocation %zu failed and nobody noticed: read %d, rules %d, write %d, findings "
                 "%zu, bytes %zu",
                 fails, (int)outcome->read, (int)outcome->rules, (int)outcome->write,
                 outcome->findings, outcome->length);
    }
}

static void assert_all_fail(const char *text, enum work work, enum mxtrap_status status) {
    char path[sizeof UNIT_PATH];
    struct outcome good, outcome;

    file_of(path, text, strlen(text));
    run(path, work, &good); /* once for what libraries keep from their first use on */
    run_failing(path, work, SIZE_MAX, false, &good);
    assert_int_equal(good.read, status);
    assert_int_equal(heap.alive, 0);
    assert_true(heap.made > 20);
    for (int goes_on = 0; goes_on < 2; goes_on++) {
        size_t fails = 1, silent = 0;
        do {
            run_failing(path, work, fails, goes_on == 1, &outcome);
            assert_outcome(&outcome, &good, fails);
            silent += heap.failed > 0 && !has_failed(&outcome) ? 1 : 0;
            fails++;
        } while (heap.failed > 0);
        assert_true(fails > 20);
        /* A failure is seldom harmless: most are told. */
        assert_true(heap.own_alone || silent * 20 < fails);
    }
    unlink(path);
}

/* Else the rest of this file would say nothing. */
static void test_libraries_are_reached(void **state) {
    yaml_parser_t parser;
    (void)state;

    heap.made = 0;
    heap.fails = 1;
    heap.goes_on = true;
    heap.armed = true;
    int yaml = yaml_parser_initialize(&parser);
    json_t *json = json_array();
    ldns_rdf *rdf = ldns_rdf_new_frm_data(LDNS_RDF_TYPE_DNAME, 1, "");
    heap.armed = false;
    assert_int_equal(yaml, 0);
    assert_null(json);
    assert_null(rdf);
}

/* A set whose dummies keep MTAs busy, with what is met twice and real hosts of one preference. */
static void test_fronts(void **state) {
    static const char text[] =
        "zone: a.com\nmx:\n"
        "- {dummy: d, preference: 1, address: [20.0.0.1, 20.0.0.2, 20.0.0.3, 20.0.0.4]}\n"
        "- {real: r, preference: 2, address: [20.0.1.1, \"2a00::1\"]}\n"
        "- {real: s, preference: 2, address: [20.0.1.2, \"2a00::2\"]}\n"
        "- {dummy: e, preference: 3, address: [20.0.0.1, 20.0.0.2]}\n";
    (void)state;
    assert_all_fail(text, ALL, MXTRAP_OK);
    assert_all_fail(text, SIMULATE, MXTRAP_OK);
}

static void test_plain(void **state) {
    (void)state;
    assert_all_fail("zone: oc9.com\n"
                    "ttl: 1h\n"
                    "ns: [{host: ns1, address: 192.0.2.53}, ns.example.net.]\n"
                    "soa: {mname: ns1, rname: hostmaster, serial: 7}\n"
                    "owners: ['@', '*', www]\n"
                    "ignore: {single-real-host: why not}\n"
                    "mx:\n"
                    "- {dummy: mail1, preference: 1, address: 192.0.2.1}\n"
                    "- {real: master, preference: 5, address: [198.51.100.25, \"2001:db8::25\"]}\n"
                    "- {dummy: mail2, preference: 8, address: 192.0.2.2}\n",
                    ALL, MXTRAP_OK);
}

static void test_layouts_and_anchors(void **state) {
    (void)state;
    assert_all_fail("layouts:\n"
                    "  std: &std\n"
                    "    ttl: 60\n"
                    "    mx: &mx\n"
                    "    - &first {dummy: d1, address: &a [20.0.0.1, \"2a00::1\"]}\n"
                    "    - {real: r1}\n"
                    "    - {real: r2.example.net.}\n"
                    "    - {<<: *first, dummy: d2}\n"
                    "  other: {<<: *std, silence: reset}\n"
                    "zones:\n"
                    "- {zone: a.com, layout: std, ns: n.example.}\n"
                    "- {zone: b.com, layout: other, ns: n.example.}\n"
                    "- {zone: c.com, ns: n.example., mx: *mx}\n"
                    "- {<<: [{ttl: 5}, *std], zone: d.com, ns: {host: n, address: *a}}\n"
                    "---\n"
                    "zone: e.com\n"
                    "ns: n.example.\n"
                    "layout: std\n",
                    ALL, MXTRAP_OK);
}

/* Sets with so many owners and addresses that each is indexed, a host in two, and what contradicts.
 */
static void test_sets(void **state) {
    struct mx_text text = {0};
    (void)state;

    mx_text_string(&text,
                   "layouts:\n"
                   "  l: {mx: [{dummy: d, address: 20.0.0.1}, {real: r}, {dummy: e.x, ttl: 9}]}\n"
                   "zone: a.com\n"
                   "ns: [{host: n, address: 20.0.0.2}]\n"
                   "mx: none\n"
                   "sets:\n"
                   "- {owners: b, layout: l}\n"
                   "- {owners: [c, d], ttl: 5, mx: [{real: r, address: 20.0.0.3}]}\n"
                   "- owners: [");
    for (unsigned i = 0; i < 17; i++) {
        mx_text_format(&text, "o%u, ", i);
    }
    mx_text_string(&text, "p]\n  mx: [{real: q, address: [");
    for (unsigned i = 0; i < 64; i++) {
        mx_text_format(&text, "20.0.1.%u, ", i);
    }
    mx_text_string(&text, "20.0.2.1]}]\n");
    assert_all_fail(mx_text_string_of(&text), ALL, MXTRAP_OK);
    mx_text_string(&text, "- {owners: o1, mx: [{dummy: r, address: 20.0.0.4, ttl: 9}]}\n");
    assert_all_fail(mx_text_string_of(&text), ALL, MXTRAP_ERR_INPUT);
    mx_text_free(&text);
}

/* Senders with and without limits, over a layout with ties. */
static void test_simulations(void **state) {
    (void)state;
    assert_all_fail("zone: a.com\n"
                    "senders:\n"
                    "- {sender: two, max-addresses: 2, source: somebody}\n"
                    "- {sender: postfix, ties: addresses, max-hosts: 1}\n"
                    "mx:\n"
                    "- {dummy: d1, preference: 1, address: [20.0.0.1, \"2a00::1\"]}\n"
                    "- {dummy: d2, preference: 2, address: 20.0.0.2}\n"
                    "- {real: a-name-that-is-cut-in-the-head, preference: 2}\n"
                    "- {dummy: d3, preference: 3}\n",
                    SIMULATE, MXTRAP_OK);
}

/* The readers' errors, each with a message, a path and a place. */
static void test_errors(void **state) {
    (void)state;
    assert_all_fail("zoen: a\n"
                    "zones:\n"
                    "- {zone: a..b, mx: [{dumy: x, preference: 70000}]}\n"
                    "- {zone: b, layout: none, ttl: never}\n"
                    "- {zone: b, zone: c, ignore: {no-such-rule: x}, <<: 5}\n"
                    "- [x]\n",
                    ALL, MXTRAP_ERR_INPUT);
}

static void test_syntax_error(void **state) {
    (void)state;
    assert_all_fail("zone: a.com\nmx: [{dummy: d}, {real: *none}]\n", ALL, MXTRAP_ERR_INPUT);
    assert_all_fail("zone: a.com\nmx: [{dummy: d}, {real: r}\n", ALL, MXTRAP_ERR_INPUT);
}

/* Findings of the rules, and enough text for arrays and buffers to grow. */
static void test_growing(void **state) {
    struct mx_text text = {0};
    (void)state;

    mx_text_string(&text, "layouts: {l: {mx: [{real: a_b, address: 10.0.0.1}, {dummy: d, address: "
                          "10.0.0.1}]}}\nzones:\n");
    for (unsigned i = 0; i < 18; i++) {
        mx_text_format(&text, "- {zone: z%u.example, layout: l, ns: n.}\n", i);
    }
    assert_all_fail(mx_text_string_of(&text), ALL, MXTRAP_OK);
    mx_text_free(&text);
}

/* Pieces too large for what is left of an arena's block, each where it can be told apart. */
static void test_large_pieces(void **state) {
    static const struct {
        const char *before, *item, *after;
        unsigned count;
    } rows[] = {
        {"layouts: {? &name l", "xxxxxxxxxxxxxxxxxxxxxxxxx",
         "\n  : {mx: [{real: r}]}}\nzone: a\nns: n.\nlayout: *name\n", 400},
        {"zone: a\nns: n.\nmx: [{real: r}]\nowners: ['@'", ", h#", "]\n", 130},
        {"zone: a\nns: n.\nmx: [{real: r, address: [20.0.0.1", ", 20.0.1.#", "]}]\n", 150},
        {"zone: a\nns: n.\nmx: [&r {real: r}", ", *r", "]\n", 90},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct mx_text text = {0};
        mx_text_string(&text, rows[i].before);
        for (unsigned at = 0; at < rows[i].count; at++) {
            const char *hash = strchr(rows[i].item, '#');
            mx_text_bytes(&text, rows[i].item, strcspn(rows[i].item, "#"));
            if (hash != NULL) {
                mx_text_unsigned(&text, at);
            }
        }
        mx_text_string(&text, rows[i].after);
        assert_all_fail(mx_text_string_of(&text), READ, MXTRAP_OK);
        mx_text_free(&text);
    }
}

/* AddressSanitizer ends the program where a thread begins and its own memory is refused. */
static bool starts_no_thread_without_memory(void) {
    return __interceptor_malloc != NULL;
}

/* A spec so large that a thread of its own reads its events: which of the two threads the failing
 * allocation is in changes from run to run. */
static void test_thread(void **state) {
    struct mx_text text = {0};
    (void)state;

    heap.own_alone = starts_no_thread_without_memory();
    while (text.length <= MX_YAML_AHEAD_FROM) {
        mx_text_string(&text, "# as long as a line of a comment is, for the most part\n");
    }
    mx_text_string(&text, "zone: &z !!str a.com\nmx:\n- {real: *z}\n");
    for (unsigned i = 0; i < 16; i++) {
        mx_text_format(&text, "- {dummy: d%u, address: 20.0.0.%u}\n", i, i);
    }
    assert_all_fail(mx_text_string_of(&text), READ, MXTRAP_OK);
    mx_text_string(&text, "- 'a scalar");
    for (unsigned i = 0; i < 4000; i++) {
        mx_text_string(&text, " that takes memory of its own");
    }
    mx_text_string(&text, "'\n]\n");
    assert_all_fail(mx_text_string_of(&text), READ, MXTRAP_ERR_INPUT);
    heap.own_alone = false;
    mx_text_free(&text);
}

/* Zones so many that a thread of its own writes half of them. */
static void test_written_by_two(void **state) {
    struct mx_text text = {0};
    size_t fails = 1, told = 0;
    (void)state;

    mx_text_string(&text, "layouts: {l: {mx: [{dummy: d}, {real: r}, {dummy: e}]}}\nzones:\n");
    for (unsigned i = 0; i < 5000; i++) {
        mx_text_format(&text, "- {zone: z%u.com, layout: l}\n", i);
    }
    struct spec spec = good_spec_of(mx_text_string_of(&text));
    struct outcome good = {.length = 0};
    assert_int_equal(mxtrap_write(spec.zones, format_of("bind"), take, &good), MXTRAP_OK);
    heap.own_alone = starts_no_thread_without_memory();
    do {
        struct outcome outcome = {.length = 0};
        heap.made = heap.failed = 0;
        heap.alive = 0;
        heap.fails = fails;
        heap.goes_on = false;
        heap.armed = true;
        enum mxtrap_status status = mxtrap_write(spec.zones, format_of("bind"), take, &outcome);
        heap.armed = false;
        assert_int_equal(heap.alive, 0);
        if (status == MXTRAP_OK) {
            assert_int_equal(outcome.length, good.length);
            assert_int_equal(outcome.sum, good.sum);
        } else {
            assert_int_equal(status, MXTRAP_ERR_MEMORY);
            told++;
        }
        fails++;
    } while (heap.failed > 0);
    heap.own_alone = false;
    assert_true(told > 0);
    spec_free(&spec);
    mx_text_free(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_libraries_are_reached),
        cmocka_unit_test(test_fronts),
        cmocka_unit_test(test_plain),
        cmocka_unit_test(test_layouts_and_anchors),
        cmocka_unit_test(test_sets),
        cmocka_unit_test(test_simulations),
        cmocka_unit_test(test_errors),
        cmocka_unit_test(test_syntax_error),
        cmocka_unit_test(test_thread),
        cmocka_unit_test(test_written_by_two),
        cmocka_unit_test(test_growing),
        cmocka_unit_test(test_large_pieces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
