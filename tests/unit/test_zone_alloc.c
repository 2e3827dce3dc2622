/* Zone files read with each allocation failing in turn, beside a spec and a policy: aliases and
 * what they lead to, roles, SPF, drift. MXTRAP_ERR_MEMORY, or as many findings as ever; nothing
 * leaks. */
#include "unit.h"

#include "failing_heap.h"
#include "policy/mta_sts/parse.h"
#include "zone/scan/scan.h"

static const char policy_text[] =
    "version: STSv1\nmode: enforce\nmax_age: 86400\nmx: r.a.com\nmx: *.b.com\nmx: r.a.com\n";

struct outcome {
    enum mxtrap_status status;
    size_t findings, aliases, addresses; /* at the ends of the aliases */
};

static void judge(const mxtrap_zones *zones, const mxtrap_zones *wanted, mxtrap_findings *findings,
                  struct outcome *outcome) {
    struct mxtrap_mta_sts *policy = calloc(1, sizeof *policy);

    outcome->status = policy == NULL ? MXTRAP_ERR_MEMORY : mxtrap_rules_run(zones, NULL, findings);
    if (outcome->status == MXTRAP_OK && wanted != NULL) {
        outcome->status = mxtrap_rules_drift(zones, wanted, findings);
    }
    if (outcome->status == MXTRAP_OK) {
        outcome->status =
            mx_mta_sts_parse(policy, policy_text, sizeof policy_text - 1, "policy", findings);
    }
    if (outcome->status == MXTRAP_OK) {
        outcome->status = mxtrap_rules_mta_sts(zones, policy, findings);
    }
    mxtrap_mta_sts_free(policy);
}

static void count(const mxtrap_zones *zones, struct outcome *outcome) {
    const mxtrap_zone *zone = zones->list[0];

    outcome->aliases = zone->alias_count;
    for (size_t i = 0; i < zone->alias_count; i++) {
        outcome->addresses += zone->aliases[i].address_count;
    }
    for (size_t i = 0; i < zone->layout_count; i++) {
        for (size_t j = 0; j < zone->layouts[i].count; j++) {
            outcome->addresses += zone->layouts[i].exchangers[j].address_count;
        }
    }
}

static void run(const char *path, const char *spec_path, struct outcome *outcome) {
    mxtrap_zones *zones = NULL, *wanted = NULL;
    mxtrap_findings *findings = NULL;

    *outcome = (struct outcome){.status = MXTRAP_ERR_MEMORY};
    if (mxtrap_zones_new(&zones) != MXTRAP_OK || mxtrap_zones_new(&wanted) != MXTRAP_OK ||
        mxtrap_findings_new(&findings) != MXTRAP_OK) {
        goto done;
    }
    outcome->status = spec_path == NULL ? MXTRAP_OK : mxtrap_spec_read(wanted, spec_path, findings);
    if (outcome->status == MXTRAP_OK) {
        const struct mxtrap_zone_file_options options = {.size = sizeof options,
                                                         .spec = spec_path == NULL ? NULL : wanted,
                                                         .owner_addresses = 1};
        outcome->status = mxtrap_zone_file_read(zones, path, &options, findings);
    }
    if (outcome->status == MXTRAP_OK) {
        judge(zones, spec_path == NULL ? NULL : wanted, findings, outcome);
        count(zones, outcome);
    }
    outcome->findings = mxtrap_findings_count(findings);
done:
    mxtrap_zones_free(zones);
    mxtrap_zones_free(wanted);
    mxtrap_findings_free(findings);
}

static void run_failing(const char *path, const char *spec_path, struct outcome *outcome) {
    heap.made = heap.failed = 0;
    heap.alive = 0;
    heap.armed = true;
    run(path, spec_path, outcome);
    heap.armed = false;
}

static void assert_same(const struct outcome *outcome, const struct outcome *good) {
    assert_int_equal(heap.alive, 0);
    if (outcome->status == MXTRAP_ERR_MEMORY) {
        assert_true(heap.failed > 0);
        return;
    }
    assert_int_equal(outcome->status, good->status);
    assert_int_equal(outcome->findings, good->findings);
    assert_int_equal(outcome->aliases, good->aliases);
    assert_int_equal(outcome->addresses, good->addresses);
}

static struct outcome assert_all_fail(const char *text, const char *spec) {
    char path[sizeof UNIT_PATH], spec_path[sizeof UNIT_PATH];
    const char *beside = spec == NULL ? NULL : spec_path;
    struct outcome good, outcome;

    file_of(path, text, strlen(text));
    if (spec != NULL) {
        file_of(spec_path, spec, strlen(spec));
    }
    run(path, beside, &good); /* once for what libraries keep from their first use on */
    assert_int_equal(good.status, MXTRAP_OK);
    heap.own_alone = true;
    for (int goes_on = 0; goes_on < 2; goes_on++) {
        heap.goes_on = goes_on == 1;
        heap.fails = 0;
        do {
            heap.fails++;
            run_failing(path, beside, &outcome);
            assert_same(&outcome, &good);
        } while (heap.failed > 0);
        assert_true(heap.fails > 20);
    }
    unlink(path);
    if (spec != NULL) {
        unlink(spec_path);
    }
    return good;
}

#define HEAD "$ORIGIN a.com.\n$TTL 60\n@ SOA n.b.com. h 1 2 3 4 5\n@ NS n.b.com.\n"

static void test_aliases(void **state) {
    (void)state;
    struct outcome good = assert_all_fail(
        HEAD
        "@ MX 1 d ; mxtrap: dummy\n@ MX 2 r\n@ MX 3 e ; mxtrap: dummy\n@ A 20.0.0.9\n"
        "d CNAME x\nx CNAME y\ny A 20.0.0.1\ny AAAA 2600::1\nr A 20.0.0.2\ne CNAME e2\n"
        "e2 CNAME e\n@ TXT \"v=spf1 include:_s.a.com a:d.a.com bad -all\"\n"
        "lists MX 1 r\nlists TXT \"v=spf1 include:_s.a.com -all\"\n_s TXT \"v=spf1 mx:a.com\"\n",
        NULL);
    assert_int_equal(good.aliases, 4);
    /* d leads to two addresses, by its own alias and by x; r has one in either set. */
    assert_int_equal(good.addresses, 8);
}

/* So many, and shifted so often, that some alias is the first in a new piece of memory, and some
 * name that one leads to is. */
static void test_many_aliases(void **state) {
    (void)state;

    for (int shift = 1; shift <= 24; shift++) {
        struct mx_text text = {0};
        mx_text_string(&text, HEAD "o");
        for (int i = 0; i < shift; i++) { /* eight bytes of the owner's name */
            mx_text_string(&text, ".ooooooo");
        }
        mx_text_string(&text, " MX 1 r\n");
        for (unsigned i = 0; i < 100; i++) {
            mx_text_format(&text, "o%u MX 1 a%u\na%u CNAME r%u\n", i, i, i, i);
        }
        mx_text_string(&text, "r A 20.0.0.1\n");
        struct outcome good = assert_all_fail(mx_text_string_of(&text), NULL);
        assert_int_equal(good.aliases, 100);
        mx_text_free(&text);
    }
}

/* Sets and addresses so many that they are indexed. */
static void test_spec(void **state) {
    struct mx_text text = {0}, spec = {0};
    (void)state;

    mx_text_string(&text, HEAD);
    mx_text_string(&spec, "zone: a.com\nowners: ['@', ");
    for (unsigned i = 0; i < 20; i++) {
        mx_text_format(&text, "@ MX %u h%u.b.com.\no%u MX 1 r\nr A 20.0.0.%u\n", i, i, i, i);
        mx_text_format(&spec, "o%u, ", i);
    }
    mx_text_string(&spec, "p]\nmx: [");
    for (unsigned i = 0; i < 20; i++) {
        mx_text_format(&spec, "{real: h%u.b.com., preference: %u}, ", i + 5, i + 6);
    }
    mx_text_string(&spec, "{real: r, preference: 1, address: [");
    for (unsigned i = 0; i < 20; i++) {
        mx_text_format(&spec, "20.0.0.%u, ", i + 10);
    }
    mx_text_string(&spec, "20.0.1.1]}]\n");
    struct outcome good = assert_all_fail(mx_text_string_of(&text), mx_text_string_of(&spec));
    assert_true(good.findings > 30);
    mx_text_free(&text);
    mx_text_free(&spec);
}

/* A file so large that a thread of its own scans it: which of the two threads the failing
 * allocation is in changes from run to run. */
static void test_thread(void **state) {
    struct mx_text text = {0};

    (void)state;
    mx_text_string(&text, HEAD);
    for (unsigned i = 0; i < 4000; i++) {
        mx_text_format(&text, "o%u MX 1 r%u ; mxtrap: real\nr%u A 20.0.0.1\n", i, i, i % 2000);
    }
    for (unsigned i = 0; i < 20000; i++) {
        mx_text_string(&text, "; a comment of some fifty octets that nobody has to read\n");
    }
    mx_text_string(&text, "@ MX 1 r1\n");
    assert_true(text.length > MX_ZONE_AHEAD_FROM);
    struct outcome good = assert_all_fail(mx_text_string_of(&text), NULL);
    assert_true(good.addresses > 2000);
    mx_text_free(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_aliases),
        cmocka_unit_test(test_many_aliases),
        cmocka_unit_test(test_spec),
        cmocka_unit_test(test_thread),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
