/* What becomes of a sink that refuses. */
#include "unit.h"

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

    for (size_t i = 0; (format = mxtrap_format_at(MXTRAP_FORMAT_ZONES, i)) != NULL; i++) {
        struct output all = {.limit = SIZE_MAX};
        assert_int_equal(mxtrap_write(spec.zones, format, take, &all), MXTRAP_OK);
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

    for (size_t i = 0; (format = mxtrap_format_at(MXTRAP_FORMAT_ZONES, i)) != NULL; i++) {
        struct output output = {.limit = 0};
        if (mxtrap_format_run_file(format) != NULL) {
            continue; /* test_write.c's test_zone_alone has them */
        }
        assert_int_equal(mxtrap_write_zone(zone_of(&spec, 0), format, take, &output),
                         MXTRAP_ERR_OUTPUT);
        assert_true(output.refused);
        assert_int_equal(output.calls_after_refusal, 0);
        mx_text_free(&output.text);
    }
    spec_free(&spec);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refusing_sink),
        cmocka_unit_test(test_refusing_sink_for_one_zone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
