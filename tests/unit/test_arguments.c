/* Why a call failed is one finding of the rule bad-argument, whichever function it was. */
#include "unit.h"

struct call {
    mxtrap_zones *zones;
    mxtrap_findings *findings;
    const char *text; /* what is wrong */
};

static const char *const nobody[] = {NULL};

static enum mxtrap_status call_origin(const struct call *call) {
    const struct mxtrap_zone_file_options options = {.size = sizeof options, .origin = call->text};

    return mxtrap_zone_file_parse(call->zones, "", 0, "zone", &options, call->findings);
}

static enum mxtrap_status call_dummy(const struct call *call) {
    const struct mxtrap_zone_file_options options = {
        .size = sizeof options, .dummies = &call->text, .dummy_count = 1};

    return mxtrap_zone_file_read(call->zones, "/dev/null", &options, call->findings);
}

static enum mxtrap_status call_axfr(const struct call *call) {
    return mxtrap_axfr_read(call->zones, call->text, "192.0.2.1", NULL, call->findings);
}

static enum mxtrap_status call_axfr_server(const struct call *call) {
    return mxtrap_axfr_read(call->zones, "example.org", call->text, NULL, call->findings);
}

static enum mxtrap_status call_axfr_timeout(const struct call *call) {
    const struct mxtrap_axfr_options options = {.size = sizeof options,
                                                .timeout = MXTRAP_AXFR_SECONDS_MAX + 1};

    return mxtrap_axfr_read(call->zones, call->text, "192.0.2.1", &options, call->findings);
}

static enum mxtrap_status call_ignore(const struct call *call) {
    return mxtrap_findings_ignore(call->findings, call->text);
}

static enum mxtrap_status call_domain(const struct call *call) {
    char out[MXTRAP_NAME_TEXT_MAX] = "as it was";
    enum mxtrap_status status = mxtrap_check_domain(out, call->text, call->findings);

    assert_string_equal(out, "as it was");
    assert_int_equal(mxtrap_check_domain(NULL, call->text, NULL), status);
    return status;
}

static enum mxtrap_status call_format(const struct call *call) {
    return mxtrap_format_check(mxtrap_format_find(MXTRAP_FORMAT_FINDINGS, call->text), call->zones,
                               call->findings);
}

static enum mxtrap_status call_plan(const struct call *call) {
    mxtrap_plan *plan = NULL;

    assert_int_equal(mxtrap_plan_new(&plan, call->zones, call->zones), MXTRAP_OK);
    enum mxtrap_status status = mxtrap_plan_check(plan, 1, call->findings);
    mxtrap_plan_free(plan);
    return status;
}

static enum mxtrap_status call_check(const struct call *call,
                                     const struct mxtrap_check_options *options) {
    mxtrap_check *check = NULL;
    enum mxtrap_status status = mxtrap_check_new(&check, options, call->findings);

    assert_null(check);
    return status;
}

static enum mxtrap_status call_check_server(const struct call *call) {
    const struct mxtrap_check_options options = {
        .size = sizeof options, .servers = &call->text, .server_count = 1};

    return call_check(call, &options);
}

static enum mxtrap_status call_check_servers(const struct call *call) {
    const struct mxtrap_check_options options = {
        .size = sizeof options, .servers = nobody, .server_count = 17};

    return call_check(call, &options);
}

static enum mxtrap_status call_check_control(const struct call *call) {
    const struct mxtrap_check_options options = {
        .size = sizeof options, .controls = &call->text, .control_count = 1};

    return call_check(call, &options);
}

static enum mxtrap_status call_check_silent(const struct call *call) {
    const struct mxtrap_check_options options = {
        .size = sizeof options, .silent_controls = &call->text, .silent_control_count = 1};

    return call_check(call, &options);
}

static enum mxtrap_status call_check_helo(const struct call *call) {
    const struct mxtrap_check_options options = {.size = sizeof options, .helo = call->text};

    return call_check(call, &options);
}

static enum mxtrap_status call_check_attempts(const struct call *call) {
    const struct mxtrap_check_options options = {.size = sizeof options, .attempts = 101};

    return call_check(call, &options);
}

static enum mxtrap_status call_check_file(const struct call *call) {
    const struct mxtrap_check_options options = {.size = sizeof options, .resolv_conf = call->text};

    return call_check(call, &options);
}

static enum mxtrap_check_next next_text(const char **out, void *context) {
    *out = ((const struct call *)context)->text;
    return MXTRAP_NEXT_DOMAIN;
}

static int on_result(void *context, const struct mxtrap_result *result) {
    (void)context;
    (void)result;
    return 0;
}

/* What is wrong while it runs is said by the check itself. */
static enum mxtrap_status call_run(const struct call *call) {
    mxtrap_check *check = NULL;

    assert_int_equal(mxtrap_check_new(&check, NULL, call->findings), MXTRAP_OK);
    struct call copy = *call;
    enum mxtrap_status status = mxtrap_check_run(check, next_text, on_result, &copy);
    const mxtrap_findings *own = mxtrap_check_findings(check);
    assert_int_equal(mxtrap_findings_count(own), 1);
    mxtrap_check_domain(NULL, call->text, call->findings);
    assert_string_equal(mxtrap_finding_message(mxtrap_findings_at(own, 0)),
                        mxtrap_finding_message(mxtrap_findings_at(call->findings, 0)));
    mxtrap_check_free(check);
    return status;
}

static const struct {
    enum mxtrap_status (*call)(const struct call *call);
    const char *text, *message;
    enum mxtrap_status status;
} rows[] = {
    {call_origin, "a..b", "the origin \"a..b\" has an empty label", MXTRAP_ERR_ARGUMENT},
    {call_dummy, "", "the dummy \"\" is empty", MXTRAP_ERR_ARGUMENT},
    {call_axfr, "a..b", "the zone \"a..b\" has an empty label", MXTRAP_ERR_ARGUMENT},
    {call_axfr_server, "", "the server of the zone \"example.org\" has no name",
     MXTRAP_ERR_ARGUMENT},
    {call_axfr_timeout, "a", "timeout and deadline of a transfer are at most 86400 seconds",
     MXTRAP_ERR_ARGUMENT},
    {call_ignore, "no-such", "no rule has the id \"no-such\"", MXTRAP_ERR_ARGUMENT},
    {call_ignore, "bad-argument",
     "the rule \"bad-argument\" cannot be ignored: it is about unreadable input",
     MXTRAP_ERR_ARGUMENT},
    {call_domain, "a b", "\"a b\" has a blank in it", MXTRAP_ERR_ARGUMENT},
    {call_domain, "a\x01..",
     "\"a\\x01..\" is not printable ASCII (an internationalised name is written as xn--...)",
     MXTRAP_ERR_ARGUMENT},
    {call_format, "sarif", "zones are not written in the format \"sarif\"", MXTRAP_ERR_ARGUMENT},
    {call_plan, "", "this step of the plan publishes nothing", MXTRAP_ERR_ARGUMENT},
    {call_check_server, "::g", "a server is ADDRESS or ADDRESS@PORT, not \"::g\"",
     MXTRAP_ERR_ARGUMENT},
    {call_check_servers, "", "there are more than 16 servers", MXTRAP_ERR_ARGUMENT},
    {call_check_control, "a..b", "a control is a host name or an address, not \"a..b\"",
     MXTRAP_ERR_ARGUMENT},
    {call_check_silent, "a", "a control for silence is an address, not \"a\"", MXTRAP_ERR_ARGUMENT},
    {call_check_helo, "a b", "this is not a valid host name for EHLO: \"a b\"",
     MXTRAP_ERR_ARGUMENT},
    {call_check_attempts, "", "there are at most 100 attempts", MXTRAP_ERR_ARGUMENT},
    {call_check_file, "/nowhere", "resolver configuration /nowhere: No such file or directory",
     MXTRAP_ERR_INPUT},
    {call_run, "x@y", "\"x@y\" is a mail address, not a domain", MXTRAP_ERR_ARGUMENT},
};

static void test_reasons(void **state) {
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct spec spec = spec_of("zone: a.com\nmx: [{dummy: a, address: 192.0.2.1}]\n");
        mxtrap_findings *findings = NULL;
        assert_int_equal(mxtrap_findings_new(&findings), MXTRAP_OK);
        const struct call call = {spec.zones, findings, rows[i].text};
        enum mxtrap_status status = rows[i].call(&call);
        bool is_one = mxtrap_findings_count(findings) == 1;
        const mxtrap_finding *finding = mxtrap_findings_at(findings, 0);
        if (status != rows[i].status || !is_one ||
            strcmp(mxtrap_finding_message(finding), rows[i].message) != 0 ||
            strcmp(mxtrap_finding_rule(finding),
                   status == MXTRAP_ERR_INPUT ? "unreadable" : "bad-argument") != 0) {
            print_findings(findings);
            fail_msg("row %zu: %s", i, mxtrap_strerror(status));
        }
        assert_int_equal(mxtrap_findings_input_errors(findings), 1);
        assert_null(mxtrap_finding_file(finding));
        mxtrap_findings_free(findings);
        spec_free(&spec);
    }
}

/* Without a fault there is a result, and no finding. */
static void test_domain(void **state) {
    char out[MXTRAP_NAME_TEXT_MAX];
    (void)state;

    assert_int_equal(mxtrap_check_domain(out, "M\xc3\xbcnchen.Example.", NULL), MXTRAP_OK);
    assert_string_equal(out, "xn--mnchen-3ya.example");
    assert_int_equal(mxtrap_check_domain(NULL, "example", NULL), MXTRAP_OK);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reasons),
        cmocka_unit_test(test_domain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
