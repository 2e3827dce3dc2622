/* A check's results in every format: what strangers sent comes out escaped, each document is whole,
 * and a sink that refuses is told of. */
#include "failing_heap.h"
#include "unit.h"

#include <jansson.h>

static void report(mxtrap_findings *findings, enum mx_rule rule, enum mxtrap_severity severity,
                   const char *message) {
    mx_text_escaped(mx_finding_begin(findings), message, strlen(message));
    mx_finding_end(findings, rule, severity, (struct mx_place){0});
}

/* A domain of one exchanger that answers, whose greeting is no kind one. */
struct checked {
    mxtrap_findings *findings;
    struct mxtrap_exchanger live;
    mxtrap_layout layout;
    struct mxtrap_result_address address;
    struct mxtrap_result_exchanger exchanger;
    struct mxtrap_result result;
    const struct mxtrap_result_address *addresses[1];
    const struct mxtrap_result_exchanger *exchangers[1];
};

/* The lists of the result, which are of this very struct. */
static void link_lists(struct checked *checked) {
    checked->addresses[0] = &checked->address;
    checked->exchangers[0] = &checked->exchanger;
    checked->exchanger.addresses = checked->addresses;
    checked->result.exchangers = checked->exchangers;
    checked->layout.exchangers = &checked->live;
    checked->result.layout = &checked->layout;
}

static void begin(struct checked *checked, const char *domain, enum mxtrap_verdict verdict) {
    static const char greeting[] = "220 a\033[31m\r<&\">|\xff\x9b::set-output\n";

    *checked = (struct checked){
        .live = {.host = (const uint8_t *)"\3a|b\7example", .preference = 10},
        .layout = {.owner = (const uint8_t *)"\1a\7example", .count = 1},
        .address = {.address = "192.0.2.1",
                    .state = MXTRAP_ANSWERS,
                    .greeting = greeting,
                    .greeting_length = sizeof greeting - 1,
                    .starttls = -1},
        .exchanger = {.host = "a|b.example.", .role = MXTRAP_ROLE_REAL, .address_count = 1}};
    assert_int_equal(mxtrap_findings_new(&checked->findings), MXTRAP_OK);
    checked->result = (struct mxtrap_result){
        .domain = domain, .verdict = verdict, .exchanger_count = 1, .findings = checked->findings};
    link_lists(checked);
}

/* One document of COUNT domains, to be freed. */
static struct mx_text written_with(const struct mxtrap_check_writer_options *options,
                                   const char *format, struct checked *checked, size_t count) {
    struct mx_text text = {0};
    mxtrap_check_writer *writer = NULL;

    assert_int_equal(mxtrap_check_writer_begin(&writer,
                                               mxtrap_format_find(MXTRAP_FORMAT_RESULTS, format),
                                               options, keep_text, &text),
                     MXTRAP_OK);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(mxtrap_check_writer_write(writer, &checked[i].result), MXTRAP_OK);
    }
    assert_int_equal(mxtrap_check_writer_end(writer), MXTRAP_OK);
    assert_non_null(mx_text_string_of(&text));
    return text;
}

static struct mx_text written(const char *format, struct checked *checked, size_t count) {
    return written_with(NULL, format, checked, count);
}

static void test_escaped(void **state) {
    const mxtrap_format *format;
    struct checked checked;
    (void)state;

    begin(&checked, "a.example", MXTRAP_FAIL);
    report(checked.findings, MX_RULE_DUMMY_ANSWERS, MXTRAP_ERROR, "\033]0;x\a <b>& \xc2\x9b|\n");
    for (size_t i = 0; (format = mxtrap_format_at(MXTRAP_FORMAT_RESULTS, i)) != NULL; i++) {
        struct mx_text text = written(mxtrap_format_name(format), &checked, 1);
        assert_true(text.length > 0);
        bool has_markup = strcmp(mxtrap_format_name(format), "junit") == 0 ||
                          strcmp(mxtrap_format_name(format), "html") == 0;
        assert_true(strstr(text.bytes, "<b>") == NULL || !has_markup);
        for (size_t j = 0; j < text.length; j++) {
            if (text.bytes[j] != '\n' && (text.bytes[j] < ' ' || text.bytes[j] >= 0x7f)) {
                fail_msg("%s has octet %d", mxtrap_format_name(format), text.bytes[j]);
            }
        }
        mx_text_free(&text);
    }
    mxtrap_findings_free(checked.findings);
}

static int take(void *context, const char *bytes, size_t length) {
    uint32_t *sum = context;

    for (size_t i = 0; i < length; i++) {
        *sum = (*sum ^ (unsigned char)bytes[i]) * 16777619U;
    }
    return 0;
}

static enum mxtrap_status sum_of(const mxtrap_format *format, const struct mxtrap_result *result,
                                 uint32_t *sum) {
    mxtrap_check_writer *writer = NULL;
    enum mxtrap_status status = mxtrap_check_writer_begin(&writer, format, NULL, take, sum);

    if (writer == NULL) {
        return status;
    }
    status = mxtrap_check_writer_write(writer, result);
    enum mxtrap_status end = mxtrap_check_writer_end(writer);
    return status != MXTRAP_OK ? status : end;
}

/* Every allocation fails in turn: a document is whole, or the call says that it is not. */
static void test_memory(void **state) {
    static const struct mxtrap_result_tls tls = {.version = "TLSv1.3", .not_after = 1};
    const mxtrap_format *format;
    struct checked checked;
    (void)state;

    begin(&checked, "a.example", MXTRAP_INCONCLUSIVE);
    report(checked.findings, MX_RULE_REAL_REJECTS, MXTRAP_ERROR, "a");
    checked.address.cause = checked.address.reply = "b";
    checked.address.reply_length = 1;
    strcpy(checked.address.offender, "192.0.2.2");
    checked.address.tls = &tls;
    checked.result.is_cut = 1;
    for (size_t i = 0; (format = mxtrap_format_at(MXTRAP_FORMAT_RESULTS, i)) != NULL; i++) {
        uint32_t good = 0;
        assert_int_equal(sum_of(format, &checked.result, &good), MXTRAP_OK);
        heap.failed = 1;
        for (heap.fails = 1; heap.failed > 0; heap.fails++) {
            uint32_t sum = 0;
            heap.made = heap.failed = 0;
            heap.armed = true;
            enum mxtrap_status status = sum_of(format, &checked.result, &sum);
            heap.armed = false;
            if (status == MXTRAP_OK && sum != good) {
                fail_msg("%s: allocation %zu failed and nobody noticed", mxtrap_format_name(format),
                         heap.fails);
            }
        }
    }
    mxtrap_findings_free(checked.findings);
}

static void test_json(void **state) {
    static const char *const formats[] = {"json", "ndjson"};
    static const char reply[] = "501 \033]0;x\0\xff\r\n";
    struct checked checked;
    (void)state;

    begin(&checked, "a.example", MXTRAP_PASS);
    checked.address.reply = reply;
    checked.address.reply_length = sizeof reply - 1;
    for (size_t i = 0; i < COUNT(formats); i++) {
        struct mx_text text = written(formats[i], &checked, 1);
        json_t *root = json_loadb(text.bytes, text.length, 0, NULL);
        assert_string_equal(json_string_value(json_object_get(root, "schema")), "mxtrap.check/1");
        json_t *address = json_object_get(root, "domains") == NULL
                              ? root
                              : json_array_get(json_object_get(root, "domains"), 0);
        address = json_array_get(json_object_get(address, "exchangers"), 0);
        address = json_array_get(json_object_get(address, "addresses"), 0);
        assert_string_equal(json_string_value(json_object_get(address, "reply")),
                            "501 \\x1b]0;x\\x00\\xff");
        json_decref(root);
        mx_text_free(&text);
    }
    struct mx_text text = written("json", NULL, 0);
    json_t *root = json_loadb(text.bytes, text.length, 0, NULL);
    assert_int_equal(json_array_size(json_object_get(root, "domains")), 0);
    json_decref(root);
    mx_text_free(&text);
    mxtrap_findings_free(checked.findings);
}

/* Notes are left out, and a bar would begin performance data: one stands in the first line alone.
 */
static void test_nagios(void **state) {
    struct checked checked[2];
    (void)state;

    begin(&checked[0], "a.example", MXTRAP_FAIL);
    report(checked[0].findings, MX_RULE_DRIFT, MXTRAP_NOTE, "a note");
    report(checked[0].findings, MX_RULE_DRIFT, MXTRAP_WARNING, "one | two");
    report(checked[0].findings, MX_RULE_DUMMY_ANSWERS, MXTRAP_ERROR, "three");
    begin(&checked[1], "b|c.example", MXTRAP_PASS);
    struct mx_text text = written("nagios", checked, COUNT(checked));
    assert_string_equal(text.bytes,
                        "MXTRAP CRITICAL - 1 of 2 domains pass, 1 fail, 0 inconclusive"
                        " | pass=1;;;0;2 fail=1;;0;0;2 inconclusive=0;0;;0;2\n"
                        "CRITICAL: a.example - one / two [drift]; three [dummy-answers]\n"
                        "OK: b/c.example\n");
    mx_text_free(&text);
    mxtrap_findings_free(checked[0].findings);
    mxtrap_findings_free(checked[1].findings);
}

/* Performance data by vantage point; a name is a label without what ends one. */
static void test_nagios_points(void **state) {
    static const struct mxtrap_result_address looks[] = {
        {.state = MXTRAP_ANSWERS, .vantage = "a"},
        {.state = MXTRAP_SILENT, .vantage = "b='|"},
        {.state = MXTRAP_UNPROBED, .vantage = "c"}};
    static const struct mxtrap_result_address *const seen[] = {&looks[0], &looks[1], &looks[2]};
    struct checked checked[2];
    (void)state;

    for (size_t i = 0; i < COUNT(checked); i++) {
        begin(&checked[i], i == 0 ? "a.example" : "b.example", MXTRAP_PASS);
        checked[i].address.vantages = seen;
        checked[i].address.vantage_count = COUNT(seen) - i; /* c saw one domain only */
    }
    struct mx_text text = written("nagios", checked, COUNT(checked));
    static const char wanted[] =
        "inconclusive=0;0;;0;2 'a_answers'=2;;;0;2 'a_silent'=0;;;0;2 'a_unprobed'=0;0;;0;2"
        " 'b____answers'=0;;;0;2 'b____silent'=2;;;0;2 'b____unprobed'=0;0;;0;2"
        " 'c_answers'=0;;;0;1 'c_silent'=0;;;0;1 'c_unprobed'=1;0;;0;1\n";
    assert_non_null(strstr(text.bytes, wanted));
    mx_text_free(&text);
    for (size_t i = 0; i < COUNT(checked); i++) {
        mxtrap_findings_free(checked[i].findings);
    }
}

/* Warnings are told of; a domain that passes with them is one where that is asked for. */
static void test_nagios_strict(void **state) {
    static const char *const lines[] = {
        "MXTRAP OK - 1 of 1 domains pass, 0 fail, 0 inconclusive"
        " | pass=1;;;0;1 fail=0;;0;0;1 inconclusive=0;0;;0;1\nOK: a.example - one [drift]\n",
        "MXTRAP WARNING - 1 of 1 domains pass, 0 fail, 0 inconclusive"
        " | pass=1;;;0;1 fail=0;;0;0;1 inconclusive=0;0;;0;1\nWARNING: a.example - one [drift]\n"};
    (void)state;

    for (int strict = 0; strict < 2; strict++) {
        struct checked checked;
        begin(&checked, "a.example", MXTRAP_PASS);
        report(checked.findings, MX_RULE_DRIFT, MXTRAP_WARNING, "one");
        struct mxtrap_check_writer_options options = {.size = sizeof options, .strict = strict};
        struct mx_text text = written_with(&options, "nagios", &checked, 1);
        assert_string_equal(text.bytes, lines[strict]);
        mx_text_free(&text);
        mxtrap_findings_free(checked.findings);
    }
}

/* A limit of the place that the check ran at is no warning about the domain: mxtrap-check --strict
 * exits with 0. */
static void test_nagios_vantage(void **state) {
    struct mxtrap_check_writer_options options = {.size = sizeof options, .strict = 1};
    struct checked checked;
    (void)state;

    begin(&checked, "a.example", MXTRAP_PASS);
    report(checked.findings, MX_RULE_EGRESS_BLOCKED, MXTRAP_WARNING, "one");
    struct mx_text text = written_with(&options, "nagios", &checked, 1);
    assert_non_null(strstr(text.bytes, "MXTRAP OK - 1 of 1"));
    assert_non_null(strstr(text.bytes, "\nOK: a.example - one [egress-blocked]\n"));
    mx_text_free(&text);
    mxtrap_findings_free(checked.findings);
}

/* Where not all that was asked for is there, nobody is told that all is well. */
static void test_nagios_partial(void **state) {
    struct checked checked;
    mxtrap_check_writer *writer;
    struct mx_text text = {0};
    (void)state;

    begin(&checked, "a.example", MXTRAP_PASS);
    assert_int_equal(mxtrap_check_writer_begin(&writer,
                                               mxtrap_format_find(MXTRAP_FORMAT_RESULTS, "nagios"),
                                               NULL, keep_text, &text),
                     MXTRAP_OK);
    assert_int_equal(mxtrap_check_writer_write(writer, &checked.result), MXTRAP_OK);
    mxtrap_check_writer_partial(writer);
    assert_int_equal(mxtrap_check_writer_end(writer), MXTRAP_OK);
    assert_non_null(strstr(mx_text_string_of(&text), "MXTRAP UNKNOWN - 1 of 1 domains pass"));
    mx_text_free(&text);
    mxtrap_findings_free(checked.findings);
}

/* A document of COUNT domains; what stands in it so often. */
/* A long name or address moves the columns of all rows of its domain. */
static void test_columns(void **state) {
    struct checked checked[2];
    size_t columns[2];
    (void)state;

    begin(&checked[0], "a.example", MXTRAP_PASS);
    begin(&checked[1], "b.example", MXTRAP_PASS);
    checked[1].exchanger.host = "a-long-name-of-a-host.datacenter.example.";
    snprintf(checked[1].address.address, sizeof checked[1].address.address, "%s",
             "2001:db8:1234:5678:9abc:def0:1234:5678");
    const struct mxtrap_result_exchanger *both[] = {&checked[0].exchanger, &checked[1].exchanger};
    checked[0].result.exchangers = both;
    checked[0].result.exchanger_count = 2;
    struct mx_text text = written("text", checked, 1);
    const char *line = text.bytes;
    for (size_t i = 0; i < 2; i++) {
        line = strchr(line, '\n') + 1;
        columns[i] = (size_t)(strstr(line, "answers") - line);
    }
    assert_int_equal(columns[0], columns[1]);
    mx_text_free(&text);
    mxtrap_findings_free(checked[0].findings);
    mxtrap_findings_free(checked[1].findings);
}

static size_t count_text(const char *text, const char *words) {
    size_t count = 0;

    for (const char *at = text; (at = strstr(at, words)) != NULL; at += strlen(words)) {
        count++;
    }
    return count;
}

/* A domain that comes again, in whatever case, and a host that is named twice are one series each,
 * of which the worst counts. */
static void test_prometheus_again(void **state) {
    static const struct {
        enum mxtrap_role role;
        enum mxtrap_state first, second, told;
    } rows[] = {
        {MXTRAP_ROLE_DUMMY, MXTRAP_SILENT, MXTRAP_ANSWERS, MXTRAP_ANSWERS},
        {MXTRAP_ROLE_DUMMY, MXTRAP_MUTE, MXTRAP_SILENT, MXTRAP_MUTE},
        {MXTRAP_ROLE_DUMMY, MXTRAP_REFUSED, MXTRAP_HANGUP, MXTRAP_HANGUP},
        {MXTRAP_ROLE_DUMMY, MXTRAP_SILENT, MXTRAP_UNPROBED, MXTRAP_UNPROBED},
        {MXTRAP_ROLE_DUMMY, MXTRAP_UNPROBED, MXTRAP_REFUSED, MXTRAP_REFUSED},
        {MXTRAP_ROLE_REAL, MXTRAP_ANSWERS, MXTRAP_SILENT, MXTRAP_SILENT},
        {MXTRAP_ROLE_REAL, MXTRAP_REJECTS, MXTRAP_ANSWERS, MXTRAP_REJECTS},
        {MXTRAP_ROLE_REAL, MXTRAP_ANSWERS, MXTRAP_UNPROBED, MXTRAP_UNPROBED},
        {MXTRAP_ROLE_UNKNOWN, MXTRAP_UNPROBED, MXTRAP_SILENT, MXTRAP_SILENT},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct checked checked[2];
        char wanted[64];
        begin(&checked[0], "a.example", MXTRAP_PASS);
        begin(&checked[1], "A.example", MXTRAP_INCONCLUSIVE);
        checked[0].exchanger.role = checked[1].exchanger.role = rows[i].role;
        checked[1].exchanger.host = "A|B.example.";
        checked[0].address.state = rows[i].first;
        checked[1].address.state = rows[i].second;
        for (size_t n = 0; n < 2; n++) { /* whichever comes first */
            struct checked turned[] = {checked[n], checked[1 - n]};
            link_lists(&turned[0]);
            link_lists(&turned[1]);
            struct mx_text text = written("prometheus", turned, COUNT(turned));
            snprintf(wanted, sizeof wanted, "state=\"%s\"} 1\n", mxtrap_state_name(rows[i].told));
            assert_non_null(strstr(text.bytes, wanted));
            assert_int_equal(count_text(text.bytes, "mxtrap_address_state{"), 1);
            assert_int_equal(count_text(text.bytes, "mxtrap_domain_verdict{"), 3);
            assert_int_equal(count_text(text.bytes, "verdict=\"inconclusive\"} 1\n"), 1);
            assert_int_equal(count_text(text.bytes, "mxtrap_address_seconds{"),
                             rows[i].told != MXTRAP_UNPROBED);
            mx_text_free(&text);
        }
        mxtrap_findings_free(checked[0].findings);
        mxtrap_findings_free(checked[1].findings);
    }
}

/* One host at two preferences, and one address twice in a set. */
static void test_prometheus_host_twice(void **state) {
    struct checked checked;
    (void)state;

    begin(&checked, "a.example", MXTRAP_FAIL);
    const struct mxtrap_result_address *addresses[] = {&checked.address, &checked.address};
    struct mxtrap_result_exchanger exchangers[] = {checked.exchanger, checked.exchanger};
    exchangers[0].addresses = exchangers[1].addresses = addresses;
    exchangers[0].address_count = exchangers[1].address_count = COUNT(addresses);
    exchangers[1].role = MXTRAP_ROLE_DUMMY; /* what answers is worse there */
    const struct mxtrap_result_exchanger *list[] = {&exchangers[0], &exchangers[1]};
    checked.result.exchangers = list;
    checked.result.exchanger_count = COUNT(exchangers);
    struct mx_text text = written("prometheus", &checked, 1);
    assert_int_equal(count_text(text.bytes, "mxtrap_address_state{"), 1);
    assert_int_equal(count_text(text.bytes, "role=\"dummy\",state=\"answers\"} 1\n"), 1);
    assert_int_equal(count_text(text.bytes, "mxtrap_address_seconds{"), 1);
    mx_text_free(&text);
    mxtrap_findings_free(checked.findings);
}

/* A finding about a line of the spec is an annotation of that line. */
static void test_github(void **state) {
    static const struct mx_place place = {.file = "a,b.yaml", .line = 3, .column = 5};
    struct checked checked;
    (void)state;

    begin(&checked, "a.example", MXTRAP_FAIL);
    mx_text_string(mx_finding_begin(checked.findings), "100 %");
    mx_finding_end(checked.findings, MX_RULE_DRIFT, MXTRAP_ERROR, place);
    struct mx_text text = written("github", &checked, 1);
    assert_string_equal(text.bytes, "::error file=a%2Cb.yaml,line=3,col=5,title=drift::100 %25\n"
                                    "::error title=a.example::mxtrap-check: fail\n");
    mx_text_free(&text);
    mxtrap_findings_free(checked.findings);
}

/* Each text that came from outside, and the name of a vantage point, is escaped; a rule is
 * explained once, and the page of a quiet run has no domain that passed. */
static void test_html(void **state) {
    static const struct mxtrap_result_tls tls = {.error = "<i>&\x1b", .not_after = INT64_MAX};
    static const struct mxtrap_result_address look = {.state = MXTRAP_SILENT, .vantage = "<i>\x9b"};
    static const struct mxtrap_result_address *const looks[] = {&look};
    struct mxtrap_check_writer_options options = {.size = sizeof options, .quiet = 1};
    struct checked checked[3];
    (void)state;

    for (size_t i = 0; i < COUNT(checked); i++) {
        begin(&checked[i], i == 2 ? "good.example" : "<i>.example",
              i == 2 ? MXTRAP_PASS : MXTRAP_FAIL);
        report(checked[i].findings, MX_RULE_DUMMY_ANSWERS, MXTRAP_ERROR, "<i>");
        checked[i].exchanger.host = "<i>&.example.";
        checked[i].exchanger.expected = MXTRAP_ROLE_DUMMY;
        checked[i].address.tls = &tls;
        checked[i].address.vantages = looks;
        checked[i].address.vantage_count = COUNT(looks);
    }
    struct mx_text text = written_with(&options, "html", checked, COUNT(checked));
    assert_null(strstr(text.bytes, "<i>"));
    assert_int_equal(count_text(text.bytes, "<article>"), 2);
    assert_int_equal(count_text(text.bytes, "<h2>&lt;i&gt;.example <"), 2);
    assert_int_equal(count_text(text.bytes, "<th>From &lt;i&gt;\\x9b</th>"), 2);
    assert_int_equal(count_text(text.bytes, "<code>220 a\\x1b[31m\\x0d&lt;&amp;&quot;&gt;|"), 2);
    assert_int_equal(count_text(text.bytes, "TLS: &lt;i&gt;&amp;\\x1b"), 2);
    assert_int_equal(count_text(text.bytes, "<section id=\"dummy-answers\">"), 1);
    assert_int_equal(count_text(text.bytes, "<circle"), 2);
    assert_int_equal(count_text(text.bytes, "<tspan class=\"bad\">1 answers<"), 2);
    assert_non_null(strstr(text.bytes, ">1 pass<"));
    mx_text_free(&text);
    for (size_t i = 0; i < COUNT(checked); i++) {
        mxtrap_findings_free(checked[i].findings);
    }
}

static int refuse(void *context, const char *bytes, size_t length) {
    (void)context;
    (void)bytes;
    (void)length;
    return 1;
}

static void test_refused(void **state) {
    const mxtrap_format *format;
    struct checked checked;
    (void)state;

    begin(&checked, "a.example", MXTRAP_PASS);
    for (size_t i = 0; (format = mxtrap_format_at(MXTRAP_FORMAT_RESULTS, i)) != NULL; i++) {
        mxtrap_check_writer *writer = NULL;
        assert_int_equal(mxtrap_check_writer_begin(&writer, format, NULL, refuse, NULL), MXTRAP_OK);
        mxtrap_check_writer_write(writer, &checked.result);
        assert_int_equal(mxtrap_check_writer_end(writer), MXTRAP_ERR_OUTPUT);
    }
    mxtrap_findings_free(checked.findings);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_escaped),
        cmocka_unit_test(test_memory),
        cmocka_unit_test(test_json),
        cmocka_unit_test(test_columns),
        cmocka_unit_test(test_nagios),
        cmocka_unit_test(test_nagios_points),
        cmocka_unit_test(test_nagios_strict),
        cmocka_unit_test(test_nagios_vantage),
        cmocka_unit_test(test_nagios_partial),
        cmocka_unit_test(test_github),
        cmocka_unit_test(test_html),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_prometheus_again),
        cmocka_unit_test(test_prometheus_host_twice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
