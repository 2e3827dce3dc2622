/* The list of findings: counts, the limit of kept ones, order, text that is owned. */
#include "unit.h"

static void report(mxtrap_findings *findings, enum mx_rule rule, enum mxtrap_severity severity,
                   const char *file, unsigned line, unsigned column, const char *message) {
    mx_text_string(mx_finding_begin(findings), message);
    mx_finding_end(findings, rule, severity, (struct mx_place){file, line, column});
}

static mxtrap_findings *empty(void) {
    mxtrap_findings *findings = NULL;
    assert_int_equal(mxtrap_findings_new(&findings), MXTRAP_OK);
    return findings;
}

static void test_empty(void **state) {
    mxtrap_findings *findings = empty();
    (void)state;

    assert_int_equal(mxtrap_findings_count(findings), 0);
    assert_null(mxtrap_findings_at(findings, 0));
    assert_int_equal(mxtrap_findings_input_errors(findings), 0);
    assert_int_equal(mx_findings_status(findings), MXTRAP_OK);
    mx_findings_sort(findings, 0);
    mx_findings_sort(findings, 1);
    mxtrap_findings_free(findings);
    mxtrap_findings_free(NULL);
}

static void test_fields(void **state) {
    mxtrap_findings *findings = empty();
    char file[] = "a.yaml";
    (void)state;

    report(findings, MX_RULE_SPEC_KEY, MXTRAP_ERROR, file, 3, 5, "first");
    file[0] = 'b'; /* the list has a copy */
    report(findings, MX_RULE_SINGLE_REAL_HOST, MXTRAP_WARNING, file, 1, 2, "");
    report(findings, MX_RULE_PREFERENCE_MXPS, MXTRAP_NOTE, NULL, 0, 0, "third");
    assert_int_equal(mxtrap_findings_count(findings), 3);

    const mxtrap_finding *finding = mxtrap_findings_at(findings, 0);
    assert_string_equal(mxtrap_finding_rule(finding), "spec-key");
    assert_int_equal(mxtrap_finding_severity(finding), MXTRAP_ERROR);
    assert_string_equal(mxtrap_finding_message(finding), "first");
    assert_string_equal(mxtrap_finding_file(finding), "a.yaml");
    assert_int_equal(mxtrap_finding_line(finding), 3);
    assert_int_equal(mxtrap_finding_column(finding), 5);

    finding = mxtrap_findings_at(findings, 1);
    assert_string_equal(mxtrap_finding_file(finding), "b.yaml");
    assert_string_equal(mxtrap_finding_message(finding), "");

    finding = mxtrap_findings_at(findings, 2);
    assert_null(mxtrap_finding_file(finding));
    assert_int_equal(mxtrap_finding_line(finding), 0);
    assert_int_equal(mx_findings_status(findings), MXTRAP_OK);
    assert_null(mxtrap_findings_at(findings, 3));
    mxtrap_findings_free(findings);
}

/* Input errors are errors of the input group alone: not its warnings, not other groups' errors. */
static void test_counts(void **state) {
    mxtrap_findings *findings = empty();
    (void)state;

    report(findings, MX_RULE_SPEC_KEY, MXTRAP_ERROR, NULL, 0, 0, "");
    report(findings, MX_RULE_SPEC_KEY, MXTRAP_WARNING, NULL, 0, 0, "");
    report(findings, MX_RULE_UNREADABLE, MXTRAP_ERROR, NULL, 0, 0, "");
    report(findings, MX_RULE_FIRST_NOT_DUMMY, MXTRAP_ERROR, NULL, 0, 0, "");
    report(findings, MX_RULE_PREFERENCE_MXPS, MXTRAP_NOTE, NULL, 0, 0, "");
    assert_int_equal(mxtrap_findings_severity_count(findings, MXTRAP_ERROR), 3);
    assert_int_equal(mxtrap_findings_severity_count(findings, MXTRAP_WARNING), 1);
    assert_int_equal(mxtrap_findings_severity_count(findings, MXTRAP_NOTE), 1);
    assert_int_equal(mxtrap_findings_input_errors(findings), 2);
    mxtrap_findings_free(findings);
}

static void test_max(void **state) {
    mxtrap_findings *findings = empty();
    (void)state;

    for (unsigned i = 1; i <= MX_FINDINGS_MAX + 5; i++) {
        report(findings, MX_RULE_SPEC_KEY, MXTRAP_ERROR, "f", i, 1, "x");
        size_t kept = i < MX_FINDINGS_MAX ? i : MX_FINDINGS_MAX;
        assert_int_equal(mxtrap_findings_count(findings), kept);
    }
    assert_int_equal(MX_FINDINGS_MAX, 100000);
    assert_int_equal(mxtrap_findings_severity_count(findings, MXTRAP_ERROR), 100005);
    assert_int_equal(mxtrap_findings_input_errors(findings), 100005);
    assert_int_equal(mxtrap_finding_line(mxtrap_findings_at(findings, 99999)), 100000);
    assert_null(mxtrap_findings_at(findings, 100000));
    assert_int_equal(mx_findings_status(findings), MXTRAP_OK);
    mxtrap_findings_free(findings);
}

/* By line, then column, then as reported; what stands before FROM stays. */
static void test_sort(void **state) {
    static const struct {
        unsigned line, column;
        const char *message;
    } rows[] = {{9, 9, "stays"}, {3, 1, "d"}, {1, 2, "b"}, {3, 1, "e"}, {1, 1, "a"},
                {2, 9, "c"},     {3, 1, "f"}, {3, 2, "g"}, {3, 1, "f2"}};
    static const char *const sorted[] = {"stays", "a", "b", "c", "d", "e", "f", "f2", "g"};
    mxtrap_findings *findings = empty();
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        report(findings, MX_RULE_SPEC_KEY, MXTRAP_ERROR, "f", rows[i].line, rows[i].column,
               rows[i].message);
    }
    mx_findings_sort(findings, 1);
    for (size_t i = 0; i < COUNT(sorted); i++) {
        assert_string_equal(mxtrap_finding_message(mxtrap_findings_at(findings, i)), sorted[i]);
    }
    mxtrap_findings_free(findings);
}

/* Moves so many at a time, until there are more than are kept. */
static void move(const unsigned counts[9]) {
    mxtrap_findings *into = empty(), *from = empty();
    unsigned all = 0;
    char text[40];

    for (size_t i = 0; i < 9; i++) {
        for (unsigned j = 0; j < counts[i]; j++) {
            snprintf(text, sizeof text, "%u", all++);
            report(from, MX_RULE_SPEC_KEY, MXTRAP_ERROR, "a.yaml", all, 1, text);
        }
        assert_int_equal(mxtrap_findings_move(into, from), MXTRAP_OK);
        assert_int_equal(mxtrap_findings_count(from), 0);
        assert_int_equal(mxtrap_findings_severity_count(from, MXTRAP_ERROR), 0);
        assert_int_equal(mxtrap_findings_severity_count(into, MXTRAP_ERROR), all);
        assert_int_equal(mxtrap_findings_input_errors(into), all);
    }
    mxtrap_findings_free(from);
    assert_int_equal(mxtrap_findings_count(into), MX_FINDINGS_MAX);
    for (unsigned i = 0; i < MX_FINDINGS_MAX; i++) {
        const mxtrap_finding *finding = mxtrap_findings_at(into, i);
        snprintf(text, sizeof text, "%u", i);
        assert_string_equal(mxtrap_finding_message(finding), text);
        assert_string_equal(mxtrap_finding_file(finding), "a.yaml");
        assert_int_equal(finding->order, i);
    }
    mxtrap_findings_free(into);
}

/* Few findings are copied, many are moved with their text, and the first many with their list:
 * nobody sees which. */
static void test_move(void **state) {
    (void)state;
    move((const unsigned[]){0, 1, 63, 64, 1000, MX_FINDINGS_MAX - 1000, 1, 100, 63});
    move((const unsigned[]){0, 64, 63, 64, 1000, MX_FINDINGS_MAX - 1000, 1, 100, 63});
}

static void test_names(void **state) {
    (void)state;
    assert_string_equal(mxtrap_severity_name(MXTRAP_NOTE), "note");
    assert_string_equal(mxtrap_severity_name(MXTRAP_WARNING), "warning");
    assert_string_equal(mxtrap_severity_name(MXTRAP_ERROR), "error");
    assert_string_equal(mxtrap_role_name(MXTRAP_ROLE_DUMMY), "dummy");
    assert_string_equal(mxtrap_role_name(MXTRAP_ROLE_REAL), "real");
    assert_string_equal(mxtrap_role_name(MXTRAP_ROLE_UNKNOWN), "unknown");
}

static void test_rule_ids(void **state) {
    (void)state;
    assert_int_equal(mxtrap_rules_count(), MX_RULE_COUNT);
    assert_null(mxtrap_rules_at(MX_RULE_COUNT));
    for (int rule = 0; rule < MX_RULE_COUNT; rule++) {
        const char *id = mx_rules[rule].info.id;
        const struct mxtrap_rule_info *info = mxtrap_rules_at((size_t)rule);
        assert_int_equal(mx_rule_find(id, strlen(id)), rule);
        assert_int_equal(mx_rule_find(id, strlen(id) - 1), MX_RULE_COUNT);
        assert_string_equal(info->id, id);
        assert_int_equal(info->severity, mx_rules[rule].info.severity);
        assert_int_equal(strcmp(info->group, "input") == 0, mx_rules[rule].group == MX_GROUP_INPUT);
        assert_true(info->title[0] != '\0' && info->why[0] != '\0' && info->fix[0] != '\0' &&
                    info->source[0] != '\0');
        assert_int_equal(strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-"), strlen(id));
    }
    assert_int_equal(mx_rule_find("First-not-dummy", 15), MX_RULE_COUNT);
    assert_int_equal(mx_rule_find("", 0), MX_RULE_COUNT);
}

static int refuse(void *context, const char *bytes, size_t length) {
    (void)bytes;
    (void)length;
    ++*(size_t *)context;
    return 1;
}

/* The report: one line a finding, what is below the threshold left out, places escaped. */
static void test_report(void **state) {
    static const struct {
        enum mxtrap_severity at_least;
        const char *text;
    } rows[] = {
        {MXTRAP_NOTE, "a\\x0a.yaml:3:5: error: first [spec-key]\n"
                      "a\\x0a.yaml:4:1: warning: second [single-real-host]\n"
                      "mxtrap: note: third [preference-mxps]\n"},
        {MXTRAP_WARNING, "a\\x0a.yaml:3:5: error: first [spec-key]\n"
                         "a\\x0a.yaml:4:1: warning: second [single-real-host]\n"},
        {MXTRAP_ERROR, "a\\x0a.yaml:3:5: error: first [spec-key]\n"},
    };
    mxtrap_findings *findings = empty();
    size_t calls = 0;
    (void)state;

    report(findings, MX_RULE_SPEC_KEY, MXTRAP_ERROR, "a\n.yaml", 3, 5, "first");
    report(findings, MX_RULE_SINGLE_REAL_HOST, MXTRAP_WARNING, "a\n.yaml", 4, 1, "second");
    report(findings, MX_RULE_PREFERENCE_MXPS, MXTRAP_NOTE, NULL, 0, 0, "third");
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct mxtrap_findings_writer_options options = {.size = sizeof options,
                                                         .at_least = rows[i].at_least};
        struct mx_text text = {0};
        assert_int_equal(mxtrap_findings_write(findings, NULL, &options, keep_text, &text),
                         MXTRAP_OK);
        assert_string_equal(mx_text_string_of(&text), rows[i].text);
        mx_text_free(&text);
    }
    struct mxtrap_findings_writer_options options = {.size = sizeof options,
                                                     .at_least = MXTRAP_NOTE};
    assert_int_equal(mxtrap_findings_write(findings, NULL, &options, refuse, &calls),
                     MXTRAP_ERR_OUTPUT);
    assert_int_equal(calls, 1);
    mxtrap_findings_free(findings);
}

/* An error that has two meanings is not left out: either can be written. */
static void test_ignored(void **state) {
    mxtrap_findings *findings = NULL;
    const struct mx_place nowhere = {NULL, 0, 0};
    (void)state;

    assert_int_equal(mxtrap_findings_new(&findings), MXTRAP_OK);
    assert_int_equal(mxtrap_findings_ignore(findings, "foreign-type"), MXTRAP_OK);
    assert_int_equal(mxtrap_findings_ignore(findings, "missing-final-dot"), MXTRAP_OK);
    assert_int_equal(mxtrap_findings_ignore(findings, "zone-syntax"), MXTRAP_ERR_ARGUMENT);
    assert_int_equal(mxtrap_findings_ignore(findings, "no-such-rule"), MXTRAP_ERR_ARGUMENT);
    assert_int_equal(mxtrap_findings_ignore(findings, "nothing-to-check"), MXTRAP_OK);
    static const struct {
        enum mx_rule rule;
        enum mxtrap_severity severity;
        size_t count;
    } rows[] = {{MX_RULE_FOREIGN_TYPE, MXTRAP_ERROR, 0},
                {MX_RULE_MISSING_FINAL_DOT, MXTRAP_WARNING, 0},
                {MX_RULE_MISSING_FINAL_DOT, MXTRAP_ERROR, 1},
                {MX_RULE_ZONE_SYNTAX, MXTRAP_ERROR, 2}};
    size_t refused = mxtrap_findings_count(findings);
    for (size_t i = 0; i < COUNT(rows); i++) {
        mx_text_string(mx_finding_begin(findings), "text");
        mx_finding_end(findings, rows[i].rule, rows[i].severity, nowhere);
        assert_int_equal(mxtrap_findings_count(findings), refused + rows[i].count);
    }
    assert_int_equal(mxtrap_findings_severity_count(findings, MXTRAP_WARNING), 0);
    mxtrap_findings_free(findings);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ignored),  cmocka_unit_test(test_empty),
        cmocka_unit_test(test_fields),   cmocka_unit_test(test_counts),
        cmocka_unit_test(test_max),      cmocka_unit_test(test_sort),
        cmocka_unit_test(test_move),     cmocka_unit_test(test_names),
        cmocka_unit_test(test_rule_ids), cmocka_unit_test(test_report),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
