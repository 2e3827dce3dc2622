/* Exim and addresses that it met before: it takes them out only after its pass of swaps, in which
 * they still move others. Against every order of hosts, and of each host's addresses. */
#include "unit.h"

#include "model/senders.h"

enum { HOSTS = 5, ADDRESSES = 3, SHARED = 3 };

struct item {
    const struct mxtrap_exchanger *host;
    const struct mx_address *address;
};

struct list {
    const struct mxtrap_exchanger *hosts[HOSTS];
    size_t turned[HOSTS]; /* how far each host's addresses are turned */
    size_t count;
    enum mx_sender_family reached;
    bool can_deliver, can_fail;
};

static bool has_address(const struct item *items, size_t count, const struct mx_address *address) {
    for (size_t i = 0; i < count; i++) {
        if (mx_address_equal(items[i].address, address)) {
            return true;
        }
    }
    return false;
}

static size_t write_items(const struct list *list, struct item *items) {
    size_t count = 0;

    for (size_t i = 0; i < list->count; i++) {
        const struct mxtrap_exchanger *host = list->hosts[i];
        for (size_t j = 0; j < 2U * host->address_count; j++) {
            const struct mx_address *address =
                &host->addresses[(j + list->turned[i]) % host->address_count];
            if ((address->family == MX_IPV6) == (j < host->address_count)) {
                items[count++] = (struct item){host, address};
            }
        }
    }
    return count;
}

static void swap_once(struct item *items, size_t count) {
    for (size_t i = 0; i + 1 < count; i++) {
        struct item kept = items[i];
        if (kept.host->preference == items[i + 1].host->preference &&
            kept.address->family == MX_IPV4 && items[i + 1].address->family == MX_IPV6) {
            items[i] = items[i + 1];
            items[i + 1] = kept;
        }
    }
}

static size_t take_out_repeated(struct item *items, size_t count) {
    size_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        if (!has_address(items, kept, items[i].address)) {
            items[kept++] = items[i];
        }
    }
    return kept;
}

static void try_items(struct list *list) {
    const struct mxtrap_sender *exim = mx_sender_row(MX_SENDER_ID_EXIM);
    struct item items[HOSTS * ADDRESSES];
    size_t count = write_items(list, items), tried = 0;
    bool delivered = false;

    swap_once(items, count);
    count = take_out_repeated(items, count);
    for (size_t i = 0; i < count && !delivered; i++) {
        bool is_further = i > 0 && items[i].host->preference != items[i - 1].host->preference;
        if (tried < exim->addresses || (is_further && tried < exim->addresses_hard)) {
            delivered = items[i].host->role == MXTRAP_ROLE_REAL &&
                        mx_sender_uses(list->reached, items[i].address);
            tried++;
        }
    }
    list->can_deliver = list->can_deliver || delivered;
    list->can_fail = list->can_fail || !delivered;
}

static void every_turn(struct list *list, size_t at) {
    if (at == list->count) {
        try_items(list);
        return;
    }
    for (size_t i = 0; i < list->hosts[at]->address_count; i++) {
        list->turned[at] = i;
        every_turn(list, at + 1);
    }
}

static void every_order(struct list *list, size_t at) {
    if (at == list->count) {
        every_turn(list, 0);
    }
    for (size_t i = at; i < list->count; i++) {
        const struct mxtrap_exchanger **a = &list->hosts[at], **b = &list->hosts[i], *kept = *a;
        if ((*b)->preference != kept->preference) {
            break;
        }
        *a = *b;
        *b = kept;
        every_order(list, at + 1);
        *b = *a;
        *a = kept;
    }
}

static uint32_t below(uint32_t *seed, uint32_t limit) {
    *seed = *seed * 1664525U + 1013904223U;
    return (*seed >> 16) % limit;
}

/* Half of all addresses are one of a few that a role has for all its hosts; none is twice at one.
 */
static void random_host(uint32_t *seed, size_t number, struct mxtrap_exchanger *host,
                        struct mx_address *addresses) {
    bool is_real = below(seed, 3) == 0;

    host->role = is_real ? MXTRAP_ROLE_REAL : MXTRAP_ROLE_DUMMY;
    host->host = (const uint8_t *)"\1x";
    host->addresses = addresses;
    host->address_count = (uint16_t)(1 + below(seed, ADDRESSES));
    for (uint32_t i = 0; i < host->address_count; i++) {
        bool is_shared = i == 0 && below(seed, 4) > 0;
        uint32_t which = is_shared ? below(seed, SHARED) : (uint32_t)number * ADDRESSES + i;
        memset(&addresses[i], 0, sizeof addresses[i]);
        addresses[i].family = below(seed, 2) == 0 ? MX_IPV6 : MX_IPV4;
        addresses[i].bytes[0] = is_real ? 1 : 2;
        addresses[i].bytes[1] = is_shared ? 1 : 2;
        addresses[i].bytes[2] = (uint8_t)which;
    }
}

/* Whether exchangers of one preference share an address. */
static bool shares_in_tie(const mxtrap_layout *layout) {
    for (size_t i = 0; i < layout->count; i++) {
        for (size_t j = i + 1; j < layout->count; j++) {
            const struct mxtrap_exchanger *a = &layout->exchangers[i], *b = &layout->exchangers[j];
            for (size_t k = 0; k < (size_t)a->address_count * b->address_count; k++) {
                if (a->preference == b->preference &&
                    mx_address_equal(&a->addresses[k / b->address_count],
                                     &b->addresses[k % b->address_count])) {
                    return true;
                }
            }
        }
    }
    return false;
}

static void assert_case(uint32_t number) {
    static const enum mxtrap_family families[] = {MXTRAP_FAMILY_DUAL, MXTRAP_FAMILY_IPV4_HOST,
                                                  MXTRAP_FAMILY_IPV6_HOST};
    static const enum mx_sender_family reached[] = {MX_SENDER_BOTH, MX_SENDER_IPV4, MX_SENDER_IPV6};
    static const mxtrap_zone zone;
    struct mxtrap_exchanger exchangers[HOSTS] = {{.role = 0}};
    struct mx_address addresses[HOSTS][ADDRESSES];
    uint32_t seed = number;
    mxtrap_layout layout = {.owner = (const uint8_t *)"\1x",
                            .exchangers = exchangers,
                            .count = (uint16_t)(2 + below(&seed, HOSTS - 1)),
                            .zone = &zone};
    struct list list = {.count = layout.count, .reached = reached[number % 3]};
    const struct mxtrap_simulate_options options = {
        .size = sizeof options, families[number % 3], NULL};
    mxtrap_simulation *simulation = NULL;

    for (size_t i = 0; i < layout.count; i++) {
        random_host(&seed, i, &exchangers[i], addresses[i]);
        exchangers[i].preference =
            (uint16_t)((i > 0 ? exchangers[i - 1].preference : 0) + (below(&seed, 3) == 0 ? 1 : 0));
        list.hosts[i] = &exchangers[i];
    }
    every_order(&list, 0);
    assert_int_equal(mxtrap_simulate(&simulation, &layout, &options), MXTRAP_OK);
    const struct mxtrap_walk *walk = walk_of(simulation, "exim");
    bool is_sure = walk->probability > 1 - 1e-9, is_vain = walk->probability < 1e-9;
    bool is_exact = !shares_in_tie(&layout);
    if ((is_sure && list.can_fail) || (is_vain && list.can_deliver) ||
        (walk->delivered != 0) != is_sure ||
        (is_exact && (is_sure == list.can_fail || is_vain == list.can_deliver))) {
        fail_msg("case %u: probability %.12g, %s on the worst path; %s, %s", number,
                 walk->probability, walk->delivered ? "delivered" : "not delivered",
                 list.can_deliver ? "can deliver" : "never delivers",
                 list.can_fail ? "can fail" : "never fails");
    }
    mxtrap_simulation_free(simulation);
}

/* What is said to be certain is so in every order. Nothing else is, but for addresses that
 * exchangers of one preference share: there a chance may be left where there is none. */
static void test_certain(void **state) {
    (void)state;
    for (uint32_t i = 0; i < 4000; i++) {
        assert_case(i);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_certain)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
