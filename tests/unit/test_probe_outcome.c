/* States and causes as words; copies of outcomes hold all that the outcome pointed to. */
#include "unit.h"

#include <mxtrap/probe_state.h>

#include "model/probe_outcome.h"

static void test_states(void **state) {
    static const struct {
        enum mxtrap_state state;
        const char *name;
        int listens;
    } rows[] = {
        {MXTRAP_SILENT, "silent", 0},           {MXTRAP_REFUSED, "refused", 0},
        {MXTRAP_UNREACHABLE, "unreachable", 0}, {MXTRAP_MUTE, "mute", 1},
        {MXTRAP_HANGUP, "hangup", 1},           {MXTRAP_GARBLED, "garbled", 1},
        {MXTRAP_REJECTS, "rejects", 1},         {MXTRAP_ANSWERS, "answers", 1},
        {MXTRAP_UNPROBED, "unprobed", 0},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_string_equal(mxtrap_state_name(rows[i].state), rows[i].name);
        assert_int_equal(mxtrap_state_listens(rows[i].state), rows[i].listens);
        assert_non_null(mxtrap_state_meaning(rows[i].state));
    }
    assert_int_equal(COUNT(rows), MXTRAP_UNPROBED + 1);
    enum mxtrap_state outside = (enum mxtrap_state)COUNT(rows);
    assert_null(mxtrap_state_name(outside));
    assert_null(mxtrap_state_meaning(outside));
    assert_int_equal(mxtrap_state_listens(outside), 0);
}

static void test_causes(void **state) {
    (void)state;

    for (int a = 0; a < MX_CAUSE_COUNT; a++) {
        assert_non_null(mx_cause_meaning((enum mx_cause)a));
        for (int b = 0; b < a; b++) {
            assert_string_not_equal(mx_cause_name((enum mx_cause)a),
                                    mx_cause_name((enum mx_cause)b));
        }
    }
}

static void test_copy(void **state) {
    char greeting[] = "220 a\0b\r\n", keywords[] = "250 x\r\n", reply[] = "501 x\r\n",
         subject[] = "CN=a";
    char name[] = "a.example", trust[] = "ok", version[] = "TLSv1.3";
    struct mx_tls_outcome tls = {.version = version,
                                 .trust = trust,
                                 .subject = {subject, 4},
                                 .name = {name, 9},
                                 .not_after = 7};
    struct mx_probe_outcome outcome = {.state = MXTRAP_ANSWERS,
                                       .code = 250,
                                       .greeting = {greeting, 9},
                                       .keywords = {keywords, 7},
                                       .reply = {reply, 7},
                                       .tls = &tls};
    struct mx_arena arena = {0};
    (void)state;

    struct mx_probe_outcome *copy = mx_probe_outcome_copy(&arena, &outcome);
    assert_non_null(copy);
    memset(greeting, 'x', sizeof greeting);
    memset(keywords, 'x', sizeof keywords);
    memset(reply, 'x', sizeof reply);
    memset(subject, 'x', sizeof subject);
    memset(name, 'x', sizeof name);
    trust[0] = version[0] = 'x';
    tls.not_after = 8;
    assert_int_equal(copy->code, 250);
    assert_int_equal(copy->greeting.length, 9);
    assert_memory_equal(copy->greeting.at, "220 a\0b\r\n", 9);
    assert_memory_equal(copy->keywords.at, "250 x\r\n", 7);
    assert_memory_equal(copy->reply.at, "501 x\r\n", 7);
    assert_memory_equal(copy->tls->subject.at, "CN=a", 4);
    assert_memory_equal(copy->tls->name.at, "a.example", 9);
    assert_string_equal(copy->tls->trust, "ok");
    assert_string_equal(copy->tls->version, "TLSv1.3");
    assert_null(copy->tls->error);
    assert_int_equal(copy->tls->not_after, 7);
    mx_arena_free(&arena);
}

/* Answers, then what listens, then what does not; among equals the later one counts. */
static void test_ranks(void **state) {
    static const enum mxtrap_state ranks[][5] = {
        {MXTRAP_UNPROBED, MXTRAP_SILENT, MXTRAP_REFUSED, MXTRAP_UNREACHABLE, MXTRAP_SILENT},
        {MXTRAP_MUTE, MXTRAP_HANGUP, MXTRAP_GARBLED, MXTRAP_REJECTS, MXTRAP_MUTE},
        {MXTRAP_ANSWERS, MXTRAP_ANSWERS, MXTRAP_ANSWERS, MXTRAP_ANSWERS, MXTRAP_ANSWERS},
    };
    (void)state;

    for (size_t i = 0; i < 15; i++) {
        for (size_t j = 0; j < 15; j++) {
            struct mx_probe_outcome one = {.state = ranks[i / 5][i % 5]};
            struct mx_probe_outcome other = {.state = ranks[j / 5][j % 5]};
            assert_int_equal(mx_probe_outcome_outranks(&one, &other), i / 5 > j / 5);
        }
    }
}

static void test_copy_of_nothing(void **state) {
    struct mx_probe_outcome outcome = {.state = MXTRAP_SILENT};
    struct mx_arena arena = {0};
    (void)state;

    struct mx_probe_outcome *copy = mx_probe_outcome_copy(&arena, &outcome);
    assert_non_null(copy);
    assert_null(copy->greeting.at);
    assert_null(copy->tls);
    mx_arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_states), cmocka_unit_test(test_causes),
        cmocka_unit_test(test_copy),   cmocka_unit_test(test_copy_of_nothing),
        cmocka_unit_test(test_ranks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
