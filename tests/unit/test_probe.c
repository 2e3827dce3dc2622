/* The prober against peers that play a script, by IPv4 and IPv6: every state that an address can
 * have once a connection is made. */
#include "probing.h"

#include "base/monotonic.h"

#define GREETING "220 mx.example ESMTP\r\n"
#define LONG_LINE "220 xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"

/* VERB and the address that the peer's client comes from, as RFC 5321 4.1.3 writes it. */
static bool hear_literal(int fd, const char *verb) {
    struct sockaddr_storage name;
    socklen_t size = sizeof name;
    char line[128], wanted[128];
    size_t length = peer_read_line(fd, line, sizeof line);

    if (getpeername(fd, (struct sockaddr *)&name, &size) != 0) {
        return false;
    }
    snprintf(wanted, sizeof wanted, "%s %s\r\n", verb,
             name.ss_family == AF_INET ? "[127.0.0.1]" : "[IPv6:::1]");
    return length == strlen(wanted) && memcmp(line, wanted, length) == 0;
}

static bool hear_ehlo_literal(int fd) {
    return hear_literal(fd, "EHLO");
}

static bool hear_helo_literal(int fd) {
    return hear_literal(fd, "HELO");
}

/* clang-format off */
#define SAY(words) {PEER_SAY, .text = (words)}
#define HEAR(words) {PEER_HEAR, .text = (words)}
#define GONE {PEER_GONE, .text = NULL}
#define RESET {PEER_RESET, .text = NULL}
#define END {PEER_END, .text = NULL}
#define GREETS SAY(GREETING)
#define EHLO HEAR("EHLO " HELO)
#define OFFERS SAY("250-mx.example\r\n250 STARTTLS\r\n")
#define QUITS HEAR("QUIT"), SAY("221 bye\r\n")
#define EHLO_LITERAL {PEER_CALL, .call = hear_ehlo_literal}
#define HELO_LITERAL {PEER_CALL, .call = hear_helo_literal}
/* clang-format on */

static const struct row {
    const char *name;
    struct peer_step steps[10];
    enum mxtrap_state state;
    unsigned code;
    enum mx_offer starttls;
    const char *greeting;
    unsigned greeting_timeout_ms; /* 0: long enough */
} rows[] = {
    {"answers", {GREETS, EHLO, OFFERS, QUITS}, MXTRAP_ANSWERS, 250, MX_OFFER_YES, GREETING, 0},
    {"answers without STARTTLS",
     {GREETS, EHLO, SAY("250 mx.example\r\n"), QUITS},
     MXTRAP_ANSWERS,
     250,
     MX_OFFER_NO,
     GREETING,
     0},
    {"answers, and does not close",
     {GREETS, EHLO, OFFERS, HEAR("QUIT"), GONE},
     MXTRAP_ANSWERS,
     250,
     MX_OFFER_YES,
     GREETING,
     0},
    {"a greeting of many lines and some time",
     {SAY("220-mx\r\n"),
      {PEER_QUIET, .ms = 150},
      SAY("220-wait\r\n220"),
      {PEER_QUIET, .ms = 50},
      SAY(" go\r\n"),
      EHLO,
      OFFERS,
      QUITS},
     MXTRAP_ANSWERS,
     250,
     MX_OFFER_YES,
     "220-mx\r\n220-wait\r\n220 go\r\n",
     0},
    {"a stuttered greeting",
     {{PEER_DRIP, .text = "220 mx spamd\r\n", .ms = 5}, EHLO, OFFERS, QUITS},
     MXTRAP_ANSWERS,
     250,
     MX_OFFER_YES,
     "220 mx spamd\r\n",
     0},
    {"HELO where EHLO is not known",
     {GREETS, EHLO, SAY("502 what\r\n"), HEAR("HELO " HELO), SAY("250 mx\r\n"), QUITS},
     MXTRAP_ANSWERS,
     250,
     MX_OFFER_NO,
     GREETING,
     0},
    {"neither EHLO nor HELO",
     {GREETS, EHLO, SAY("500 what\r\n"), HEAR("HELO " HELO), SAY("500 what\r\n"), QUITS},
     MXTRAP_REJECTS,
     500,
     MX_OFFER_UNKNOWN,
     GREETING,
     0},
    {"554 at once",
     {SAY("554 no\r\n"), QUITS},
     MXTRAP_REJECTS,
     554,
     MX_OFFER_UNKNOWN,
     "554 no\r\n",
     0},
    {"421 and gone", /* the reset may well come before the bytes are read */
     {SAY("421 busy\r\n"), RESET},
     MXTRAP_REJECTS,
     421,
     MX_OFFER_UNKNOWN,
     "421 busy\r\n",
     0},
    {"220, then 421 at EHLO",
     {GREETS, EHLO, SAY("421 busy\r\n")},
     MXTRAP_REJECTS,
     421,
     MX_OFFER_UNKNOWN,
     GREETING,
     0},
    {"220 and 421 in one",
     {SAY("220 mx\r\n421 busy\r\n"), QUITS},
     MXTRAP_REJECTS,
     421,
     MX_OFFER_UNKNOWN,
     "220 mx\r\n",
     0},
    {"220 and 250 in one: nobody has read EHLO",
     {SAY("220 mx\r\n250 mx\r\n"), GONE},
     MXTRAP_GARBLED,
     250,
     MX_OFFER_UNKNOWN,
     "220 mx\r\n",
     0},
    {"220 and all of a dialogue in one",
     {SAY("220 mx\r\n250-mx\r\n250 STARTTLS\r\n221 bye\r\n"), GONE},
     MXTRAP_GARBLED,
     250,
     MX_OFFER_UNKNOWN,
     "220 mx\r\n",
     0},
    {"two greetings",
     {SAY("220 mx\r\n220 mx\r\n"), GONE},
     MXTRAP_GARBLED,
     220,
     MX_OFFER_UNKNOWN,
     "220 mx\r\n",
     0},
    {"half a reply ahead of EHLO, then closed",
     {SAY("220 mx\r\n250-m")},
     MXTRAP_GARBLED,
     220,
     MX_OFFER_UNKNOWN,
     "220 mx\r\n",
     0},
    {"half a reply ahead of EHLO, and no more",
     {SAY("220 mx\r\n42"), GONE},
     MXTRAP_GARBLED,
     220,
     MX_OFFER_UNKNOWN,
     "220 mx\r\n",
     100},
    {"EHLO refused, and the literal too",
     {GREETS, EHLO, SAY("550 not you\r\n"), EHLO_LITERAL, SAY("550 not you\r\n"), QUITS},
     MXTRAP_REJECTS,
     550,
     MX_OFFER_UNKNOWN,
     GREETING,
     0},
    {"closed at once", {END}, MXTRAP_HANGUP, 0, MX_OFFER_UNKNOWN, NULL, 0},
    {"reset at once", {RESET}, MXTRAP_HANGUP, 0, MX_OFFER_UNKNOWN, NULL, 0},
    {"half a greeting, then closed",
     {SAY("220-mx\r\n220 m")},
     MXTRAP_HANGUP,
     0,
     MX_OFFER_UNKNOWN,
     "220-mx\r\n220 m",
     0},
    {"closed at EHLO", {GREETS, EHLO}, MXTRAP_HANGUP, 220, MX_OFFER_UNKNOWN, GREETING, 0},
    {"another protocol",
     {SAY("SSH-2.0-x\r\n"), GONE},
     MXTRAP_GARBLED,
     0,
     MX_OFFER_UNKNOWN,
     "SSH-2.0-x\r\n",
     0},
    {"a greeting of 250",
     {SAY("250 hello\r\n"), GONE},
     MXTRAP_GARBLED,
     250,
     MX_OFFER_UNKNOWN,
     "250 hello\r\n",
     0},
    {"354 to EHLO",
     {GREETS, EHLO, SAY("354 go\r\n"), GONE},
     MXTRAP_GARBLED,
     354,
     MX_OFFER_UNKNOWN,
     GREETING,
     0},
    {"junk to EHLO",
     {GREETS, EHLO, SAY("\xff\xfe"), GONE},
     MXTRAP_GARBLED,
     220,
     MX_OFFER_UNKNOWN,
     GREETING,
     0},
    {"lines without end",
     {{PEER_FLOOD, .text = "220-mx\r\n"}},
     MXTRAP_GARBLED,
     0,
     MX_OFFER_UNKNOWN,
     "220-mx\r\n220-mx\r\n",
     0},
    {"a line without end",
     {{PEER_FLOOD, .text = LONG_LINE}},
     MXTRAP_GARBLED,
     0,
     MX_OFFER_UNKNOWN,
     LONG_LINE,
     0},
    {"says nothing", {GONE}, MXTRAP_MUTE, 0, MX_OFFER_UNKNOWN, NULL, 100},
    {"a byte now and then, for ever",
     {SAY("220-"), {PEER_FLOOD, .text = NULL}},
     MXTRAP_MUTE,
     0,
     MX_OFFER_UNKNOWN,
     "220-",
     200},
    {"nothing to EHLO", {GREETS, EHLO, GONE}, MXTRAP_MUTE, 220, MX_OFFER_UNKNOWN, GREETING, 100},
};

/* A byte every ten milliseconds: each in time, all of them not. */
static bool drip_for_ever(int fd) {
    struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
    while (peer_send(fd, "x", 1) && poll(&poll_fd, 1, 10) == 0) {
    }
    return true;
}

/* Where EHLO with the name is refused, and what comes then; the peer plays the second part to a
 * second connection, if there is one. */
static const struct name_row {
    const char *name;
    struct peer_step first[10], second[10];
    enum mxtrap_state state;
    unsigned code;
    const char *reply; /* NULL: none is kept */
} name_rows[] = {
    {"501, and the literal is taken",
     {GREETS, EHLO, SAY("501 bad name\r\n"), EHLO_LITERAL, OFFERS, QUITS},
     {END},
     MXTRAP_ANSWERS,
     250,
     NULL},
    {"504 in two lines",
     {GREETS, EHLO, SAY("504-bad\r\n504 name\r\n"), EHLO_LITERAL, OFFERS, QUITS},
     {END},
     MXTRAP_ANSWERS,
     250,
     NULL},
    {"450",
     {GREETS, EHLO, SAY("450 not found\r\n"), EHLO_LITERAL, OFFERS, QUITS},
     {END},
     MXTRAP_ANSWERS,
     250,
     NULL},
    {"HELO, 501 and its literal",
     {GREETS, EHLO, SAY("502 what\r\n"), HEAR("HELO " HELO), SAY("501 bad\r\n"), HELO_LITERAL,
      SAY("250 mx\r\n"), QUITS},
     {END},
     MXTRAP_ANSWERS,
     250,
     NULL},
    {"550 and gone: on a second connection",
     {GREETS, EHLO, SAY("550 bad name\r\n")},
     {GREETS, EHLO_LITERAL, OFFERS, QUITS},
     MXTRAP_ANSWERS,
     250,
     NULL},
    {"501, and no second EHLO here",
     {GREETS, EHLO, SAY("501 bad\r\n"), EHLO_LITERAL, SAY("503 again\r\n"), GONE},
     {GREETS, EHLO_LITERAL, OFFERS, QUITS},
     MXTRAP_ANSWERS,
     250,
     NULL},
    {"550 and gone, and the literal is refused",
     {GREETS, EHLO, SAY("550 bad name\r\n")},
     {GREETS, EHLO_LITERAL, SAY("550 nor that\r\n"), QUITS},
     MXTRAP_REJECTS,
     550,
     "550 nor that\r\n"},
    {"550 and gone, and closed at once",
     {GREETS, EHLO, SAY("550 bad name\r\n")},
     {RESET},
     MXTRAP_REJECTS,
     550,
     "550 bad name\r\n"},
    {"550 and gone, and no SMTP",
     {GREETS, EHLO, SAY("550 bad name\r\n")},
     {SAY("SSH-2.0-x\r\n"), GONE},
     MXTRAP_REJECTS,
     550,
     "550 bad name\r\n"},
    {"550 and gone twice: there is no third",
     {GREETS, EHLO, SAY("550 bad name\r\n")},
     {GREETS, EHLO_LITERAL},
     MXTRAP_REJECTS,
     550,
     "550 bad name\r\n"},
    {"550 and gone, and no time",
     {GREETS, EHLO, SAY("550 bad name\r\n")},
     {SAY("421 busy\r\n")},
     MXTRAP_REJECTS,
     421,
     "421 busy\r\n"},
    {"521 is not about the name",
     {GREETS, EHLO, SAY("521 no mail\r\n"), QUITS},
     {END},
     MXTRAP_REJECTS,
     521,
     "521 no mail\r\n"},
    {"nor is what is about the client",
     {GREETS, EHLO, SAY("550 blocked using x\r\n"), QUITS},
     {END},
     MXTRAP_REJECTS,
     550,
     "550 blocked using x\r\n"},
};

static void assert_name_row(const struct name_row *row, uint8_t family) {
    struct found found = {0};
    struct peer peer = {.fd = -1};
    int listener = peer_listen(&peer, family);

    peer.pid = fork();
    assert_true(peer.pid >= 0);
    if (peer.pid == 0) {
        alarm(300);
        peer_play(listener, row->first);
        if (row->second[0].kind != PEER_END) {
            peer_play(listener, row->second);
        }
        _exit(0);
    }
    close(listener);
    struct probing probing = probing_begin((struct mx_probe_options){.port = peer.port});
    probing_ask(&probing, &peer.address, NULL, false, &found);
    probing_run(&probing);
    if (found.outcome->state != row->state || found.outcome->code != row->code) {
        print_message("%s, IPv%d: code %d\n", row->name, family, found.outcome->code);
    }
    peer_end(&peer);
    assert_state(&found, row->state);
    assert_int_equal(found.outcome->code, row->code);
    assert_int_equal(found.outcome->attempts, 1);
    struct mx_bytes reply = mx_probe_outcome_rejection(found.outcome);
    assert_int_equal(reply.length, row->reply != NULL ? strlen(row->reply) : 0);
    assert_true(row->reply == NULL || memcmp(reply.at, row->reply, reply.length) == 0);
    probing_end(&probing);
}

static void test_name(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(name_rows); i++) {
        assert_name_row(&name_rows[i], MX_IPV4);
        assert_name_row(&name_rows[i], MX_IPV6);
    }
}

/* Who has no name says the address; where that is refused, there is nothing else to say. */
static void test_no_name(void **state) {
    static const struct peer_step refuses[] = {GREETS, EHLO_LITERAL, SAY("501 bad\r\n"), QUITS,
                                               END};
    (void)state;

    for (uint8_t family = MX_IPV4; family <= MX_IPV6; family = (uint8_t)(family + 2)) {
        struct peer peer = peer_begin(family, refuses, 1);
        struct found found = {0};
        struct probing probing =
            probing_begin((struct mx_probe_options){.port = peer.port, .helo = NO_HELO});
        probing_ask(&probing, &peer.address, NULL, false, &found);
        probing_run(&probing);
        peer_end(&peer);
        assert_state(&found, MXTRAP_REJECTS);
        assert_int_equal(found.outcome->code, 501);
        probing_end(&probing);
    }
}

/* Whoever turned us away for what we did is asked again after a pause, and twice as long a one. */
static void test_pauses(void **state) {
    static const struct peer_step busy[] = {SAY("421 too many connections from you\r\n"), QUITS,
                                            END};
    static const struct peer_step off[] = {SAY("554 no mail here\r\n"), QUITS, END};
    static const unsigned least[] = {0, 100, 200};
    (void)state;

    for (int blames = 0; blames < 2; blames++) {
        struct peer peer = peer_begin(MX_IPV4, blames ? busy : off, COUNT(least));
        struct found found[COUNT(least)] = {0};
        struct probing probing =
            probing_begin((struct mx_probe_options){.port = peer.port, .pause_ms = 100});
        for (size_t i = 0; i < COUNT(least); i++) {
            uint64_t began = mx_monotonic_ms();
            probing_ask(&probing, &peer.address, NULL, i > 0, &found[i]);
            probing_run(&probing);
            assert_state(&found[i], MXTRAP_REJECTS);
            assert_int_equal(found[i].outcome->blames_client, blames);
            assert_int_equal(found[i].outcome->attempts, i + 1);
            assert_true(!blames || mx_monotonic_ms() - began >= least[i]);
        }
        peer_end(&peer);
        probing_end(&probing);
    }
}

/* One that pauses is ended with the run, and freed with the prober. */
static void test_pause_ends(void **state) {
    static const struct peer_step busy[] = {SAY("421 too many connections from you\r\n"), QUITS,
                                            END};
    (void)state;

    for (int is_cut = 0; is_cut < 2; is_cut++) {
        struct peer peer = peer_begin(MX_IPV4, busy, 1);
        struct found found[3] = {0};
        struct probing probing =
            probing_begin((struct mx_probe_options){.port = peer.port, .pause_ms = 60000});
        probing_ask(&probing, &peer.address, NULL, false, &found[0]);
        probing_run(&probing);
        probing_ask(&probing, &peer.address, NULL, true, &found[1]);
        probing_ask(&probing, &peer.address, NULL, false, &found[2]); /* shares it */
        for (int turn = 0; turn < 3; turn++) {
            event_base_loop(probing.base, EVLOOP_NONBLOCK);
        }
        assert_int_equal(found[1].told + found[2].told, 0);
        assert_int_equal(mx_prober_counts(probing.prober).waiting, 1);
        if (is_cut) {
            mx_prober_cancel_all(probing.prober, MX_CAUSE_DEADLINE);
            probing_run(&probing);
            assert_state(&found[1], MXTRAP_UNPROBED);
            assert_int_equal(found[1].outcome->cause, MX_CAUSE_DEADLINE);
        }
        peer_end(&peer);
        probing_end(&probing);
    }
}

static void assert_row(const struct row *row, uint8_t family) {
    struct peer_step steps[COUNT(row->steps) + 1] = {0};
    struct found found = {0};

    memcpy(steps, row->steps, sizeof row->steps);
    for (size_t i = 0; i < COUNT(steps); i++) {
        if (steps[i].kind == PEER_FLOOD && steps[i].text == NULL) {
            steps[i] = (struct peer_step){PEER_CALL, .call = drip_for_ever};
        }
    }
    struct peer peer = peer_begin(family, steps, 1);
    struct probing probing = probing_begin((struct mx_probe_options){
        .port = peer.port, .timeout_ms = 10000, .greeting_timeout_ms = row->greeting_timeout_ms});
    probing_ask(&probing, &peer.address, NULL, false, &found);
    probing_run(&probing);
    if (found.outcome->state != row->state || found.outcome->code != row->code) {
        print_message("%s, IPv%d: code %d\n", row->name, family, found.outcome->code);
    }
    peer_end(&peer);
    assert_state(&found, row->state);
    const struct mx_probe_outcome *outcome = found.outcome;
    assert_int_equal(outcome->code, row->code);
    assert_int_equal(outcome->starttls, row->starttls);
    assert_int_equal(outcome->attempts, 1);
    assert_null(outcome->tls);
    assert_true(outcome->keywords.length > 0 ? outcome->code == 250
                                             : outcome->starttls != MX_OFFER_YES);
    if (row->greeting == NULL) {
        assert_null(outcome->greeting.at);
    } else {
        size_t length = strlen(row->greeting);
        assert_in_range(outcome->greeting.length, length, MX_GREETING_MAX);
        assert_memory_equal(outcome->greeting.at, row->greeting, length);
        assert_true(row->state == MXTRAP_GARBLED || row->state == MXTRAP_MUTE ||
                    outcome->greeting.length == length);
    }
    probing_end(&probing);
}

/* The connection is made and reset before the loop looks: what was said meanwhile counts. */
static void test_gone_before_seen(void **state) {
    (void)state;

    for (unsigned says = 0; says < 2; says++) {
        static const char greeting[] = "421 busy\r\n";
        struct linger reset = {.l_onoff = 1};
        struct peer peer = {0};
        struct found found = {0};
        int listener = peer_listen(&peer, MX_IPV4);
        struct probing probing = probing_begin((struct mx_probe_options){.port = peer.port});
        probing_ask(&probing, &peer.address, NULL, false, &found);
        while (mx_prober_counts(probing.prober).open == 0) {
            assert_int_equal(event_base_loop(probing.base, EVLOOP_ONCE), 0);
        }
        int fd = accept(listener, NULL, NULL);
        assert_true(fd >= 0);
        if (says != 0) {
            peer_send(fd, greeting, strlen(greeting));
        }
        assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset), 0);
        close(fd);
        probing_run(&probing);
        assert_state(&found, says != 0 ? MXTRAP_REJECTS : MXTRAP_HANGUP);
        assert_int_equal(found.outcome->greeting.length, says != 0 ? strlen(greeting) : 0);
        probing_end(&probing);
        close(listener);
    }
}

static void test_ipv4(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_row(&rows[i], MX_IPV4);
    }
}

static void test_ipv6(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_row(&rows[i], MX_IPV6);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ipv4),
        cmocka_unit_test(test_ipv6),
        cmocka_unit_test(test_gone_before_seen),
        cmocka_unit_test(test_name),
        cmocka_unit_test(test_no_name),
        cmocka_unit_test(test_pauses),
        cmocka_unit_test(test_pause_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
