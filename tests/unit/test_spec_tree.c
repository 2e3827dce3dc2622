/* Specs as trees: merge keys, keys given twice, anchors, and the limits of nesting and expansion.
 */
#include "specs.h"

static void test_merge_precedence(void **state) {
    static const struct {
        const char *text;
        uint32_t ttl;
    } rows[] = {
        {"{zone: z, <<: *one}", 1},
        {"{zone: z, ttl: 9, <<: *one}", 9},
        {"{<<: *one, zone: z, ttl: 9}", 9},
        {"{zone: z, <<: [*one, *two]}", 1},
        {"{zone: z, <<: [*two, *one]}", 2},
        {"{zone: z, <<: [*three, *one]}", 2}, /* three takes two's */
        {"{zone: z, <<: [*four, *one]}", 4},  /* four has its own before two's */
        {"{zone: z, <<: {ttl: 5, " SET "}}", 5},
        {"{zone: z, <<: [{ttl: 5}, *one]}", 5},
        {"{zone: z, <<: [*two]}", 2},
    };
    char text[1000];
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        snprintf(text, sizeof text,
                 "layouts:\n"
                 "  l1: &one {ttl: 1, mx: &mx [{dummy: a}, {real: b}, {dummy: c}]}\n"
                 "  l2: &two {ttl: 2, mx: *mx}\n"
                 "  l3: &three {<<: *two}\n"
                 "  l4: &four {<<: *two, ttl: 4}\n"
                 "zones:\n"
                 "  - %s\n",
                 rows[i].text);
        struct spec spec = good_spec_of(text);
        if (zone_of(&spec, 0)->ttl != rows[i].ttl) {
            fail_msg("%s: %u", rows[i].text, (unsigned)zone_of(&spec, 0)->ttl);
        }
        spec_free(&spec);
    }
}

static void test_duplicate_keys(void **state) {
    static const struct row rows[] = {
        {"- {zone: a, ttl: 1, ttl: 2, <<: *l}\n", "spec-duplicate"},
        {"- {zone: a, ttl: 1, ttl: 2, ttl: 3, <<: *l}\n", "spec-duplicate spec-duplicate"},
        {"- {zone: a, ttl: 1, <<: *l}\n- {zone: b, ttl: 1, <<: *l}\n", ""},
        {"- {zone: a, <<: [{ttl: 1, ttl: 2}, *l]}\n", "spec-duplicate"},
        {"- {zone: a, ttl: 3, <<: [{ttl: 1, ttl: 2}, *l]}\n", "spec-duplicate"},
        {"- {zone: a, <<: {}, <<: *l}\n", "spec-duplicate"},
        {"- {zone: a, <<: *l}\n- {zone: a., <<: *l}\n", "spec-duplicate"},
        {"- {zone: a, <<: *l}\n- {zone: A, <<: *l}\n", "spec-duplicate"},
        {"- {zone: .a, <<: *l}\n- {zone: .b, <<: *l}\n", "spec-value spec-value"},
    };
    (void)state;
    assert_rows(rows, COUNT(rows),
                "layouts:\n  l: &l {ttl: 7, mx: [{dummy: a}, {real: b}, {dummy: c}]}\nzones:\n",
                "");
}

/* What is given twice in a mapping that others merge is told once. */
static void test_duplicate_keys_merged(void **state) {
    static const struct row rows[] = {
        {"layouts: {l: &l {ttl: 1, ttl: 2, " SET "}}\n"
         "zones: [{zone: a, <<: *l}, {zone: b, <<: [*l, *l]}, {zone: c, ttl: 1, <<: *l}]\n",
         "spec-duplicate"},
    };
    (void)state;
    assert_rows(rows, COUNT(rows), "", "");
}

/* More keys than are compared one by one: of those given twice, the first counts. */
static void test_many_keys(void **state) {
    static const unsigned counts[] = {31, 32, 33, 34, 1000};
    (void)state;

    for (size_t i = 0; i < COUNT(counts); i++) {
        struct mx_text text = {0};
        mx_text_string(&text, "zone: a.com\n" MX);
        for (unsigned at = 0; at < counts[i]; at++) {
            mx_text_format(&text, "x%u: 1\n", at);
        }
        mx_text_format(&text, "x0: 1\nx15: 1\nx%u: 1\n", counts[i] - 1);
        struct spec spec = spec_bytes(text.bytes, text.length);
        assert_int_equal(count_of(spec.findings, "spec-duplicate"), 3);
        assert_int_equal(count_of(spec.findings, "spec-key"), counts[i]);
        spec_free(&spec);
        mx_text_free(&text);
    }
}

static void test_anchors(void **state) {
    static const struct row rows[] = {
        {"zone: &z com\nns: *z\n" MX, ""},
        {"zone: a.com\nmx: [&a {dummy: a}, {real: b}, *a]\n", ""},
        {"zone: a.com\nns: *z\n" MX, "spec-alias"},
        {"zone: *z\nns: &z a\n" MX, "spec-alias"},
        {"zone: a.com\nmx: &a [*a]\n", "spec-alias"},
        {"zone: a.com\nmx: &a [{dummy: a}, {real: [*a]}]\n", "spec-alias"},
        {"zone: &z a.com\n" MX "---\nzone: *z\n" MX, "spec-alias"},
        {"zone: &z a.com\nns: &z b.com.\nowners: *z\n" MX, "spec-value"},
        {"zone: &z b.com.\nns: &z b\nowners: *z\n" MX, ""},
    };
    (void)state;
    assert_rows(rows, COUNT(rows), "", "");
}

/* Nesting counts from the document's root, wherever it is read. */
static void test_depth(void **state) {
    static const struct {
        const char *before, *after;
        unsigned own; /* levels that stand in BEFORE already */
    } rows[] = {
        {"x: ", "\nzone: a\n" MX, 1},
        {"zones: [{zone: a, " SET ", x: ", "}]\n", 3},
        {"zone: a\nmx: [{dummy: a, x: ", "}]\n", 3},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        for (unsigned depth = 31; depth <= 33; depth++) {
            struct mx_text text = {0};
            mx_text_string(&text, rows[i].before);
            for (unsigned level = rows[i].own; level < depth; level++) {
                mx_text_char(&text, '[');
            }
            for (unsigned level = rows[i].own; level < depth; level++) {
                mx_text_char(&text, ']');
            }
            mx_text_string(&text, rows[i].after);
            struct spec spec = spec_bytes(text.bytes, text.length);
            assert_int_equal(count_of(spec.findings, "spec-yaml"), depth > 32 ? 1 : 0);
            assert_int_equal(count_of(spec.findings, "spec-key"), depth > 32 ? 0 : 1);
            spec_free(&spec);
            mx_text_free(&text);
        }
    }
}

/* A list of 999 has the weight 1,000: 10,000 aliases of it are the most. */
static void test_expansion(void **state) {
    static const unsigned counts[] = {9999, 10000, 10001};
    (void)state;

    for (size_t i = 0; i < COUNT(counts); i++) {
        struct mx_text text = {0};
        mx_text_string(&text, "zone: a\n" MX "x: &a [");
        for (unsigned at = 0; at < 999; at++) {
            mx_text_string(&text, "0,");
        }
        mx_text_string(&text, "]\ny: [");
        for (unsigned at = 0; at < counts[i]; at++) {
            mx_text_string(&text, "*a ,");
        }
        mx_text_string(&text, "]\n");
        struct spec spec = spec_bytes(text.bytes, text.length);
        assert_int_equal(count_of(spec.findings, "spec-alias"), counts[i] > 10000 ? 1 : 0);
        spec_free(&spec);
        mx_text_free(&text);
    }
}

/* Nine levels of nine aliases each: 387 million nodes in 300 bytes. */
static void test_laughs(void **state) {
    struct mx_text text = {0};
    (void)state;

    mx_text_string(&text, "zone: a\n" MX "a0: &a0 [0,0,0,0,0,0,0,0,0]\n");
    for (unsigned i = 1; i < 9; i++) {
        mx_text_format(&text, "a%u: &a%u [", i, i);
        for (unsigned at = 0; at < 9; at++) {
            mx_text_format(&text, "*a%u ,", i - 1);
        }
        mx_text_string(&text, "]\n");
    }
    struct spec spec = spec_bytes(text.bytes, text.length);
    assert_int_equal(spec.status, MXTRAP_ERR_INPUT);
    assert_rules(spec.findings, "spec-alias");
    spec_free(&spec);
    mx_text_free(&text);
}

/* A scalar or comment is held to 16 MiB. */
static void test_large_comment(void **state) {
    static const struct {
        size_t length;
        const char *ids;
    } rows[] = {{(size_t)15 << 20, ""}, {(size_t)17 << 20, "spec-yaml"}};
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct mx_text text = {0};
        char *comment = malloc(rows[i].length);
        assert_non_null(comment);
        memset(comment, 'x', rows[i].length);
        mx_text_string(&text, "zone: a\n" MX "#");
        mx_text_bytes(&text, comment, rows[i].length);
        mx_text_char(&text, '\n');
        struct spec spec = spec_bytes(text.bytes, text.length);
        assert_rules(spec.findings, rows[i].ids);
        spec_free(&spec);
        mx_text_free(&text);
        free(comment);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_merge_precedence),
        cmocka_unit_test(test_duplicate_keys),
        cmocka_unit_test(test_duplicate_keys_merged),
        cmocka_unit_test(test_many_keys),
        cmocka_unit_test(test_anchors),
        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_expansion),
        cmocka_unit_test(test_laughs),
        cmocka_unit_test(test_large_comment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
