/* The prober against peers that play a script, by IPv4 and IPv6: every state that an address can
 * have once a connection is made. */
#include "dialogue_steps.h"

#define LONG_LINE "220 xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"

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
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
