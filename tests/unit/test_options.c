/* Structs of options by their size: an older caller's is taken, a forgotten size and one of a newer
 * release are not, by any function that has options. */
#include "unit.h"

#include "base/options.h"

struct first {
    size_t size;
    int a;
};

struct second {
    size_t size;
    int a, b;
};

static void test_read(void **state) {
    struct second own = {.a = 7, .b = 7};
    const struct first older = {sizeof older, 1};
    const struct second same = {sizeof same, 1, 2};
    (void)state;

    assert_int_equal(mx_options_read(&own, sizeof own, NULL), MXTRAP_OK);
    assert_true(own.size == sizeof own && own.a == 0 && own.b == 0);
    assert_int_equal(mx_options_read(&own, sizeof own, &same), MXTRAP_OK);
    assert_true(own.size == sizeof own && own.a == 1 && own.b == 2);
    assert_int_equal(mx_options_read(&own, offsetof(struct second, b), &older),
                     MXTRAP_ERR_ARGUMENT);
    own.b = 7;
    const size_t sizes[] = {0, 1, sizeof(size_t) - 1, sizeof own + 1, SIZE_MAX};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        const struct second wrong = {.size = sizes[i], .a = 9};
        assert_int_equal(mx_options_read(&own, sizeof own, &wrong), MXTRAP_ERR_ARGUMENT);
        assert_true(own.a == 1 && own.b == 7);
    }
}

static void test_read_older(void **state) {
    struct {
        struct first options;
        int beyond;
    } given = {{offsetof(struct second, b), 1}, 9};
    struct second own = {.b = 7};
    (void)state;

    assert_int_equal(mx_options_read(&own, sizeof own, &given.options), MXTRAP_OK);
    assert_true(own.size == sizeof own && own.a == 1 && own.b == 0);
}

static void test_write(void **state) {
    const struct second own = {sizeof own, 1, 2};
    struct second out = {.size = offsetof(struct second, b), .b = 7};
    (void)state;

    assert_int_equal(mx_options_write(&out, &own, sizeof own), MXTRAP_OK);
    assert_true(out.size == offsetof(struct second, b) && out.a == 1 && out.b == 7);
    out = (struct second){.size = sizeof out};
    assert_int_equal(mx_options_write(&out, &own, sizeof own), MXTRAP_OK);
    assert_true(out.size == sizeof out && out.a == 1 && out.b == 2);
    out = (struct second){.size = sizeof out + 1};
    assert_int_equal(mx_options_write(&out, &own, sizeof own), MXTRAP_ERR_ARGUMENT);
    assert_int_equal(out.a, 0);
}

static int swallow(void *context, const char *bytes, size_t length) {
    (void)context;
    (void)bytes;
    (void)length;
    return 0;
}

/* Every function that has options, with those of SIZE bytes that are zero but for it. */
#define CALL(type, expression)                                                                     \
    do {                                                                                           \
        type options = {.size = size == SIZE_MAX ? sizeof options + 1 : size};                     \
        status = (expression);                                                                     \
        assert_int_equal(status, wanted);                                                          \
    } while (0)

static void call_all(size_t size, enum mxtrap_status wanted) {
    struct spec spec = good_spec_of(
        "zone: a.com\nmx: [{dummy: a, address: 192.0.2.1}, {real: b, address: 198.51.100.1}]\n");
    enum mxtrap_status status;
    mxtrap_check *check = NULL;
    mxtrap_check_writer *results = NULL;
    mxtrap_simulation *simulation = NULL;
    mxtrap_simulation_writer *simulations = NULL;

    const mxtrap_layout *layout = mxtrap_zone_layout_at(mxtrap_zones_at(spec.zones, 0), 0);
    CALL(struct mxtrap_rules_options, mxtrap_rules_run(spec.zones, &options, spec.findings));
    CALL(struct mxtrap_findings_writer_options,
         mxtrap_findings_write(spec.findings, NULL, &options, swallow, NULL));
    CALL(struct mxtrap_check_writer_options,
         mxtrap_check_writer_begin(&results, mxtrap_format_at(MXTRAP_FORMAT_RESULTS, 0), &options,
                                   swallow, NULL));
    CALL(struct mxtrap_simulation_writer_options,
         mxtrap_simulation_writer_begin(&simulations,
                                        mxtrap_format_at(MXTRAP_FORMAT_SIMULATIONS, 0), &options,
                                        swallow, NULL));
    CALL(struct mxtrap_simulate_options, mxtrap_simulate(&simulation, layout, &options));
    CALL(struct mxtrap_check_options, mxtrap_check_new(&check, &options, spec.findings));
    CALL(struct mxtrap_zone_file_options, mxtrap_zone_file_unseen(&options, spec.findings));
    if (wanted == MXTRAP_OK) {
        CALL(struct mxtrap_simulation_summary, mxtrap_simulation_summarize(&options, simulation));
        assert_int_equal(mxtrap_check_writer_end(results), MXTRAP_OK);
        assert_int_equal(mxtrap_simulation_writer_end(simulations), MXTRAP_OK);
    } else {
        assert_true(check == NULL && results == NULL && simulations == NULL && simulation == NULL);
        CALL(struct mxtrap_zone_file_options,
             mxtrap_zone_file_read(spec.zones, "/nowhere", &options, spec.findings));
        CALL(struct mxtrap_axfr_options,
             mxtrap_axfr_read(spec.zones, "a.com", "192.0.2.1", &options, spec.findings));
        assert_int_equal(mxtrap_findings_count(spec.findings), 5); /* bad-argument of each */
        struct mxtrap_axfr_options transfer = MXTRAP_AXFR_OPTIONS_INIT;
        CALL(struct mxtrap_zone_file_options,
             (transfer.zone_file = &options,
              mxtrap_axfr_read(spec.zones, "a.com", "192.0.2.1", &transfer, spec.findings)));
    }
    mxtrap_check_free(check);
    mxtrap_simulation_free(simulation);
    spec_free(&spec);
}

static void test_every_function(void **state) {
    (void)state;
    call_all(0, MXTRAP_ERR_ARGUMENT);
    call_all(SIZE_MAX, MXTRAP_ERR_ARGUMENT);
    call_all(sizeof(size_t), MXTRAP_OK);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_read_older),
        cmocka_unit_test(test_write),
        cmocka_unit_test(test_every_function),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
