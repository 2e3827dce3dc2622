/* The exact probabilities of ties, against a walk through every order there is. */
#include "unit.h"

#include "model/senders.h"
#include "simulate/chance.h"
#include "simulate/route.h"

/* Every order that chance can take, one by one. */
struct all {
    const struct mx_route *route;
    double probability, attempts;
    bool fails;
    size_t most_failed, most_delivered, least_delivered; /* in timeouts */
};

/* Failed addresses, and how many of them took a timeout. */
struct used {
    size_t addresses, turns;
};

static void next_stage(struct all *all, size_t stage, struct used used, size_t left, double p);

static void ends(struct all *all, bool delivered, struct used used, double p) {
    size_t turns = used.turns;

    all->probability += delivered ? p : 0;
    all->attempts += p * (double)turns;
    if (!delivered) {
        all->fails = true;
        all->most_failed = turns > all->most_failed ? turns : all->most_failed;
    } else {
        all->most_delivered = turns > all->most_delivered ? turns : all->most_delivered;
        all->least_delivered = turns < all->least_delivered ? turns : all->least_delivered;
    }
}

/* The first N of the failing addresses of a host: if a limit cuts it, all of one kind count. */
static struct used pass(struct used used, const struct mx_route_host *host, size_t allowed) {
    size_t cost = host->draws[0].count + host->draws[1].count;
    size_t open = allowed - used.addresses;

    used.turns += host->turns < open ? host->turns : open;
    used.addresses += cost < open ? cost : open;
    return used;
}

/* Takes one of the hosts that TAKEN does not have. */
static void take_host(struct all *all, size_t stage, unsigned taken, size_t picks, struct used used,
                      size_t allowed, size_t left, double p) {
    const struct mx_stage *at = &all->route->stages[stage];
    size_t open = at->count - (size_t)__builtin_popcount(taken);
    bool limited = all->route->hosts > 0;

    if (open == 0 || picks == 0 || (limited && left == 0)) {
        next_stage(all, stage + 1, used, left, p);
        return;
    }
    for (size_t i = 0; i < at->count; i++) {
        const struct mx_route_host *host = &at->hosts[i];
        if ((taken >> i & 1U) != 0) {
            continue;
        }
        if (host->delivers && used.addresses + host->ahead < allowed) {
            ends(all, true, used, p / (double)open);
            continue;
        }
        struct used after = host->delivers ? used : pass(used, host, allowed);
        if (host->delivers) {
            after.addresses = allowed;
        }
        take_host(all, stage, taken | 1U << i, picks - 1, after, allowed, limited ? left - 1 : left,
                  p / (double)open);
    }
}

/* Draws one of the addresses that are left: one that answers, is silent or cannot be reached; those
 * of the second draw wait. */
static void draw_address(struct all *all, size_t stage, const size_t counts[2][3], struct used used,
                         size_t allowed, size_t left, double p) {
    size_t turn = counts[0][0] + counts[0][1] + counts[0][2] == 0 ? 1 : 0;
    const size_t *now = counts[turn];
    size_t open = now[0] + now[1] + now[2];

    if (used.addresses == allowed || open == 0) {
        next_stage(all, stage + 1, used, left, p);
        return;
    }
    for (size_t end = 0; end < 3; end++) {
        double here = p * (double)now[end] / (double)open;
        if (now[end] > 0 && end == MX_ADDRESS_ANSWERS) {
            ends(all, true, used, here);
        } else if (now[end] > 0) {
            size_t after[2][3];
            memcpy(after, counts, sizeof after);
            after[turn][end]--;
            struct used more = {used.addresses + 1,
                                used.turns + (end == MX_ADDRESS_SILENT ? 1 : 0)};
            draw_address(all, stage, (const size_t(*)[3])after, more, allowed, left, here);
        }
    }
}

static void next_stage(struct all *all, size_t stage, struct used used, size_t left, double p) {
    const struct mx_route *route = all->route;

    if (stage == route->count) {
        ends(all, false, used, p);
        return;
    }
    size_t allowed = route->addresses == 0                    ? SIZE_MAX
                     : used.addresses < route->addresses      ? route->addresses
                     : used.addresses < route->addresses_hard ? used.addresses + 1
                                                              : used.addresses;
    const struct mx_stage *at = &route->stages[stage];
    if (at->order == MX_BY_ADDRESS) {
        size_t counts[2][3] = {{0}};
        for (size_t i = 0; i < 2 * at->count; i++) {
            const struct mx_route_draw *draw = &at->hosts[i / 2].draws[i % 2];
            counts[i % 2][MX_ADDRESS_ANSWERS] += draw->count - draw->failing;
            counts[i % 2][MX_ADDRESS_SILENT] += draw->silent;
            counts[i % 2][MX_ADDRESS_UNREACHABLE] += draw->failing - draw->silent;
        }
        draw_address(all, stage, (const size_t(*)[3])counts, used, allowed, left, p);
    } else {
        take_host(all, stage, 0, at->picks, used, allowed, left, p);
    }
}

static uint32_t below(uint32_t *seed, uint32_t most) {
    *seed = *seed * 1664525U + 1013904223U;
    return (*seed >> 8) % most;
}

static struct mxtrap_sender random_sender(uint32_t *seed) {
    struct mxtrap_sender sender = {.name = "x", .source = "", .timeout = 7};

    sender.kind = (uint8_t)below(seed, 2);
    sender.order = (uint8_t)(below(seed, 2) == 0 ? 0 : below(seed, MX_ORDER_COUNT));
    sender.ties = (uint8_t)below(seed, MX_TIES_COUNT);
    sender.prefer = (uint8_t)below(seed, MX_PREFER_COUNT);
    sender.addresses = (uint16_t)below(seed, 6);
    sender.hosts = (uint16_t)(below(seed, 2) == 0 ? below(seed, 5) : 0);
    sender.addresses_hard =
        (uint16_t)(sender.hosts == 0 && sender.addresses > 0 ? below(seed, 9) : 0);
    sender.per_host = (uint16_t)below(seed, 3);
    return sender;
}

enum { HOSTS = 6, ADDRESSES = 4 };

static uint16_t random_layout(uint32_t *seed, struct mxtrap_exchanger *exchangers,
                              struct mx_address (*addresses)[ADDRESSES]) {
    size_t count = 1 + below(seed, HOSTS);
    uint16_t preference = 0;

    for (size_t i = 0; i < count; i++) {
        preference = (uint16_t)(preference + below(seed, 2));
        exchangers[i] = (struct mxtrap_exchanger){
            .host = (const uint8_t *)"\1x",
            .addresses = addresses[i],
            .preference = preference,
            .address_count = (uint16_t)below(seed, ADDRESSES + 1),
            .role = below(seed, 3) == 0 ? MXTRAP_ROLE_REAL : MXTRAP_ROLE_DUMMY};
        for (size_t j = 0; j < ADDRESSES; j++) {
            addresses[i][j].family = below(seed, 3) == 0 ? MX_IPV6 : MX_IPV4;
            addresses[i][j].bytes[0] = (uint8_t)(1 + i);
            addresses[i][j].bytes[1] = (uint8_t)j;
        }
    }
    return (uint16_t)count;
}

static void assert_case(uint32_t number) {
    static const mxtrap_zone zone;
    struct mxtrap_exchanger exchangers[HOSTS];
    struct mx_address addresses[HOSTS][ADDRESSES] = {{{.family = 0}}};
    uint32_t seed = number;
    struct mxtrap_sender sender = random_sender(&seed);
    mxtrap_layout layout = {.owner = (const uint8_t *)"\1x",
                            .exchangers = exchangers,
                            .count = random_layout(&seed, exchangers, addresses),
                            .zone = &zone};
    struct mx_arena arena = {0};
    struct mx_route route;
    struct mx_chance chance;
    struct mxtrap_walk walk = {0};
    enum mx_sender_family reached = (enum mx_sender_family)below(&seed, MX_SENDER_FAMILY_COUNT);
    struct mx_view view = {below(&seed, 2) == 0 ? reached : MX_SENDER_BOTH, reached};

    assert_true(
        mx_route_plan(&route, &arena, &layout, &sender, view, (struct mx_route_case){true, true}));
    assert_true(mx_chance_of(&route, &arena, &chance));
    assert_true(mx_walk(&route, &arena, &walk));
    struct all all = {.route = &route, .least_delivered = SIZE_MAX};
    next_stage(&all, 0, (struct used){0}, route.hosts, 1);
    /* Where a limit cuts hosts that are reached in part, the timeouts are those of the walk. */
    bool is_mixed = mx_route_cuts_mixed(&route);
    bool is_good = is_near(all.probability, chance.probability) &&
                   (is_mixed || is_near(all.attempts, chance.attempts));
    bool is_bot = sender.kind == MX_SENDER_BOT;
    size_t worst = is_bot ? (all.probability > 0 ? all.least_delivered : walk.seconds / 7)
                          : (all.fails ? all.most_failed : all.most_delivered);
    is_good = is_good && (walk.delivered != 0) == (is_bot ? all.probability > 0 : !all.fails) &&
              (is_mixed || walk.seconds == worst * 7);
    if (!is_good) {
        fail_msg("case %u: probability %.12g, not %.12g; attempts %.12g, not %.12g; %s in %u s, "
                 "not %u s",
                 number, chance.probability, all.probability, chance.attempts, all.attempts,
                 walk.delivered ? "delivered" : "not delivered", (unsigned)walk.seconds,
                 (unsigned)worst * 7);
    }
    mx_arena_free(&arena);
}

static void test_every_order(void **state) {
    (void)state;
    for (uint32_t i = 0; i < 20000; i++) {
        assert_case(i);
    }
}

/* Postfix, as its smtp_addr.c does it, through every order of the addresses: sort by preference,
 * count, leave out, walk. */
struct address {
    uint16_t preference;
    bool is_ipv6, is_real; /* is_real: and reached */
};

struct postfix {
    struct address list[8];
    size_t count, limit, most_failed, most_delivered, least_delivered;
    double orders, delivered, attempts; /* attempts: that take a timeout */
    bool has_ipv6;
};

static void count_order(struct postfix *postfix) {
    size_t of[2] = {0}, kept[2] = {SIZE_MAX, SIZE_MAX}, limit = postfix->limit, tried = 0,
           turns = 0;
    bool delivered = false;

    for (size_t i = 0; i < postfix->count; i++) {
        of[postfix->list[i].is_ipv6 ? 1 : 0]++;
    }
    if (of[0] > 0 && of[1] > 0 && of[0] + of[1] > limit) {
        kept[1] = of[1] <= limit / 2   ? of[1]
                  : of[0] <= limit / 2 ? limit - of[0]
                                       : limit - (limit + (postfix->list[0].is_ipv6 ? 0 : 1)) / 2;
        kept[0] = limit - kept[1];
    }
    for (size_t i = 0; i < postfix->count && !delivered && tried < limit; i++) {
        size_t family = postfix->list[i].is_ipv6 ? 1 : 0;
        if (kept[family] > 0) {
            kept[family]--;
            delivered = postfix->list[i].is_real;
            tried++;
            turns += delivered || (postfix->list[i].is_ipv6 && !postfix->has_ipv6) ? 0 : 1;
        }
    }
    size_t *most = delivered ? &postfix->most_delivered : &postfix->most_failed;
    *most = turns > *most ? turns : *most;
    if (delivered && turns < postfix->least_delivered) {
        postfix->least_delivered = turns;
    }
    postfix->orders++;
    postfix->delivered += delivered ? 1 : 0;
    postfix->attempts += (double)turns;
}

static void every_order(struct postfix *postfix, size_t at) {
    if (at == postfix->count) {
        count_order(postfix);
    }
    for (size_t i = at; i < postfix->count; i++) {
        struct address *a = &postfix->list[at], *b = &postfix->list[i], kept = *a;
        if (b->preference != a->preference) {
            break;
        }
        *a = *b;
        *b = kept;
        every_order(postfix, at + 1);
        *b = *a;
        *a = kept;
    }
}

/* Whether the case was one. */
static bool assert_postfix_case(uint32_t number) {
    static const mxtrap_zone zone;
    struct mxtrap_exchanger exchangers[HOSTS];
    struct mx_address addresses[HOSTS][ADDRESSES] = {{{.family = 0}}};
    uint32_t seed = number;
    mxtrap_layout layout = {
        .owner = (const uint8_t *)"\1x", .exchangers = exchangers, .zone = &zone};
    struct postfix postfix = {.least_delivered = SIZE_MAX};
    struct mxtrap_sender sender = *mx_sender_row(MX_SENDER_ID_POSTFIX);
    mxtrap_zones zones = {.senders = &sender, .sender_count = 1};
    struct mxtrap_simulate_options options = {.size = sizeof options, MXTRAP_FAMILY_DUAL, &zones};
    mxtrap_simulation *simulation = NULL;

    postfix.limit = sender.addresses = (uint16_t)(1 + below(&seed, 5));
    sender.kind = (uint8_t)below(&seed, 2);
    postfix.has_ipv6 = below(&seed, 2) == 0;
    options.family = postfix.has_ipv6 ? MXTRAP_FAMILY_DUAL : MXTRAP_FAMILY_IPV4_HOST;
    layout.count = random_layout(&seed, exchangers, addresses);
    for (size_t i = 0; i < layout.count; i++) {
        for (size_t j = 0; j < exchangers[i].address_count && postfix.count < 8; j++) {
            bool is_ipv6 = addresses[i][j].family == MX_IPV6;
            postfix.list[postfix.count++] = (struct address){
                exchangers[i].preference, is_ipv6,
                exchangers[i].role == MXTRAP_ROLE_REAL && (!is_ipv6 || postfix.has_ipv6)};
        }
        if (exchangers[i].address_count == 0 || postfix.count == 8) {
            return false; /* a host without addresses is not Postfix's; too many orders */
        }
    }
    every_order(&postfix, 0);
    assert_int_equal(mxtrap_simulate(&simulation, &layout, &options), MXTRAP_OK);
    const struct mxtrap_walk *walk = walk_of(simulation, "postfix");
    bool fails = postfix.delivered < postfix.orders;
    bool is_bot = sender.kind == MX_SENDER_BOT;
    size_t worst = is_bot  ? postfix.least_delivered
                   : fails ? postfix.most_failed
                           : postfix.most_delivered;
    if (is_bot && postfix.delivered <= 0) {
        worst = (size_t)walk->seconds / 30; /* any path: none is worse than another */
    }
    if (!is_near(walk->probability, postfix.delivered / postfix.orders) ||
        !is_near(walk->expected_seconds, 30 * postfix.attempts / postfix.orders) ||
        (walk->delivered != 0) != (is_bot ? postfix.delivered > 0 : !fails) ||
        walk->seconds != 30 * worst) {
        fail_msg("case %u: probability %.12g, not %.12g; %.12g s, not %.12g s; at worst %u s, not "
                 "%u s",
                 number, walk->probability, postfix.delivered / postfix.orders,
                 walk->expected_seconds, 30 * postfix.attempts / postfix.orders,
                 (unsigned)walk->seconds, 30 * (unsigned)worst);
    }
    mxtrap_simulation_free(simulation);
    return true;
}

static void test_postfix_orders(void **state) {
    size_t cases = 0;
    (void)state;

    for (uint32_t i = 0; i < 4000; i++) {
        cases += assert_postfix_case(i) ? 1 : 0;
    }
    assert_true(cases > 1000);
}

/* Exim and dma, as their host.c and dns.c do it, through every order of the hosts: those of one
 * preference in any order, each with its IPv6 addresses in front of the others; then one pass that
 * swaps an IPv4 address with an IPv6 address behind it (Exim), or a sort that keeps the order
 * (dma). */
struct list {
    const struct mxtrap_sender *sender;
    const struct mxtrap_exchanger *hosts[HOSTS];
    size_t count;
    bool has_ipv6;
    double orders, delivered, turns;
    size_t most_failed, most_delivered; /* timeouts */
};

struct item {
    const struct mxtrap_exchanger *host;
    bool is_ipv6;
};

static size_t write_items(const struct list *list, struct item *items) {
    size_t count = 0;

    for (size_t i = 0; i < list->count; i++) {
        for (size_t j = 0; j < 2U * list->hosts[i]->address_count; j++) {
            size_t index = j % list->hosts[i]->address_count;
            bool is_ipv6 = list->hosts[i]->addresses[index].family == MX_IPV6;
            if (is_ipv6 == (j < list->hosts[i]->address_count)) {
                items[count++] = (struct item){list->hosts[i], is_ipv6};
            }
        }
    }
    return count;
}

static void swap_items(struct item *items, size_t count, size_t passes) {
    for (size_t pass = 0; pass < passes; pass++) {
        for (size_t i = 0; i + 1 < count; i++) {
            struct item kept = items[i];
            if (kept.host->preference == items[i + 1].host->preference && !kept.is_ipv6 &&
                items[i + 1].is_ipv6) {
                items[i] = items[i + 1];
                items[i + 1] = kept;
            }
        }
    }
}

static void walk_items(struct list *list) {
    struct item items[HOSTS * ADDRESSES];
    size_t count = write_items(list, items), tried = 0, turns = 0;
    const struct mxtrap_sender *sender = list->sender;
    bool delivered = false;

    swap_items(items, count, sender->sort == MX_SORT_SWAP ? 1 : count);
    for (size_t i = 0; i < count && !delivered; i++) {
        bool is_further = i > 0 && items[i].host->preference != items[i - 1].host->preference;
        bool is_open = sender->addresses == 0 || tried < sender->addresses ||
                       (is_further && tried < sender->addresses_hard);
        if (is_open) {
            bool is_reached = !items[i].is_ipv6 || list->has_ipv6;
            delivered = is_reached && items[i].host->role == MXTRAP_ROLE_REAL;
            turns += is_reached && !delivered ? 1 : 0;
            tried++;
        }
    }
    size_t *most = delivered ? &list->most_delivered : &list->most_failed;
    *most = turns > *most ? turns : *most;
    list->orders++;
    list->delivered += delivered ? 1 : 0;
    list->turns += (double)turns;
}

static void every_host_order(struct list *list, size_t at) {
    if (at == list->count) {
        walk_items(list);
    }
    for (size_t i = at; i < list->count; i++) {
        const struct mxtrap_exchanger **a = &list->hosts[at], **b = &list->hosts[i], *kept = *a;
        if ((*b)->preference != kept->preference) {
            break;
        }
        *a = *b;
        *b = kept;
        every_host_order(list, at + 1);
        *b = *a;
        *a = kept;
    }
}

/* A host is tried once more at a later preference whose first address comes after the limit: one
 * address of each further preference, as the brute force above counts them by their neighbours. */
static void assert_list_case(uint32_t number, enum mx_sender_id id, bool has_ipv6) {
    static const mxtrap_zone zone;
    struct mxtrap_exchanger exchangers[HOSTS];
    struct mx_address addresses[HOSTS][ADDRESSES] = {{{.family = 0}}};
    uint32_t seed = number;
    mxtrap_layout layout = {
        .owner = (const uint8_t *)"\1x", .exchangers = exchangers, .zone = &zone};
    struct list list = {.sender = mx_sender_row(id), .has_ipv6 = has_ipv6};
    const struct mxtrap_simulate_options options = {
        .size = sizeof options, has_ipv6 ? MXTRAP_FAMILY_DUAL : MXTRAP_FAMILY_IPV4_HOST, NULL};
    mxtrap_simulation *simulation = NULL;

    layout.count = random_layout(&seed, exchangers, addresses);
    for (size_t i = 0; i < layout.count; i++) {
        if (exchangers[i].address_count == 0) {
            exchangers[i].address_count = 1;
        }
        list.hosts[list.count++] = &exchangers[i];
    }
    every_host_order(&list, 0);
    assert_int_equal(mxtrap_simulate(&simulation, &layout, &options), MXTRAP_OK);
    const struct mxtrap_walk *walk = walk_of(simulation, list.sender->name);
    double timeout = list.sender->timeout, probability = list.delivered / list.orders;
    bool fails = list.delivered < list.orders;
    bool is_mixed = !has_ipv6 && list.sender->addresses > 0; /* then seconds are the walk's */
    size_t worst = fails ? list.most_failed : list.most_delivered;
    if (!is_near(walk->probability, probability) || (walk->delivered != 0) == fails ||
        (!is_mixed && !is_near(walk->expected_seconds, timeout * list.turns / list.orders)) ||
        (!is_mixed && walk->seconds != (uint64_t)timeout * worst)) {
        fail_msg(
            "case %u of %s: probability %.12g, not %.12g; %.12g s, not %.12g s; at worst %u s, "
            "not %.0f s",
            number, list.sender->name, walk->probability, probability, walk->expected_seconds,
            timeout * list.turns / list.orders, (unsigned)walk->seconds, timeout * (double)worst);
    }
    mxtrap_simulation_free(simulation);
}

static void test_host_orders(void **state) {
    (void)state;
    for (uint32_t i = 0; i < 4000; i++) {
        assert_list_case(i, MX_SENDER_ID_EXIM, i % 2 == 0);
        assert_list_case(i, MX_SENDER_ID_DMA, i % 2 == 0);
    }
    for (size_t i = 0; i < MX_SENDER_ID_COUNT; i++) {
        const struct mxtrap_sender *row = mx_sender_row((enum mx_sender_id)i);
        assert_true(row->sort != MX_SORT_SWAP || row->addresses < MX_SENDER_SWAP_MAX);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_order),
        cmocka_unit_test(test_postfix_orders),
        cmocka_unit_test(test_host_orders),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
