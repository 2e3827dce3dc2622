/* The table of formats: by kind and name, what programs have to know of each, and that no function
 * takes one of another kind. */
#include "unit.h"

/* Every kind has the formats that its manual lists, each found by its name among its own kind. */
static void test_formats(void **state) {
    const size_t counts[] = {
        [MXTRAP_FORMAT_FINDINGS] = 6, [MXTRAP_FORMAT_RESULTS] = 9, [MXTRAP_FORMAT_SIMULATIONS] = 3,
        [MXTRAP_FORMAT_ZONES] = 12,   [MXTRAP_FORMAT_PLANS] = 3,   [MXTRAP_FORMAT_WATCH] = 6};
    const mxtrap_format *format;
    (void)state;

    for (size_t i = 0; i < COUNT(counts); i++) {
        enum mxtrap_format_kind kind = (enum mxtrap_format_kind)i;
        size_t count = 0;
        for (; (format = mxtrap_format_at(kind, count)) != NULL; count++) {
            assert_ptr_equal(mxtrap_format_find(kind, mxtrap_format_name(format)), format);
            assert_true(strlen(mxtrap_format_description(format)) > 3);
        }
        assert_int_equal(count, counts[i]);
        assert_null(mxtrap_format_at(kind, SIZE_MAX));
        assert_null(mxtrap_format_find(kind, ""));
        assert_null(mxtrap_format_find(kind, "TEXT"));
    }
    assert_null(mxtrap_format_find(MXTRAP_FORMAT_FINDINGS, "svg"));
    assert_null(mxtrap_format_find((enum mxtrap_format_kind)99, "text"));
}

static void test_traits(void **state) {
    const struct {
        enum mxtrap_format_kind kind;
        const char *name;
        enum mxtrap_format_trait trait;
    } wanted[] = {
        {MXTRAP_FORMAT_RESULTS, "ndjson", MXTRAP_FORMAT_IS_STREAM},
        {MXTRAP_FORMAT_RESULTS, "nagios", MXTRAP_FORMAT_IS_MONITORING},
        {MXTRAP_FORMAT_ZONES, "nsupdate", MXTRAP_FORMAT_IS_UPDATE},
        {MXTRAP_FORMAT_PLANS, "nsupdate", MXTRAP_FORMAT_IS_UPDATE},
        {MXTRAP_FORMAT_ZONES, "zone", MXTRAP_FORMAT_IS_COMPLETE_ZONE},
        {MXTRAP_FORMAT_ZONES, "zone", MXTRAP_FORMAT_HAS_ONE_ZONE},
        {MXTRAP_FORMAT_ZONES, "octodns", MXTRAP_FORMAT_HAS_ONE_ZONE},
        {MXTRAP_FORMAT_ZONES, "mta-sts", MXTRAP_FORMAT_HAS_ONE_ZONE},
        {MXTRAP_FORMAT_ZONES, "spec", MXTRAP_FORMAT_IS_SPEC},
        {MXTRAP_FORMAT_RESULTS, "spec", MXTRAP_FORMAT_IS_SPEC},
        {MXTRAP_FORMAT_ZONES, "nftables", MXTRAP_FORMAT_CAN_LOG},
        {MXTRAP_FORMAT_ZONES, "iptables", MXTRAP_FORMAT_CAN_LOG},
        {MXTRAP_FORMAT_ZONES, "pf", MXTRAP_FORMAT_CAN_LOG},
        {MXTRAP_FORMAT_WATCH, "ndjson", MXTRAP_FORMAT_IS_STREAM},
    };
    size_t found = 0;
    const mxtrap_format *format;
    (void)state;

    for (size_t i = 0; i < COUNT(wanted); i++) {
        format = mxtrap_format_find(wanted[i].kind, wanted[i].name);
        assert_int_equal(mxtrap_format_has(format, wanted[i].trait), 1);
    }
    for (int kind = 0; kind <= MXTRAP_FORMAT_WATCH; kind++) {
        for (size_t i = 0; (format = mxtrap_format_at((enum mxtrap_format_kind)kind, i)) != NULL;
             i++) {
            for (int trait = 1; trait <= MXTRAP_FORMAT_CAN_LOG; trait *= 2) {
                found += mxtrap_format_has(format, (enum mxtrap_format_trait)trait) ? 1 : 0;
            }
        }
    }
    assert_int_equal(found, COUNT(wanted));
}

static int swallow(void *context, const char *bytes, size_t length) {
    (void)bytes;
    *(size_t *)context += length;
    return 0;
}

/* No function takes a format of another kind than its own, and nothing is written then. */
static void test_other_kinds(void **state) {
    struct spec spec = good_spec_of(
        "zone: a.com\nmx: [{dummy: a, address: 192.0.2.1}, {real: b, address: 198.51.100.1}]\n");
    mxtrap_check_writer *results = NULL;
    mxtrap_simulation_writer *simulations = NULL;
    mxtrap_plan *plan = NULL;
    size_t bytes = 0;
    (void)state;

    assert_int_equal(mxtrap_plan_new(&plan, spec.zones, spec.zones), MXTRAP_OK);
    for (int kind = 0; kind <= MXTRAP_FORMAT_PLANS; kind++) {
        const mxtrap_format *format = mxtrap_format_at((enum mxtrap_format_kind)kind, 0);
        enum mxtrap_status got[] = {
            [MXTRAP_FORMAT_FINDINGS] =
                mxtrap_findings_write(spec.findings, format, NULL, swallow, &bytes),
            [MXTRAP_FORMAT_RESULTS] =
                mxtrap_check_writer_begin(&results, format, NULL, swallow, &bytes),
            [MXTRAP_FORMAT_SIMULATIONS] =
                mxtrap_simulation_writer_begin(&simulations, format, NULL, swallow, &bytes),
            [MXTRAP_FORMAT_ZONES] = mxtrap_write(spec.zones, format, swallow, &bytes),
            [MXTRAP_FORMAT_PLANS] = mxtrap_plan_write(plan, format, swallow, &bytes),
        };
        for (int i = 0; i < (int)COUNT(got); i++) {
            assert_int_equal(got[i], i == kind ? MXTRAP_OK : MXTRAP_ERR_ARGUMENT);
        }
        bool is_zones = kind == MXTRAP_FORMAT_ZONES;
        enum mxtrap_status zones = is_zones ? MXTRAP_OK : MXTRAP_ERR_ARGUMENT;
        assert_int_equal(mxtrap_format_check(format, spec.zones, spec.findings), zones);
        assert_int_equal(mxtrap_write_zone(zone_of(&spec, 0), format, swallow, &bytes), zones);
        assert_null(mxtrap_format_run_file(format));
    }
    assert_int_equal(mxtrap_check_writer_end(results), MXTRAP_OK);
    assert_int_equal(mxtrap_simulation_writer_end(simulations), MXTRAP_OK);
    bytes = 0;
    assert_int_equal(mxtrap_plan_write(plan, mxtrap_format_find(MXTRAP_FORMAT_PLANS, "nsupdate"),
                                       swallow, &bytes),
                     MXTRAP_ERR_ARGUMENT);
    assert_int_equal(bytes, 0);
    mxtrap_plan_free(plan);
    spec_free(&spec);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_formats),
        cmocka_unit_test(test_traits),
        cmocka_unit_test(test_other_kinds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
