/* The line and the caret behind a finding: whatever the order of the findings, the length of the
 * line and what stands in it. */
#include "processors.h"

static int take(void *context, const char *bytes, size_t length) {
    mx_text_bytes(context, bytes, length);
    return 0;
}

struct at {
    unsigned line, column;
};

/* What is shown of findings at COUNT places of a file, each behind its message, which is "m". */
static void assert_shown(const char *bytes, size_t length, const struct at *at, size_t count,
                         const char *expected) {
    mxtrap_findings *findings = NULL;
    struct mx_text text = {0};
    char path[sizeof UNIT_PATH];

    file_of(path, bytes, length);
    const char *const files[] = {"/nowhere", path, path};
    const struct mxtrap_findings_writer_options options = {
        .size = sizeof options, .files = files, .file_count = COUNT(files), .source_lines = 1};
    assert_int_equal(mxtrap_findings_new(&findings), MXTRAP_OK);
    for (size_t i = 0; i < count; i++) {
        mx_text_string(mx_finding_begin(findings), "m");
        mx_finding_end(findings, MX_RULE_NOT_TRAPPED, MXTRAP_WARNING,
                       (struct mx_place){path, at[i].line, at[i].column});
    }
    assert_int_equal(mxtrap_findings_write(findings, NULL, &options, take, &text), MXTRAP_OK);
    unlink(path);
    const char *shown = mx_text_string_of(&text);
    assert_non_null(shown);
    for (; *expected != '\0'; expected++) {
        if (*expected == '%') { /* a finding's own line */
            shown = strchr(shown, '\n');
            assert_non_null(shown);
        } else if (*shown != *expected) {
            fail_msg("not \"%s\" but \"%s\"", expected, shown);
        }
        shown++;
    }
    assert_string_equal(shown, "");
    mx_text_free(&text);
    mxtrap_findings_free(findings);
}

static void test_order(void **state) {
    static const char text[] = "one\ntwo three\n\tfour\nfi\xc3\xbc\xc3\xbcnf  \r\nlast";
    static const struct at at[] = {{5, 1}, {2, 5}, {2, 1}, {4, 5}, {1, 3}, {3, 2},
                                   {2, 5}, {4, 7}, {1, 4}, {5, 4}, {5, 5}};
    (void)state;

    assert_shown(text, sizeof text - 1, at, COUNT(at),
                 "%    last\n    ^\n"
                 "%    two three\n        ^\n"
                 "%    two three\n    ^\n"
                 "%    fi\\xc3\\xbc\\xc3\\xbcnf\n                      ^\n"
                 "%    one\n      ^\n"
                 "%     four\n     ^\n"
                 "%    two three\n        ^\n"
                 "%    fi\\xc3\\xbc\\xc3\\xbcnf\n                        ^\n"
                 "%    one\n       ^\n"
                 "%    last\n       ^\n"
                 "%    last\n        ^\n");
}

static void test_what_is_not_there(void **state) {
    static const char text[] = "one\n\ntwo\n";
    static const struct at at[] = {{0, 0}, {1, 0}, {1, 5}, {2, 1}, {3, 9}, {4, 1}, {9, 9}, {3, 1}};
    (void)state;

    assert_shown(text, sizeof text - 1, at, COUNT(at), "%%%%%%%%    two\n    ^\n");
    assert_shown("", 0, at, 2, "%%");
}

/* Windows begin and end anywhere in the blocks in which lines are read, forwards and back. */
static void test_many_lines(void **state) {
    enum { LINES = 600 };
    struct mx_text bytes = {0}, expected = {0};
    struct at at[2 * LINES];
    (void)state;

    for (unsigned i = 0; i < 2 * LINES; i++) {
        unsigned line = i < LINES ? i : 2 * LINES - 1 - i;
        at[i] = (struct at){line + 1, 1};
        mx_text_format(&expected, "%%    %0*u\n    ^\n", 1 + (int)(line % 97), line);
        if (i < LINES) {
            mx_text_format(&bytes, "%0*u\n", 1 + (int)(line % 97), line);
        }
    }
    assert_shown(mx_text_string_of(&bytes), bytes.length, at, COUNT(at),
                 mx_text_string_of(&expected));
    mx_text_free(&bytes);
    mx_text_free(&expected);
}

/* So many, and in order, that another thread finds their places; some are not there. */
static void test_many_findings(void **state) {
    enum { LINES = 40000 };
    struct mx_text bytes = {0}, expected = {0};
    struct at *at = calloc(LINES, sizeof *at);
    (void)state;

    assert_non_null(at);
    for (unsigned i = 0; i < LINES; i++) {
        bool is_there = i % 7 != 3 && i < LINES - 100;
        at[i] = (struct at){i + 1, is_there ? 1 : 200};
        mx_text_string(&expected, "%");
        mx_text_format(&bytes, "%u\n", i);
        if (is_there) {
            mx_text_format(&expected, "    %u\n    ^\n", i);
        }
    }
    assert_shown(mx_text_string_of(&bytes), bytes.length - 300, at, LINES,
                 mx_text_string_of(&expected));
#ifdef HAS_PROCESSORS
    use_one_processor();
    assert_shown(mx_text_string_of(&bytes), bytes.length - 300, at, LINES,
                 mx_text_string_of(&expected));
    use_all_processors();
#endif
    free(at);
    mx_text_free(&bytes);
    mx_text_free(&expected);
}

/* Longer than any block in which it is read. */
static void test_long_line(void **state) {
    enum { LENGTH = 3 << 20 };
    static const struct at at[] = {{2, LENGTH - 5}, {2, 1}, {2, 100}, {3, 1}};
    char *text = malloc(LENGTH + 8);
    (void)state;

    assert_non_null(text);
    memset(text, 'x', LENGTH + 8);
    memcpy(text, "a\n", 2);
    memcpy(text + 2 + LENGTH, "\nend\n", 5);
    assert_shown(text, 2 + LENGTH + 5, at, COUNT(at),
                 "%    ...xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n"
                 "                                                                   ^\n"
                 "%    xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
                 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...\n    ^\n"
                 "%    ...xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
                 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...\n"
                 "                                                                   ^\n"
                 "%    end\n    ^\n");
    free(text);
}

static size_t occurrences(const char *text, const char *word) {
    size_t count = 0;

    for (; (text = strstr(text, word)) != NULL; text++) {
        count++;
    }
    return count;
}

/* JUnit: a suite a file, in their order, one of a file that was named twice; others come last. */
static void test_suites(void **state) {
    static const char *const files[] = {"b", "a", "b", "c"};
    static const char *const in[] = {"a", "included", "b", NULL, "a"};
    const struct mxtrap_findings_writer_options options = {
        .size = sizeof options, .files = files, .file_count = COUNT(files)};
    mxtrap_findings *findings = NULL;
    struct mx_text text = {0};
    (void)state;

    assert_int_equal(mxtrap_findings_new(&findings), MXTRAP_OK);
    for (size_t i = 0; i < COUNT(in); i++) {
        mx_text_string(mx_finding_begin(findings), "m");
        mx_finding_end(findings, MX_RULE_NOT_TRAPPED, MXTRAP_ERROR,
                       (struct mx_place){in[i], in[i] == NULL ? 0 : 1, 1});
    }
    assert_int_equal(mxtrap_findings_write(findings,
                                           mxtrap_format_find(MXTRAP_FORMAT_FINDINGS, "junit"),
                                           &options, take, &text),
                     MXTRAP_OK);
    const char *xml = mx_text_string_of(&text);
    const char *b = strstr(xml, "<testsuite name=\"b\" tests=\"1\" failures=\"1\"");
    const char *a = strstr(xml, "<testsuite name=\"a\" tests=\"2\" failures=\"2\"");
    const char *c = strstr(xml, "<testsuite name=\"c\" tests=\"1\" failures=\"0\"");
    const char *others = strstr(xml, "<testsuite name=\"other files\" tests=\"2\" failures=\"2\"");
    assert_true(b != NULL && b < a && a < c && c < others);
    assert_int_equal(occurrences(xml, "<testsuite "), 4);
    assert_int_equal(occurrences(xml, "<testcase classname=\"a\""), 2);
    assert_int_equal(occurrences(xml, "<failure"), COUNT(in));
    mx_text_free(&text);
    mxtrap_findings_free(findings);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),      cmocka_unit_test(test_what_is_not_there),
        cmocka_unit_test(test_many_lines), cmocka_unit_test(test_many_findings),
        cmocka_unit_test(test_long_line),  cmocka_unit_test(test_suites),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
