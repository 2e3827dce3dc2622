/* Plans: which steps a change takes. That their order is safe, tests/cli/replay.py replays. */
#include "unit.h"

#include "write/plan.h"

/* "silence 192.0.2.1; publish d A, a.com. MX; wait 60": ".a.com." left out. */
static void name_to(struct mx_text *text, const uint8_t *name) {
    struct mx_name origin = name_of("a.com.");
    bool is_below = mx_name_is_within(name, origin.wire) && !mx_name_equal(name, origin.wire);

    mx_name_write(text, name, is_below ? origin.wire : NULL);
}

static void addresses_to(struct mx_text *text, const struct mx_step *step) {
    for (const struct mx_step_address *at = step->addresses; at != NULL; at = at->next) {
        mx_text_char(text, ' ');
        if (at->of->address != NULL) {
            mx_address_write(text, at->of->address);
        } else {
            name_to(text, at->of->host);
        }
    }
}

static void changes_to(struct mx_text *text, const struct mx_step *step) {
    for (const struct mx_change_zone *zone = step->zones; zone != NULL; zone = zone->next) {
        for (const struct mx_change *change = zone->first; change != NULL; change = change->next) {
            mx_text_char(text, ' ');
            name_to(text, change->owner);
            mx_text_char(text, '/');
            mx_text_string(text, mx_rrtype_name(change->type));
            mx_text_char(text, '=');
            mx_text_unsigned(text, change->after.count);
        }
    }
}

static void steps_to(struct mx_text *text, const struct mxtrap_plan *plan) {
    static const char *const words[] = {"silence", "answer", "publish", "wait", "release"};

    for (const struct mx_step *step = plan->plan.steps; step != NULL; step = step->next) {
        mx_text_string(text, words[step->kind]);
        addresses_to(text, step);
        changes_to(text, step);
        if (step->kind == MX_STEP_WAIT) {
            mx_text_char(text, ' ');
            mx_text_unsigned(text, step->seconds);
            mx_text_string(text, step->cache == MX_CACHE_MX        ? " mx"
                                 : step->cache == MX_CACHE_ADDRESS ? " address"
                                                                   : " negative");
        }
        mx_text_string(text, "; ");
    }
}

#define ZONE "zone: a.com\nttl: 60\nmx: "
#define D "{dummy: d, address: 192.0.2.1, preference: 1}"
#define R "{real: r, address: 192.0.2.2, preference: 5}"
#define E "{dummy: e, address: 192.0.2.3, preference: 9}"

static const struct {
    const char *name, *before, *after, *steps;
} rows[] = {
    {"nothing", ZONE "[" D ", " R ", " E "]", ZONE "[" D ", " R ", " E "]", ""},
    {"a dummy more", ZONE "[" D ", " R "]", ZONE "[" D ", " R ", " E "]",
     "silence 192.0.2.3; publish e/A=1; publish a.com./MX=3; "},
    {"a dummy less", ZONE "[" D ", " R ", " E "]", ZONE "[" D ", " R "]",
     "publish a.com./MX=2; wait 60 mx; publish e/A=0; release 192.0.2.3; "},
    {"a real host more", ZONE "[" D ", " R "]",
     ZONE "[" D ", " R ", {real: s, address: 192.0.2.4, preference: 6}]",
     "answer 192.0.2.4; publish s/A=1; wait 3600 negative; publish a.com./MX=3; "},
    {"negative answers as the SOA says", ZONE "[" R "]",
     "zone: a.com\nttl: 60\nsoa: {minimum: 7}\nmx: [" R
     ", {real: s, address: 192.0.2.4, preference: 6}]",
     "answer 192.0.2.4; publish s/A=1; wait 7 negative; publish a.com./MX=2; "},
    {"a real host moves", ZONE "[" R "]", ZONE "[{real: r, address: 192.0.2.5, preference: 5}]",
     "answer 192.0.2.5; publish r/A=1; wait 60 address; release 192.0.2.2; "},
    {"a real host moves to another family", ZONE "[" R "]",
     ZONE "[{real: r, address: \"2001:db8::2\", preference: 5}]",
     "answer 2001:db8::2; publish r/AAAA=1; wait 3600 negative; publish r/A=0; wait 60 address; "
     "release 192.0.2.2; "},
    {"a dummy moves", ZONE "[" D ", " R "]",
     ZONE "[{dummy: d, address: 192.0.2.7, preference: 1}, " R "]",
     "silence 192.0.2.7; publish d/A=1; wait 60 address; release 192.0.2.1; "},
    {"a preference", ZONE "[" R ", " E "]",
     ZONE "[" R ", {dummy: e, address: 192.0.2.3, preference: 8}]", "publish a.com./MX=2; "},
    {"a TTL", ZONE "[" R "]", "zone: a.com\nttl: 61\nmx: [" R "]", "publish a.com./MX=1 r/A=1; "},
    {"a real host becomes a dummy", ZONE "[" R ", {real: s, preference: 6}]",
     ZONE "[{dummy: r, address: 192.0.2.2, preference: 5}, {real: s, preference: 6}]",
     "publish a.com./MX=1; wait 60 mx; silence 192.0.2.2; publish a.com./MX=2; "},
    {"a dummy becomes a real host", ZONE "[" D ", " R "]",
     ZONE "[{real: d, address: 192.0.2.1, preference: 1}, " R "]",
     "publish a.com./MX=1; wait 60 mx; answer 192.0.2.1; publish a.com./MX=2; "},
    {"the same without addresses", ZONE "[{dummy: d, preference: 1}, " R "]",
     ZONE "[{real: d, preference: 1}, " R "]",
     "publish a.com./MX=1; wait 60 mx; answer d; publish a.com./MX=2; "},
    {"a dummy's address goes to a real host", ZONE "[" D ", " R ", " E "]",
     ZONE "[" D ", {real: r, address: 192.0.2.3, preference: 5}]",
     "publish a.com./MX=2; wait 60 mx; answer 192.0.2.3; publish r/A=1; wait 60 address; "
     "publish e/A=0; release 192.0.2.2; "},
    {"a real host's address goes to a dummy", ZONE "[" D ", " R "]",
     ZONE "[{dummy: d, address: 192.0.2.2, preference: 1}, {real: r, address: 192.0.2.8, "
          "preference: 5}]",
     "answer 192.0.2.8; publish r/A=1; wait 60 address; silence 192.0.2.2; publish d/A=1; "
     "wait 60 address; release 192.0.2.1; "},
    {"an owner more", ZONE "[" R "]", "zone: a.com\nttl: 60\nowners: ['@', w]\nmx: [" R "]",
     "publish w/MX=1; "},
    {"an owner less", "zone: a.com\nttl: 60\nowners: ['@', w]\nmx: [" R "]", ZONE "[" R "]",
     "publish w/MX=0; "},
    {"a zone less", "zones: [{zone: a.com, ttl: 60, mx: [" R "]}, {zone: b.com, mx: [" D "]}]",
     ZONE "[" R "]",
     "publish b.com./MX=0; wait 3600 mx; publish d.b.com./A=0; release 192.0.2.1; "},
    {"a zone more", ZONE "[" R "]",
     "zones: [{zone: a.com, ttl: 60, mx: [" R "]}, {zone: b.com, ttl: 9, mx: [" D "]}]",
     "silence 192.0.2.1; publish d.b.com./A=1 d.b.com./AAAA=0; publish b.com./MX=1; "},
    {"another zone tells where a host without an address moves to",
     "zones: [{zone: a.com, ttl: 60, mx: [" D ", {real: r.b.com., preference: 5}]},\n"
     "{zone: b.com, ttl: 60, mx: [" R "]}]",
     "zones: [{zone: a.com, ttl: 60, mx: [{dummy: d, address: 192.0.2.2, preference: 1}, "
     "{real: r.b.com., preference: 5}]},\n"
     "{zone: b.com, ttl: 60, mx: [{real: r, address: 192.0.2.8, preference: 5}]}]",
     "answer 192.0.2.8; publish r.b.com./A=1; wait 60 address; silence 192.0.2.2; publish d/A=1; "
     "wait 60 address; release 192.0.2.1; "},
    {"TTLs of zero leave nothing to wait for", "zone: a.com\nttl: 0\nmx: [" D ", " R "]",
     "zone: a.com\nttl: 0\nmx: [{real: d, address: 192.0.2.1, preference: 1}, " R "]",
     "publish a.com./MX=1; answer 192.0.2.1; publish a.com./MX=2; "},
};

static void test_steps(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct spec before = good_spec_of(rows[i].before), after = good_spec_of(rows[i].after);
        struct mx_text text = {0};
        mxtrap_plan *plan = NULL;
        assert_int_equal(mxtrap_plan_new(&plan, before.zones, after.zones), MXTRAP_OK);
        steps_to(&text, plan);
        const char *steps = mx_text_string_of(&text);
        if (strcmp(steps, rows[i].steps) != 0) {
            print_message("%s\n", rows[i].name);
        }
        assert_string_equal(steps, rows[i].steps);
        mx_text_free(&text);
        mxtrap_plan_free(plan);
        spec_free(&before);
        spec_free(&after);
    }
}

/* A step's script, and that others have none. */
static void test_scripts(void **state) {
    struct spec before = good_spec_of(ZONE "[" D ", " R "]");
    struct spec after = good_spec_of(ZONE "[" R "]");
    mxtrap_plan *plan = NULL;
    (void)state;

    assert_int_equal(mxtrap_plan_new(&plan, before.zones, after.zones), MXTRAP_OK);
    assert_int_equal(mxtrap_plan_step_count(plan), 4);
    for (size_t number = 0; number < 6; number++) {
        struct mx_text text = {0};
        bool publishes = number == 1 || number == 3;
        assert_int_equal(mxtrap_plan_step_publishes(plan, number), publishes);
        assert_int_equal(mxtrap_plan_write_step(plan, number, keep_text, &text),
                         publishes ? MXTRAP_OK : MXTRAP_ERR_ARGUMENT);
        assert_int_equal(text.length > 0, publishes);
        if (publishes) {
            assert_non_null(strstr(mx_text_string_of(&text),
                                   number == 1 ? "\nupdate delete a.com. IN MX 1 d.a.com.\nsend\n"
                                               : "\nupdate delete d.a.com. IN A\nsend\n"));
        }
        mx_text_free(&text);
    }
    mxtrap_plan_free(plan);
    mxtrap_plan_free(NULL);
    spec_free(&before);
    spec_free(&after);
}

/* What only a file has, and no comment shows as a spec's, stays where it is: so do its addresses.
 */
static void test_left(void **state) {
    struct spec before = zone_file_of("$ORIGIN a.com.\n@ 60 SOA n h 1 2 3 4 5\n@ 60 MX 10 r\n"
                                      "x 60 MX 10 o\nr 60 A 192.0.2.2\no 60 A 192.0.2.3\n",
                                      NULL);
    struct spec after = good_spec_of(ZONE "[{real: r, address: 192.0.2.2}]");
    struct mx_text text = {0};
    mxtrap_plan *plan = NULL;
    (void)state;

    assert_int_equal(mxtrap_plan_new(&plan, before.zones, after.zones), MXTRAP_OK);
    assert_int_equal(mxtrap_plan_step_count(plan), 0);
    assert_int_equal(mxtrap_plan_write(plan, MXTRAP_PLAN_TEXT, keep_text, &text), MXTRAP_OK);
    assert_non_null(strstr(mx_text_string_of(&text), "Left alone, not known to be of a spec: "
                                                     "x.a.com. MX\n"));
    mx_text_free(&text);
    mxtrap_plan_free(plan);
    spec_free(&before);
    spec_free(&after);
}

/* A host that is named without an address keeps the one that it has. */
static void test_kept(void **state) {
    static const struct {
        const char *before, *after, *rules;
    } kept[] = {
        {ZONE "[" D ", " R "]",
         ZONE "[{dummy: d, preference: 1}, {real: r, address: 192.0.2.1, preference: 5}]",
         "address-shared-with-real"},
        {ZONE "[" D ", " R "]",
         ZONE "[{dummy: d, address: 192.0.2.2, preference: 1}, {real: r, preference: 5}]",
         "address-shared-with-real"},
        {ZONE "[" D ", " R "]",
         ZONE "[{dummy: d, preference: 1}, {dummy: e, address: 192.0.2.1, preference: 2}, " R "]",
         ""},
        {ZONE "[" D ", " R "]",
         ZONE "[{dummy: d, address: 192.0.2.7, preference: 1}, "
              "{real: r, address: 192.0.2.1, preference: 5}]",
         ""},
        {ZONE "[{dummy: d, preference: 1}, " R "]", ZONE "[{dummy: d, preference: 1}, " R "]", ""},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(kept); i++) {
        struct spec before = good_spec_of(kept[i].before), after = good_spec_of(kept[i].after);
        enum mxtrap_status status = mxtrap_change_check(before.zones, after.zones, after.findings);
        assert_int_equal(status, kept[i].rules[0] != '\0' ? MXTRAP_ERR_INPUT : MXTRAP_OK);
        assert_rules(after.findings, kept[i].rules);
        spec_free(&before);
        spec_free(&after);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_steps),
        cmocka_unit_test(test_scripts),
        cmocka_unit_test(test_left),
        cmocka_unit_test(test_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
