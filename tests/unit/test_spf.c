/* SPF (RFC 7208): records into terms. */
#include "unit.h"

#include "policy/spf/parse.h"

/* A policy as text again: terms by a letter each, the domain as far as it is known. */
static void write_policy(struct mx_text *text, const struct mx_spf *policy) {
    for (size_t i = 0; i < policy->count; i++) {
        const struct mx_spf_term *term = &policy->terms[i];
        mx_text_string(text, i > 0 ? " " : "");
        mx_text_char(text, term->qualifier);
        mx_text_char(text, "*46amir?"[term->kind]);
        if (term->kind == MX_SPF_IP4 || term->kind == MX_SPF_IP6) {
            mx_text_format(text, "%02x/%u", term->of.network[0], term->bits);
            continue;
        }
        if (term->domain != NULL && term->kind != MX_SPF_ALL) {
            mx_name_write(text, term->domain, NULL);
        }
        if (term->kind == MX_SPF_A || term->kind == MX_SPF_MX) {
            mx_text_format(text, "/%u/%u", term->bits, term->bits6);
        }
    }
}

static void assert_terms(const char *record, const char *expected) {
    struct mx_name owner = name_of("o.");
    struct mx_spf policy = {.domain = owner.wire};
    struct mx_arena arena = {0};
    struct mx_text text = {0};

    assert_true(mx_spf_is_record(record, strlen(record)));
    assert_true(mx_spf_parse(&policy, &arena, record, strlen(record)));
    if (policy.fault != MX_SPF_SOUND) {
        mx_text_string(&text, policy.fault == MX_SPF_BAD_TERM ? "error" : "fault");
    }
    write_policy(&text, &policy);
    const char *found = mx_text_string_of(&text);
    if (strcmp(found, expected) != 0) {
        print_message("in: %s\n", record);
    }
    assert_string_equal(found, expected);
    mx_text_free(&text);
    mx_arena_free(&arena);
}

static void test_terms(void **state) {
    static const struct {
        const char *record, *expected;
    } rows[] = {
        {"v=spf1", ""},
        {"V=SPF1  ", ""},
        {"v=spf1 ALL", "+*"},
        {"v=spf1 -all", "-*"},
        {"v=spf1 ~all ?a +mx", "~*"}, /* 5.1: nothing is tried behind all */
        {"v=spf1 a mx", "+ao./32/128 +mo./32/128"},
        {"v=spf1 A:b.c Mx:d.e.", "+ab.c./32/128 +md.e./32/128"},
        {"v=spf1 a/0 a/8 mx/32 a//0 a//64 mx:b.c/24//128",
         "+ao./0/128 +ao./8/128 +mo./32/128 +ao./32/0 +ao./32/64 +mb.c./24/128"},
        {"v=spf1 ip4:20.0.0.1 ip4:20.0.0.0/0 ip4:20.0.0.0/32", "+414/32 +414/0 +414/32"},
        {"v=spf1 IP6:2a00::1 ip6:::/0 ip6:2a00::/128", "+62a/128 +600/0 +62a/128"},
        {"v=spf1 include:b.c ?include:_x.b.c", "+ib.c. ?i_x.b.c."},
        {"v=spf1 ptr ptr:b.c exists:b.c", "+?o. +?b.c. +?b.c."},
        {"v=spf1 redirect=b.c a", "+ao./32/128 +rb.c."}, /* 6.1: last, wherever it stands */
        {"v=spf1 redirect=b.c a -all", "+ao./32/128 -*"},
        {"v=spf1 exp=b.c x-y=%{i} a=b a", "+ao./32/128"},
        /* macros: the domain is not known */
        {"v=spf1 a:%{d} include:%{i}._x.b.c exists:%{ir}.b.c -a:%{d}/24",
         "+a/32/128 +i +? -a/24/128"},
        {"v=spf1 a:b..c", "+a/32/128"},
        /* errors: all of the policy is one (4.6) */
        {"v=spf1 a\tmx", "error"},
        {"v=spf1 a\x80", "error"},
        {"v=spf1 -all foo", "error"},
        {"v=spf1 a:", "error"},
        {"v=spf1 a:/24", "error"},
        {"v=spf1 a/33", "error"},
        {"v=spf1 a/024", "error"},
        {"v=spf1 a/00", "error"},
        {"v=spf1 a/", "error"},
        {"v=spf1 a//", "error"},
        {"v=spf1 a//129", "error"},
        {"v=spf1 a/24/64", "error"},
        {"v=spf1 a//64/24", "error"},
        {"v=spf1 a//64//64", "error"},
        {"v=spf1 a@5", "error"},
        {"v=spf1 a:1.2.3.4", "error"}, /* a top label of digits */
        {"v=spf1 all:b.c", "error"},
        {"v=spf1 all/8", "error"},
        {"v=spf1 include", "error"},
        {"v=spf1 include:b.c/24", "+ib.c/24."}, /* a slash is a letter like others there */
        {"v=spf1 exists", "error"},
        {"v=spf1 ip4", "error"},
        {"v=spf1 ip4:", "error"},
        {"v=spf1 ip4:20.0.0", "error"},
        {"v=spf1 ip4:20.0.0.1/33", "error"},
        {"v=spf1 ip4:2a00::1", "error"},
        {"v=spf1 ip4:20.0.0.1//64", "error"},
        {"v=spf1 ip6:2a00::/129", "error"},
        {"v=spf1 ip6:20.0.0.1", "error"},
        {"v=spf1 redirect=", "error"},
        {"v=spf1 redirect=b.c redirect=b.c", "error"},
        {"v=spf1 exp=b.c exp=b.c", "error"},
        {"v=spf1 +redirect=b.c", "error"},
        {"v=spf1 redirect:b.c", "error"},
        {"v=spf1 =b.c", "error"},
        {"v=spf1 +", "error"},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_terms(rows[i].record, rows[i].expected);
    }
}

static void test_no_record(void **state) {
    static const char *const rows[] = {"", "v=spf", "v=spf10 a", "v=spf1\ta", " v=spf1", "v=spf2"};
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_false(mx_spf_is_record(rows[i], strlen(rows[i])));
    }
}

static void test_many_terms(void **state) {
    (void)state;

    for (size_t count = MX_SPF_TERMS_MAX - 1; count <= MX_SPF_TERMS_MAX + 1; count++) {
        struct mx_name owner = name_of("o.");
        struct mx_spf policy = {.domain = owner.wire};
        struct mx_arena arena = {0};
        struct mx_text text = {0};
        mx_text_string(&text, "v=spf1");
        for (size_t i = 0; i < count; i++) {
            mx_text_string(&text, " ip4:20.0.0.1");
        }
        assert_true(mx_spf_parse(&policy, &arena, text.bytes, text.length));
        assert_int_equal(policy.fault, count > MX_SPF_TERMS_MAX ? MX_SPF_LONG : MX_SPF_SOUND);
        assert_int_equal(policy.count, count > MX_SPF_TERMS_MAX ? 0 : count);
        mx_text_string(&text, " redirect=b.c");
        policy = (struct mx_spf){.domain = owner.wire};
        assert_true(mx_spf_parse(&policy, &arena, text.bytes, text.length));
        assert_int_equal(policy.fault, count >= MX_SPF_TERMS_MAX ? MX_SPF_LONG : MX_SPF_SOUND);
        mx_text_free(&text);
        mx_arena_free(&arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_terms),
        cmocka_unit_test(test_no_record),
        cmocka_unit_test(test_many_terms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
