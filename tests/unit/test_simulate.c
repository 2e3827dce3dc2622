/* Senders against layouts: their paths, row by row. */
#include "simulated.h"

#include "model/senders.h"

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

/* Every MTA reaches master after one failed attempt. */
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

/* Programs that are no MTAs: any order of the answer, the worst with all dummies first; a timeout
 * that the first silent address of a host uses up, where none refuses; one address of one host. */
static void test_programs(void **state) {
    static const char reset[] = "silence: reset\n";
    static const struct row rows[] = {
        {OC9, "npm-sendmail", "mail1:silent mail2:silent mail3:silent master:answers", 393, 1, 0,
         NULL},
        {FRONT_4 REAL, "npm-sendmail", "d:silent" S S S " r:answers", 128, 1, 0, NULL},
        {FRONT_4 REAL, "pear-smtpmx", "d:silent r:answers", 10, 1, 0, NULL},
        {FRONT_4 REAL, "pear-smtpmx", "d:refused" R R R " r:answers", 0, 1, 0, reset},
        {FRONT_4 REAL, "mx-connect", "d:silent" S S S " r:answers", 524, 1, 0, NULL},
        {FRONT_4 REAL, "swaks", "d:silent", 30, 0, 0, NULL},
        {FRONT_4 REAL, "swaks", "d:refused", 0, 0, 0, reset},
        {FRONT_4 REAL, "twisted", "d:silent", 30, 0, 0, NULL},
        {OC9, "directmail", "mail1:silent", 131, 0, 0, NULL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_row(&rows[i]);
    }
}

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
    static const char left_out[] =
        "{dummy: e, preference: 1, address: [192.0.2.1, 192.0.2.2, 192.0.2.3]},"
        "{dummy: d, preference: 1},"
        "{dummy: f, preference: 1, address: [\"2001:db8::1\", \"2001:db8::2\", \"2001:db8::3\"]},"
        "{real: r, preference: 5}";
    static const char last[] = FRONT("192.0.2.1, \"2001:db8::1\", \"2001:db8::2\", "
                                     "\"2001:db8::3\", \"2001:db8::4\"") "{real: r, preference: 5}";
    static const char five[] = FRONT("\"2001:db8::1\", \"2001:db8::2\", \"2001:db8::3\", "
                                     "\"2001:db8::4\"") "{real: r, preference: 5}";
    static const struct row rows[] = {
        /* A host without addresses here has one: there are five. */
        {five, "postfix", "d:silent" S S S " r:answers", 120, 1, MXTRAP_FAMILY_DUAL, NULL},
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
        /* A host of whose addresses none is kept is not tried between others either. */
        {left_out, "postfix", "e:silent e:silent e:silent f:silent f:silent", 150, 0,
         MXTRAP_FAMILY_DUAL, NULL},
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
        {hosts, "opensmtpd", "d:refused e:refused r:answers", 4, 1, 0, "silence: reset\n"},
        {seven, "opensmtpd", "d:refused" R R R R R R " r:answers", 14, 1, 0, "silence: reset\n"},
        {eight, "opensmtpd", "d:refused" R R R R R R R, 16, 0, 0, "silence: reset\n"},
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
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_row(&rows[i]);
    }
}

/* A spec's sender comes after those of the table, or in the place of one. */
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
    struct mxtrap_simulate_options options = {.size = sizeof options, .senders = spec.zones};
    assert_int_equal(
        mxtrap_simulate(&simulation, mxtrap_zone_layout_at(zone_of(&spec, 0), 0), &options),
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

/* What all senders come to. Of a spec without addresses of the owner one of the six bots is not
 * known. */
static void test_summary(void **state) {
    static const struct {
        const char *mx, *more;
        size_t trapped, delivering;
        const char *slowest, *costly; /* a sender, and the first label of a host */
        uint64_t costs;
    } rows[] = {
        {OC9, "", 3, 11, "rfc5321", "\5mail1", 300},
        {OC9, "silence: reset\n", 3, 11, "opensmtpd", NULL, 0},
        {"{dummy: a, preference: 1}, {dummy: d, preference: 2, address: [192.0.2.1, 192.0.2.2]},"
         "{real: r, preference: 3}, {dummy: z, preference: 4}",
         "", 3, 9, "rfc5321", "\1d", 600},
        {"{real: r}", "", 0, 11, "rfc5321", NULL, 0},
        {"{dummy: d}", "", 5, 0, NULL, NULL, 0},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct spec spec = spec_of_mx(rows[i].mx, rows[i].more);
        const mxtrap_layout *layout = mxtrap_zone_layout_at(zone_of(&spec, 0), 0);
        mxtrap_simulation *simulation = NULL;
        assert_int_equal(mxtrap_simulate(&simulation, layout, NULL), MXTRAP_OK);
        assert_ptr_equal(mxtrap_simulation_layout(simulation), layout);
        struct mxtrap_simulation_summary summary = MXTRAP_SIMULATION_SUMMARY_INIT;
        assert_int_equal(mxtrap_simulation_summarize(&summary, simulation), MXTRAP_OK);
        assert_int_equal(summary.bots, 5);
        assert_int_equal(summary.trapped, rows[i].trapped);
        assert_int_equal(summary.mtas, 11);
        assert_int_equal(summary.delivering, rows[i].delivering);
        assert_int_equal(summary.slowest != NULL, rows[i].slowest != NULL);
        assert_string_equal(summary.slowest == NULL ? ""
                                                    : mxtrap_sender_name(summary.slowest->sender),
                            rows[i].slowest == NULL ? "" : rows[i].slowest);
        assert_int_equal(summary.costly != NULL, rows[i].costly != NULL);
        if (summary.costly != NULL) {
            assert_memory_equal(summary.costly->host, rows[i].costly, strlen(rows[i].costly));
        }
        assert_int_equal(summary.costs, rows[i].costs);
        mxtrap_simulation_free(simulation);
        spec_free(&spec);
    }
}

/* Where what is said of a sender is written: of every row, and of a spec's where it says so. */
static void test_sources(void **state) {
    struct spec spec = spec_of_mx(OC9, "senders: [{sender: one, source: a page}, {sender: two}]\n");
    struct mxtrap_simulate_options options = {.size = sizeof options, .senders = spec.zones};
    mxtrap_simulation *simulation = NULL;
    const mxtrap_sender *sender;
    size_t count = 0;
    (void)state;

    for (; (sender = mxtrap_sender_at(count)) != NULL; count++) {
        assert_true(strlen(mxtrap_sender_source(sender)) > 0);
        assert_string_equal(mxtrap_sender_source(sender),
                            mx_sender_row((enum mx_sender_id)count)->source);
    }
    assert_int_equal(count, MX_SENDER_ID_COUNT);
    assert_int_equal(
        mxtrap_simulate(&simulation, mxtrap_zone_layout_at(zone_of(&spec, 0), 0), &options),
        MXTRAP_OK);
    assert_string_equal(mxtrap_sender_source(mxtrap_simulation_at(simulation, count)->sender),
                        "a page");
    assert_string_equal(mxtrap_sender_source(mxtrap_simulation_at(simulation, count + 1)->sender),
                        "");
    assert_null(mxtrap_simulation_at(simulation, count + 2));
    mxtrap_simulation_free(simulation);
    spec_free(&spec);
}

/* Nobody sends to a null MX (RFC 7505); beside others it is one that does not answer. */
static void test_null_mx(void **state) {
    static const struct {
        const char *mx;
        bool is_simulated;
    } rows[] = {
        {"{real: .}", false},
        {"{dummy: .}", false},
        {"{real: ., preference: 0}, {dummy: ., preference: 1}", false},
        {"{real: ., preference: 0}, {real: r, preference: 1}", true},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[200];
        mxtrap_simulation *simulation = NULL;
        snprintf(text, sizeof text, "zone: a.com\nmx: [%s]\n", rows[i].mx);
        struct spec spec = good_spec_of(text);
        const mxtrap_layout *layout = mxtrap_zone_layout_at(zone_of(&spec, 0), 0);
        assert_int_equal(mxtrap_simulate(&simulation, layout, NULL), MXTRAP_OK);
        assert_int_equal(mxtrap_simulation_count(simulation) > 0, rows[i].is_simulated);
        mxtrap_simulation_free(simulation);
        spec_free(&spec);
    }
}

/* Owners that share an MX set come to the same, but for what is said of the owner itself. */
static void test_repeat(void **state) {
    static const struct {
        const char *records;
        int repeats;
    } rows[] = {
        {"b MX 1 d\nb MX 2 r\nb MX 3 e\n", 1},
        {"b 5 MX 1 d\nb MX 2 r\nb MX 3 e\n", 1},
        {"b MX 1 d\nb MX 2 r\nb MX 4 e\n", 0},
        {"b MX 1 d\nb MX 2 r\n", 0},
        {"b MX 1 d\nb MX 2 s\nb MX 3 e\n", 0},
        {"b MX 1 f\nb MX 2 r\nb MX 3 e\n", 0}, /* another name for the same addresses */
        {"b MX 1 d\nb MX 2 r\nb MX 3 e\nb A 20.0.0.1\n", 0},
        {"r MX 1 d\nr MX 2 r\nr MX 3 e\n", 0}, /* its own exchanger */
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        /* In the last row only the name says that an exchanger is the owner itself. */
        const struct mxtrap_zone_file_options options = {.size = sizeof options,
                                                         .owner_addresses = i + 1 < COUNT(rows)};
        struct mx_text text = {0};
        mx_text_string(&text, "$ORIGIN a.com.\n$TTL 60\n@ SOA n.b.com. h 1 2 3 4 5\n"
                              "@ NS n.b.com.\na MX 1 d\na MX 2 r\na MX 3 e\nd A 20.0.0.1\n"
                              "r A 20.0.0.2\ne A 20.0.0.3\ns A 20.0.0.4\nf A 20.0.0.1\n");
        mx_text_string(&text, rows[i].records);
        struct spec spec = zone_file_of(mx_text_string_of(&text), &options);
        const mxtrap_layout *first = mxtrap_zone_layout_at(zone_of(&spec, 0), 0);
        const mxtrap_layout *second = mxtrap_zone_layout_at(zone_of(&spec, 0), 1);
        mxtrap_simulation *simulation = NULL;
        assert_int_equal(mxtrap_simulate(&simulation, first, NULL), MXTRAP_OK);
        assert_int_equal(mxtrap_simulation_repeat(simulation, second), rows[i].repeats);
        const mxtrap_layout *shown = mxtrap_simulation_layout(simulation);
        assert_ptr_equal(shown->owner, rows[i].repeats ? second->owner : first->owner);
        assert_ptr_equal(shown->exchangers, first->exchangers);
        mxtrap_simulation_free(simulation);
        spec_free(&spec);
        mx_text_free(&text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_oc9),          cmocka_unit_test(test_oc9_mtas),
        cmocka_unit_test(test_programs),     cmocka_unit_test(test_limits),
        cmocka_unit_test(test_balance),      cmocka_unit_test(test_time),
        cmocka_unit_test(test_front_hosts),  cmocka_unit_test(test_ties),
        cmocka_unit_test(test_spec_senders), cmocka_unit_test(test_summary),
        cmocka_unit_test(test_sources),      cmocka_unit_test(test_null_mx),
        cmocka_unit_test(test_repeat),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
