/* Senders against layouts: their paths row by row, and the exact probabilities of ties against a
 * walk through every order there is. */
#include "unit.h"

#include "simulate/chance.h"
#include "simulate/senders.h"
#include "simulate/walk.h"

#define OC9                                                                                        \
    "{dummy: mail1, preference: 1, address: 192.0.2.1},"                                           \
    "{real: master, preference: 5, address: [198.51.100.25, \"2001:db8::25\"]},"                   \
    "{real: slave2, preference: 6, address: 198.51.100.26},"                                       \
    "{dummy: mail2, preference: 8, address: 192.0.2.2},"                                           \
    "{dummy: mail3, preference: 10, address: 192.0.2.3}"
#define REAL "{real: r, preference: 5, address: 198.51.100.25}"
#define REAL6 "{real: r, preference: 5, address: [198.51.100.25, \"2001:db8::25\"]}"
#define LAST "{dummy: l, preference: 9, address: 192.0.2.9}"
#define FRONT(addresses) "{dummy: d, preference: 1, address: [" addresses "]},"
#define FRONT_4 FRONT("192.0.2.1, 192.0.2.2, 192.0.2.3, 192.0.2.4")
#define FRONT_5 FRONT("192.0.2.1, 192.0.2.2, 192.0.2.3, 192.0.2.4, 192.0.2.5")
#define FRONT_HOSTS                                                                                \
    "{dummy: d, preference: 1}, {dummy: e, preference: 1}, {dummy: f, preference: 2},"             \
    "{dummy: g, preference: 3},"
#define FRONT_6 FRONT("192.0.2.1, 192.0.2.2, 192.0.2.3, 192.0.2.4, 192.0.2.5, 192.0.2.6")

/* A path: what each attempt meets, as "mail1:silent master:answers". */
struct row {
    const char *mx, *sender, *path;
    uint64_t seconds;
    double probability;
    enum mxtrap_family family;
    const char *more; /* keys of the zone */
};

static const struct mxtrap_walk *walk_of(const mxtrap_simulation *simulation, const char *name) {
    const struct mxtrap_walk *walk;

    for (size_t i = 0; (walk = mxtrap_simulation_at(simulation, i)) != NULL; i++) {
        if (strcmp(mxtrap_sender_name(walk->sender), name) == 0) {
            return walk;
        }
    }
    fail_msg("no sender %s", name);
    return NULL;
}

static void write_path(struct mx_text *text, const struct mxtrap_walk *walk) {
    static const uint8_t origin[] = "\1a\3com";

    for (size_t i = 0; i < walk->attempt_count; i++) {
        const struct mxtrap_attempt *attempt = &walk->attempts[i];
        mx_text_string(text, i > 0 ? " " : "");
        mx_name_write(text, attempt->exchanger->host, origin);
        mx_text_format(text, ":%s", mxtrap_outcome_name(attempt->outcome));
    }
}

static struct spec spec_of_mx(const char *mx, const char *more) {
    struct mx_text text = {0};

    mx_text_format(&text, "zone: a.com\n%smx: [", more == NULL ? "" : more);
    mx_text_string(&text, mx);
    mx_text_string(&text, "]\n");
    struct spec spec = good_spec_of(mx_text_string_of(&text));
    mx_text_free(&text);
    return spec;
}

static bool is_near(double a, double b) {
    return a - b < 1e-9 && b - a < 1e-9;
}

static void assert_row(const struct row *row) {
    struct spec spec = spec_of_mx(row->mx, row->more);
    struct mxtrap_simulate_options options = {.family = row->family, .senders = spec.zones};
    mxtrap_simulation *simulation = NULL;
    struct mx_text path = {0};

    assert_int_equal(mxtrap_simulate(mxtrap_zone_layout_at(mxtrap_zones_at(spec.zones, 0), 0),
                                     &options, &simulation),
                     MXTRAP_OK);
    const struct mxtrap_walk *walk = walk_of(simulation, row->sender);
    write_path(&path, walk);
    const char *found = mx_text_string_of(&path);
    if (strcmp(found, row->path) != 0) {
        print_message("%s in: %s\n", row->sender, row->mx);
    }
    assert_string_equal(found, row->path);
    assert_int_equal(walk->seconds, row->seconds);
    assert_true(is_near(walk->probability, row->probability));
    assert_int_equal(walk->delivered, strstr(row->path, ":answers") != NULL);
    mx_text_free(&path);
    mxtrap_simulation_free(simulation);
    spec_free(&spec);
}

/* What the seed says of its own layout. */
static void test_oc9(void **state) {
    static const struct row rows[] = {
        {OC9, "first-only", "mail1:silent", 30, 0, 0, NULL},
        {OC9, "last-only", "mail3:silent", 30, 0, 0, NULL},
        {OC9, "last-then-first", "mail3:silent mail1:silent", 60, 0, 0, NULL},
        {OC9, "reverse", "mail3:silent mail2:silent slave2:answers", 60, 1, 0, NULL},
        {OC9, "random-one", "master:answers", 0, 0.4, 0, NULL},
        {OC9, "address-record", "", 0, 0, 0, NULL},
        {OC9, "postfix", "mail1:silent master:answers", 30, 1, 0, NULL},
        {OC9, "qmail", "mail1:silent master:answers", 60, 1, 0, NULL},
        {OC9, "postfix", "mail1:refused master:answers", 0, 1, 0, "silence: reset\n"},
        {OC9, "reverse", "mail3:refused mail2:refused slave2:answers", 0, 1, 0, "silence: reset\n"},
        /* The dummies have no IPv6 address. */
        {OC9, "postfix", "master:answers", 0, 1, MXTRAP_FAMILY_IPV6, NULL},
        {OC9, "first-only", "", 0, 0, MXTRAP_FAMILY_IPV6, NULL},
        {OC9, "qmail", "", 0, 0, MXTRAP_FAMILY_IPV6, NULL},
        {OC9, "random-one", "master:answers", 0, 0.2, MXTRAP_FAMILY_IPV6, NULL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_row(&rows[i]);
    }
}

/* Every MTA reaches master after one attempt in vain. */
static void test_oc9_mtas(void **state) {
    struct row row = {OC9, NULL, "mail1:silent master:answers", 0, 1, 0, NULL};
    const mxtrap_sender *sender;
    size_t count = 0;
    (void)state;

    for (size_t i = 0; (sender = mxtrap_sender_at(i)) != NULL; i++) {
        if (mxtrap_sender_kind(sender) == MXTRAP_SENDER_MTA) {
            row.sender = mxtrap_sender_name(sender);
            row.seconds = mx_sender_row((enum mx_sender_id)i)->timeout;
            assert_row(&row);
            count++;
        }
    }
    assert_int_equal(count, 11);
}

#define S " d:silent"
#define R " d:refused"

static void test_limits(void **state) {
    static const struct row rows[] = {
        {FRONT_4 REAL "," LAST, "postfix", "d:silent" S S S " r:answers", 120, 1, 0, NULL},
        {FRONT_5 REAL "," LAST, "postfix", "d:silent" S S S S, 150, 0, 0, NULL},
        {FRONT_6 REAL "," LAST, "postfix", "d:silent" S S S S, 150, 0, 0, NULL},
        {FRONT_5 REAL "," LAST, "exim", "d:silent" S S S S " r:answers", 655, 1, 0, NULL},
        {FRONT_6 REAL "," LAST, "exim", "d:silent" S S S S " r:answers", 655, 1, 0, NULL},
        {FRONT_6 REAL "," LAST, "rfc5321", "d:silent" S S S S S " r:answers", 1800, 1, 0, NULL},
        {FRONT_6 REAL "," LAST, "stalwart", "d:silent" S " r:answers", 262, 1, 0, NULL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_row(&rows[i]);
    }
}

/* What Postfix does with both families: the real host's IPv6 address is the last of the five. */
static void test_balance(void **state) {
    static const char six[] =
        "{dummy: d, preference: 1, address: [192.0.2.1, 192.0.2.2, 192.0.2.3, \"2001:db8::1\","
        " \"2001:db8::2\", \"2001:db8::3\"]}, " REAL6;
    static const char unknown[] = FRONT_5 "{real: r, preference: 5}";
    static const char last[] = FRONT("192.0.2.1, \"2001:db8::1\", \"2001:db8::2\", "
                                     "\"2001:db8::3\", \"2001:db8::4\"") "{real: r, preference: 5}";
    static const struct row rows[] = {
        /* An address that is not known counts as IPv4, of which there are two: both are kept. */
        {last, "postfix", "d:silent" S S S " r:answers", 120, 1, MXTRAP_FAMILY_DUAL, NULL},
        {FRONT_4 REAL6, "postfix", "d:silent" S S S " r:answers", 120, 1, MXTRAP_FAMILY_DUAL, NULL},
        {FRONT_5 REAL6, "postfix", "d:silent" S S S " r:answers", 120, 1, MXTRAP_FAMILY_DUAL, NULL},
        {FRONT_6 REAL6, "postfix", "d:silent" S S S " r:answers", 120, 1, MXTRAP_FAMILY_DUAL, NULL},
        {FRONT_5 REAL6, "postfix", "d:silent" S S S S, 150, 0, MXTRAP_FAMILY_IPV4, NULL},
        {FRONT_5 REAL6, "postfix", "d:silent" S S S S, 150, 0, 0, NULL},
        {FRONT_5 REAL, "postfix", "d:silent" S S S S, 150, 0, MXTRAP_FAMILY_DUAL, NULL},
        {unknown, "postfix", "d:silent" S S S S, 150, 0, MXTRAP_FAMILY_DUAL, NULL},
        /* Both have more than half: the first one's family has the odd one. */
        {six, "postfix", "d:silent" S S S S, 150, 0, MXTRAP_FAMILY_DUAL, NULL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_row(&rows[i]);
    }
}

/* Connections at once, pauses between them, and a timeout that a host's addresses share. */
static void test_time(void **state) {
    static const char hosts[] = "{dummy: d, preference: 1}, {dummy: e, preference: 2}," REAL;
    static const char seven[] = FRONT("192.0.2.1, 192.0.2.2, 192.0.2.3, 192.0.2.4, 192.0.2.5,"
                                      "192.0.2.6, 192.0.2.7") REAL;
    static const char eight[] = FRONT("192.0.2.1, 192.0.2.2, 192.0.2.3, 192.0.2.4, 192.0.2.5,"
                                      "192.0.2.6, 192.0.2.7, 192.0.2.8") REAL;
    static const struct row rows[] = {
        {FRONT("192.0.2.1, 192.0.2.2, 192.0.2.3") REAL, "opensmtpd", "d:silent" S S " r:answers",
         135, 1, 0, NULL},
        /* The first three have their turn again while the fourth is waited for. */
        {FRONT_4 REAL, "opensmtpd", "d:silent" S S S, 262, 0, 0, NULL},
        {FRONT_6 REAL, "opensmtpd", "d:silent" S S S S S, 266, 0, 0, NULL},
        {hosts, "opensmtpd", "d:silent e:silent r:answers", 262, 1, 0, NULL},
        {hosts, "opensmtpd", "d:refused e:refused r:answers", 4, 1, 0, "silence: reset\n"},
        {seven, "opensmtpd", "d:refused" R R R R R R " r:answers", 14, 1, 0, "silence: reset\n"},
        {eight, "opensmtpd", "d:refused" R R R R R R R, 14, 0, 0, "silence: reset\n"},
        {FRONT_6 REAL, "chasquid", "d:silent" S S S S S " r:answers", 60, 1, 0, NULL},
        {seven, "chasquid", "d:silent" S S S S S S " r:answers", 56, 1, 0, NULL},
        {hosts, "chasquid", "d:silent e:silent r:answers", 120, 1, 0, NULL},
        {hosts, "chasquid", "d:refused e:refused r:answers", 0, 1, 0, "silence: reset\n"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_row(&rows[i]);
    }
}

static void test_front_hosts(void **state) {
    static const char mx[] = "{dummy: d, preference: 1}, {dummy: e, preference: 2},"
                             "{real: r, preference: 3}, {dummy: l, preference: 4}";
    static const struct row rows[] = {
        {mx, "stalwart", "d:silent e:silent", 262, 0, 0, NULL},
        {mx, "postfix", "d:silent e:silent r:answers", 60, 1, 0, NULL},
        {mx, "last-then-first", "l:silent d:silent", 60, 0, 0, NULL},
        {FRONT_HOSTS REAL, "chasquid", "d:silent e:silent f:silent g:silent r:answers", 240, 1, 0,
         NULL},
        {FRONT_HOSTS "{dummy: h, preference: 4}," REAL, "chasquid",
         "d:silent e:silent f:silent g:silent h:silent", 300, 0, 0, NULL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_row(&rows[i]);
    }
}

/* Dummies and real hosts of one preference. */
static void test_ties(void **state) {
    static const char tie[] = "{dummy: d, preference: 1}, {real: r, preference: 1},"
                              "{dummy: e, preference: 1}";
    static const char pair[] = "{dummy: d, preference: 1}, {real: r, preference: 1}";
    static const char owner[] = "{dummy: '@', preference: 1}, {real: r, preference: 2}";
    static const struct row rows[] = {
        {tie, "first-only", "r:answers", 0, 1.0 / 3, 0, NULL},
        {tie, "last-only", "r:answers", 0, 1.0 / 3, 0, NULL},
        {tie, "last-then-first", "r:answers", 0, 2.0 / 3, 0, NULL},
        {tie, "reverse", "r:answers", 0, 1, 0, NULL},
        {tie, "rfc5321", "d:silent e:silent r:answers", 600, 1, 0, NULL},
        {tie, "stalwart", "d:silent e:silent", 262, 2.0 / 3, 0, NULL},
        {pair, "stalwart", "d:silent r:answers", 131, 1, 0, NULL},
        {owner, "address-record", "@:silent", 30, 0, 0, NULL},
        {"{dummy: d}", "rfc5321", "d:silent", 300, 0, 0, NULL},
        {"{real: r}", "rfc5321", "r:answers", 0, 1, 0, NULL},
        {"{real: r}", "last-then-first", "r:answers", 0, 1, 0, NULL},
        {"{dummy: .}", "rfc5321", "", 0, 0, 0, NULL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_row(&rows[i]);
    }
}

/* A spec's sender stands behind those of the table, or in the place of one. */
static void test_spec_senders(void **state) {
    static const char senders[] = "senders:\n"
                                  "- {sender: two, max-addresses: 2, timeout: 7}\n"
                                  "- {sender: postfix, max-addresses: 6, ties: addresses}\n"
                                  "- {sender: shy, refused: stop, kind: bot, order: all}\n"
                                  "- {sender: own, order: address-record, max-per-host: 2,\n"
                                  "   max-hosts: 1, prefer: ipv6}\n"
                                  "- {sender: own-all, order: address-record, max-hosts: 1}\n";
    static const char own[] = "{dummy: '@', address: [192.0.2.1, 192.0.2.2, \"2001:db8::1\"]},"
                              "{real: r}";
    static const struct row rows[] = {
        {FRONT_6 REAL "," LAST, "two", "d:silent" S, 14, 0, 0, senders},
        {FRONT_5 REAL "," LAST, "postfix", "d:silent" S S S S " r:answers", 150, 1, 0, senders},
        {FRONT_5 REAL "," LAST, "shy", "d:silent" S S S S " r:answers", 150, 1, 0, senders},
        {own, "own", "@:silent @:silent", 60, 0, 0, senders},
        {own, "own-all", "@:silent @:silent @:silent", 90, 0, 0, senders},
    };
    struct spec spec = spec_of_mx(rows[0].mx, senders);
    mxtrap_simulation *simulation = NULL;
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_row(&rows[i]);
    }
    struct mxtrap_simulate_options options = {.senders = spec.zones};
    assert_int_equal(
        mxtrap_simulate(mxtrap_zone_layout_at(zone_of(&spec, 0), 0), &options, &simulation),
        MXTRAP_OK);
    assert_int_equal(mxtrap_simulation_count(simulation), MX_SENDER_ID_COUNT + 4);
    mxtrap_simulation_free(simulation);
    spec_free(&spec);
    static const struct row refused = {FRONT_5 REAL "," LAST,
                                       "shy",
                                       "d:refused",
                                       0,
                                       0,
                                       0,
                                       "silence: reset\nsenders: [{sender: shy, refused: stop}]\n"};
    assert_row(&refused);
}

/* Every order that chance can take, one by one. */
struct all {
    const struct mx_route *route;
    double probability, attempts;
    bool fails;
    size_t most_failed, most_delivered, least_delivered;
};

static void next_stage(struct all *all, size_t stage, size_t used, size_t left, double p);

static void ends(struct all *all, bool delivered, size_t used, double p) {
    all->probability += delivered ? p : 0;
    all->attempts += p * (double)used;
    if (!delivered) {
        all->fails = true;
        all->most_failed = used > all->most_failed ? used : all->most_failed;
    } else {
        all->most_delivered = used > all->most_delivered ? used : all->most_delivered;
        all->least_delivered = used < all->least_delivered ? used : all->least_delivered;
    }
}

/* Takes one of the hosts that TAKEN does not have. */
static void take_host(struct all *all, size_t stage, unsigned taken, size_t picks, size_t used,
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
        if (host->delivers && used < allowed) {
            ends(all, true, used, p / (double)open);
            continue;
        }
        size_t after = host->delivers ? used : used + host->first + host->second;
        take_host(all, stage, taken | 1U << i, picks - 1, after < allowed ? after : allowed,
                  allowed, limited ? left - 1 : left, p / (double)open);
    }
}

/* Draws one of the addresses that are left: in vain, or real; those of the second draw wait. */
static void draw_address(struct all *all, size_t stage, const size_t counts[4], size_t used,
                         size_t allowed, size_t left, double p) {
    size_t second = counts[0] + counts[1] == 0 ? 2 : 0;
    size_t vain = counts[second], reals = counts[second + 1];

    if (used == allowed || vain + reals == 0) {
        next_stage(all, stage + 1, used, left, p);
        return;
    }
    if (reals > 0) {
        ends(all, true, used, p * (double)reals / (double)(vain + reals));
    }
    if (vain > 0) {
        size_t after[4] = {counts[0], counts[1], counts[2], counts[3]};
        after[second]--;
        draw_address(all, stage, after, used + 1, allowed, left,
                     p * (double)vain / (double)(vain + reals));
    }
}

static void next_stage(struct all *all, size_t stage, size_t used, size_t left, double p) {
    const struct mx_route *route = all->route;

    if (stage == route->count) {
        ends(all, false, used, p);
        return;
    }
    size_t allowed = route->addresses == 0          ? SIZE_MAX
                     : used < route->addresses      ? route->addresses
                     : used < route->addresses_hard ? used + 1
                                                    : used;
    const struct mx_stage *at = &route->stages[stage];
    if (at->by_address) {
        size_t counts[4] = {0};
        for (size_t i = 0; i < at->count; i++) {
            counts[at->hosts[i].delivers ? 1 : 0] += at->hosts[i].first;
            counts[at->hosts[i].delivers ? 3 : 2] += at->hosts[i].second;
        }
        draw_address(all, stage, counts, used, allowed, left, p);
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

static size_t random_layout(uint32_t *seed, struct mxtrap_exchanger *exchangers,
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
        }
    }
    return count;
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
    enum mx_sender_family family = (enum mx_sender_family)below(&seed, MX_SENDER_FAMILY_COUNT);

    assert_true(mx_route_plan(&route, &arena, &layout, &sender, family, true));
    assert_true(mx_chance_of(&route, &arena, &chance));
    assert_true(mx_walk(&route, &arena, &walk));
    struct all all = {.route = &route, .least_delivered = SIZE_MAX};
    next_stage(&all, 0, 0, route.hosts, 1);
    bool is_good =
        is_near(all.probability, chance.probability) && is_near(all.attempts, chance.attempts);
    bool is_bot = sender.kind == MX_SENDER_BOT;
    size_t worst = is_bot ? (all.probability > 0 ? all.least_delivered : walk.seconds / 7)
                          : (all.fails ? all.most_failed : all.most_delivered);
    is_good = is_good && (walk.delivered != 0) == (is_bot ? all.probability > 0 : !all.fails) &&
              walk.seconds == worst * 7;
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
    bool is_ipv6, is_real;
};

struct postfix {
    struct address list[8];
    size_t count, limit, most_failed, most_delivered, least_delivered;
    double orders, delivered, attempts;
};

static void count_order(struct postfix *postfix) {
    size_t of[2] = {0}, kept[2] = {SIZE_MAX, SIZE_MAX}, limit = postfix->limit, tried = 0;
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
            tried += delivered ? 0 : 1;
        }
    }
    size_t *most = delivered ? &postfix->most_delivered : &postfix->most_failed;
    *most = tried > *most ? tried : *most;
    if (delivered && tried < postfix->least_delivered) {
        postfix->least_delivered = tried;
    }
    postfix->orders++;
    postfix->delivered += delivered ? 1 : 0;
    postfix->attempts += (double)tried;
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
    const struct mxtrap_simulate_options options = {MXTRAP_FAMILY_DUAL, &zones};
    mxtrap_simulation *simulation = NULL;

    postfix.limit = sender.addresses = (uint16_t)(1 + below(&seed, 5));
    sender.kind = (uint8_t)below(&seed, 2);
    layout.count = random_layout(&seed, exchangers, addresses);
    for (size_t i = 0; i < layout.count; i++) {
        for (size_t j = 0; j < exchangers[i].address_count && postfix.count < 8; j++) {
            postfix.list[postfix.count++] =
                (struct address){exchangers[i].preference, addresses[i][j].family == MX_IPV6,
                                 exchangers[i].role == MXTRAP_ROLE_REAL};
        }
        if (exchangers[i].address_count == 0 || postfix.count == 8) {
            return false; /* a host without addresses is not Postfix's; too many orders */
        }
    }
    every_order(&postfix, 0);
    assert_int_equal(mxtrap_simulate(&layout, &options, &simulation), MXTRAP_OK);
    const struct mxtrap_walk *walk = walk_of(simulation, "postfix");
    bool fails = postfix.delivered < postfix.orders;
    bool is_bot = sender.kind == MX_SENDER_BOT;
    size_t worst = is_bot  ? postfix.least_delivered
                   : fails ? postfix.most_failed
                           : postfix.most_delivered;
    if (is_bot && postfix.delivered <= 0) {
        worst = postfix.most_failed;
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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_oc9),         cmocka_unit_test(test_oc9_mtas),
        cmocka_unit_test(test_limits),      cmocka_unit_test(test_front_hosts),
        cmocka_unit_test(test_balance),     cmocka_unit_test(test_time),
        cmocka_unit_test(test_ties),        cmocka_unit_test(test_spec_senders),
        cmocka_unit_test(test_every_order), cmocka_unit_test(test_postfix_orders),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
