/* Changes and plans with each allocation failing in turn: MXTRAP_ERR_MEMORY, or the same bytes as
 * ever, and nothing is lost. */
#include "unit.h"

#include "failing_heap.h"

struct output {
    char bytes[16384];
    size_t length;
};

static int take(void *context, const char *bytes, size_t length) {
    struct output *output = context;

    if (length > sizeof output->bytes - output->length) {
        return -1;
    }
    memcpy(output->bytes + output->length, bytes, length);
    output->length += length;
    return 0;
}

static const mxtrap_zones *before, *after;

static enum mxtrap_status write_change(struct output *output) {
    return mxtrap_change_write(before, after, take, output);
}

static enum mxtrap_status write_checked(struct output *output) {
    mxtrap_findings *findings = NULL;
    enum mxtrap_status status = mxtrap_findings_new(&findings);

    if (status == MXTRAP_OK) {
        status = mxtrap_change_check(before, after, findings);
    }
    mxtrap_findings_free(findings);
    return status == MXTRAP_OK ? write_change(output) : status;
}

/* The zone's roles are not known, the other zone is not there, and of a third nothing is said. */
static enum mxtrap_status write_states(struct output *output) {
    mxtrap_findings *findings = NULL;
    enum mxtrap_status status = mxtrap_findings_new(&findings);

    if (status == MXTRAP_OK) {
        status = mxtrap_states_check(before, after, findings);
    }
    if (status == MXTRAP_ERR_INPUT) {
        output->bytes[output->length++] = (char)('0' + mxtrap_findings_count(findings));
        status = MXTRAP_OK;
    }
    mxtrap_findings_free(findings);
    return status;
}

static enum mxtrap_status write_plan(struct output *output, const char *format) {
    mxtrap_plan *plan = NULL;
    enum mxtrap_status status = mxtrap_plan_new(&plan, before, after);

    if (status == MXTRAP_OK) {
        status =
            mxtrap_plan_write(plan, mxtrap_format_find(MXTRAP_FORMAT_PLANS, format), take, output);
    }
    mxtrap_plan_free(plan);
    return status;
}

static enum mxtrap_status write_text(struct output *output) {
    return write_plan(output, "text");
}

static enum mxtrap_status write_json(struct output *output) {
    return write_plan(output, "json");
}

static void assert_all_fail(enum mxtrap_status (*work)(struct output *output)) {
    static struct output good, output;

    good.length = 0;
    assert_int_equal(work(&good), MXTRAP_OK);
    for (int goes_on = 0; goes_on < 2; goes_on++) {
        heap.fails = 0;
        do {
            output.length = 0;
            heap.made = heap.failed = 0;
            heap.alive = 0;
            heap.fails++;
            heap.goes_on = goes_on == 1;
            heap.armed = true;
            enum mxtrap_status status = work(&output);
            heap.armed = false;
            assert_int_equal(heap.alive, 0);
            if (status == MXTRAP_OK) {
                assert_int_equal(output.length, good.length);
                assert_memory_equal(output.bytes, good.bytes, good.length);
            } else {
                assert_int_equal(status, MXTRAP_ERR_MEMORY);
                assert_true(heap.failed > 0);
            }
        } while (heap.failed > 0);
        assert_true(heap.fails > 5);
    }
}

static void test_all(void **state) {
    struct spec old =
        good_spec_of("zones:\n- {zone: a.com, mx: [{dummy: d, address: 192.0.2.1}, "
                     "{real: r, address: [192.0.2.2, \"2001:db8::2\"]}, {dummy: e}]}\n"
                     "- {zone: b.com, mx: [{real: r, address: 192.0.2.4}]}\n");
    struct spec new =
        good_spec_of("zones:\n- {zone: a.com, owners: ['@', w], mx: [{real: d, address: "
                     "192.0.2.1}, {dummy: r, address: 192.0.2.2}, {dummy: f, address: "
                     "192.0.2.5}]}\n");
    (void)state;

    before = old.zones;
    after = new.zones;
    assert_all_fail(write_change);
    assert_all_fail(write_checked);
    assert_all_fail(write_text);
    assert_all_fail(write_json);
    spec_free(&old);
    spec_free(&new);
}

static void test_states(void **state) {
    static const struct mxtrap_zone_file_options options = {.size = sizeof options, .is_state = 1};
    struct spec old = zone_file_of("$ORIGIN a.com.\n@ MX 10 d\nlists MX 10 r.b.com.\n"
                                   "c.com. MX 10 d\nd A 192.0.2.1\n",
                                   &options);
    struct spec new = good_spec_of("zones:\n- {zone: a.com, mx: [{dummy: d, address: 192.0.2.1}]}\n"
                                   "- {zone: b.com, mx: [{real: r, address: 192.0.2.4}]}\n");
    (void)state;

    assert_int_equal(old.status, MXTRAP_OK);
    before = old.zones;
    after = new.zones;
    assert_all_fail(write_states);
    spec_free(&old);
    spec_free(&new);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_all), cmocka_unit_test(test_states)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
