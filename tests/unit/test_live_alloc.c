/* Every allocation fails in turn, in what no spec reaches: domains and policies as they are read,
 * answers of name servers. */
#include "failing_heap.h"
#include "unit.h"

#include "net/ask.h"
#include "net/domain_name.h"
#include "policy/mta_sts/parse.h"

/* Each says that memory is out, or has done its work. */
static bool read_domain(void) {
    struct mx_name name;
    const char *why = NULL;
    enum mxtrap_status status = mx_domain_name_read(&name, "b\xc3\xbc.example", 11, &why);
    return status == MXTRAP_ERR_MEMORY || (status == MXTRAP_OK && name.wire[0] == 9);
}

static bool read_answer(void) {
    static const uint8_t packet[] = "\x12\x34\x84\0\0\1\0\1\0\0\0\0\1a\0\0\x0f\0\1"
                                    "\xc0\x0c\0\x0f\0\1\0\0\0\x3c\0\3\0\0\0";
    struct mx_arena arena = {0};
    struct mx_dns_answer answer, copy;

    mx_dns_answer_read(&answer, &arena, packet, sizeof packet - 1, (const uint8_t *)"\1a",
                       MX_TYPE_MX);
    mx_dns_answer_copy(&copy, &arena, &answer);
    mx_arena_free(&arena);
    return copy.result == MX_DNS_NO_MEMORY || (copy.result == MX_DNS_OK && copy.record_count == 1);
}

static void ignore(void *context, const struct mx_dns_answer *answer) {
    (void)context;
    (void)answer;
}

static bool ask_server(void) {
    const struct mx_dns_question question = {.name = (const uint8_t *)"\1a", .type = MX_TYPE_MX};
    struct event_base *base = event_base_new();
    struct mx_dns_ask *ask = NULL;
    struct mx_dns_server server = mx_dns_server_of(&(struct mx_address){.family = MX_IPV4}, 53);

    if (base == NULL) {
        return true;
    }
    enum mxtrap_status status = mx_dns_ask(&ask, base, &server, &question, ignore, NULL);
    mx_dns_ask_cancel(ask);
    event_base_free(base);
    return status == MXTRAP_ERR_MEMORY || status == MXTRAP_OK;
}

static bool read_policy(void) {
    static const char text[] = "version: STSv1\nmode: testing\nmx: a\nmx: *.b\nmax_age: 1\n";
    mxtrap_mta_sts *policy = calloc(1, sizeof *policy);
    mxtrap_findings *findings = NULL;
    mxtrap_zones *zones = NULL;
    enum mxtrap_status status = MXTRAP_ERR_MEMORY;

    if (policy != NULL && mxtrap_findings_new(&findings) == MXTRAP_OK &&
        mxtrap_zones_new(&zones) == MXTRAP_OK) {
        status = mx_mta_sts_parse(policy, text, sizeof text - 1, "policy", findings);
    }
    if (status == MXTRAP_OK) {
        status = mxtrap_rules_mta_sts(zones, policy, findings);
    }
    bool good = status == MXTRAP_ERR_MEMORY ||
                (status == MXTRAP_OK && mxtrap_findings_count(findings) == 2);
    mxtrap_zones_free(zones);
    mxtrap_findings_free(findings);
    mxtrap_mta_sts_free(policy);
    return good;
}

static void test_live(void **state) {
    static bool (*const calls[])(void) = {read_domain, read_answer, ask_server, read_policy};
    (void)state;

    for (size_t i = 0; i < 2 * COUNT(calls); i++) {
        assert_true(calls[i / 2]());
        heap.fails = 0;
        do {
            heap.made = heap.failed = 0;
            heap.alive = 0;
            heap.fails++;
            heap.goes_on = i % 2 == 1;
            heap.armed = true;
            bool good = calls[i / 2]();
            heap.armed = false;
            assert_true(good);
            assert_int_equal(heap.alive, 0);
        } while (heap.failed > 0);
        assert_true(heap.fails > 1);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_live),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
