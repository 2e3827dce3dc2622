/* What single MTAs do that others do not, as measured (docs/mta-table.md): addresses that cannot be
 * reached, coming back to addresses, shuffled hosts, what they met before, addresses of their own.
 */
#include "simulated.h"

#include "model/senders.h"

#define S " d:silent"

#define R46(host, n)                                                                               \
    "{real: " host ", preference: " #n ", address: [198.51.100." #n ", \"2001:db8::" #n "\"]}"
#define D4(host, n) "{dummy: " host ", preference: " #n ", address: 192.0.2." #n "}"
#define D46(host, n)                                                                               \
    "{dummy: " host ", preference: " #n ", address: [192.0.2." #n ", \"2001:db8:1::" #n "\"]}"
#define U ":unreachable"

/* Hosts without IPv6 whose senders look up AAAA, as measured: Postfix and Exim put so many of 20
 * messages off. */
static void test_hosts_without_ipv6(void **state) {
    static const char two[] = D46("a", 1) "," D46("b", 2) "," R46("r", 3) "," D46("z", 4);
    static const char reals[] =
        D46("a", 1) "," D46("b", 2) "," R46("r", 3) "," R46("s", 4) "," D46("z", 5);
    static const char one[] = D46("a", 1) "," R46("r", 2) "," R46("s", 3) "," D46("z", 4);
    static const char two_two[] =
        "{dummy: a, preference: 1, address: [192.0.2.1, 192.0.2.2, \"2001:db8:1::1\","
        "\"2001:db8:1::2\"]}," R46("r", 2) "," R46("s", 3) "," D4("z", 4);
    static const char one_three[] = D4("a", 1) ",{dummy: b, preference: 2, address: [192.0.2.2,"
                                               "192.0.2.3, 192.0.2.5]}," R46("r", 3) "," D4("z", 4);
    static const char four[] = FRONT_4 R46("r", 2) "," R46("s", 3) "," D4("z", 9);
    static const char six[] = D4("a", 1) ",{real: r, preference: 2, address: \"2001:db8::2\"},"
                                         "{real: s, preference: 3, address: \"2001:db8::3\"}";
    static const enum mxtrap_family host = MXTRAP_FAMILY_IPV4_HOST;
    static const struct row rows[] = {
        {two, "postfix", "a:silent a" U " b:silent b" U " r" U, 60, 0.5, host, NULL},    /* 11 */
        {two, "exim", "a" U " a:silent b" U " b:silent r" U " z" U, 262, 0, host, NULL}, /* 19 */
        {two, "postfix", "a:silent a" U " b:silent b" U " r" U, 60, 0.5, 0, NULL},
        {two, "exim", "a:silent a:silent b:silent b:silent r:answers", 524, 1, MXTRAP_FAMILY_DUAL,
         NULL},
        {two, "exim", "a:silent b:silent r:answers", 262, 1, MXTRAP_FAMILY_IPV4, NULL},
        {reals, "postfix", "a:silent a" U " b:silent b" U " r" U, 60, 0.5, host, NULL}, /* 9 */
        {reals, "exim", "a" U " a:silent b" U " b:silent r" U " s" U " z" U, 262, 0, host, NULL},
        {two_two, "postfix", "a:silent a:silent a" U " a" U " r" U, 60, 0.5, host, NULL}, /* 11 */
        {two_two, "exim", "a" U " a" U " a:silent a:silent r" U " s" U " z:silent", 393, 0, host,
         NULL}, /* 20 */
        {one_three, "postfix", "a:silent b:silent b:silent b:silent r" U, 120, 0, host, NULL},
        {one_three, "exim", "a:silent b:silent b:silent b:silent r" U " z:silent", 655, 0, host,
         NULL},                                                             /* 20 */
        {four, "postfix", "d:silent" S S " r" U " s" U, 90, 0, host, NULL}, /* 20 */
        {four, "exim", "d:silent" S S S " r" U " s" U " z:silent", 655, 0, host, NULL},
        {one, "postfix", "a:silent a" U " r" U " r:answers", 30, 1, host, NULL}, /* none */
        {one, "exim", "a" U " a:silent r" U " r:answers", 131, 1, host, NULL},
        /* One that looks first, one that speaks IPv4 only, one without a limit. */
        {one, "opensmtpd", "a:silent r:answers", 131, 1, host, NULL},
        {one, "qmail", "a:silent r:answers", 60, 1, host, NULL},
        {one, "chasquid", "a:silent a" U " r" U " r:answers", 60, 1, host, NULL},
        {six, "rfc5321", "a:silent r" U " s" U, 300, 0, host, NULL},
        {six, "opensmtpd", "a:silent", 131, 0, host, NULL},
        /* The other way round. */
        {six, "postfix", "a" U " r:answers", 0, 1, MXTRAP_FAMILY_IPV6_HOST, NULL},
        {six, "qmail", "a" U, 0, 0, MXTRAP_FAMILY_IPV6_HOST, NULL},
        {two, "stalwart", "a" U " a:silent b" U " b:silent", 262, 0, MXTRAP_FAMILY_IPV6_HOST, NULL},
        {D4("a", 1) ",{real: r, preference: 2}", "postfix", "a" U " r:answers", 0, 1,
         MXTRAP_FAMILY_IPV6_HOST, NULL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_row(&rows[i]);
    }
}

#define OC9_END                                                                                    \
    "{real: slave2, preference: 6, address: 198.51.100.26},"                                       \
    "{dummy: mail2, preference: 8, address: 192.0.2.92}, {dummy: mail3, preference: 10, address: " \
    "192.0.2.93}"
#define OC9_DUAL                                                                                   \
    "{real: master, preference: 5, address: [198.51.100.25, \"2001:db8::25\"]}," OC9_END
#define OC9_IPV4 "{real: master, preference: 5, address: 198.51.100.25}," OC9_END

/* oc9's own layout from such a host: Postfix delivered so many of 8 messages, Exim all. */
static void test_oc9_without_ipv6(void **state) {
    static const struct {
        const char *mx;
        double probability;
    } rows[] = {
        {FRONT("192.0.2.1") OC9_DUAL, 1},                       /* 8 */
        {FRONT("192.0.2.1, 192.0.2.2") OC9_DUAL, 1},            /* 8 */
        {FRONT("192.0.2.1, 192.0.2.2, 192.0.2.3") OC9_DUAL, 1}, /* 8 */
        {FRONT_4 OC9_DUAL, 0},                                  /* none */
        {FRONT("192.0.2.1, \"2001:db8:1::1\"") OC9_DUAL, 1},    /* 8 */
        {FRONT("192.0.2.1, 192.0.2.2, \"2001:db8:1::1\", \"2001:db8:1::2\"") OC9_DUAL, 0.5}, /* 2 */
        {D4("a", 1) "," D4("b", 2) "," OC9_DUAL, 1},                                         /* 8 */
        {FRONT("192.0.2.1, 192.0.2.3") D4("b", 2) "," OC9_DUAL, 1},                          /* 8 */
        {D46("a", 1) "," D46("b", 2) "," OC9_DUAL, 0.5},                                     /* 3 */
        {FRONT_4 OC9_IPV4, 1},                                                               /* 8 */
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct spec spec = spec_of_mx(rows[i].mx, "silence: reset\n");
        struct mxtrap_simulate_options options = {.size = sizeof options,
                                                  .family = MXTRAP_FAMILY_IPV4_HOST};
        mxtrap_simulation *simulation = NULL;
        assert_int_equal(
            mxtrap_simulate(&simulation, mxtrap_zone_layout_at(zone_of(&spec, 0), 0), &options),
            MXTRAP_OK);
        assert_true(is_near(walk_of(simulation, "postfix")->probability, rows[i].probability));
        assert_true(is_near(walk_of(simulation, "exim")->probability, 1));
        mxtrap_simulation_free(simulation);
        spec_free(&spec);
    }
}

/* Senders of a spec on such a host: what they look up, what counts, what spam software does. */
static void test_spec_senders_without_ipv6(void **state) {
    static const char senders[] = "senders:\n"
                                  "- {sender: two, max-addresses: 2, timeout: 7}\n"
                                  "- {sender: asks, max-addresses: 2, timeout: 7, lookup: host}\n"
                                  "- {sender: bot, kind: bot, max-addresses: 1}\n"
                                  "- {sender: six, max-addresses: 2, family: ipv6}\n";
    static const char mx[] = D4("a", 1) "," R46("r", 2);
    static const struct row rows[] = {
        {mx, "two", "a:silent r" U, 7, 0, MXTRAP_FAMILY_IPV4_HOST, senders},
        {mx, "asks", "a:silent r:answers", 7, 1, MXTRAP_FAMILY_IPV4_HOST, senders},
        {mx, "two", "a:silent r" U, 7, 0, 0, senders},
        {mx, "asks", "a:silent r:answers", 7, 1, 0, senders},
        {R46("r", 2), "bot", "r:answers", 0, 1, MXTRAP_FAMILY_IPV4_HOST, senders},
        {mx, "six", "r" U, 0, 0, MXTRAP_FAMILY_IPV4_HOST, senders},
        {mx, "six", "r:answers", 0, 1, 0, senders},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_row(&rows[i]);
    }
}

#define IN(text) "{dummy: d, preference: 10, address: [" text "]},"
#define IN2(text) "{dummy: e, preference: 20, address: [" text "]},"
#define IN3(text) "{dummy: f, preference: 30, address: [" text "]},"
#define END "{real: r, preference: 90, address: 198.51.100.25}"

/* OpenSMTPD behind silent dummies, as measured: of one preference up to three are waited for
 * together; of several two or three are passed at some moment, after 285 to 1,191 s, or not within
 * 600 s; four and more never. */
static void test_going_round(void **state) {
    static const struct {
        const char *mx, *more;
        uint64_t seconds;
        bool by_moment;
        double probability;
    } rows[] = {
        {IN("192.0.2.1") END, NULL, 131, false, 1},
        {IN("192.0.2.1, 192.0.2.2, 192.0.2.3") END, NULL, 135, false, 1},
        {IN("192.0.2.1, 192.0.2.2, \"2001:db8::1\"") END, NULL, 135, false, 1},
        {IN("192.0.2.1, 192.0.2.2, \"2001:db8::1\", \"2001:db8::2\"") END, NULL, 262, false, 0},
        {IN("192.0.2.1") IN2("192.0.2.2") END, NULL, 262, true, 0},
        {IN("192.0.2.1, 192.0.2.3") IN2("192.0.2.2") END, NULL, 264, true, 0},
        {IN("192.0.2.1") IN2("192.0.2.2, 192.0.2.3") END, NULL, 264, true, 0},
        {IN("192.0.2.1") IN2("192.0.2.2") IN3("192.0.2.3") END, NULL, 393, true, 0},
        {IN("192.0.2.1, 192.0.2.2") IN2("192.0.2.3, 192.0.2.4") END, NULL, 266, false, 0},
        {IN("192.0.2.1, \"2001:db8::1\"") IN2("192.0.2.2, \"2001:db8::2\"") END, NULL, 266, false,
         0},
        {IN("192.0.2.1, 192.0.2.2, 192.0.2.3") IN2("192.0.2.4") END, NULL, 266, false, 0},
        {IN("192.0.2.1") IN2("192.0.2.2, 192.0.2.3, 192.0.2.4") END, NULL, 266, false, 0},
        /* With a reset nothing is waited for: only their number counts. */
        {IN("192.0.2.1") IN2("192.0.2.2") END, "silence: reset\n", 4, false, 1},
        {IN("192.0.2.1, 192.0.2.2, 192.0.2.3, 192.0.2.4") IN2("192.0.2.5, 192.0.2.6, 192.0.2.7")
             END,
         "silence: reset\n", 14, false, 1},
        {IN("192.0.2.1, 192.0.2.2, 192.0.2.3, 192.0.2.4")
             IN2("192.0.2.5, 192.0.2.6, 192.0.2.7, 192.0.2.8") END,
         "silence: reset\n", 16, true, 0}, /* 7 of 7: after 35, 373 to 686 s */
        {IN("192.0.2.1, 192.0.2.2, 192.0.2.3, 192.0.2.4, 192.0.2.9")
             IN2("192.0.2.5, 192.0.2.6, 192.0.2.7, 192.0.2.8") END,
         "silence: reset\n", 16, false, 0}, /* not within 900 s */
        /* Dummies of a real host's preference, of which six or two may come before it, or all. */
        {"{dummy: d, preference: 5, address: [192.0.2.1, 192.0.2.2, 192.0.2.3, 192.0.2.4, "
         "192.0.2.5, 192.0.2.6]}, {dummy: e, preference: 5, address: [192.0.2.7, "
         "192.0.2.8, 192.0.2.9]}, " REAL,
         "silence: reset\n", 16, false, 2.0 / 3},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct spec spec = spec_of_mx(rows[i].mx, rows[i].more);
        struct mxtrap_simulate_options options = {.size = sizeof options,
                                                  .family = MXTRAP_FAMILY_DUAL};
        mxtrap_simulation *simulation = NULL;
        assert_int_equal(
            mxtrap_simulate(&simulation, mxtrap_zone_layout_at(zone_of(&spec, 0), 0), &options),
            MXTRAP_OK);
        const struct mxtrap_walk *walk = walk_of(simulation, "opensmtpd");
        assert_int_equal(walk->by_moment, rows[i].by_moment);
        assert_int_equal(walk->delivered, rows[i].probability >= 1);
        assert_true(is_near(walk->probability, rows[i].probability));
        assert_int_equal(walk->seconds, rows[i].seconds);
        mxtrap_simulation_free(simulation);
        spec_free(&spec);
    }
}

/* Exim and dma shuffle hosts; Exim's IPv6-first is one pass of swaps. */
static void test_shuffled_hosts(void **state) {
    static const char three[] = "{dummy: a, preference: 10, address: [192.0.2.1, 192.0.2.2, "
                                "192.0.2.3]}, {real: b, preference: 10, address: 198.51.100.1}";
    static const char eight[] =
        "{dummy: d, preference: 10, address: [192.0.2.1, 192.0.2.2, 192.0.2.3, 192.0.2.4, "
        "\"2001:db8:1::1\", \"2001:db8:1::2\", \"2001:db8:1::3\", \"2001:db8:1::4\"]},"
        "{real: r, preference: 10, address: [198.51.100.1, \"2001:db8::1\"]}";
    static const char five[] =
        "{dummy: d, preference: 10, address: [192.0.2.1, 192.0.2.2, 192.0.2.3, 192.0.2.4, "
        "192.0.2.5]}, {real: r, preference: 10, address: \"2001:db8::1\"}";
    static const char reals[] = "{dummy: d, preference: 10, address: [192.0.2.1, 192.0.2.2]},"
                                "{dummy: e, preference: 20, address: 192.0.2.3},"
                                "{real: r, preference: 30, address: [198.51.100.1, "
                                "\"2001:db8::1\"]}, {real: s, preference: 30, address: "
                                "[198.51.100.2, \"2001:db8::2\"]}";
    static const struct row rows[] = {
        {three, "exim", "a:silent a:silent a:silent b:answers", 393, 1, MXTRAP_FAMILY_DUAL, NULL},
        {three, "dma", "a:silent a:silent a:silent b:answers", 393, 1, MXTRAP_FAMILY_DUAL, NULL},
        {eight, "exim", "d:silent" S S S S, 655, 0.5, MXTRAP_FAMILY_DUAL, NULL},
        {five, "exim", "d:silent" S S S " r:answers", 524, 1, MXTRAP_FAMILY_DUAL, NULL},
        {five, "dma", "r:answers", 0, 1, MXTRAP_FAMILY_DUAL, NULL},
        /* r's IPv4 address comes after s's IPv6 address, and is not tried. */
        {reals, "exim", "d:silent" S " e:silent r" U " s" U, 393, 0, MXTRAP_FAMILY_IPV4_HOST, NULL},
        {reals, "dma", "d:silent" S " e:silent r" U " s" U " r:answers", 393, 1,
         MXTRAP_FAMILY_IPV4_HOST, NULL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_row(&rows[i]);
    }
}

/* An address of several exchangers, and an exchanger at several preferences. */
static void test_repeated(void **state) {
    static const char shared[] = D4("a", 1) ",{dummy: b, preference: 2, address: 192.0.2.1}," END;
    static const char twice[] = D4("a", 1) "," D4("b", 2) ",{dummy: a, preference: 3, address: "
                                                          "192.0.2.1}," END;
    static const char sender[] = "senders: [{sender: once, repeated: address-once, timeout: 7}]\n";
    static const struct row rows[] = {
        {shared, "exim", "a:silent r:answers", 131, 1, 0, NULL},
        {shared, "opensmtpd", "a:silent r:answers", 131, 1, 0, NULL},
        {shared, "sendmail", "a:silent b:silent r:answers", 262, 1, 0, NULL},
        {shared, "postfix", "a:silent b:silent r:answers", 60, 1, 0, NULL},
        {shared, "courier", "a:silent b:silent r:answers", 120, 1, 0, NULL},
        {shared, "once", "a:silent r:answers", 7, 1, 0, sender},
        {twice, "sendmail", "a:silent b:silent r:answers", 262, 1, 0, NULL},
        {twice, "exim", "a:silent b:silent r:answers", 262, 1, 0, NULL},
        {twice, "haraka", "a:silent b:silent a:silent r:answers", 90, 1, 0, NULL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_row(&rows[i]);
    }
}

/* Addresses that are any machine's own: some senders pass over them, others take themselves for an
 * exchanger and put the mail off. */
static void test_own_addresses(void **state) {
    static const char loopback[] = "{dummy: d, preference: 1, address: 127.0.0.1}," REAL;
    static const char any[] = "{dummy: d, preference: 1, address: 0.0.0.0}," REAL;
    static const char six[] = "{dummy: d, preference: 1, address: [\"::1\", 127.1.2.3]}," REAL;
    static const char real[] =
        D4("d", 1) ",{real: r, preference: 2, address: 127.0.0.1}," D4("e", 3);
    static const char later[] = REAL ",{dummy: d, preference: 6, address: \"::\"}";
    static const struct {
        const char *sender;
        bool loopback, any; /* whether it delivers */
    } senders[] = {{"postfix", false, false},   {"exim", true, true},     {"sendmail", true, true},
                   {"opensmtpd", false, false}, {"courier", false, true}, {"dma", true, true},
                   {"chasquid", false, false},  {"haraka", true, true}};
    static const struct row rows[] = {
        {six, "exim", "r:answers", 0, 1, 0, NULL},
        {six, "postfix", "", 0, 0, 0, NULL},
        {later, "postfix", "r:answers", 0, 1, 0, NULL},
        {real, "exim", "d:silent e:silent", 262, 0, 0, NULL},
        {real, "postfix", "d:silent", 30, 0, 0, NULL},
        {real, "rfc5321", "d:silent e:silent", 600, 0, 0, NULL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(senders); i++) {
        struct row row = {loopback, senders[i].sender, "", 0, 0, MXTRAP_FAMILY_DUAL, NULL};
        row.path = senders[i].loopback ? "r:answers" : "";
        row.probability = senders[i].loopback ? 1 : 0;
        assert_row(&row);
        row.mx = any;
        row.path = senders[i].any ? "r:answers" : "";
        row.probability = senders[i].any ? 1 : 0;
        assert_row(&row);
    }
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_row(&rows[i]);
    }
}

/* What each did after a real host that turned it away, where it was an exchanger itself, and where
 * the dummy in front was at 127.0.0.1 or 0.0.0.0: delivered all the same (y) or put off (n). */
static void test_causes(void **state) {
    static const struct {
        enum mx_sender_id id;
        const char
            *after; /* 421, 554, closes, 421 to EHLO, 450 to RCPT; itself, 127.0.0.1, 0.0.0.0 */
    } rows[] = {
        {MX_SENDER_ID_POSTFIX, "yyyyynnn"},  {MX_SENDER_ID_EXIM, "yyyyynyy"},
        {MX_SENDER_ID_SENDMAIL, "ynyyyyyy"}, {MX_SENDER_ID_OPENSMTPD, "yyyynynn"},
        {MX_SENDER_ID_COURIER, "nnynnnny"},  {MX_SENDER_ID_DMA, "ynnnyyyy"},
        {MX_SENDER_ID_CHASQUID, "yyyyyynn"}, {MX_SENDER_ID_HARAKA, "nnynnyyy"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct mxtrap_sender *row = mx_sender_row(rows[i].id);
        for (size_t j = 0; rows[i].after[j] != '\0'; j++) {
            enum mx_sender_after after = rows[i].after[j] == 'y' ? MX_AFTER_NEXT : MX_AFTER_STOP;
            assert_int_equal(row->after[MX_TURNED_GREETING_421 + j], after);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hosts_without_ipv6),
        cmocka_unit_test(test_oc9_without_ipv6),
        cmocka_unit_test(test_spec_senders_without_ipv6),
        cmocka_unit_test(test_going_round),
        cmocka_unit_test(test_shuffled_hosts),
        cmocka_unit_test(test_repeated),
        cmocka_unit_test(test_own_addresses),
        cmocka_unit_test(test_causes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
