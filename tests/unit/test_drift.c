/* Two MX sets side by side, few exchangers and many, against what each of them says of the other
 * where all are gone through. */
#include "unit.h"

#include "rules/drift.h"

enum { EXCHANGERS_MAX = 40, ADDRESSES_MAX = 14, HOSTS = 24 };

static uint32_t seed = 1;

static uint32_t draw(uint32_t below) {
    seed = seed * UINT32_C(1664525) + UINT32_C(1013904223);
    return (seed >> 8) % below;
}

struct set {
    mxtrap_layout layout;
    struct mxtrap_exchanger exchangers[EXCHANGERS_MAX];
    struct mx_address addresses[HOSTS][ADDRESSES_MAX];
    uint8_t counts[HOSTS]; /* of addresses */
};

static uint8_t names[HOSTS][4];

/* In no order: drift does not need one. */
static void make_set(struct set *set) {
    static const uint8_t owner[] = {1, 'o', 0};
    static const char *name[] = {"f"};
    static const struct mx_files files = {.names = name, .count = 1};
    static const mxtrap_zone zone = {.files = &files};
    uint32_t most = draw(2) == 0 ? 6 : EXCHANGERS_MAX;

    *set = (struct set){.layout = {.owner = owner, .exchangers = set->exchangers, .zone = &zone}};
    for (size_t host = 0; host < HOSTS; host++) {
        set->counts[host] = (uint8_t)draw(draw(2) == 0 ? 3 : ADDRESSES_MAX);
        for (size_t i = 0; i < set->counts[host]; i++) {
            set->addresses[host][i] =
                (struct mx_address){.family = MX_IPV4, .bytes = {20, 0, 0, (uint8_t)draw(20)}};
        }
    }
    set->layout.count = (uint16_t)(1 + draw(most));
    for (size_t i = 0; i < set->layout.count; i++) {
        uint32_t host = draw(HOSTS);
        set->exchangers[i] = (struct mxtrap_exchanger){.host = names[host],
                                                       .preference = (uint16_t)draw(3),
                                                       .addresses = set->addresses[host],
                                                       .address_count = set->counts[host]};
    }
}

/* The first record; where PREFERENCE is negative, the last one of the host. */
static const struct mxtrap_exchanger *find(const struct set *set, const uint8_t *host,
                                           int preference) {
    const struct mxtrap_exchanger *last = NULL;

    for (size_t i = 0; i < set->layout.count; i++) {
        const struct mxtrap_exchanger *at = &set->exchangers[i];
        if (at->host == host && at->preference == preference) {
            return at;
        }
        last = at->host == host ? at : last;
    }
    return preference < 0 ? last : NULL;
}

static size_t count_lacking(const struct mxtrap_exchanger *a, const struct mxtrap_exchanger *b) {
    size_t count = 0;

    for (size_t i = 0; i < a->address_count; i++) {
        size_t j = 0;
        while (j < b->address_count && !mx_address_equal(&a->addresses[i], &b->addresses[j])) {
            j++;
        }
        count += j == b->address_count ? 1 : 0;
    }
    return count;
}

/* Addresses that are many are compared once for each pair of hosts. */
static size_t count_addresses(const struct set *wanted, size_t index,
                              const struct mxtrap_exchanger *found) {
    const struct mxtrap_exchanger *at = &wanted->exchangers[index];
    bool are_many = at->address_count > 8 || found->address_count > 8;

    if (at->address_count == 0 || found->address_count == 0) {
        return 0;
    }
    for (size_t i = 0; i < index && are_many; i++) {
        if (wanted->exchangers[i].host == at->host) {
            return 0;
        }
    }
    return count_lacking(at, found) + count_lacking(found, at);
}

static size_t count_expected(const struct set *wanted, const struct set *found) {
    bool is_matched[EXCHANGERS_MAX] = {false};
    size_t count = 0;

    for (size_t i = 0; i < wanted->layout.count; i++) {
        const struct mxtrap_exchanger *at = &wanted->exchangers[i];
        const struct mxtrap_exchanger *same = find(found, at->host, at->preference);
        same = same != NULL ? same : find(found, at->host, -1);
        if (same == NULL) {
            count++;
            continue;
        }
        is_matched[same - found->exchangers] = true;
        count += same->preference != at->preference ? 1 : 0;
        count += count_addresses(wanted, i, same);
    }
    for (size_t i = 0; i < found->layout.count; i++) {
        const struct mxtrap_exchanger *at = &found->exchangers[i];
        count += !is_matched[i] && find(wanted, at->host, at->preference) == NULL ? 1 : 0;
    }
    return count;
}

/* What is said once is kept once: findings that are equal are not told apart here. */
static void test_sets(void **state) {
    static struct set wanted, found;
    size_t drifts = 0;
    (void)state;

    for (size_t i = 0; i < HOSTS; i++) {
        names[i][0] = 2;
        names[i][1] = 'h';
        names[i][2] = (uint8_t)('a' + i);
    }
    for (unsigned i = 0; i < 3000; i++) {
        mxtrap_findings *findings = NULL;
        make_set(&wanted);
        make_set(&found);
        for (size_t j = 0; j < found.layout.count; j++) { /* a place of its own for each */
            found.exchangers[j].place = (struct mx_spot){.line = (uint32_t)j + 1, .column = 1};
        }
        assert_int_equal(mxtrap_findings_new(&findings), MXTRAP_OK);
        assert_int_equal(mx_drift_report(&wanted.layout, &found.layout, findings), MXTRAP_OK);
        size_t expected = count_expected(&wanted, &found);
        if (mxtrap_findings_count(findings) != expected) {
            print_findings(findings);
        }
        assert_int_equal(mxtrap_findings_count(findings), expected);
        drifts += expected;
        mxtrap_findings_free(findings);
    }
    assert_true(drifts > 3000);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_sets)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
