/* Large specs, whose events come from a thread of their own, read as they do without it: each spec
 * of tests/specs after a comment that makes it large. */
#include "processors.h"

#include <glob.h>

#include "spec/yaml_events.h"

#ifdef HAS_PROCESSORS
/* The exchangers, and all findings, of BYTES as a spec. */
static void read_spec(const char *bytes, size_t length, struct mx_text *out) {
    const struct mxtrap_findings_writer_options all = {.size = sizeof all, .at_least = MXTRAP_NOTE};
    struct spec spec = {0};

    assert_int_equal(mxtrap_zones_new(&spec.zones), MXTRAP_OK);
    assert_int_equal(mxtrap_findings_new(&spec.findings), MXTRAP_OK);
    spec.status = mxtrap_spec_parse(spec.zones, bytes, length, "spec", spec.findings);
    mx_text_format(out, "%d\n", (int)spec.status);
    if (spec.status == MXTRAP_OK) {
        assert_int_equal(mxtrap_rules_run(spec.zones, NULL, spec.findings), MXTRAP_OK);
        assert_int_equal(mxtrap_write(spec.zones, format_of("json"), keep_text, out), MXTRAP_OK);
    }
    assert_int_equal(mxtrap_findings_write(spec.findings,
                                           mxtrap_format_find(MXTRAP_FORMAT_FINDINGS, "json"), &all,
                                           keep_text, out),
                     MXTRAP_OK);
    spec_free(&spec);
}

static void assert_same(const char *name, const struct mx_text *spec) {
    struct mx_text ahead = {0}, alone = {0};

    read_spec(spec->bytes, spec->length, &ahead);
    use_one_processor();
    read_spec(spec->bytes, spec->length, &alone);
    use_all_processors();
    if (ahead.length != alone.length || memcmp(ahead.bytes, alone.bytes, ahead.length) != 0) {
        fail_msg("%s: with a thread\n%s\nwithout\n%s", name, mx_text_string_of(&ahead),
                 mx_text_string_of(&alone));
    }
    mx_text_free(&ahead);
    mx_text_free(&alone);
}

/* More than is read before the first event of a document. */
static void append_comment(struct mx_text *text) {
    while (text->length <= MX_YAML_AHEAD_FROM) {
        mx_text_string(text, "# as long as a line of a comment is, for the most part\n");
    }
}

static void append_file(struct mx_text *text, const char *path) {
    FILE *file = fopen(path, "rb");
    char bytes[4096];
    size_t got;

    assert_non_null(file);
    while ((got = fread(bytes, 1, sizeof bytes, file)) > 0) {
        mx_text_bytes(text, bytes, got);
    }
    assert_int_equal(fclose(file), 0);
}

static void test_specs(void **state) {
    const char *source = getenv("MXTRAP_SOURCE");
    char pattern[1000];
    glob_t specs;

    (void)state;
    if (source == NULL) {
        skip();
    }
    snprintf(pattern, sizeof pattern, "%s/tests/specs/[gb]*/*", source);
    assert_int_equal(glob(pattern, 0, NULL, &specs), 0);
    assert_true(specs.gl_pathc > 300);
    for (size_t i = 0; i < specs.gl_pathc; i++) {
        struct mx_text text = {0};
        append_comment(&text);
        append_file(&text, specs.gl_pathv[i]);
        assert_same(specs.gl_pathv[i], &text);
        mx_text_free(&text);
    }
    globfree(&specs);
}

/* Anchors, aliases, tags and NULs that are far from each other, more events than the thread may be
 * ahead, and where they end. */
static void test_many_zones(void **state) {
    static const char *const ends[] = {
        "",
        "- {zone: last.example, mx: *none}\n",
        "- {zone: last.example, mx: [{real: r, address: 2a00::1}]}\n",
        "- {zone: last.example\n",
        "- !!binary eA==\n",
        "- [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[x]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]\n",
        "- {zone: \"a\\0b\", mx: *mx}\n",
        "- {zone: a\xff, mx: *mx}\n",
        "- {zone: a\tb\x01}\n",
        "...\n---\nzone: last.example\nmx: [{real: r}, &a {real: *a}]\n",
        "...\n---\n!!str 'a text'\n---\nzone: last.example\nmx: [{dummy: d}, {real: r}]\n",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(ends); i++) {
        struct mx_text text = {0};
        mx_text_string(&text, "layouts: {l: {mx: &mx [{dummy: d}, {real: r}, {dummy: e}]}}\n"
                              "zones:\n");
        for (unsigned number = 0; number < 20000; number++) {
            mx_text_format(&text, "- {zone: !!str z%u.example, ttl: &t%u %u, mx: *mx}\n", number,
                           number % 100, 60 + number % 100);
        }
        mx_text_string(&text, ends[i]);
        assert_same(ends[i], &text);
        mx_text_free(&text);
    }
}
#endif

int main(void) {
    const struct CMUnitTest tests[] = {
#ifdef HAS_PROCESSORS
        cmocka_unit_test(test_specs),
        cmocka_unit_test(test_many_zones),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
